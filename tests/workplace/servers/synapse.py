# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synapse with SQLite and without federation: the everyday Matrix server, with TLS and without.

Everybody has an account by password there; the administrator of the server has one of their own. A second one, synapse-oauth,
leaves signing in to the provider (oidc.py), as servers with the Matrix OAuth API do, and knows nobody before they came.
"""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from string import Template

from . import sid
from .common import DOMAIN, HOST, PEOPLE, Failure, password, tail, wait_until

ADMINISTRATOR = "verwaltung"
SECRET = "kontor-synapse"               # of a server that nobody else reaches

CONFIGURATION = Template("""\
server_name: $domain
public_baseurl: https://localhost:$tls_port/
pid_file: $folder/pid
tls_certificate_path: $tls/server.pem
tls_private_key_path: $tls/server.key
listeners:
  - {port: $tls_port, bind_addresses: ['$host'], type: http, tls: true, resources: [{names: [client]}]}
  - {port: $port, bind_addresses: ['$host'], type: http, tls: false, resources: [{names: [client]}]}
database: {name: sqlite3, args: {database: $folder/homeserver.db}}
log_config: $folder/log.yaml
app_service_config_files: [$folder/filling.yaml]
media_store_path: $folder/media
signing_key_path: $folder/signing.key
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
report_stats: false
macaroon_secret_key: $secret
form_secret: $secret
bcrypt_rounds: 4
allow_public_rooms_without_auth: true
encryption_enabled_by_default_for_room_type: $encryption
room_list_publication_rules: [{action: allow}]
url_preview_enabled: false
enable_authenticated_media: true
dynamic_thumbnails: true
max_upload_size: 100M
presence: {enabled: true}
user_directory: {enabled: true, search_all_users: true, prefer_local_users: true}
refreshable_access_token_lifetime: $lifetime
experimental_features: {msc3575_enabled: $sliding}
rc_message: {per_second: $rate, burst_count: $rate}
rc_registration: {per_second: 9999, burst_count: 9999}
rc_login: {address: {per_second: 9999, burst_count: 9999}, account: {per_second: 9999, burst_count: 9999}, failed_attempts: {per_second: 9999, burst_count: 9999}}
rc_joins: {local: {per_second: 9999, burst_count: 9999}, remote: {per_second: 9999, burst_count: 9999}}
rc_joins_per_room: {per_second: 9999, burst_count: 9999}
rc_invites: {per_room: {per_second: 9999, burst_count: 9999}, per_user: {per_second: 9999, burst_count: 9999}, per_issuer: {per_second: 9999, burst_count: 9999}}
rc_admin_redaction: {per_second: 9999, burst_count: 9999}
rc_room_creation: {per_second: 9999, burst_count: 9999}
rc_media_create: {per_second: 9999, burst_count: 9999}
rc_presence: {per_user: {per_second: 9999, burst_count: 9999}}
rc_user_directory: {per_second: 9999, burst_count: 9999}
""")

PASSWORDS = Template("""\
registration_shared_secret: $secret
password_config: {enabled: true}
""")

# The provider signs people in to the accounts they have; its users are called as they are here.
SINGLE_SIGN_ON = Template("""\
sso: {client_whitelist: ['http://127.0.0.1', 'http://localhost', 'http://[::1]'], update_profile_information: false}
oidc_providers:
  - idp_id: amt
    idp_name: Bundesamt für Beispielwesen
    discover: true
    issuer: $issuer
    client_id: synapse
    client_secret: $client_secret
    scopes: [openid, profile, email]
    allow_existing_users: true
    user_mapping_provider: {config: {localpart_template: '{{ user.sub }}', display_name_template: '{{ user.name }}', email_template: '{{ user.email }}'}}
""")

OAUTH = Template("""\
password_config: {enabled: false}
matrix_authentication_service: {enabled: true, endpoint: '$issuer', secret: $secret}
""")

# Whoever has this token may act as anybody, and say when: by it rooms are filled with what is days old.
FILLING = Template("""\
id: filling
url: null
as_token: $secret-filling
hs_token: $secret-unused
sender_localpart: filling
rate_limited: false
namespaces: {users: [{exclusive: false, regex: '@.*'}], aliases: [{exclusive: false, regex: '#.*'}], rooms: []}
""")

# Its clock is wrong by as many seconds as the file "clock" says.
PROGRAM = """\
import runpy, time
right, parts, shift = time.time, time.gmtime, float(open("clock").read())
time.time = lambda: right() + shift
time.gmtime = lambda seconds=None: parts(time.time() if seconds is None else seconds)
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""

