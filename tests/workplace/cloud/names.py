# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names the server takes, and what it says of the others."""

import unicodedata
from html import escape

from .wire import Refusal

LONGEST = 250           # bytes, since the table of files takes no more


def normal(name):
    """Names are kept in Unicode's composed form, however they come."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def steps(path):
    """The names on a path, whatever slashes there are."""
    return [normal(name) for name in path.split("/") if name]


def require_allowed(settings, name):
    for reason, is_wrong in (
            ("Filename is too long", len(name.encode()) > LONGEST),
            ("Empty filename", not name.strip()),
            ("Dot is not allowed as a filename", name in (".", "..")),
            ("Filename contains a control character", any(ord(letter) < 32 for letter in name))):
        if is_wrong:
            refuse(reason)
    for letter in settings.forbidden_characters:
        if letter in name:
            refuse(f'"{letter}" is not allowed inside a file or folder name.')
    low = name.lower()
    if low in settings.forbidden_names:
        refuse(f'"{name}" is a forbidden file or folder name.')
    if low[:1] + low[1:].partition(".")[0] in settings.forbidden_basenames:
        refuse(f'"{name}" is a forbidden prefix for file or folder names.')
    for ending in settings.forbidden_extensions:
        if low.endswith(ending):
            refuse(f'"{ending}" is a forbidden file type.' if ending.startswith(".") else f'Filenames must not end with "{ending}".')


def refuse(reason):
    raise Refusal(400, reason, "OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath",
                  extra=f'<o:retry xmlns:o="o:">false</o:retry><o:reason xmlns:o="o:">{escape(reason)}</o:reason>')
