# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes part in chaos.py: a server, a person with Kontor, and vdirsyncer, a client of quite another kind."""

import base64
import contextlib
import http.client
import json
import re
import select
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
ZONE = ("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n")
NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav"'


# ---------------------------------------------------------------- text

def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text)


def lines_of(text):
    return [line for line in unfolded(text).replace("\r\n", "\n").split("\n") if line]


def components(text):
    """(lines before the first VEVENT, VTODO or VCARD, those blocks, lines behind them), a block a list of lines."""
    head, blocks, tail, kind = [], [], [], None
    for line in lines_of(text):
        if kind is None and line in ("BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VCARD"):
            kind = line[6:]
            blocks.append([line])
        elif kind is not None:
            blocks[-1].append(line)
            if line == f"END:{kind}":
                kind = None
        else:
            (tail if blocks else head).append(line)
    return head, blocks, tail


def put_together(head, blocks, tail):
    return "".join(line + "\r\n" for part in (head, *blocks, tail) for line in part)


def instance_of(block):
    """The RECURRENCE-ID without its zone; None: the series, or what does not recur."""
    return next((line.rpartition(":")[2] for line in block if line.startswith("RECURRENCE-ID")), None)


def append(block, name, text):
    """Adds to a property, which is made if it is not there."""
    for number, line in enumerate(block):
        if re.match(f"{name}[:;]", line):
            block[number] = line + text
            return
    block.insert(1, f"{name}:{text.strip()}")


def essence(text):
    """What two servers' spellings of the same object have in common: its lines in any order, and parameters as well."""
    found = []
    for block in components(text)[1]:
        for line in block:
            name, _, value = line.partition(":")
            if name == "RRULE":
                value = ";".join(sorted(value.split(";")))
            found.append((instance_of(block) or "", ";".join(sorted(name.upper().replace('"', "").split(";"))), value))
    return sorted(found)


# ---------------------------------------------------------------- the objects that stay

@dataclass
class Lasting:
    """An object that nobody deletes."""
    uid: str
    text: str
    is_card: bool = False
    start: datetime | None = None       # of a series
    days: int = 0                       # from one instance to the next
    is_all_day: bool = False
    kept: list = field(default_factory=list)

    @property
    def is_series(self):
        return self.days > 0

    def instance(self, number):
        return self.start + timedelta(days=self.days * number)      # of the wall clock

    def recurrence(self, number):
        """Milliseconds, as Kontor names an instance; 0: there is only one."""
        if not self.is_series:
            return 0
        wall = self.instance(number)
        return int(wall.replace(tzinfo=timezone.utc if self.is_all_day else BERLIN).timestamp() * 1000)

    def recurrence_id(self, number):
        wall = self.instance(number)
        return f"{wall:%Y%m%d}" if self.is_all_day else f"{wall:%Y%m%dT%H%M%S}"


