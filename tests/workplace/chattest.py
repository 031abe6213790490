#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chat servers, the foreign client and the provider of single sign-on do what the README promises."""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True
from workplacetest import HERE, mentioning, workplace  # noqa: E402

ANNA, JOERG, SOEREN = (f"@{login}:beispielamt.test" for login in ("anna.mueller", "joerg.weiss", "soeren.kraemer"))
V3 = "_matrix/client/v3/"


class Redirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Somebody's browser: cookies, and pages one after another."""

    def __init__(self, description):
        context = ssl.create_default_context(cafile=description["ca"])
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), Redirected(), urllib.request.HTTPSHandler(context=context))

    def ask(self, url, body=None, token=None, method=None, kind="application/json"):
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        try:
            answer = self.opener.open(urllib.request.Request(url, data, headers, method=method), timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read()
            return answer.status, answer.headers, json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text.decode(errors="replace")

    def form(self, url, **fields):
        return self.ask(url, urllib.parse.urlencode(fields).encode(), kind="application/x-www-form-urlencoded")

    def walk(self, url, until, login="", secret=""):
        """Follows redirections, and signs in where it is asked to, until an address begins so."""
        for _ in range(15):
            if url.startswith(until):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
            status, headers, text = self.ask(url)
            if 'type="password"' in text:
                status, headers, text = self.form(url, login=login, password=secret)
            if status not in (302, 303):
                raise AssertionError(f"{url} answered {status}: {text[:500]}")
            url = urllib.parse.urljoin(url, headers["Location"])
        raise AssertionError(f"still at {url}")


class ChatTest(unittest.TestCase):
    """What all of them need; nothing is tested here."""

    servers = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="kw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.begin(*cls.servers)
        cls.addClassCleanup(workplace, "stop", cls.folder)

    @classmethod
    def begin(cls, *arguments):
        cls.description = json.loads(workplace("start", "--dir", cls.folder, "--until", str(os.getpid()), *arguments))
        cls.browser = Browser(cls.description)

    def ask(self, path, body=None, token=None, method=None, server="synapse"):
        status, _, answer = self.browser.ask(self.description[server]["url"] + path, body, token, method)
        return status, answer

    def sign_in(self, user=0, **more):
        person = self.description["users"][user]
        status, answer = self.ask(V3 + "login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": person["user"].partition("@")[0]},
                                                 "password": person["password"], **more})
        self.assertEqual(status, 200, answer)
        return answer

    def tell(self, command, session="peer", **order):
        status, _, answer = self.browser.ask(self.description["matrixpeer"]["url"] + command, {"as": session, **order})
        self.assertEqual(status, 200, (command, answer))
        return answer

    def send(self, room, token, text):
        return self.ask(f"{V3}rooms/{room}/send/m.room.message/{secrets.token_hex(8)}", {"msgtype": "m.text", "body": text}, token, "PUT")


