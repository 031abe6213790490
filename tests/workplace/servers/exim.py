# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exim as an ordinary user: takes what Dovecot's submission hands on and delivers it by LMTP. Nothing leaves the machine.

Mail to other domains ends in the Maildir exim/outside. Three local parts are scripted for tests: bounce5 is refused for
good, defer4 for now, and bouncelater is taken and then comes back as a delivery report.
"""

import shutil
from string import Template

from .common import DOMAIN, HOST, Failure, greets, run, tail, wait_until
from .dovecot import group

CONFIGURATION = Template("""\
exim_path = $folder/exim4
exim_user = $account
exim_group = $group
spool_directory = $folder/spool
log_file_path = $folder/%slog
pid_file_path = $folder/pid
primary_hostname = mail.$domain
qualify_domain = $domain
local_interfaces = 127.0.0.1
daemon_smtp_ports = $mta
deliver_drop_privilege
never_users =
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
queue_run_max = 2
smtp_accept_max_per_connection = 1000
message_size_limit = $size_limit
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
prdr_enable = true
tls_advertise_hosts = *
tls_certificate = $tls/server.pem
tls_privatekey = $tls/server.key
domainlist ours = $domain
acl_smtp_rcpt = recipient

begin acl
recipient:
  deny   local_parts = bounce5
         message = 550 5.1.1 Unbekannter Empf\\303\\244nger (scripted)
  defer  local_parts = defer4
         message = 450 4.2.1 try again later (scripted)
  accept local_parts = bouncelater
  deny   domains = +ours
         !verify = recipient/callout=5s,use_sender
  accept hosts = 127.0.0.1

begin routers
ours:
  driver = accept
  domains = +ours
  transport = dovecot
elsewhere:
  driver = accept
  transport = outside

begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  hosts_override
  allow_localhost
  port = $lmtp
  hosts_try_fastopen =
  rcpt_include_affixes
outside:
  driver = appendfile
  directory = $folder/outside
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add

begin retry
*  *  F,10m,5s
""")


def start(workplace, tls, options):
    folder = workplace.path("exim")
    workplace.path("exim", "spool")
    program = folder / "exim4"
    if not program.exists():                # a copy, because the installed one is setuid root
        installed = shutil.which("exim4")
        if not installed:
            raise Failure("exim4 is not installed")
        shutil.copyfile(installed, program)
        program.chmod(0o755)
    (folder / "exim.conf").write_text(CONFIGURATION.substitute(
        folder=folder, tls=tls, account=workplace.account, group=group(), domain=DOMAIN, size_limit=options.size_limit,
        mta=workplace.port("mta"), lmtp=workplace.port("lmtp")))
    workplace.require_free("mta")
    (folder / "pid").unlink(missing_ok=True)
    run(program, "-C", folder / "exim.conf", "-bd", "-q5s")
    if not wait_until(lambda: (folder / "pid").exists() and (folder / "pid").read_text().strip(), 10):
        raise Failure("Exim did not start:\n" + tail(folder / "mainlog") + tail(folder / "paniclog"))
    workplace.started("exim", int((folder / "pid").read_text()))
    if not wait_until(lambda: greets(workplace.port("mta"), b"220"), 10):
        raise Failure("Exim did not become ready:\n" + tail(folder / "mainlog") + tail(folder / "paniclog"))
    workplace.description["mta"] = {"host": HOST, "port": workplace.port("mta"), "security": "starttls"}
    workplace.description["outside"] = str(folder / "outside")