def seeds():
    found = []
    foreign = "X-FREMD;X-ART=\"a;b\":bleibt wie es ist\r\n"

    def calendar(inner):
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chaos//Chaos//DE\r\n{ZONE if 'TZID=' in inner else ''}{inner}END:VCALENDAR\r\n"

    for number in range(3):
        uid = f"bleibt-{number}@chaos.example"
        found.append(Lasting(uid, calendar(f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:2033030{number + 1}T100000\r\n"
                                           f"DTEND;TZID=Europe/Berlin:2033030{number + 1}T110000\r\nSUMMARY:Bleibt {number}\r\nLOCATION:A\r\nDESCRIPTION:B\r\n{foreign}END:VEVENT\r\n"),
                             kept=["bleibt wie es ist"]))
    for number, is_all_day in enumerate((False, True)):
        uid = f"serie-{number}@chaos.example"
        start = datetime(2033, 3, 7, 0 if is_all_day else 9)
        times = ("DTSTART;VALUE=DATE:20330307\r\nDTEND;VALUE=DATE:20330308\r\n" if is_all_day else
                 "DTSTART;TZID=Europe/Berlin:20330307T090000\r\nDTEND;TZID=Europe/Berlin:20330307T100000\r\n")
        found.append(Lasting(uid, calendar(f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n{times}RRULE:FREQ=WEEKLY;COUNT=40\r\nSUMMARY:Serie {number}\r\n"
                                           f"LOCATION:A\r\nDESCRIPTION:B\r\n{foreign}END:VEVENT\r\n"),
                             start=start, days=7, is_all_day=is_all_day, kept=["bleibt wie es ist", "COUNT=40"]))
    uid = "aufgabe@chaos.example"
    found.append(Lasting(uid, calendar(f"BEGIN:VTODO\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Aufgabe\r\nLOCATION:A\r\nDESCRIPTION:B\r\nDUE;VALUE=DATE:20330401\r\n{foreign}END:VTODO\r\n"),
                         kept=["bleibt wie es ist"]))
    for number in range(3):
        uid = f"0f5c8a00-0000-4000-8000-00000000000{number}"
        found.append(Lasting(uid, f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:Bleibt {number}\r\nN:{number};Bleibt;;;\r\nNOTE:A\r\nTITLE:B\r\n"
                                  f"EMAIL;TYPE=WORK:bleibt{number}@chaos.example\r\nX-FREMD;X-ART=a:bleibt wie es ist\r\nEND:VCARD\r\n",
                             is_card=True, kept=["bleibt wie es ist", f"bleibt{number}@chaos.example"]))
    return found


# ---------------------------------------------------------------- the server