class SynapseTest(ChatTest):
    servers = ("synapse",)

    def test_everybody_signs_in_and_has_a_name(self):
        for user, person in enumerate(self.description["users"]):
            answer = self.sign_in(user, refresh_token=True)
            self.assertIn("refresh_token", answer)
            self.assertEqual(self.ask(f"{V3}profile/{answer['user_id']}/displayname", token=answer["access_token"])[1]["displayname"], person["name"])
        answer = self.ask(V3 + "login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "anna.mueller"}, "password": "falsch"})
        self.assertEqual((answer[0], answer[1]["errcode"]), (403, "M_FORBIDDEN"))
        plain = self.browser.ask(self.description["synapse"]["plain"]["url"] + "_matrix/client/versions")
        self.assertEqual(plain[0], 200)

    def test_the_administrator_may_ask_about_others(self):
        known = self.description["synapse"]["administrator"]
        token = self.ask(V3 + "login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": known["user"]}, "password": known["password"]})[1]["access_token"]
        self.assertEqual(self.ask("_synapse/admin/v2/users?limit=100", token=token)[1]["total"], len(self.description["users"]) + 1)

    def test_people_and_public_rooms_are_found_without_federation(self):
        anna, joerg = self.sign_in(0)["access_token"], self.sign_in(1)["access_token"]
        room = self.ask(V3 + "createRoom", {"preset": "public_chat", "visibility": "public", "name": "Flurfunk", "room_alias_name": "flurfunk"}, anna)[1]["room_id"]
        self.assertIn("Flurfunk", [entry["name"] for entry in self.ask(V3 + "publicRooms", token=joerg)[1]["chunk"]])
        self.assertEqual(self.ask(f"{V3}join/{urllib.parse.quote('#flurfunk:beispielamt.test')}", {}, joerg)[1]["room_id"], room)
        found = self.ask(V3 + "user_directory/search", {"search_term": "Krämer"}, anna)[1]["results"]
        self.assertEqual([entry["user_id"] for entry in found], [SOEREN])

    def test_its_clock_may_be_wrong(self):
        token = self.sign_in()["access_token"]
        room = self.ask(V3 + "createRoom", {"name": "Uhr"}, token)[1]["room_id"]
        for seconds in (-86400, 600, 0):
            workplace("clock", self.folder, "--", str(seconds))
            event = self.send(room, token, "Wie spät ist es?")[1]["event_id"]
            at = self.ask(f"{V3}rooms/{room}/event/{event}", token=token)[1]["origin_server_ts"]
            self.assertAlmostEqual(at / 1000, time.time() + seconds, delta=60)

    def test_media_needs_a_token(self):
        token = self.sign_in()["access_token"]
        status, _, answer = self.browser.ask(self.description["synapse"]["url"] + "_matrix/media/v3/upload?filename=x.txt", b"Text", token, kind="text/plain")
        self.assertEqual(status, 200, answer)
        path = "_matrix/client/v1/media/download/" + answer["content_uri"].removeprefix("mxc://")
        self.assertEqual(self.ask(path, token=token), (200, "Text"))
        self.assertEqual(self.ask(path)[0], 401)
        self.assertEqual(self.ask("_matrix/media/v3/download/" + answer["content_uri"].removeprefix("mxc://"))[0], 404)

    def test_switches_change_how_it_behaves_and_a_restart_keeps_everything(self):
        answer = self.sign_in(2, refresh_token=True)
        room = self.ask(V3 + "createRoom", {"name": "Bleibt"}, answer["access_token"])[1]["room_id"]
        sliding = "_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
        asked = {"lists": {"all": {"ranges": [[0, 9]], "required_state": [["m.room.name", ""]], "timeline_limit": 1}}}
        self.assertIn(room, self.ask(sliding, asked, answer["access_token"])[1]["rooms"])
        for number in range(30):
            self.assertEqual(self.send(room, answer["access_token"], f"{number}")[0], 200)
        url = self.description["synapse"]["url"]
        workplace("stop", self.folder, "synapse")
        self.begin("--no-sliding-sync", "--chat-rate", "3", "--chat-token-lifetime", "1", "--chat-encryption", "all", "synapse")
        try:
            self.assertEqual(self.description["synapse"]["url"], url)
            self.assertEqual(self.ask(sliding, asked, answer["access_token"])[0], 404)
            fresh = self.sign_in(2, refresh_token=True)
            answers = [self.send(room, answer["access_token"], f"schnell {number}") for number in range(10)]
            refused = [said for status, said in answers if status == 429]
            self.assertTrue(refused and refused[0]["retry_after_ms"] > 0, answers)
            time.sleep(1.2)
            status, said = self.ask(V3 + "account/whoami", token=fresh["access_token"])
            self.assertEqual((status, said["errcode"], said["soft_logout"]), (401, "M_UNKNOWN_TOKEN", True))
            status, again = self.ask(V3 + "refresh", {"refresh_token": fresh["refresh_token"]})
            self.assertEqual((status, self.ask(V3 + "account/whoami", token=again["access_token"])[0]), (200, 200))
            encrypted = self.ask(V3 + "createRoom", {"preset": "private_chat"}, answer["access_token"])[1]["room_id"]
            self.assertEqual(self.ask(f"{V3}rooms/{encrypted}/state/m.room.encryption/", token=answer["access_token"])[0], 200)
        finally:
            workplace("stop", self.folder, "synapse")
            self.begin("synapse")


