# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""lighttpd with mod_webdav: everybody's files below /LOGIN/, without TLS."""

import shutil
import subprocess
from string import Template

from .common import HOST, PEOPLE, Failure, answers_http, htpasswd, logins, tail, wait_until

CONFIGURATION = Template("""\
server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")
server.document-root = "$folder/files"
server.bind = "$host"
server.port = $port
server.errorlog = "$folder/log"
server.upload-dirs = ("$folder/upload")
server.max-keep-alive-requests = 60000
server.max-keep-alive-idle = 60
mimetype.assign = (".txt" => "text/plain", ".md" => "text/markdown", ".pdf" => "application/pdf", ".png" => "image/png", ".jpg" => "image/jpeg",
                   ".odt" => "application/vnd.oasis.opendocument.text", "" => "application/octet-stream")
auth.backend = "htpasswd"
auth.backend.htpasswd.userfile = "$folder/users"
auth.require = (
$rights
)
webdav.activate = "enable"
webdav.is-readonly = "disable"
webdav.sqlite-db-name = "$folder/properties.sqlite"
webdav.opts = ("partial-put-copy-modify" => "enable"$infinity)
""")


def start(workplace, tls, options):
    folder = workplace.path("lighttpd")
    program = shutil.which("lighttpd")
    if not program:
        raise Failure("lighttpd is not installed")
    workplace.path("lighttpd", "upload")
    rights = []
    for login, _, _ in PEOPLE:
        workplace.path("lighttpd", "files", login)
        names = "|".join(f"user={name}" for name in logins(login))
        rights.append(f'  "/{login}/" => ("method" => "basic", "realm" => "Dateien", "require" => "{names}"),')
    rights.append('  "" => ("method" => "basic", "realm" => "Dateien", "require" => "valid-user")')
    (folder / "users").write_text(htpasswd())
    (folder / "configuration").write_text(CONFIGURATION.substitute(
        folder=folder, host=HOST, port=workplace.port("lighttpd"), rights="\n".join(rights),
        infinity=', "propfind-depth-infinity" => "enable"' if options.dav_infinity else ""))
    workplace.require_free("lighttpd")
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen([program, "-D", "-f", folder / "configuration"],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/")
    workplace.started("lighttpd", process.pid)
    if not wait_until(lambda: process.poll() is not None or answers_http(workplace.port("lighttpd")), 10) or process.poll() is not None:
        raise Failure("lighttpd did not start:\n" + tail(folder / "log"))
    workplace.description["lighttpd"] = {"url": f"http://localhost:{workplace.port('lighttpd')}/{PEOPLE[0][0]}/",
                                         "folder": str(folder / "files" / PEOPLE[0][0])}
