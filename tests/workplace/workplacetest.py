#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that all other tests rely on do what their description promises."""

import base64
import contextlib
import http.client
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
import urllib.parse
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


def ask(description, url, method, path, user=0, body=None, secret=None, certificate=True, **headers):
    """One question to a web server: its status, its headers and the text of its answer."""
    address = urllib.parse.urlsplit(url)
    context = ssl.create_default_context(cafile=description["ca"] if certificate else None)
    connection = (http.client.HTTPSConnection(address.netloc, context=context, timeout=20) if address.scheme == "https"
                  else http.client.HTTPConnection(address.netloc, timeout=20))
    person = description["users"][user]
    known = base64.b64encode(f"{person['user']}:{secret or person['password']}".encode()).decode()
    with contextlib.closing(connection):
        connection.request(method, path, body, {"Authorization": f"Basic {known}", **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


def members(description, url, path, user=0):
    """How many items lie in a collection."""
    status, _, text = ask(description, url, "PROPFIND", path, user, "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>", Depth="1", Content_Type="application/xml")
    assert status == 207, (status, text)
    return text.count(".ics</") + text.count(".vcf</")


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


EVENT = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Probe//Probe//DE\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n"
         "DTSTART:20330301T090000Z\r\nDTEND:20330301T100000Z\r\nSUMMARY:Probe\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n")


class GroupwareTest(unittest.TestCase):
    """Calendars, contacts and the directory."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="kw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.servers = json.loads(workplace("start", "--dir", cls.folder, "--until", str(os.getpid()), "--dav", "radicale", "xandikos", "cyrus", "slapd"))
        cls.addClassCleanup(workplace, "stop", cls.folder)
        cls.radicale, cls.xandikos, cls.cyrus = cls.servers["radicale"]["url"], cls.servers["xandikos"]["url"], cls.servers["cyrus"]["dav"]["url"]

    def ask(self, *arguments, **more):
        return ask(self.servers, *arguments, **more)

    def test_everybody_is_known_by_address_and_gets_in_nowhere_else(self):
        principal = "<propfind xmlns='DAV:'><prop><current-user-principal/></prop></propfind>"
        for url, path, home in ((self.radicale, "/", "/{}/"), (self.cyrus, "/dav/", "/dav/principals/user/{}@beispielamt.test/")):
            for number, person in enumerate(self.servers["users"]):
                with self.subTest(url=url, person=person["user"]):
                    status, _, text = self.ask(url, "PROPFIND", path, number, principal, Depth="0", Content_Type="application/xml")
                    self.assertEqual(status, 207)
                    self.assertIn(home.format(person["user"].partition("@")[0]), text)
            self.assertEqual(self.ask(url, "PROPFIND", "/anna.mueller/" if url == self.radicale else "/dav/calendars/user/anna.mueller@beispielamt.test/", 0,
                                      principal, secret="falsch", Depth="0")[0], 401)
        status, _, text = self.ask(self.xandikos, "PROPFIND", "/", 3, principal, Depth="0", Content_Type="application/xml")
        self.assertEqual((status, "/anna.mueller/" in text), (207, True), "whoever comes is Anna")

    def test_what_is_private_stays_private(self):
        for url, path in ((self.radicale, "/anna.mueller/geheim/"), (self.cyrus, "/dav/calendars/user/anna.mueller@beispielamt.test/geheim/")):
            with self.subTest(url=url):
                self.assertEqual(self.ask(url, "MKCALENDAR", path)[0], 201)
                self.assertEqual(self.ask(url, "PUT", path + "a.ics", 0, EVENT.format(uid="geheim-1", more=""), Content_Type="text/calendar")[0], 201)
                self.assertEqual(self.ask(url, "GET", path + "a.ics")[0], 200)
                status, _, text = self.ask(url, "GET", path + "a.ics", 1)      # Cyrus redirects to what does not exist
                self.assertIn(status, (301, 403, 404))
                self.assertNotIn("geheim-1", text)

    def test_only_our_certificate_vouches_for_them(self):
        for url in (self.radicale, self.cyrus):
            with self.assertRaisesRegex(ssl.SSLCertVerificationError, "self-signed"):
                self.ask(url, "OPTIONS", "/", certificate=False)

    def test_cyrus_invites_and_takes_the_answer(self):
        organizer, guest = (self.servers["users"][number]["address"] for number in (0, 1))
        home = "/dav/calendars/user/{}/Default/"
        people = (f"ORGANIZER:mailto:{organizer}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{organizer}\r\n"
                  f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{guest}\r\n")
        status, headers, _ = self.ask(self.cyrus, "PUT", home.format(organizer) + "einladung.ics", 0, EVENT.format(uid="einladung-1", more=people), Content_Type="text/calendar")
        self.assertEqual((status, "Schedule-Tag" in headers), (201, True))
        self.assertTrue(wait_until(lambda: members(self.servers, self.cyrus, home.format(guest), 1) == 1))
        self.assertEqual(members(self.servers, self.cyrus, f"/dav/calendars/user/{guest}/Inbox/", 1), 1)
        _, _, text = self.ask(self.cyrus, "PROPFIND", home.format(guest), 1, Depth="1")
        copy = next(part.partition("<")[0] for part in text.split(">") if part.startswith("/dav") and ".ics<" in part)
        accepted = EVENT.format(uid="einladung-1", more=people.replace("NEEDS-ACTION;RSVP=TRUE", "ACCEPTED"))
        self.assertIn(self.ask(self.cyrus, "PUT", copy, 1, accepted, Content_Type="text/calendar")[0], (200, 201, 204))
        self.assertTrue(wait_until(lambda: self.ask(self.cyrus, "GET", home.format(organizer) + "einladung.ics")[2].count("PARTSTAT=ACCEPTED") == 2))

    def test_seeding_fills_them_alike(self):
        for server in ("radicale", "cyrus"):
            workplace("seed", self.folder, "--server", server, "--now", "1800000000")
        calendars, books = (f"/dav/{kind}/user/anna.mueller@beispielamt.test/" for kind in ("calendars", "addressbooks"))
        counts = {}
        for name, home in (("dienstlich", calendars), ("privat", calendars), ("team-z2", calendars), ("raum-204", calendars), ("aufgaben", calendars), ("haus", books), ("kontakte", books)):
            counts[name] = members(self.servers, self.radicale, f"/anna.mueller/{name}/")
            self.assertEqual(counts[name], members(self.servers, self.cyrus, f"{home}{name}/"), name)
        self.assertGreater(counts["dienstlich"], 140)
        self.assertGreater(counts["haus"] + counts["kontakte"], 110)
        self.assertGreater(min(counts.values()), 15)
        self.assertEqual(self.ask(self.radicale, "PUT", "/anna.mueller/raum-204/neu.ics", 0, EVENT.format(uid="neu", more=""), Content_Type="text/calendar")[0], 403)
        self.assertEqual(self.ask(self.radicale, "PUT", "/anna.mueller/team-z2/neu.ics", 1, EVENT.format(uid="neu", more=""), Content_Type="text/calendar")[0], 201)
        self.assertEqual(self.ask(self.radicale, "DELETE", "/anna.mueller/team-z2/neu.ics", 1)[0], 200)
        self.assertEqual(self.ask(self.radicale, "GET", "/anna.mueller/team-z2/", 2)[0], 200)
        self.assertEqual(self.ask(self.radicale, "GET", "/anna.mueller/privat/", 2)[0], 403)

    def test_xandikos_keeps_what_it_is_given(self):
        path = "/anna.mueller/calendars/calendar/probe.ics"
        self.assertEqual(self.ask(self.xandikos, "PUT", path, 0, EVENT.format(uid="probe", more=""), Content_Type="text/calendar")[0], 201)
        self.assertIn("UID:probe", self.ask(self.xandikos, "GET", path)[2])
        self.assertEqual(members(self.servers, self.xandikos, "/anna.mueller/calendars/calendar/"), 1)

    def search(self, *arguments, service="ldap"):
        done = subprocess.run(["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", self.servers[service]["url"].rpartition("/")[0], "-b", self.servers[service]["base"], *arguments],
                              capture_output=True, text=True, check=False, timeout=20, env={**os.environ, "LDAPTLS_CACERT": self.servers["ca"]})
        return done.returncode, done.stdout

    def test_the_directory_knows_everybody(self):
        for service in ("ldap", "ldapStarttls"):
            code, text = self.search(*(["-ZZ"] if service == "ldapStarttls" else []), "(mail=joerg.weiss@*)", "displayName", service=service)
            self.assertEqual((code, text.count("dn:")), (0, 1), service)
        known = self.servers["ldap"]
        self.assertEqual(self.search("-D", known["bind"], "-w", known["password"], "(uid=anna.mueller)")[0], 0)
        self.assertEqual(self.search("-D", known["bind"], "-w", "falsch", "(uid=anna.mueller)")[0], 49)
        code, text = self.search("(objectClass=person)", "1.1")
        self.assertEqual((code, text.count("dn:")), (4, 200), "the limit of entries")
        code, text = self.search("-E", "pr=100/noprompt", "(objectClass=person)", "1.1")
        self.assertEqual((code, text.count("dn:")), (0, 240))

    def test_a_restart_keeps_what_was_written(self):
        path = "/soeren.kraemer/bleibt/"
        self.assertEqual(self.ask(self.radicale, "MKCALENDAR", path, 2)[0], 201)
        workplace("stop", self.folder, "radicale")
        again = json.loads(workplace("start", "--dir", self.folder, "--dav", "radicale"))
        self.assertEqual(again["radicale"]["url"], self.radicale)
        self.assertEqual(self.ask(self.radicale, "PROPFIND", path, 2, Depth="0")[0], 207)


class FilesTest(unittest.TestCase):
    """The file servers, each with what makes it differ from the others."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="kw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.servers = json.loads(workplace("start", "--dir", cls.folder, "--until", str(os.getpid()), "apache", "lighttpd", "rclone"))
        cls.addClassCleanup(workplace, "stop", cls.folder)

    def ask(self, server, method, name="", *arguments, **more):
        return ask(self.servers, server["url"], method, urllib.parse.urlsplit(server["url"]).path + name, *arguments, **more)

    def every(self):
        for server in (self.servers["apache"], self.servers["apache"]["tls"], self.servers["lighttpd"], self.servers["rclone"]):
            with self.subTest(server["url"]):
                yield server

    def test_what_is_put_lies_in_the_folder_and_comes_back(self):
        for server in self.every():
            name = "Vermerk Straßenbau.txt"
            self.assertIn(self.ask(server, "PUT", urllib.parse.quote(name), 0, "Grüße".encode())[0], (201, 204))
            self.assertEqual(Path(server["folder"], name).read_text(), "Grüße")
            self.assertEqual(self.ask(server, "GET", urllib.parse.quote(name))[2], "Grüße")
            self.assertEqual(self.ask(server, "GET", urllib.parse.quote(name), Range="bytes=4-")[0], 206)

    def test_what_is_put_into_the_folder_is_served(self):
        for server in self.every():
            Path(server["folder"], "dahinter.txt").write_text("dahinter")
            self.assertTrue(wait_until(lambda: self.ask(server, "GET", "dahinter.txt")[2] == "dahinter"))      # noqa: B023

    def test_nobody_gets_into_what_is_not_theirs(self):
        for server in self.every():
            self.assertEqual(self.ask(server, "GET", "", secret="falsch")[0], 401)
            if server is not self.servers["rclone"]:
                self.assertEqual(self.ask(server, "PROPFIND", "", 1, Depth="0", Content_Type="application/xml")[0], 401)
        self.assertEqual(ask(self.servers, self.servers["apache"]["shared"], "PROPFIND", "/dav/shared/", 1, Depth="0")[0], 207)
        with self.assertRaisesRegex(ssl.SSLCertVerificationError, "self-signed"):
            self.ask(self.servers["apache"]["tls"], "OPTIONS", certificate=False)

    def test_each_has_its_peculiarity(self):
        apache, lighttpd, rclone = (self.servers[name] for name in ("apache", "lighttpd", "rclone"))
        for server in self.every():
            self.ask(server, "PUT", "eigen.txt", 0, b"eins")
            answered = self.ask(server, "PUT", "eigen.txt", 0, b"zwei", If_Match='"anders"')[0]
            self.assertEqual(answered, 201 if server is rclone else 412)
        self.assertEqual(self.ask(lighttpd, "PROPFIND", "", 0, "<propfind xmlns='DAV:'><allprop/></propfind>", Depth="0")[0], 415)
        self.assertEqual(self.ask(apache, "PROPFIND", Depth="infinity")[0], 403)
        workplace("stop", self.folder, "apache")
        workplace("start", "--dir", self.folder, "--dav-infinity", "--etag", "digest", "apache")
        self.assertEqual(self.ask(apache, "PROPFIND", Depth="infinity")[0], 207)
        self.ask(apache, "PUT", "frisch.txt", 0, b"frisch")
        self.assertFalse(self.ask(apache, "HEAD", "frisch.txt")[1]["ETag"].startswith("W/"))

    def test_http2_over_tls(self):
        tls = self.servers["apache"]["tls"]
        context = ssl.create_default_context(cafile=self.servers["ca"])
        context.set_alpn_protocols(["h2", "http/1.1"])
        address = urllib.parse.urlsplit(tls["url"])
        with socket.create_connection((address.hostname, address.port), 5) as plain, context.wrap_socket(plain, server_hostname=address.hostname) as connection:
            self.assertEqual(connection.selected_alpn_protocol(), "h2")


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


def is_free(port):
    with socket.socket() as trial:
        try:
            trial.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


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

    @staticmethod
    def taken_port(offset):
        """One that alone of its block is taken."""
        while True:
            other = socket.socket()
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            block = range(max(1024, port - offset), min(65535, port - offset + 30))
            if all(is_free(one) for one in block if one != port):
                return other
            other.close()

    def test_a_taken_port_is_named_and_nothing_stays(self):
        for server, offset in (("dovecot", 1), ("exim", 6), ("cyrus", 8), ("radicale", 11), ("xandikos", 12), ("slapd", 14),
                               ("apache", 16), ("lighttpd", 17), ("rclone", 18), ("cloud", 19)):
            with self.subTest(server), self.taken_port(offset) as other:
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
