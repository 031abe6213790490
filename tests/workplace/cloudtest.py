#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in for a Nextcloud does what its description promises; an independent client, nextcloudcmd, believes it."""

import base64
import hashlib
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path
from xml.etree import ElementTree

sys.dont_write_bytecode = True
from workplacetest import ask, workplace  # noqa: E402

ANNA, JOERG, SOEREN = range(3)
DAV = "/remote.php/dav"
SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares"
SPACES = {"d": "DAV:", "oc": "http://owncloud.org/ns", "nc": "http://nextcloud.org/ns"}


class CloudCase(unittest.TestCase):
    switches = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="kw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.servers = json.loads(workplace("start", "--dir", cls.folder, "--until", str(os.getpid()), *cls.switches, "cloud"))
        cls.addClassCleanup(workplace, "stop", cls.folder)
        cls.url = cls.servers["cloud"]["url"]
        cls.uids = [cls.ocs("GET", "/ocs/v2.php/cloud/user", user)["id"] for user in range(3)]

    @classmethod
    def ask(cls, method, path, user=ANNA, body=None, **headers):
        return ask(cls.servers, cls.servers["cloud"]["plain"]["url"], method, path, user, body, **headers)

    @classmethod
    def ocs(cls, method, path, user=ANNA, /, expected=200, **fields):
        status, _, text = cls.ask(method, f"{path}{'&' if '?' in path else '?'}format=json", user, urllib.parse.urlencode(fields) if fields else None,
                                  OCS_APIRequest="true", Content_Type="application/x-www-form-urlencoded")
        assert status == expected, (status, text)
        return json.loads(text)["ocs"]["data"]

    def files(self, name="", user=ANNA):
        return f"{DAV}/files/{self.uids[user]}/{urllib.parse.quote(name)}"

    def put(self, name, content, user=ANNA, **headers):
        status, answered, text = self.ask("PUT", self.files(name, user), user, content, **headers)
        self.assertIn(status, (201, 204), text)
        return answered

    def properties(self, path, *names, user=ANNA, depth=0):
        """address -> {name: text} of what is there."""
        spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
        status, _, text = self.ask("PROPFIND", path, user, f"<d:propfind {spaces}><d:prop>{''.join(f'<{name}/>' for name in names)}</d:prop></d:propfind>",
                                   Depth=str(depth), Content_Type="application/xml")
        self.assertEqual(status, 207, text)
        found = {}
        for response in ElementTree.fromstring(text).iterfind("d:response", SPACES):
            said = found[urllib.parse.unquote(response.findtext("d:href", namespaces=SPACES))] = {}
            for part in response.iterfind("d:propstat", SPACES):
                if "200" in part.findtext("d:status", namespaces=SPACES):
                    said.update({name: "".join(each.itertext()) for name in names if (each := part.find(f"d:prop/{name}", SPACES)) is not None})
        return found

    def property(self, name, what, user=ANNA):
        return next(iter(self.properties(self.files(name, user), what, user=user).values())).get(what)