class Server:
    """A server of the workplace, with a calendar and an address book of Anna's that are shared."""

    def __init__(self, name, workplace, program):
        self.name, self.workplace, self.program = name, workplace, program
        self.read()
        self.start_arguments = ["start", "--dir", workplace, "--dav", name]

    def read(self):
        description = json.loads((self.workplace / "workplace.json").read_text())
        self.ca = description["ca"]
        self.url = (description["cyrus"]["dav"] if self.name == "cyrus" else description[self.name])["url"]
        self.person = description["users"][0]
        login = self.person["user"].partition("@")[0]
        user = self.person["user"]
        home = {"cyrus": (f"/dav/calendars/user/{user}/", f"/dav/addressbooks/user/{user}/"),
                "xandikos": (f"/{login}/calendars/", f"/{login}/contacts/")}.get(self.name, (f"/{login}/", f"/{login}/"))
        self.calendar, self.book = home[0] + "chaos/", home[1] + "chaosbook/"

    def stop(self):
        subprocess.run([self.program, "stop", self.workplace, self.name], check=True)

    def start(self):
        subprocess.run([self.program, *self.start_arguments], check=True, stdout=subprocess.DEVNULL)

    def ask(self, method, path, body=None, headers=None, expected=(200, 201, 204, 207)):
        address = urlsplit(self.url)
        connection = (http.client.HTTPSConnection(address.netloc, context=ssl.create_default_context(cafile=self.ca), timeout=60)
                      if address.scheme == "https" else http.client.HTTPConnection(address.netloc, timeout=60))
        known = base64.b64encode(f"{self.person['user']}:{self.person['password']}".encode()).decode()
        with contextlib.closing(connection):
            connection.request(method, quote(path, safe="/@:"), body, {"Authorization": f"Basic {known}", **(headers or {})})
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status not in expected:
            raise SystemExit(f"chaos: {self.name} answered {answer.status} to {method} {path}: {text[:300]}")
        return text

    def make_collections(self):
        xml = {"Content-Type": "application/xml"}
        self.ask("MKCALENDAR", self.calendar, f"<C:mkcalendar {NAMESPACES}><set><prop><displayname>Chaos</displayname></prop></set></C:mkcalendar>", xml)
        self.ask("MKCOL", self.book, f"<mkcol {NAMESPACES}><set><prop><resourcetype><collection/><A:addressbook/></resourcetype><displayname>Chaos</displayname></prop></set></mkcol>", xml)

    def put(self, lasting):
        folder, kind, ending = (self.book, "vcard", "vcf") if lasting.is_card else (self.calendar, "calendar", "ics")
        self.ask("PUT", f"{folder}{lasting.uid.partition('@')[0]}.{ending}", lasting.text.encode(), {"Content-Type": f"text/{kind}; charset=utf-8"})

    def etags(self):
        found = {}
        for folder in (self.calendar, self.book):
            text = self.ask("PROPFIND", folder, f"<propfind {NAMESPACES}><prop><getetag/></prop></propfind>", {"Depth": "1", "Content-Type": "application/xml"})
            for response in re.split(r"<(?:\w+:)?response>", text)[1:]:
                href = unquote(re.search(r"href>([^<]*)<", response)[1])
                etag = re.search(r"getetag>([^<]*)<", response)
                if href.endswith((".ics", ".vcf")) and etag:
                    found[urlsplit(href).path] = etag[1]
        return found

    def objects(self):
        return {href: self.ask("GET", href) for href in self.etags()}

    def taken_back(self):
        """Texts that the server itself took back after it had acknowledged them.

        Xandikos makes the tree of a commit from what it read before: of two writes at the same moment to two objects of a
        collection, the later commit brings the other object back to what it was. Its history shows it: a commit that changes
        several objects, and one of them to a text it had before. And of two writes at the same moment to one object it takes
        both, though each names the same version it is made on: two commits within a second, the later without the earlier."""
        if self.name != "xandikos":
            return []
        from dulwich.repo import Repo
        texts = []
        for folder in (self.calendar, self.book):
            repository = Repo(str(self.workplace / "xandikos/data" / folder.strip("/")))
            seen, written = set(), {}
            for entry in repository.get_walker(reverse=True):
                changes = [change for change in entry.changes() if not isinstance(change, list)]
                for change in changes:
                    old, new = change.old, change.new
                    is_brought_back = len(changes) > 1 and (not new.sha or (new.path, new.sha) in seen)
                    is_overtaken = new.sha and entry.commit.commit_time - written.get(new.path, 0) <= 1
                    if old.sha and (is_brought_back or is_overtaken):
                        texts.append((unfolded(repository[old.sha].data.decode()), unfolded(repository[new.sha].data.decode()) if new.sha else ""))
                written |= {change.new.path: entry.commit.commit_time for change in changes if change.new.path}
                seen |= {(change.new.path, change.new.sha) for change in changes if change.new.sha}
        return texts


# ---------------------------------------------------------------- Kontor

