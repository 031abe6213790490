# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dovecot 2.4 as an ordinary user: IMAP, ManageSieve, submission, and LMTP for what Exim delivers."""

import os
from string import Template

from .common import BAD_CERTIFICATES, DOMAIN, HOST, PEOPLE, Failure, greets, password, run, tail, wait_until

CONFIGURATION = Template("""\
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1

# everything below one folder and as one ordinary user
base_dir = $run
state_dir = $folder/state
log_path = $folder/log
default_internal_user = $account
default_internal_group = $group
default_login_user = $account
mail_uid = $account
mail_gid = $group
first_valid_uid = 1
first_valid_gid = 1
listen = $addresses
hostname = mail.$domain
postmaster_address = postmaster@$domain
protocols = imap lmtp sieve submission

ssl = yes
ssl_min_protocol = TLSv1.2
ssl_server_cert_file = $tls/$certificate.pem
ssl_server_key_file = $tls/server.key
$other_certificates

# who may come in; a wrong password is answered at once, so that tests are quick
auth_mechanisms = plain login
auth_allow_cleartext = no
auth_failure_delay = 0
auth_verbose = yes
auth_username_format = %{user | username | lower}
passdb passwd-file {
  passwd_file_path = $folder/users
}
userdb passwd-file {
  passwd_file_path = $folder/users
  fields {
    uid = $account
    gid = $group
  }
}

# where mail lies; folders on disk carry their own names, so that other tools can fill them
mail_home = $folder/mail/%{user | username | lower}
mail_driver = maildir
mail_fsync = never
mail_path = ~/Maildir
mailbox_list_layout = fs
mailbox_list_utf8 = yes
mailbox_list_index = yes
mail_attribute {
  dict file {
    path = %{home}/attributes
  }
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Entwürfe {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Papierkorb {
    special_use = \\Trash
    auto = subscribe
  }
  mailbox Spam {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Archiv {
    special_use = \\Archive
    auto = subscribe
  }
}

mail_plugins {
  acl = yes
  quota = yes
  fts = yes
  fts_flatcurve = yes
}
acl_driver = vfile
quota "User quota" {
  driver = count
  storage_size = $quota
}
fts_autoindex = no
fts_search_add_missing = body-search-only
language_filters = lowercase
language_tokenizers = generic email-address
language en {
  default = yes
}
fts flatcurve {
  substring_search = no
}

# nothing changes its root or its user
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth-worker {
  user = $account
}
service imap-login {
  chroot =
  restart_request_count = unlimited
  process_min_avail = 1
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service imap-urlauth-login {
  chroot =
}
service managesieve-login {
  chroot =
  inet_listener sieve {
    port = $sieve
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    port = $submission
  }
  inet_listener submissions {
    port = $submissions
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
    listen = 127.0.0.1
  }
  unix_listener lmtp {
    mode = 0600
  }
}

protocol imap {
  mail_plugins {
    imap_acl = yes
    imap_quota = yes
  }
  imap_metadata = yes
  mail_max_userip_connections = $connections
  $capability
}
protocol lmtp {
  mail_plugins {
    sieve = yes
  }
}
imap_hibernate_timeout = 0
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
sieve_script personal {
  type = personal
  driver = file
  path = ~/sieve
  active_path = ~/.dovecot.sieve
}
sieve_vacation_send_from_recipient = yes

# what users send goes to Exim
submission_host = 127.0.0.1:$mta
submission_relay_host = 127.0.0.1
submission_relay_port = $mta
submission_relay_trusted = yes
""")


def configuration_file(workplace):
    return workplace.folder / "dovecot" / "dovecot.conf"


def start(workplace, tls, options):
    folder = workplace.path("dovecot")
    run_folder = workplace.run_path("dovecot")
    for part in ("state", "mail"):
        workplace.path("dovecot", part)
    (folder / "users").write_text("".join(f"{login}:{{PLAIN}}{password(login)}::::::\n" for login, _, _ in PEOPLE))
    others = "\n".join(f"local {address} {{\n  ssl_server_cert_file = {tls}/{name}.pem\n}}"
                       for name, address in BAD_CERTIFICATES.items())
    text = CONFIGURATION.substitute(
        folder=folder, run=run_folder, tls=tls, account=workplace.account, group=group(), domain=DOMAIN,
        addresses=", ".join([HOST, *BAD_CERTIFICATES.values()]), other_certificates=others,
        certificate=options.certificate, quota=options.quota, connections=options.connections,
        capability=f"imap_capability = {options.imap_capability}" if options.imap_capability else "",
        **{name: workplace.port(name) for name in ("imap", "imaps", "submission", "submissions", "lmtp", "sieve", "mta")})
    configuration_file(workplace).write_text(text)

    workplace.require_free("imap", "imaps", "submission", "submissions", "lmtp", "sieve")
    (run_folder / "master.pid").unlink(missing_ok=True)
    run("dovecot", "-c", configuration_file(workplace))
    if not wait_until((run_folder / "master.pid").exists, 10):
        raise Failure("Dovecot did not start:\n" + tail(folder / "log"))
    workplace.started("dovecot", int((run_folder / "master.pid").read_text()))
    if not wait_until(lambda: greets(workplace.port("imap"), b"* OK") and greets(workplace.port("lmtp"), b"220"), 10):
        raise Failure("Dovecot did not become ready:\n" + tail(folder / "log"))

    def service(port, security, host=HOST):
        return {"host": host, "port": workplace.port(port), "security": security}

    workplace.description.update({
        "imap": service("imaps", "tls"),
        "imapStarttls": service("imap", "starttls"),
        "imapExpired": service("imaps", "tls", BAD_CERTIFICATES["expired"]),
        "imapWrongName": service("imaps", "tls", BAD_CERTIFICATES["wrongname"]),
        "imapUnknownCa": service("imaps", "tls", BAD_CERTIFICATES["unknownca"]),
        "smtp": service("submission", "starttls"),
        "smtps": service("submissions", "tls"),
        "sieve": service("sieve", "starttls"),
        "lmtp": service("lmtp", "none"),
        "doveadm": ["doveadm", "-c", str(configuration_file(workplace))],
    })


def group():
    import grp
    return grp.getgrgid(os.getgid()).gr_name