class ManyTest(ChatTest):
    def test_many_rooms_and_messages_are_made_once(self):
        with tempfile.TemporaryDirectory() as cache:
            for _ in range(2):
                generate = [HERE / "generate-chat", self.folder, "--rooms", "10", "--events", "1000", "--cache", cache, "--until", str(os.getpid())]
                subprocess.run(generate, check=True, timeout=120, capture_output=True)
            self.assertEqual(len(os.listdir(cache)), 1)
        self.begin("synapse")
        token = self.sign_in()["access_token"]
        rooms = self.ask(V3 + "sync", token=token)[1]["rooms"]["join"]
        self.assertEqual(len(rooms), 10 + 6)
        self.assertTrue([room for room in rooms.values() if room["unread_notifications"]["notification_count"]])
        count = 0
        for room, entry in rooms.items():
            count += len(entry["timeline"]["events"])
            begin = entry["timeline"].get("prev_batch") if entry["timeline"]["limited"] else None
            while begin:
                answer = self.ask(f"{V3}rooms/{room}/messages?dir=b&limit=1000&from={begin}", token=token)[1]
                count += len(answer["chunk"])
                begin = answer.get("end")
            status, sent = self.send(room, token, "Danach")
            self.assertEqual(status, 200, sent)
        self.assertGreater(count, 1000)


class AgencyTest(ChatTest):
    servers = ("synapse", "matrixpeer")

    def test_the_agency_talks(self):
        workplace("seed", self.folder, "--server", "synapse")
        token = self.sign_in()["access_token"]
        everything = urllib.parse.quote(json.dumps({"room": {"timeline": {"limit": 1000}}}))
        answer = self.ask(f"{V3}sync?filter={everything}", token=token)[1]
        rooms = {next((event["content"]["name"] for event in entry["timeline"]["events"] if event["type"] == "m.room.name"), room): entry for room, entry in answer["rooms"]["join"].items()}
        self.assertEqual(len(answer["rooms"]["invite"]), 1)
        self.assertEqual({name for name in rooms if not name.startswith("!")}, {
            "Bundesamt für Beispielwesen", "EU Exchange Working Group", "Flurfunk", "IT-Hilfe", "Projekte", "Referat Z 2", "Straßenbau Mühlstraße", "Systemmeldungen"})
        unit = rooms["Referat Z 2"]
        self.assertEqual(unit["unread_notifications"], {"notification_count": 2, "highlight_count": 1})
        kinds = {event["type"] for event in unit["timeline"]["events"]} | {event["content"].get("msgtype") for event in unit["timeline"]["events"]}
        self.assertLessEqual({"m.room.pinned_events", "m.reaction", "m.room.redaction", "m.image", "m.file", "m.location", "org.matrix.msc3381.poll.start", "im.vector.modular.widgets"}, kinds)
        times = [event["origin_server_ts"] for event in unit["timeline"]["events"] if event["type"] == "m.room.message"]
        self.assertLess(min(times) / 1000, time.time() - 20 * 86400)
        self.assertEqual(times, sorted(times))

        # The foreign client greets a device that can read it, answers, and is the same person after another start.
        self.tell("login", "anna", user="anna.mueller", password="anna.mueller-geheim")
        secret = next(room["id"] for room in self.tell("rooms", "anna")["rooms"] if room["encrypted"])
        self.tell("wait", "anna", room=secret, body="Hallo Anna, hier können wir vertraulich schreiben.", failure=False)
        identity = self.tell("devices")["devices"][0]["id"]
        workplace("stop", self.folder, "matrixpeer")
        self.begin("matrixpeer")
        devices = self.tell("devices")["devices"]
        self.assertGreater(len(devices), 1)
        self.assertTrue(all(device["verified"] for device in devices), (identity, devices))
        self.tell("login", "anna", user="anna.mueller", password="anna.mueller-geheim")
        self.tell("send", "anna", room=secret, text="Ist da jemand?")
        self.assertTrue(self.tell("wait", "anna", room=secret, body="echo: Ist da jemand?", failure=False)["encrypted"])