class FilesTest(CloudCase):
    def test_who_one_is_has_to_be_asked(self):
        self.assertEqual(self.uids[ANNA], "anna.mueller")
        self.assertRegex(self.uids[JOERG], "^[0-9a-f-]{36}$")
        self.assertEqual(self.ask("PROPFIND", f"{DAV}/files/{self.servers['users'][ANNA]['user']}/", Depth="0")[0], 403)
        self.assertEqual(self.ask("GET", "/ocs/v2.php/cloud/user")[0], 412, "OCS-APIRequest is missing")
        self.assertEqual(ask(self.servers, self.url, "PROPFIND", self.files(), 0, secret="falsch", Depth="0")[0], 401)
        self.assertEqual(self.ask("PROPFIND", self.files(user=JOERG), Depth="0")[0], 403)

    def test_etags_change_up_to_the_top_and_numbers_stay(self):
        self.ask("MKCOL", self.files("Oben"))
        self.ask("MKCOL", self.files("Oben/Unten"))
        self.ask("MKCOL", self.files("Daneben"))
        names = ("", "Oben", "Oben/Unten", "Daneben")
        before = [self.property(name, "d:getetag") for name in names]
        self.put("Oben/Unten/a.txt", b"eins")
        after = [self.property(name, "d:getetag") for name in names]
        self.assertEqual([old == new for old, new in zip(before, after, strict=True)], [False, False, False, True])
        number = self.property("Oben/Unten/a.txt", "oc:fileid")
        status = self.ask("MOVE", self.files("Oben"), Destination=self.url.rstrip("/") + self.files("Daneben/Öben"))[0]
        self.assertEqual(status, 201)
        self.assertEqual(self.property("Daneben/Öben/Unten/a.txt", "oc:fileid"), number)
        self.assertEqual(self.property("Daneben", "oc:size"), "4")
        self.assertEqual(Path(self.servers["cloud"]["folder"], "Daneben/Öben/Unten/a.txt").read_text(), "eins")

    def test_conditions_times_checksums_and_ranges(self):
        said = self.put("b.txt", b"0123456789", X_OC_MTime="1500000000", OC_Checksum="SHA1:abc")
        self.assertEqual((said["X-OC-MTime"], said["OC-ETag"]), ("accepted", said["ETag"]))
        self.assertEqual(self.property("b.txt", "d:getlastmodified"), "Fri, 14 Jul 2017 02:40:00 GMT")
        self.assertEqual(self.property("b.txt", "oc:checksums"), "SHA1:abc")
        self.assertEqual(self.ask("PUT", self.files("b.txt"), 0, b"x", If_Match='"anders"')[0], 412)
        self.assertEqual(self.ask("PUT", self.files("b.txt"), 0, b"x", If_None_Match="*")[0], 412)
        status, headers, text = self.ask("GET", self.files("b.txt"), Range="bytes=4-", If_Range=said["ETag"])
        self.assertEqual((status, headers["Content-Range"], text), (206, "bytes 4-9/10", "456789"))
        self.assertEqual(self.ask("GET", self.files("b.txt"), Range="bytes=4-", If_Range='"anders"')[::2], (200, "0123456789"))
        self.assertEqual(self.ask("GET", self.files("b.txt"), Range="bytes=10-")[0], 416)
        self.assertEqual(self.ask("PUT", self.files("fehlt/c.txt"), 0, b"x")[0], 409)
        self.put("fehlt/c.txt", b"x", X_NC_WebDAV_AutoMkcol="1")
        self.assertEqual(self.ask("PUT", self.files("zeit.txt"), 0, b"neu", X_OC_MTime="10")[0], 500)
        self.assertEqual(self.ask("GET", self.files("zeit.txt"))[2], "neu", "the time is looked at last")

    def test_names_that_are_refused(self):
        self.assertEqual(self.ask("PUT", self.files("a:b?.txt"), 0, b"x")[0], 201)
        self.assertEqual(self.ask("PUT", self.files("x.part"), 0, b"x")[0], 400)
        workplace("cloud", self.folder, "settings", "names=windows")
        self.addCleanup(workplace, "cloud", self.folder, "settings", "names=usual")
        said = self.ocs("GET", "/ocs/v2.php/cloud/capabilities")["capabilities"]["files"]
        self.assertIn(":", said["forbidden_filename_characters"])
        for name in ("c:d.txt", "CON.txt", "con.tar.gz", "ende.", "leer ", "ä" * 126):
            with self.subTest(name):
                status, _, text = self.ask("PUT", self.files(name), 0, b"x")
                self.assertEqual((status, "InvalidPath" in text), (400, True))

    def test_upload_in_pieces_goes_on_where_it_ended(self):
        target = self.url.rstrip("/") + self.files("gross.bin")
        place = f"{DAV}/uploads/{self.uids[ANNA]}/kontor-1"
        self.assertEqual(self.ask("MKCOL", place, Destination=target)[0], 201)
        self.assertEqual(self.ask("PUT", f"{place}/00001", 0, b"a" * 1000, Destination=target, OC_Total_Length="1500")[0], 201)
        there = self.properties(place, "d:getcontentlength", depth=1)
        self.assertEqual(there[f"{place}/00001"]["d:getcontentlength"], "1000")
        self.assertEqual(self.ask("MOVE", f"{place}/.file", Destination=target, OC_Total_Length="1500")[0], 400)
        self.assertEqual(self.ask("PUT", f"{place}/00002", 0, b"b" * 500, Destination=target, OC_Total_Length="1500")[0], 201)
        status, headers, _ = self.ask("MOVE", f"{place}/.file", Destination=target, OC_Total_Length="1500", X_OC_MTime="1500000000")
        self.assertEqual((status, "OC-FileId" in headers, "OC-ETag" in headers), (201, True, True))
        self.assertEqual(self.ask("GET", self.files("gross.bin"))[2], "a" * 1000 + "b" * 500)
        self.assertEqual(self.ask("PROPFIND", place, Depth="1")[0], 404)

    def test_trash_and_versions_give_back(self):
        for text in (b"eins", b"zwei", b"drei"):
            self.put("v.txt", text)
        number = self.property("v.txt", "oc:fileid")
        place = f"{DAV}/versions/{self.uids[ANNA]}/versions/{number}"
        versions = self.properties(place, "d:getcontentlength", depth=1)
        self.assertEqual(len(versions), 4, "the folder, what is there now, and two that were")
        contents = {self.ask("GET", address)[2]: address for address in list(versions)[2:]}
        self.assertEqual(set(contents), {"eins", "zwei"})
        self.assertEqual(self.ask("MOVE", contents["eins"], Destination=f"{self.url}remote.php/dav/versions/{self.uids[ANNA]}/restore/target")[0], 201)
        self.assertEqual(self.ask("GET", self.files("v.txt"))[2], "eins")

        self.assertEqual(self.ask("DELETE", self.files("v.txt"))[0], 204)
        trash = self.properties(f"{DAV}/trashbin/{self.uids[ANNA]}/trash", "nc:trashbin-filename", "nc:trashbin-original-location", "nc:trashbin-deletion-time", depth=1)
        address = next(address for address, said in trash.items() if said.get("nc:trashbin-filename") == "v.txt")
        self.assertEqual(self.ask("MOVE", urllib.parse.quote(address), Destination=f"{self.url}remote.php/dav/trashbin/{self.uids[ANNA]}/restore/v.txt")[0], 201)
        self.assertEqual((self.ask("GET", self.files("v.txt"))[2], self.property("v.txt", "oc:fileid")), ("eins", number))

    def test_locks_keep_others_out(self):
        self.put("gesperrt.txt", b"x")
        self.ocs("POST", SHARES, path="/gesperrt.txt", shareType=0, shareWith=self.uids[JOERG])
        self.assertEqual(self.ask("LOCK", self.files("gesperrt.txt"), X_User_Lock="1")[0], 200)
        self.assertEqual(self.property("gesperrt.txt", "nc:lock-owner", JOERG), "anna.mueller")
        self.assertEqual(self.ask("PUT", self.files("gesperrt.txt", JOERG), JOERG, b"y")[0], 423)
        self.assertEqual(self.ask("LOCK", self.files("gesperrt.txt", JOERG), JOERG, X_User_Lock="1")[0], 423)
        self.put("gesperrt.txt", b"z")
        self.assertEqual(self.ask("UNLOCK", self.files("gesperrt.txt", JOERG), JOERG, X_User_Lock="1")[0], 423)
        self.assertEqual(self.ask("UNLOCK", self.files("gesperrt.txt"), X_User_Lock="1")[0], 200)
        self.put("gesperrt.txt", b"y", JOERG)
        status, _, text = self.ask("UNLOCK", self.files("gesperrt.txt"), X_User_Lock="1")
        self.assertEqual((status, "lock-owner" in text, "exception" in text), (412, False, False), "there was no lock")

    def test_locks_make_a_new_etag_of_the_same_content(self):
        before = self.put("offen.odt", b"x")["ETag"]
        status, _, text = self.ask("LOCK", self.files("offen.odt"), X_User_Lock="1", If_Match=before)
        locked = self.property("offen.odt", "d:getetag")
        self.assertEqual((status, locked.strip('"') in text, locked == before), (200, True, False))
        self.assertEqual(self.ask("LOCK", self.files("offen.odt"), X_User_Lock="1")[0], 200, "it is mine already")
        self.assertEqual(self.property("offen.odt", "d:getetag"), locked)
        self.assertEqual(self.property("offen.odt", "nc:lock-timeout"), "0", "it stays until it is taken away")
        status, _, text = self.ask("UNLOCK", self.files("offen.odt"), X_User_Lock="1", If_Match=before)
        self.assertEqual((status, "PreconditionFailed" in text), (412, True))
        self.assertEqual(self.ask("UNLOCK", self.files("offen.odt"), X_User_Lock="1", If_Match=locked)[0], 200)
        self.assertNotEqual(self.property("offen.odt", "d:getetag"), locked)
        self.assertEqual(self.ask("PUT", self.files("offen.odt"), 0, b"y", If_Match=before)[0], 412)

    def test_shares(self):
        self.ask("MKCOL", self.files("Geteilt"))
        self.put("Geteilt/a.txt", b"x")
        share = self.ocs("POST", SHARES, path="/Geteilt", shareType=0, shareWith=self.uids[JOERG], permissions=1)
        self.assertEqual(self.property("Geteilt", "oc:permissions", JOERG), "SGDNV")
        self.assertEqual(self.property("Geteilt/a.txt", "oc:permissions", JOERG), "SG")
        self.assertEqual(self.property("Geteilt/a.txt", "oc:permissions"), "RGDNVW")
        self.assertEqual(self.ask("PUT", self.files("Geteilt/b.txt", JOERG), JOERG, b"x")[0], 403)
        before = self.property("", "d:getetag", JOERG), self.property("Geteilt", "d:getetag", JOERG)
        self.ocs("PUT", f"{SHARES}/{share['id']}", permissions=15)
        after = self.property("", "d:getetag", JOERG), self.property("Geteilt", "d:getetag", JOERG)
        self.assertEqual([old == new for old, new in zip(before, after, strict=True)], [False, True], "rights change the etag above the share alone")
        self.assertEqual(self.property("Geteilt/a.txt", "nc:mount-type", JOERG), "shared")
        self.assertEqual(self.property("Geteilt/a.txt", "nc:is-mount-root", JOERG), "false")
        before = self.property("", "d:getetag")
        self.put("Geteilt/b.txt", b"x", JOERG)
        self.assertNotEqual(self.property("", "d:getetag"), before, "the owner's root knows")
        self.assertEqual([each["share_with"] for each in self.ocs("GET", f"{SHARES}?path=/Geteilt")], [self.uids[JOERG]])
        self.assertEqual([each["path"] for each in self.ocs("GET", f"{SHARES}?shared_with_me=true", JOERG) if "Geteilt" in each["path"]], ["/Geteilt"])
        self.ocs("POST", SHARES, expected=403, path="/Geteilt", shareType=3, password="kurz")
        link = self.ocs("POST", SHARES, path="/Geteilt/a.txt", shareType=3, password="lang genug für alle", expireDate="2099-01-31", label="Presse")
        self.assertEqual((link["expiration"], link["label"], link["permissions"]), ("2099-01-31 00:00:00", "Presse", 1))
        self.assertIn("geschützt", self.ask("GET", urllib.parse.urlsplit(link["url"]).path)[2])
        self.ocs("DELETE", f"{SHARES}/{share['id']}")
        self.assertEqual(self.ask("PROPFIND", self.files("Geteilt", JOERG), JOERG, Depth="0")[0], 404)
        people = self.ocs("GET", "/ocs/v2.php/apps/files_sharing/api/v1/sharees?search=kr%C3%A4mer&itemType=file")
        self.assertEqual([each["label"] for each in people["users"]], ["Sören Krämer"])

    def test_favourites_and_search(self):
        self.put("gesucht Äpfel.txt", b"x")
        spaces = 'xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"'
        change = f"<d:propertyupdate {spaces}><d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set></d:propertyupdate>"
        self.assertIn("200 OK", self.ask("PROPPATCH", self.files("gesucht Äpfel.txt"), 0, change)[2])
        self.assertEqual(self.property("gesucht Äpfel.txt", "oc:favorite"), "1")
        report = f"<oc:filter-files {spaces}><d:prop><d:getetag/></d:prop><oc:filter-rules><oc:favorite>1</oc:favorite></oc:filter-rules></oc:filter-files>"
        before = self.property("", "d:getetag")
        self.ask("MKCOL", self.files("Gern"))
        self.ask("PROPPATCH", self.files("Gern"), 0, change)
        self.assertNotEqual(self.property("", "d:getetag"), before)
        before = self.property("", "d:getetag")
        self.ask("PROPPATCH", self.files("Gern"), 0, change)
        self.assertEqual(self.property("", "d:getetag"), before, "no etag tells of favourites")
        text = self.ask("REPORT", self.files(), 0, report)[2]
        self.assertEqual((text.count("<d:href>"), "/Gern</d:href>" in text), (2, True), "without a slash behind folders")
        search = (f"<d:searchrequest {spaces}><d:basicsearch><d:select><d:prop><oc:fileid/></d:prop></d:select><d:from><d:scope><d:href>/files/anna.mueller</d:href>"
                  "<d:depth>infinity</d:depth></d:scope></d:from><d:where><d:like><d:prop><d:displayname/></d:prop><d:literal>%äpfel%</d:literal></d:like></d:where>"
                  "</d:basicsearch></d:searchrequest>")
        status, _, text = self.ask("SEARCH", f"{DAV}/", 0, search.encode(), Content_Type="text/xml")
        self.assertEqual((status, text.count("<d:href>")), (207, 1))

    def test_push_tells_of_changes(self):
        address = urllib.parse.urlsplit(self.servers["cloud"]["plain"]["url"])
        user = self.servers["users"][ANNA]
        with socket.create_connection((address.hostname, address.port), 10) as connection:
            connection.sendall(b"GET /push/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               b"Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)) + b"\r\n\r\n")
            stream = connection.makefile("rb")
            self.assertIn(b"101", stream.readline())
            while stream.readline().strip():
                pass

            def say(text):
                mask = os.urandom(4)
                connection.sendall(bytes([0x81, 0x80 | len(text)]) + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(text.encode())))

            def hear():
                kind, length = stream.read(2)
                self.assertEqual(kind, 0x81)
                return stream.read(length if length < 126 else struct.unpack(">H", stream.read(2))[0]).decode()

            say(user["user"])
            say(user["password"])
            self.assertEqual(hear(), "authenticated")
            self.put("neu.txt", b"x")
            self.assertEqual(hear(), "notify_file")
            say("listen notify_file_id")
            self.ask("GET", self.files("neu.txt"))
            while True:
                self.put("neu.txt", b"xy")
                if (heard := hear()) != "notify_file":
                    break
            self.assertIn(int(self.property("neu.txt", "oc:fileid")), json.loads(heard.partition(" ")[2]))

    def test_office_previews_and_sign_in(self):
        self.put("brief.odt", b"x")
        self.put("bild.png", b"x")
        number = self.property("brief.odt", "oc:fileid")
        opened = self.ocs("POST", "/ocs/v2.php/apps/richdocuments/api/v1/document", fileId=number)["url"]
        self.assertIn("brief.odt", ask(self.servers, self.url, "GET", urllib.parse.urlsplit(opened).path)[2])
        self.assertEqual(ask(self.servers, self.url, "GET", urllib.parse.urlsplit(opened).path)[0], 403, "an address opens once")
        status = self.ask("HEAD", f"/index.php/core/preview?fileId={self.property('bild.png', 'oc:fileid')}&x=64&y=64")
        self.assertEqual((status[0], status[1]["Content-Type"]), (200, "image/png"))
        begun = json.loads(self.ask("POST", "/index.php/login/v2")[2])
        token = urllib.parse.urlencode({"token": begun["poll"]["token"]})
        self.assertEqual(self.ask("POST", "/index.php/login/v2/poll", 0, token)[0], 404)
        user = self.servers["users"][SOEREN]
        self.ask("POST", urllib.parse.urlsplit(begun["login"]).path, 0, urllib.parse.urlencode({"user": user["user"], "password": user["password"]}))
        granted = json.loads(self.ask("POST", "/index.php/login/v2/poll", 0, token)[2])
        secret = granted["appPassword"]
        self.assertEqual(ask(self.servers, self.url, "PROPFIND", self.files(user=SOEREN), SOEREN, secret=secret, Depth="0")[0], 207)
        workplace("cloud", self.folder, "wipe", json.dumps({"token": secret}))
        self.assertEqual(ask(self.servers, self.url, "PROPFIND", self.files(user=SOEREN), SOEREN, secret=secret, Depth="0")[0], 401)
        self.assertIn("true", self.ask("POST", "/index.php/core/wipe/check", 0, urllib.parse.urlencode({"token": secret}))[2])

    def test_a_restart_keeps_everything(self):
        self.put("bleibt.txt", b"eins")
        self.put("bleibt.txt", b"zwei")
        self.ocs("POST", SHARES, path="/bleibt.txt", shareType=0, shareWith=self.uids[SOEREN])
        before = next(iter(self.properties(self.files("bleibt.txt"), "d:getetag", "oc:fileid").values()))
        workplace("stop", self.folder, "cloud")
        Path(self.servers["cloud"]["folder"], "dahinter.txt").write_text("dahinter")
        workplace("start", "--dir", self.folder, "cloud")
        self.assertEqual(next(iter(self.properties(self.files("bleibt.txt"), "d:getetag", "oc:fileid").values())), before)
        self.assertEqual(self.ask("GET", self.files("bleibt.txt", SOEREN), SOEREN)[2], "zwei")
        self.assertEqual(self.ask("GET", self.files("dahinter.txt"))[2], "dahinter")

    def test_what_it_says_when_it_serves_nobody(self):
        for setting in ("maintenance=true", "passwords=programs", "terms=new", "unavailable=Fern"):
            self.addCleanup(workplace, "cloud", self.folder, "settings", setting.partition("=")[0] + {"m": "=false", "p": "=all", "t": "=accepted", "u": "="}[setting[0]])
        self.ask("MKCOL", self.files("Fern"))
        workplace("cloud", self.folder, "settings", "unavailable=Fern")
        self.assertEqual([self.ask("PROPFIND", self.files(name), Depth="1")[0] for name in ("Fern", "")], [503, 207])
        workplace("cloud", self.folder, "settings", "terms=new")
        status, _, text = self.ask("PROPFIND", self.files(), Depth="0")
        self.assertEqual((status, "TermsNotSignedException" in text), (403, True))
        secret = self.ocs("GET", "/ocs/v2.php/core/getapppassword")["apppassword"]
        workplace("cloud", self.folder, "settings", "passwords=programs", "terms=accepted", "hides_version=true")
        status, _, text = self.ask("PROPFIND", self.files(), Depth="0")
        self.assertEqual((status, "password login forbidden" in text), (401, True))
        self.assertEqual(self.ask("GET", "/ocs/v2.php/cloud/user?format=json", OCS_APIRequest="true")[0], 401)
        self.assertEqual(list(self.ocs("GET", "/ocs/v2.php/cloud/capabilities")["capabilities"]), ["core", "bruteforce", "theming"])
        self.assertEqual(ask(self.servers, self.url, "PROPFIND", self.files(), ANNA, secret=secret, Depth="0")[0], 207)
        self.assertEqual(json.loads(self.ask("GET", "/status.php")[2])["version"], "")
        workplace("cloud", self.folder, "settings", "maintenance=true", "hides_version=false")
        status, headers, text = self.ask("PROPFIND", self.files(), Depth="0")
        self.assertEqual((status, "ServerMaintenanceMode" in text, "X-Nextcloud-Maintenance-Mode" in headers), (503, True, False))
        status, headers, _ = self.ask("GET", "/ocs/v2.php/cloud/user?format=json", OCS_APIRequest="true")
        self.assertEqual((status, headers["X-Nextcloud-Maintenance-Mode"]), (503, "1"))
        self.assertEqual(json.loads(self.ask("GET", "/status.php")[2])["maintenance"], True)

    def test_faults(self):
        workplace("cloud", self.folder, "fault", '{"method": "PUT", "path": "spaet", "done": true, "close": true, "times": 1}')
        with self.assertRaises(OSError):
            self.put("spaet.txt", b"doch da")
        self.assertEqual(self.ask("GET", self.files("spaet.txt"))[2], "doch da")


