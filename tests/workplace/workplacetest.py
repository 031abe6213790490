#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that all other tests rely on do what their description promises."""

import contextlib
import imaplib
import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def workplace(*arguments, **environment):
    done = subprocess.run([HERE / "workplace", *arguments], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, **environment})
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def sign_in(service, description, user=0):
    context = ssl.create_default_context(cafile=description["ca"])
    if service["security"] == "tls":
        connection = imaplib.IMAP4_SSL(service["host"], service["port"], ssl_context=context, timeout=10)
    else:
        connection = imaplib.IMAP4(service["host"], service["port"], timeout=10)
        connection.starttls(context)
    person = description["users"][user]
    connection.login(person["user"], person["password"])
    return connection


class WorkplaceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="kw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.servers = json.loads(workplace("start", "--dir", cls.folder, "--until", str(os.getpid()), "dovecot", "exim", "cyrus"))
        cls.addClassCleanup(workplace, "stop", cls.folder)

    def test_everybody_gets_in_everywhere(self):
        for service in (self.servers["imap"], self.servers["imapStarttls"], self.servers["cyrus"]["imap"], self.servers["cyrus"]["imapStarttls"]):
            for user in range(len(self.servers["users"])):
                with sign_in(service, self.servers, user) as connection:
                    self.assertEqual(connection.select()[0], "OK")

    def test_a_wrong_password_is_refused_at_once(self):
        connection = imaplib.IMAP4_SSL("127.0.0.1", self.servers["imap"]["port"], ssl_context=ssl.create_default_context(cafile=self.servers["ca"]))
        self.addCleanup(connection.shutdown)
        began = time.monotonic()
        self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED", connection.login, "anna.mueller", "falsch")
        self.assertLess(time.monotonic() - began, 1)

    def test_bad_certificates_are_bad_for_one_reason_each(self):
        for name, reason in (("imapExpired", "expired"), ("imapWrongName", "mismatch"), ("imapUnknownCa", "self-signed")):
            with self.assertRaisesRegex(ssl.SSLCertVerificationError, reason):
                sign_in(self.servers[name], self.servers)

    def test_mail_arrives_and_refusals_refuse(self):
        sender, receiver = self.servers["users"][3], self.servers["users"][4]
        context = ssl.create_default_context(cafile=self.servers["ca"])
        with smtplib.SMTP(self.servers["smtp"]["host"], self.servers["smtp"]["port"], timeout=10) as submission:
            submission.starttls(context=context)
            submission.login(sender["user"], sender["password"])
            submission.sendmail(sender["address"], [receiver["address"], "fern@anderswo.example"], "Subject: Probe\r\n\r\nHallo\r\n")
            for local, code in (("bounce5", 550), ("defer4", 450), ("niemand", 550)):
                with self.assertRaises(smtplib.SMTPRecipientsRefused) as refusal:
                    submission.sendmail(sender["address"], [f"{local}@{self.servers['domain']}"], "Subject: x\r\n\r\n")
                self.assertEqual([answer[0] for answer in refusal.exception.recipients.values()], [code])
        with sign_in(self.servers["imap"], self.servers, 4) as connection:
            end = time.monotonic() + 10
            while connection.select()[1] == [b"0"] and time.monotonic() < end:
                time.sleep(0.05)
            self.assertEqual(connection.search(None, "SUBJECT", "Probe")[1], [b"1"])
        self.assertEqual(len(list(Path(self.servers["outside"], "new").iterdir())), 1)

    def test_seeding_fills_both_servers_alike(self):
        counts = []
        for server, service in (("dovecot", self.servers["imap"]), ("cyrus", self.servers["cyrus"]["imap"])):
            workplace("seed", self.folder, "--server", server, "--now", "1800000000")
            with sign_in(service, self.servers) as connection:
                counts.append([int(connection.select(name)[1][0]) for name in ("INBOX", '"Projekte/Stra&AN8-enbau"', '"Pr&APw-fung &- Ma&AN8-"')])
        self.assertEqual(counts[0], counts[1])
        self.assertGreater(min(counts[0]), 5)

    def test_restart_changes_what_is_offered_and_keeps_ports(self):
        workplace("stop", self.folder, "dovecot")
        again = json.loads(workplace("start", "--dir", self.folder, "--imap-capability", "IMAP4rev1 IDLE", "dovecot"))
        self.assertEqual(again["imap"], self.servers["imap"])
        with sign_in(again["imap"], again) as connection:
            self.assertEqual(set(connection.capability()[1][0].split()), {b"IMAP4rev1", b"IDLE"})
        workplace("stop", self.folder, "dovecot")
        workplace("start", "--dir", self.folder, "dovecot")


def mentioning(folder):
    """The processes that work for a workplace: its folder is in their command line, or they work in it."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            with contextlib.suppress(OSError):
                if folder in (process / "cmdline").read_bytes().decode(errors="replace") or os.readlink(process / "cwd").startswith(folder):
                    found.append(int(process.name))
    return found


def wait_until(condition):
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


class TroubleTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="kw-")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_servers_end_with_the_process_that_wanted_them(self):
        with subprocess.Popen(["sleep", "60"]) as owner:
            servers = json.loads(workplace("start", "--dir", self.folder, "--until", str(owner.pid), "dovecot", "exim"))
            self.assertTrue(all(Path(f"/proc/{pid}").exists() for pid in servers["pids"]))
            owner.send_signal(signal.SIGKILL)
        self.assertTrue(wait_until(lambda: not mentioning(self.folder)), mentioning(self.folder))

    def test_children_of_a_killed_server_are_found(self):
        servers = json.loads(workplace("start", "--dir", self.folder, "dovecot", "cyrus"))
        for pid in servers["pids"]:
            os.kill(pid, signal.SIGKILL)
        workplace("stop", self.folder)
        self.assertTrue(wait_until(lambda: not mentioning(self.folder)), mentioning(self.folder))

    def test_a_taken_port_is_named_and_nothing_stays(self):
        for server, offset in (("dovecot", 1), ("exim", 6), ("cyrus", 8)):
            with self.subTest(server), socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                port = other.getsockname()[1]
                with self.assertRaisesRegex(AssertionError, f"port {port} .*Address already in use"):
                    workplace("start", "--dir", f"{self.folder}/{server}", "--base-port", str(port - offset), server)
                self.assertEqual(mentioning(self.folder), [])

    def test_a_missing_server_is_named(self):
        with self.assertRaisesRegex(AssertionError, "Cyrus is not here.*KONTOR_CYRUS"):
            workplace("start", "--dir", self.folder, "dovecot", "cyrus", KONTOR_CYRUS=self.folder)
        self.assertEqual(mentioning(self.folder), [])

    def test_long_and_peculiar_folders_do(self):
        folder = Path(self.folder, "Ein Ordner, {größer} als $100 & \"ein #%d\" 'Pfad'", "x" * 80)
        servers = json.loads(workplace("start", "--until", str(os.getpid()), "dovecot", "exim", "--dir", str(folder)))
        try:
            with sign_in(servers["imap"], servers) as connection:
                self.assertEqual(connection.select()[0], "OK")
            self.assertTrue((folder / "workplace.json").exists())
            self.assertEqual(workplace("status", str(folder)).count("runs as process"), 2)
        finally:
            workplace("stop", str(folder))
        self.assertFalse(os.path.lexists(servers["folder"]), "the short name is gone as well")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