class PeerTest(ChatTest):
    servers = ("synapse", "matrixpeer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tell(cls(), "login", "anna", user="anna.mueller", password="anna.mueller-geheim")

    def room(self, name, **more):
        room = self.tell("createRoom", "anna", name=name, invite=[JOERG], **more)["room"]
        self.tell("waitRoom", room=room)
        self.tell("waitRoom", "anna", room=room, member=JOERG)
        return room

    def test_an_encrypted_conversation(self):
        room = self.room("Vertraulich", encrypted=True, direct=True)
        event = self.tell("send", "anna", room=room, text="Grüße")["event"]
        seen = self.tell("wait", room=room, event=event, failure=False)
        self.assertEqual((seen["body"], seen["encrypted"], seen["sender"]), ("Grüße", True, ANNA))
        self.tell("edit", "anna", room=room, event=event, text="Liebe Grüße")
        self.assertEqual(self.tell("wait", room=room, event=event, edited=True)["body"], "Liebe Grüße")
        self.tell("react", room=room, event=event, key="👍")
        self.assertEqual(self.tell("wait", "anna", room=room, event=event, reaction="👍")["reactions"], {"👍": [JOERG]})
        answer = self.tell("send", room=room, text="Auch so", reply=event)["event"]
        self.assertEqual(self.tell("wait", "anna", room=room, event=answer, failure=False)["reply"], event)
        self.tell("send", room=room, text="Im Faden", thread=event)
        self.assertEqual(self.tell("wait", "anna", room=room, body="Im Faden")["thread"], event)
        for _ in range(2):                                          # the same key, and a new one
            text = secrets.token_hex(4)
            self.tell("rotate", room=room)
            self.tell("send", room=room, text=text)
            self.assertEqual(self.tell("wait", "anna", room=room, body=text)["failure"], "")
        self.tell("redact", "anna", room=room, event=event, reason="Versehen")
        self.assertEqual(self.tell("wait", room=room, event=event, redacted=True)["body"], "")
        self.tell("read", "anna", room=room, event=answer)
        self.tell("waitRead", room=room, user=ANNA, event=answer)
        token = self.sign_in()["access_token"]                      # what the server has is unreadable
        said = self.ask(f"{V3}rooms/{room}/messages?dir=b&limit=50", token=token)[1]["chunk"]
        self.assertFalse([entry for entry in said if entry["type"] == "m.room.message"])

    def test_files_are_encrypted_where_the_room_is(self):
        content = secrets.token_bytes(3000)
        for encrypted in (True, False):
            room = self.room(f"Anlagen {encrypted}", encrypted=encrypted)
            sent = self.tell("file", room=room, name="Vermerk.bin", type="application/octet-stream", base64=base64.b64encode(content).decode())
            self.tell("wait", "anna", room=room, event=sent["event"], failure=False)
            got = self.tell("download", "anna", room=room, event=sent["event"])
            self.assertEqual((base64.b64decode(got["base64"]), got["encrypted"], got["name"]), (content, encrypted, "Vermerk.bin"))
            stored = self.browser.ask(self.description["synapse"]["url"] + "_matrix/client/v1/media/download/" + sent["url"].removeprefix("mxc://"), token=self.sign_in()["access_token"])
            self.assertEqual(stored[0], 200)
            self.assertEqual(content.decode(errors="replace") == stored[2], not encrypted)

    def test_emoji_make_devices_trusted(self):
        self.tell("setUp", "anna")
        self.tell("setUp")
        room = self.room("Prüfung", encrypted=True, direct=True)
        self.assertFalse(self.tell("devices", "anna", user=JOERG)["verified"])
        self.tell("verify", "anna", user=JOERG, room=room)
        self.tell("waitVerification", phase="requested")
        self.tell("accept")
        self.tell("waitVerification", "anna", phase="ready")
        self.tell("startEmoji", "anna")
        shown = [self.tell("waitVerification", session, emoji=True)["emoji"] for session in ("anna", "peer")]
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(len(shown[0]), 7)
        self.tell("confirm")
        self.tell("confirm", "anna")
        for session, other in (("anna", JOERG), ("peer", ANNA)):
            self.assertTrue(self.tell("waitVerification", session, phase="done")["done"])
            trust = self.tell("devices", session, user=other)
            self.assertTrue(trust["verified"])

    def test_a_backup_brings_old_messages_to_a_new_device(self):
        key = self.tell("setUp", "anna")["recoveryKey"]
        room = self.room("Sicherung", encrypted=True)
        event = self.tell("send", room=room, text="Von früher")["event"]
        self.tell("wait", "anna", room=room, event=event, failure=False)
        had = self.tell("waitBackup", "anna", count=1)["count"]
        self.tell("login", "neu", user="anna.mueller", password="anna.mueller-geheim")
        self.assertTrue(self.tell("wait", "neu", room=room, event=event, failure=True)["failure"])
        self.assertGreaterEqual(self.tell("restore", "neu", recoveryKey=key)["imported"], had)
        self.assertEqual(self.tell("wait", "neu", room=room, event=event, failure=False)["body"], "Von früher")
        self.assertTrue(all(device["verified"] for device in self.tell("devices", "neu")["devices"] if device["id"] == self.tell("sessions")["sessions"][-1]["device"]))
        self.tell("logout", "neu")

    def test_keys_for_verified_devices_only(self):
        room = self.room("Nur Geprüfte", encrypted=True)
        self.tell("login", "fremd", user="soeren.kraemer", password="soeren.kraemer-geheim")
        self.tell("invite", "anna", room=room, user=SOEREN)
        self.tell("waitRoom", "fremd", room=room)
        self.tell("waitRoom", room=room, member=SOEREN)
        self.tell("onlyVerified")
        try:
            event = self.tell("send", room=room, text="Nicht für alle")["event"]
            self.assertIn("WITHHELD", self.tell("wait", "fremd", room=room, event=event, failure=True)["failure"])
        finally:
            self.tell("onlyVerified", on=False)
            self.tell("logout", "fremd")

    def test_mistakes_are_answered(self):
        for command, order in (("gibtsnicht", {}), ("timeline", {"room": "!keiner:beispielamt.test"}), ("timeline", {"as": "niemand"}), ("wait", {"room": "!x:y", "seconds": 0})):
            status, _, answer = self.browser.ask(self.description["matrixpeer"]["url"] + command, order)
            self.assertEqual(status, 400, answer)
            self.assertTrue(answer["error"])


class SignInTest(ChatTest):
    servers = ("--sso", "oidc", "synapse", "synapse-oauth")

    def test_single_sign_on_leads_to_the_same_account(self):
        self.assertEqual([flow["type"] for flow in self.ask(V3 + "login")[1]["flows"]][:3], ["m.login.sso", "m.login.token", "m.login.password"])
        back = self.browser.walk(self.description["synapse"]["url"] + V3 + "login/sso/redirect?redirectUrl=http%3A%2F%2F127.0.0.1%3A4711%2Fda", "http://127.0.0.1:4711/da",
                                 "anna.mueller", "anna.mueller-geheim")
        status, answer = self.ask(V3 + "login", {"type": "m.login.token", "token": back["loginToken"], "refresh_token": True})
        self.assertEqual((status, answer["user_id"]), (200, ANNA))
        self.assertIn("refresh_token", answer)
        with self.assertRaisesRegex(AssertionError, "(?s)answered 401.*falsch"):
            Browser(self.description).walk(self.description["synapse"]["url"] + V3 + "login/sso/redirect?redirectUrl=http%3A%2F%2F127.0.0.1%3A4711%2Fda", "http://127.0.0.1:4711/da",
                                           "anna.mueller", "geraten")

    def test_the_oauth_api(self):
        known = self.ask("_matrix/client/v1/auth_metadata", server="synapse-oauth")[1]
        client = self.browser.ask(known["registration_endpoint"], {
            "client_name": "Probe", "client_uri": "https://probe.example/", "redirect_uris": ["http://127.0.0.1/"], "application_type": "native", "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"]})[2]["client_id"]
        verifier, back = secrets.token_urlsafe(40), "http://127.0.0.1:4712/"
        for scope, login in (("urn:matrix:client:api:* urn:matrix:client:device:PROBE1", "joerg.weiss"),
                             ("urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:PROBE2", "ayse.yildiz")):
            browser = Browser(self.description)
            question = {"client_id": client, "response_type": "code", "redirect_uri": back, "scope": scope, "state": "z", "code_challenge_method": "S256",
                        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()}
            answer = browser.walk(f"{known['authorization_endpoint']}?{urllib.parse.urlencode(question)}", back, login, f"{login}-geheim")
            self.assertEqual(answer["state"], "z")
            status, _, token = browser.form(known["token_endpoint"], grant_type="authorization_code", code=answer["code"], redirect_uri=back, client_id=client, code_verifier=verifier)
            self.assertEqual((status, token["scope"]), (200, scope))
            self.assertEqual(self.ask(V3 + "account/whoami", token=token["access_token"], server="synapse-oauth"),
                             (200, {"user_id": f"@{login}:beispielamt.test", "is_guest": False, "device_id": scope.rpartition(":")[2]}))
            status, _, fresh = browser.form(known["token_endpoint"], grant_type="refresh_token", refresh_token=token["refresh_token"], client_id=client)
            self.assertEqual((status, self.ask(V3 + "account/whoami", token=fresh["access_token"], server="synapse-oauth")[0]), (200, 200))
            self.assertEqual(browser.form(known["token_endpoint"], grant_type="refresh_token", refresh_token=token["refresh_token"], client_id=client)[0], 400)
            self.assertEqual(browser.form(known["revocation_endpoint"], token=fresh["refresh_token"], client_id=client)[0], 200)


    def test_without_being_asked(self):
        workplace("stop", self.folder, "oidc")
        self.begin("--auto-sign-in", "soeren.kraemer", "oidc")
        back = self.browser.walk(self.description["synapse"]["url"] + V3 + "login/sso/redirect?redirectUrl=http%3A%2F%2F127.0.0.1%3A4711%2Fda", "http://127.0.0.1:4711/da")
        self.assertEqual(self.ask(V3 + "login", {"type": "m.login.token", "token": back["loginToken"]})[1]["user_id"], SOEREN)


class TroubleTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="kw-")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_a_taken_port_is_named_and_nothing_stays(self):
        for server, offset in (("synapse", 21), ("oidc", 24)):
            with self.subTest(server), socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                port = other.getsockname()[1]
                with self.assertRaisesRegex(AssertionError, f"port {port} .*Address already in use"):
                    workplace("start", "--dir", f"{self.folder}/{server}", "--base-port", str(port - offset), server)
                self.assertEqual(mentioning(self.folder), [])

    def test_what_is_missing_is_named(self):
        for arguments, said, environment in ((["synapse"], "Synapse is not here.*KONTOR_SID", {"KONTOR_SID": self.folder}), (["oidc"], "no packages of npm.*KONTOR_NPM", {"KONTOR_NPM": self.folder}),
                                             (["matrixpeer"], "needs the server synapse", {}), (["--sso", "synapse"], "needs the server oidc", {}), (["synapse-oauth"], "needs the server oidc", {})):
            with self.subTest(arguments), self.assertRaisesRegex(AssertionError, said):
                workplace("start", "--dir", self.folder, *arguments, **environment)
            with contextlib.suppress(AssertionError):
                workplace("stop", self.folder)
        self.assertEqual(mentioning(self.folder), [])


if __name__ == "__main__":
    unittest.main()