class SeedTest(CloudCase):
    def test_the_agency_has_files(self):
        workplace("seed", self.folder, "--server", "cloud", "--now", "1790000000")
        there = {address.removeprefix(self.files()): said for address, said in self.properties(self.files(), "oc:permissions", "oc:favorite", "nc:mount-type", depth=1).items()}
        self.assertLessEqual({"Projekte/", "Protokolle/", "Vorlagen/", "Fotos/", "Brückenprüfung/", "Urlaubsplanung.ods"}, set(there))
        self.assertEqual((there["Protokolle/"]["oc:favorite"], there["Brückenprüfung/"]["oc:permissions"][0], there["IT-Dokumentation/"]["oc:permissions"]), ("1", "S", "SGDNV"))
        self.assertEqual(len(self.ocs("GET", SHARES)), 5)
        self.assertEqual(len(self.properties(f"{DAV}/trashbin/{self.uids[ANNA]}/trash", "nc:trashbin-filename", depth=1)), 4)
        folder = Path(self.servers["cloud"]["folder"])
        kinds = {path.suffix: path.read_bytes()[:4] for path in folder.rglob("*.*")}
        self.assertEqual({kinds[".odt"], kinds[".ods"]}, {b"PK\x03\x04"})
        self.assertEqual((kinds[".pdf"], kinds[".png"]), (b"%PDF", b"\x89PNG"))
        if shutil.which("pdftotext"):
            said = subprocess.run(["pdftotext", next(folder.rglob("*.pdf")), "-"], capture_output=True, text=True, check=True).stdout
            self.assertIn("Die Abteilung", said)


