# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cyrus IMAP 3.10 as an ordinary user: the second, quite different IMAP server; with --dav also CalDAV and CardDAV with scheduling.

With --dav its users are of another domain than the default one, since invitations to users of the default domain get
lost within the server (cyrusimap/cyrus-imapd#6264). That changes the names of other users' mailboxes too.
Its package conflicts with Dovecot's, so its programs may be unpacked only: KONTOR_CYRUS names that folder.
"""

import base64
import contextlib
import http.client
import imaplib
import os
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import Template

from .common import DOMAIN, HOST, PEOPLE, Failure, greets, password, run, tail, wait_until
from .dovecot import group

CONFIGURATION = Template("""\
configdirectory: $folder/lib
defaultpartition: default
partition-default: $folder/spool
sievedir: $folder/sieve
proc_path: $folder/proc
mboxname_lockpath: $folder/lock
idlesocket: $folder/lib/socket/idle
notifysocket: $folder/lib/socket/notify
lmtpsocket: $folder/lib/socket/lmtp
cyrus_user: $account
cyrus_group: $group
servername: localhost
virtdomains: userid
defaultdomain: $default
admins: admin
unixhierarchysep: yes
altnamespace: yes
munge8bit: no
allowplaintext: no
allowstarttls: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $folder/sasldb2
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-256
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Drafts|Sent|Trash|Junk|Archive
autocreate_subscribe_folders: Drafts|Sent|Trash|Junk|Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
xlist-archive: Archive
conversations: yes
search_engine: squat
delete_mode: immediate
tls_server_cert: $tls/server.pem
tls_server_key: $tls/server.key
sendmail: /bin/true
""")

DAV = Template("""\
httpmodules: caldav carddav webdav freebusy
caldav_realm: $domain
caldav_allowscheduling: on
caldav_allowattach: on
caldav_create_default: yes
caldav_create_attach: yes
caldav_create_sched: yes
carddav_allowaddmember: yes
calendar_user_address_set: $domain
""")

SERVICES = Template("""\
START {
  recover cmd="$tools/ctl_cyrusdb -C $configuration -r"
}
SERVICES {
  imap  cmd="$programs/imapd -C $configuration" listen="127.0.0.1:$imap" proto="tcp4" prefork=1
  imaps cmd="$programs/imapd -s -C $configuration" listen="127.0.0.1:$imaps" proto="tcp4" prefork=1
  $dav
  lmtp  cmd="$tools/lmtpd -C $configuration -a" listen="127.0.0.1:$lmtp" proto="tcp4" prefork=0
}
EVENTS {
  checkpoint cmd="$tools/ctl_cyrusdb -C $configuration -c" period=30
}
DAEMON {
  idled cmd="$programs/idled -C $configuration"
}
""")


DAV_SERVICE = 'dav cmd="{tools}/httpd -s -C {configuration}" listen="127.0.0.1:{port}" proto="tcp4" prefork=1'


def folder_of(program):
    roots = [os.environ.get("KONTOR_CYRUS", "/opt/cyrus"), "/"]
    for root in roots:
        folder = Path(root) / "usr/lib/cyrus/bin"
        if (folder / program).exists():
            return folder
    raise Failure(f"Cyrus is not here: {program} is in none of {', '.join(roots)}; set KONTOR_CYRUS")


def start(workplace, tls, options):
    name = "cyrus-dav" if options.dav else "cyrus"          # the same mail would lie elsewhere for the other
    realm = DOMAIN if options.dav else "localhost"
    folder = workplace.path(name)
    for part in ("spool", "sieve", "proc", "lock", *("lib/" + p for p in (
            "db", "socket", "log", "msg", "ptclient", "proc", "quota", "user", "backup"))):
        workplace.path(name, *part.split("/"))
    tools, programs, configuration = folder_of("master"), folder_of("imapd"), folder / "imapd.conf"
    for login in [] if (folder / "sasldb2").exists() else [*(person[0] for person in PEOPLE), "admin"]:
        run("saslpasswd2", "-p", "-c", "-f", folder / "sasldb2", "-u", realm, login, input=password(login).encode())
    text = CONFIGURATION.substitute(folder=folder, tls=tls, account=workplace.account, group=group(), default="localhost" if options.dav else DOMAIN)
    configuration.write_text(text + (DAV.substitute(domain=DOMAIN) if options.dav else ""))
    (folder / "cyrus.conf").write_text(SERVICES.substitute(
        tools=tools, programs=programs, configuration=configuration, imap=workplace.port("cyrus-imap"),
        imaps=workplace.port("cyrus-imaps"), lmtp=workplace.port("cyrus-lmtp"),
        dav=DAV_SERVICE.format(tools=tools, configuration=configuration, port=workplace.port("cyrus-dav")) if options.dav else ""))
    workplace.require_free("cyrus-imap", "cyrus-imaps", "cyrus-lmtp", "cyrus-dav")
    with open(folder / "log", "ab") as log:
        master = subprocess.Popen([tools / "master", "-C", configuration, "-M", folder / "cyrus.conf", "-p", folder / "pid", "-D"],
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    workplace.started("cyrus", master.pid)
    if not wait_until(lambda: master.poll() is not None or greets(workplace.port("cyrus-imap"), b"* OK"), 15):
        raise Failure("Cyrus did not become ready:\n" + tail(folder / "log"))
    if master.poll() is not None:
        raise Failure("Cyrus did not start:\n" + tail(folder / "log"))
    context = ssl.create_default_context(cafile=tls / "ca.pem")
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda person: provide(workplace, context, options.dav, f"{person[0]}@{DOMAIN}", password(person[0])), PEOPLE))
    workplace.description["cyrus"] = {
        "imap": {"host": HOST, "port": workplace.port("cyrus-imaps"), "security": "tls"},
        "imapStarttls": {"host": HOST, "port": workplace.port("cyrus-imap"), "security": "starttls"},
        "lmtp": {"host": HOST, "port": workplace.port("cyrus-lmtp"), "security": "none"},
    }
    if options.dav:
        workplace.description["cyrus"]["dav"] = {"url": f"https://localhost:{workplace.port('cyrus-dav')}/"}


def provide(workplace, context, has_dav, user, secret):
    """The first sign-in makes the mail folders; without them DAV answers 503. The first look makes calendars and address books:
    without an Inbox there, nobody can be invited."""
    with imaplib.IMAP4_SSL(HOST, workplace.port("cyrus-imaps"), ssl_context=context) as connection:
        connection.login(user, secret)
    if not has_dav:
        return
    web = http.client.HTTPSConnection(HOST, workplace.port("cyrus-dav"), context=context, timeout=20)
    with contextlib.closing(web):
        for home in ("calendars", "addressbooks"):
            web.request("PROPFIND", f"/dav/{home}/user/{user}/", headers={
                "Depth": "0", "Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()})
            answer = web.getresponse()
            answer.read()
            if answer.status != 207:
                raise Failure(f"Cyrus made no {home} for {user}: {answer.status} {answer.reason}")
