# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache 2.4 with mod_dav: everybody's files below /dav/LOGIN/, which nobody else enters, and /dav/shared/ for all.

Two ports: one without TLS, one with TLS and HTTP/2.
"""

import shutil
import ssl
from pathlib import Path
from string import Template

from .common import HOST, PEOPLE, Failure, answers_http, htpasswd, logins, run, tail, wait_until

MODULES = Path("/usr/lib/apache2/modules")
WANTED = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dir", "mime", "alias", "ssl", "socache_shmcb",
          "dav", "dav_fs", "dav_lock", "http2")

CONFIGURATION = Template("""\
$modules
ServerRoot $folder
ServerName localhost
PidFile $run/pid
DefaultRuntimeDir $run
Mutex file:$run
ErrorLog $folder/log
LogLevel warn
LogFormat "%h %u \\"%r\\" %>s %b \\"%{Depth}i\\" \\"%{Range}i\\" \\"%{If-Match}i\\"" requests
CustomLog $folder/requests requests
Listen $host:$plain
Listen $host:$secure https
StartServers 1
ServerLimit 2
ThreadsPerChild 32
MaxRequestWorkers 64
KeepAliveTimeout 60
MaxKeepAliveRequests 0
TypesConfig $folder/types

DavLockDB $run/locks
DavMinTimeout 30
LimitXMLRequestBody 10485760
DocumentRoot $folder/files
<Directory />
  Require all denied
</Directory>
Alias /dav $folder/files
<Directory $folder/files>
  Dav On
  DavDepthInfinity $infinity
  FileETag $etag
  AllowOverride None
  AuthType Basic
  AuthName "Dateien"
  AuthBasicProvider file
  AuthUserFile $folder/users
  Require valid-user
</Directory>
$own
<VirtualHost $host:$secure>
  ServerName localhost
  Protocols h2 http/1.1
  SSLEngine on
  SSLProtocol -all +TLSv1.2 +TLSv1.3
  SSLCertificateFile $tls/server.pem
  SSLCertificateKeyFile $tls/server.key
</VirtualHost>
""")

OWN = Template("""\
<Directory $folder/files/$login>
  Require user $names
</Directory>
""")

TYPES = """\
text/plain txt md
text/html html
application/pdf pdf
image/png png
image/jpeg jpg jpeg
application/vnd.oasis.opendocument.text odt
"""


def start(workplace, tls, options):
    folder = workplace.path("apache")
    run_folder = workplace.run_path("apache") / "apache"
    run_folder.mkdir(exist_ok=True)
    program = shutil.which("apache2")
    if not program:
        raise Failure("Apache is not installed")
    for name in ("shared", *(login for login, _, _ in PEOPLE)):
        workplace.path("apache", "files", name)
    (folder / "users").write_text(htpasswd())
    (folder / "types").write_text(TYPES)
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in WANTED)
    own = "".join(OWN.substitute(folder=folder, login=login, names=" ".join(logins(login))) for login, _, _ in PEOPLE)
    (folder / "configuration").write_text(CONFIGURATION.substitute(
        modules=modules, folder=folder, run=run_folder, tls=tls, own=own, host=HOST,
        plain=workplace.port("apache"), secure=workplace.port("apache-tls"),
        infinity="On" if options.dav_infinity else "Off", etag="Digest" if options.etag == "digest" else "MTime Size"))

    workplace.require_free("apache", "apache-tls")
    pid = run_folder / "pid"
    pid.unlink(missing_ok=True)
    run(program, "-f", folder / "configuration", "-k", "start")
    if not wait_until(lambda: pid.exists() and pid.read_text().strip(), 10):
        raise Failure("Apache did not start:\n" + tail(folder / "log"))
    workplace.started("apache", int(pid.read_text()))
    context = ssl.create_default_context(cafile=tls / "ca.pem")
    if not wait_until(lambda: answers_http(workplace.port("apache")) and answers_http(workplace.port("apache-tls"), context), 10):
        raise Failure("Apache did not become ready:\n" + tail(folder / "log"))

    def place(scheme, port):
        address = f"{scheme}://localhost:{workplace.port(port)}/dav/"
        return {"url": f"{address}{PEOPLE[0][0]}/", "shared": f"{address}shared/",
                "folder": str(folder / "files" / PEOPLE[0][0]), "sharedFolder": str(folder / "files" / "shared")}

    workplace.description["apache"] = {**place("http", "apache"), "tls": place("https", "apache-tls")}
