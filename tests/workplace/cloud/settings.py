# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the server behaves: what it offers, and which faults it shows. Tests change it while it runs (see control.py)."""

from dataclasses import dataclass, field, fields

WINDOWS_CHARACTERS = ["<", ">", ":", '"', "|", "?", "*", "\\", "/"]
WINDOWS_NAMES = ["con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))]


@dataclass
class Settings:
    quota: int = 0                      # bytes a user may have; 0: as many as there are
    chunking: bool = True
    push: bool = True
    trash: bool = True
    versions: bool = True
    locking: bool = True
    sharing: bool = True
    office: bool = True
    preview: bool = True
    search: bool = True
    status: str = "open"                # "hidden": status.php wants to know who asks; "absent": there is none
    maintenance: bool = False
    passwords: str = "all"              # "programs": the ordinary ones open nothing but pages, as with two factors
    terms: str = "accepted"             # "new": nothing over WebDAV until they are accepted
    hides_version: bool = False
    unavailable: str = ""               # name of a folder whose storage cannot be reached now
    encrypted: str = ""                 # name of a folder that is encrypted from end to end: only its owner's other clients get at it
    put_etag: bool = True               # whether the answer to PUT names the new ETag
    if_match: bool = True               # whether conditions are looked at
    ranges: bool = True
    infinity: str = "one"               # what PROPFIND with Depth infinity yields: "one" level or "refused"
    names: str = "usual"                # "windows": what Windows cannot name is refused as well
    throttle: int = 0                   # bytes a second, for each connection and direction
    cut_after: int = 0                  # downloads end after so many bytes, and the connection with them
    delay: float = 0                    # seconds before every answer
    password_length: int = 10           # of links
    editor: str = ""                    # the page of the web office; empty: our own
    faults: list = field(default_factory=list)

    def update(self, changes):
        known = {each.name for each in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"there is no setting {name}")
            setattr(self, name, value)

    @property
    def forbidden_characters(self):
        return WINDOWS_CHARACTERS if self.names == "windows" else ["\\", "/"]

    @property
    def forbidden_names(self):
        return [".htaccess"]

    @property
    def forbidden_basenames(self):
        return WINDOWS_NAMES if self.names == "windows" else []

    @property
    def forbidden_extensions(self):
        return [" ", ".", ".part", ".filepart"] if self.names == "windows" else [".part", ".filepart"]