LOG = Template("""\
version: 1
formatters: {plain: {format: '%(asctime)s %(levelname)s %(name)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, formatter: plain, filename: $folder/log}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
""")


def start(workplace, tls, options):
    sso = ""
    if options.sso:
        if "oidc" not in workplace.processes():
            raise Failure("--sso needs the server oidc; name it before synapse")
        provider = workplace.description["oidc"]
        sso = SINGLE_SIGN_ON.substitute(issuer=provider["url"].rstrip("/"), client_secret=provider["secret"])
    run(workplace, tls, options, "synapse", PASSWORDS.substitute(secret=SECRET) + sso)
    register(workplace)
    workplace.description["synapse"] |= {"administrator": {"user": ADMINISTRATOR, "password": password(ADMINISTRATOR)}, "sso": options.sso}


def run(workplace, tls, options, name, more):
    """Starts one of the two; what it is called is also its folder's name, its ports' and that of its description."""
    folder = workplace.path(name)
    port, tls_port = workplace.port(name), workplace.port(f"{name}-tls")
    workplace.require_free(name, f"{name}-tls")
    key = folder / "signing.key"
    if not key.exists():
        key.write_text(f"ed25519 a_kontor {base64.b64encode(secrets.token_bytes(32)).decode().rstrip('=')}\n")
    (folder / "homeserver.yaml").write_text(CONFIGURATION.substitute(
        domain=DOMAIN, host=HOST, port=port, tls_port=tls_port, folder=folder, tls=tls, secret=SECRET, encryption=options.chat_encryption,
        lifetime=f"{options.chat_token_lifetime}s", rate=options.chat_rate, sliding="false" if options.no_sliding_sync else "true") + more)
    (folder / "log.yaml").write_text(LOG.substitute(folder=folder))
    (folder / "filling.yaml").write_text(FILLING.substitute(secret=SECRET))
    (folder / "clock").write_text(str(options.chat_clock))
    launch(workplace, name)
    workplace.description[name] = {"url": f"https://localhost:{tls_port}/", "plain": {"url": f"http://localhost:{port}/"}, "domain": DOMAIN}


def launch(workplace, name):
    """Starts what is configured."""
    folder = workplace.path(name)
    command, environment = sid.python()
    with open(folder / "out", "ab") as log:
        process = subprocess.Popen([*command, "-c", PROGRAM, "-c", str(folder / "homeserver.yaml")], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True, cwd=folder, env={**environment, "SSL_CERT_FILE": workplace.description["ca"]})
    workplace.started(name, process.pid)
    if not wait_until(lambda: process.poll() is not None or is_healthy(workplace.port(name)), 90) or process.poll() is not None:
        raise Failure("Synapse did not start:\n" + tail(folder / "out") + "\n" + tail(folder / "log"))


def set_clock(workplace, seconds):
    """Lets the clock of Synapse be wrong by so much, from a new start on: it forbids everything while time goes back."""
    if "synapse" not in workplace.processes():
        raise Failure("Synapse does not run")
    workplace.stop(["synapse"])
    (workplace.path("synapse") / "clock").write_text(str(seconds))
    launch(workplace, "synapse")


def is_healthy(port):
    try:
        return ask(port, "GET", "/health", timeout=2)[0] == 200
    except OSError:
        return False


def ask(port, method, path, body=None, timeout=30):
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def register(workplace):
    """Everybody, once: what they changed since stays."""
    done = workplace.path("synapse") / "registered"
    if done.exists():
        return
    people = [(login, name, False) for login, name, _ in PEOPLE] + [(ADMINISTRATOR, "Verwaltung", True)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda person: register_one(workplace.port("synapse"), *person), people))
    done.touch()


def register_one(port, login, name, is_administrator):
    path = "/_synapse/admin/v1/register"
    nonce = json.loads(ask(port, "GET", path)[1])["nonce"]
    signed = "\0".join([nonce, login, password(login), "admin" if is_administrator else "notadmin"]).encode()
    status, said = ask(port, "POST", path, {"nonce": nonce, "username": login, "displayname": name, "password": password(login),
                                            "admin": is_administrator, "mac": hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest()})
    if status != 200 and b"M_USER_IN_USE" not in said:
        raise Failure(f"Synapse did not take {login}: {status} {said.decode(errors='replace')}")