class Person:
    """A Kontor in a process of its own, which may be killed."""

    def __init__(self, who, program, folder, server, note):
        self.who, self.program, self.server, self.note = who, program, server, note
        self.store = folder / f"kontor-{who}"
        self.account = folder / f"account-{who}.json"
        self.lasting = {one.uid for one in seeds()}
        self.errors = open(folder / f"stderr-{who}", "ab")
        self.trouble = []
        person = server.person
        self.account.write_text(json.dumps({"address": person["address"], "name": person["name"], "user": person["user"], "password": person["password"],
                                            "url": server.url, "ca": Path(server.ca).read_text()}))
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.program, self.store, self.account], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1)

    def kill(self):
        self.note(f"{self.who} is killed")
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def send(self, order):
        self.order = order
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()

    def receive(self):
        """The answer, or None if there was an error or nothing to do it to."""
        is_there, _, _ = select.select([self.process.stdout], [], [], 200)
        line = self.process.stdout.readline() if is_there else ""
        self.note(f"{self.who} {json.dumps(self.order, ensure_ascii=False)} -> {line.strip()[:300] if self.order['do'] != 'objects' else '…'}")
        if not line:
            self.trouble.append(f"{'ended by itself' if is_there else 'hangs'} at {self.order}")
            self.kill()
            self.start()
            return None
        answer = json.loads(line)
        if "no longer exists" in answer.get("error", "") and self.order.get("uid") not in self.lasting:
            return None                             # an instance that somebody removed
        if "gone" in answer and self.order.get("uid") in self.lasting:
            answer["error"] = "it is not there"
        if "error" in answer and self.order["do"] != "round":
            self.trouble.append(f"could not do {self.order}: {answer['error']}")
            return None
        return None if "gone" in answer else answer

    def do(self, order):
        self.send(order)
        answer = self.receive()
        return None if answer is None else {"done": True, **answer}

    def changes(self):
        return (self.do({"do": "changes"}) or {"changes": []})["changes"]

    def known(self):
        return (self.do({"do": "objects"}) or {"objects": []})["objects"]

    def objects(self):
        """What is here of the server; an object that is gone there stays while a change of it that was refused is shown."""
        return {unquote(one["href"]): one["payload"] for one in self.known()
                if one["collection"].endswith(("/chaos/", "/chaosbook/")) and (one["href"] or not one["changes"])}

    def instance(self, uid, chance):
        """An instance of an event as Kontor names it; 0 for one that does not recur."""
        text = next((one["payload"] for one in self.known() if one["uid"] == uid), "")
        block = next(iter(components(text)[1]), [])
        start = next((line for line in block if line.startswith("DTSTART")), "")
        if not any(line.startswith("RRULE") for line in block) or not start.endswith("Z"):
            return 0
        first = datetime.strptime(start.rpartition(":")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        days = 1 if any("FREQ=DAILY" in line for line in block) else 0
        return int((first + timedelta(days=days * chance.randrange(5))).timestamp() * 1000)


# ---------------------------------------------------------------- vdirsyncer

CONFIGURATION = """
[pair {name}]
a = "{name}_here"
b = "{name}_there"
collections = null
conflict_resolution = ["command", "{python}", "{merge}", "--merge"]

[storage {name}_here]
type = "filesystem"
path = "{folder}/{name}/"
fileext = ".{ending}"

[storage {name}_there]
type = "{kind}"
url = "{url}"
username = "{user}"
password = "{password}"
{verify}
"""


class Vdir:
    """Files in two folders, changed by hand and carried to the server by vdirsyncer."""

    def __init__(self, folder, server, note):
        self.folder, self.server, self.note, self.said = folder / "vdir", server, note, ""
        self.folder.mkdir()
        text = f'[general]\nstatus_path = "{self.folder}/status/"\n'
        for name, kind, ending, path in (("chaos", "caldav", "ics", server.calendar), ("chaosbook", "carddav", "vcf", server.book)):
            (self.folder / name).mkdir()
            text += CONFIGURATION.format(name=name, kind=kind, ending=ending, folder=self.folder, url=server.url.rstrip("/") + path, user=server.person["user"],
                                         password=server.person["password"], python=sys.executable, merge=Path(__file__).with_name("chaos.py"),
                                         verify=f'verify = "{server.ca}"' if server.url.startswith("https") else "")
        (self.folder / "config").write_text(text)
        done = subprocess.run(["vdirsyncer", "-c", self.folder / "config", "discover"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"chaos: vdirsyncer: {done.stdout}{done.stderr}")

    def begin(self):
        with open(self.folder / "said", "wb") as said:
            return subprocess.Popen(["vdirsyncer", "-c", self.folder / "config", "sync"], stdin=subprocess.DEVNULL, stdout=said, stderr=said)

    def end(self, process):
        code = process.wait(200)
        self.said = (self.folder / "said").read_text(errors="replace")
        self.note(f"V synchronises -> {code} {self.said.strip()[-600:]}")
        return code == 0

    def sync(self):
        return self.end(self.begin())

    def file(self, uid, is_card):
        """By UID: names are whatever vdirsyncer made of them."""
        for file in (self.folder / ("chaosbook" if is_card else "chaos")).iterdir():
            if any(line.removeprefix("UID:").removeprefix("urn:uuid:") == uid for line in lines_of(file.read_text()) if line.startswith("UID:")):
                return file
        return None

    def change(self, uid, is_card, edit):
        file = self.file(uid, is_card)
        if not file:
            return None
        head, blocks, tail = components(file.read_text())
        edit(blocks)
        aside = file.with_suffix(".tmp")
        aside.write_text(put_together(head, blocks, tail), newline="")
        aside.replace(file)
        self.note(f"V changes {uid}")
        return True

    def append(self, lasting, mark):
        def edit(blocks):
            append(next(block for block in blocks if not instance_of(block)), "X-CHAOS", mark)
        return self.change(lasting.uid, lasting.is_card, edit)

    def append_to_instance(self, lasting, number, mark):
        wanted = lasting.recurrence_id(number)

        def edit(blocks):
            block = next((block for block in blocks if instance_of(block) == wanted), None)
            if not block:
                zone = ";VALUE=DATE" if lasting.is_all_day else ";TZID=Europe/Berlin"
                length = timedelta(days=1) if lasting.is_all_day else timedelta(hours=1)
                end = lasting.instance(number) + length
                last = f"{end:%Y%m%d}" if lasting.is_all_day else f"{end:%Y%m%dT%H%M%S}"
                block = ["BEGIN:VEVENT", f"UID:{lasting.uid}", "DTSTAMP:20260101T000000Z", f"RECURRENCE-ID{zone}:{wanted}", f"DTSTART{zone}:{wanted}", f"DTEND{zone}:{last}", "SUMMARY:V", "END:VEVENT"]
                blocks.append(block)
            append(block, "SUMMARY", mark)
        return self.change(lasting.uid, False, edit)

    def touch(self, uid, mark, is_card):
        return self.change(uid, is_card, lambda blocks: append(blocks[0], "X-CHAOS", mark))

    def create(self, name, is_card, rule):
        if is_card:
            text = f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n"
        else:
            text = (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chaos//Chaos//DE\r\nBEGIN:VEVENT\r\nUID:{name}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20330505T080000Z\r\n"
                    f"DTEND:20330505T090000Z\r\n{f'RRULE:{rule}' + chr(13) + chr(10) if rule else ''}SUMMARY:{name}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
        (self.folder / ("chaosbook" if is_card else "chaos") / f"{name}.{'vcf' if is_card else 'ics'}").write_text(text, newline="")
        self.note(f"V creates {name}")
        return name

    def remove(self, uid, is_card):
        file = self.file(uid, is_card)
        if file:
            file.unlink()
            self.note(f"V deletes {uid}")

    def differences(self, served):
        ours = [essence(file.read_text()) for name in ("chaos", "chaosbook") for file in sorted((self.folder / name).iterdir()) if file.suffix in (".ics", ".vcf")]
        theirs = {href: essence(text) for href, text in served.items()}
        for href, text in theirs.items():
            if text in ours:
                ours.remove(text)
            else:
                yield f"does not have {href} as it is"
        for text in ours:
            yield f"has what the server has not: {[value for _, name, value in text if name == 'UID']}"


def merge(mine, theirs):
    """Both changed: what they say, with what is V's own taken from its file."""
    _, own, _ = components(mine.read_text())
    head, blocks, tail = components(theirs.read_text())
    by_instance = {instance_of(block): block for block in blocks}
    for block in own:
        instance = instance_of(block)
        words = next((line for line in block if line.startswith("X-CHAOS")), None) if instance is None else next((line for line in block if re.match("SUMMARY[:;].*V[0-9]{5}", line)), None)
        if not words:
            continue
        name = "X-CHAOS" if instance is None else "SUMMARY"
        if instance not in by_instance:
            blocks.append(block)
            continue
        other = by_instance[instance]
        other[:] = [line for line in other if not re.match(f"{name}[:;]", line)]
        other.insert(1, words)
    text = put_together(head, blocks, tail)
    for file in (mine, theirs):
        file.write_text(text, newline="")
    return 0