class QuotaTest(CloudCase):
    switches = ("--cloud-quota", "10K", "--cloud-group-folder", "Gruppe")

    def test_too_much_is_refused(self):
        self.put("passt.bin", b"x" * 8000)
        self.assertEqual(self.ask("PUT", self.files("zuviel.bin"), 0, b"x" * 4000)[0], 507)
        self.assertEqual(self.ask("PUT", self.files("passt.bin"), 0, b"x" * 4000)[0], 507, "the new content has to fit beside the old one")
        self.assertEqual(self.property("", "d:quota-available-bytes"), str(10240 - 8000))
        place = f"{DAV}/uploads/{self.uids[ANNA]}/zuviel"
        self.assertEqual(self.ask("MKCOL", place, Destination=self.url.rstrip("/") + self.files("z.bin"), OC_Total_Length="4000")[0], 507)

    def test_group_folder(self):
        self.assertEqual(self.property("Gruppe", "oc:permissions"), "RMGCK")
        self.put("Gruppe/alle.txt", b"x")
        self.assertEqual(self.property("Gruppe/alle.txt", "oc:permissions", JOERG), "RMGDNVW")
        self.assertEqual(self.ask("DELETE", self.files("Gruppe"))[0], 403)


@unittest.skipUnless(shutil.which("nextcloudcmd"), "nextcloudcmd is not installed")
class IndependentClientTest(CloudCase):
    """Two folders, kept the same by a client that knows nothing of ours."""

    def setUp(self):
        self.here, self.there = Path(self.folder, "hier"), Path(self.folder, "dort")
        for folder in (self.here, self.there):
            folder.mkdir()
            self.addCleanup(shutil.rmtree, folder)

    def sync(self, *folders, user=ANNA):
        person = self.servers["users"][user]
        for folder in folders:
            done = subprocess.run(["nextcloudcmd", "--non-interactive", "--trust", "-h", "-u", person["user"], "-p", person["password"], folder, self.url],
                                  capture_output=True, text=True, check=False, timeout=100, env={**os.environ, "HOME": self.folder, "QT_QPA_PLATFORM": "offscreen"})
            self.assertEqual(done.returncode, 0, done.stderr[-3000:])

    def content(self, folder):
        """path -> what is in it, without the client's own notes."""
        return {str(path.relative_to(folder)): hashlib.sha1(path.read_bytes()).hexdigest() if path.is_file() else "" for path in folder.rglob("*")
                if not path.name.startswith(".sync_") and not path.name.startswith("._sync_")}

    def test_both_directions(self):
        chance = random.Random(4)
        (self.here / "Projekte/Straßenbau").mkdir(parents=True)
        for number in range(30):
            (self.here / f"Projekte/Straßenbau/Vermerk {number}.txt").write_bytes(chance.randbytes(2000))
        (self.here / "Aufzeichnung.bin").write_bytes(chance.randbytes(130 * 1024 * 1024))
        self.sync(self.here, self.there)
        self.assertEqual(len(self.content(self.here)), 33)
        self.assertEqual(self.content(self.there), self.content(self.here))
        self.assertEqual(self.content(Path(self.servers["cloud"]["folder"])), self.content(self.here))
        asked = workplace("cloud", self.folder, "requests")
        self.assertIn("/.file", asked, "the large one went in pieces")

        number = self.property("Projekte/Straßenbau/Vermerk 3.txt", "oc:fileid")
        (self.there / "Projekte/Straßenbau/Vermerk 1.txt").write_text("geändert")
        (self.there / "Projekte/Straßenbau/Vermerk 2.txt").unlink()
        (self.there / "Projekte/Straßenbau/Vermerk 3.txt").rename(self.there / "Projekte/Umbenannt.txt")
        (self.here / "Projekte/Straßenbau/Vermerk 4.txt").write_text("auch geändert")
        workplace("cloud", self.folder, "forget")
        self.sync(self.there, self.here, self.there)
        self.assertEqual(self.content(self.there), self.content(self.here))
        self.assertEqual((self.here / "Projekte/Umbenannt.txt").exists(), True)
        self.assertEqual((self.there / "Projekte/Straßenbau/Vermerk 4.txt").read_text(), "auch geändert")
        self.assertEqual(self.property("Projekte/Umbenannt.txt", "oc:fileid"), number, "it was moved, not sent anew")
        self.assertIn("MOVE ", workplace("cloud", self.folder, "requests"))

        self.sync(self.here)                # it does not know yet what its own changes made of the folders' ETags
        workplace("cloud", self.folder, "forget")
        self.sync(self.here)
        self.assertEqual(workplace("cloud", self.folder, "requests").count("PROPFIND"), 1, "nothing changed: the root says so")

        (self.here / "Projekte/Straßenbau/Vermerk 5.txt").write_text("hier")
        (self.there / "Projekte/Straßenbau/Vermerk 5.txt").write_text("und dort")
        self.sync(self.here, self.there)
        self.assertEqual(sum("conflict" in name for name in self.content(self.there)), 1)

    def test_what_is_shared_arrives_with_its_rights(self):
        self.ask("MKCOL", self.files("Aushang"))
        self.put("Aushang/Plan.txt", b"Plan")
        self.ocs("POST", SHARES, path="/Aushang", shareType=0, shareWith=self.uids[JOERG], permissions=1)
        self.sync(self.here, user=JOERG)
        self.assertEqual((self.here / "Aushang/Plan.txt").read_text(), "Plan")
        self.assertFalse(os.access(self.here / "Aushang/Plan.txt", os.W_OK), "the client keeps it from being changed")
        (self.here / "Aushang").chmod(0o700)            # to be removed


if __name__ == "__main__":
    unittest.main()
