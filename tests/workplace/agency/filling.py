# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts calendars and address books into a server: into Radicale's folder directly, into the others over HTTP."""

import base64
import contextlib
import http.client
import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from servers.common import DOMAIN, PEOPLE, Failure, password

from . import calendars, cards

NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav" xmlns:I="http://apple.com/ns/ical/"'


def seed(workplace, server, now):
    """Returns how many events, tasks and contacts that were."""
    collections = [*calendars.Calendars(now).write(), *cards.books(now)]
    if server == "radicale":
        for collection in collections:
            write(workplace.folder / "radicale" / "collections", collection)
        return sum(len(collection.items) for collection in collections)
    if server == "xandikos":                    # there is only one user
        collections = [collection for collection in collections if collection.owner == PEOPLE[0][0]]
    jobs = {}
    for collection in collections:
        jobs.setdefault(collection.owner, []).append(collection)
    with ThreadPoolExecutor(1 if server == "xandikos" else 4) as pool:     # Xandikos is one process and no quicker for being asked twice
        list(pool.map(lambda job: Client(workplace.description, server, job[0]).fill(job[1]), jobs.items()))
    return sum(len(collection.items) for collection in collections)


def write(root, collection):
    """A collection as Radicale keeps it: a folder with a file of properties and one for each item."""
    folder = Path(root, "collection-root", collection.owner, collection.path)
    folder.mkdir(parents=True, exist_ok=True)
    properties = {"tag": "VCALENDAR" if collection.components else "VADDRESSBOOK", "D:displayname": collection.name}
    if collection.components:
        properties |= {"C:supported-calendar-component-set": ",".join(collection.components), "ICAL:calendar-color": collection.colour,
                       "ICAL:calendar-order": str(collection.order), "C:calendar-description": collection.note}
    else:
        properties |= {"{http://inf-it.com/ns/ab/}addressbook-color": collection.colour, "CR:addressbook-description": collection.note}
    (folder / ".Radicale.props").write_text(json.dumps(properties))
    for name, text in collection.items.items():
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            file.write(text)


class Client:
    """One person's connection to a server."""

    def __init__(self, description, server, login):
        entry = description.get("cyrus", {}).get("dav") if server == "cyrus" else description.get(server)
        if not entry:
            raise Failure(f"{server} does not run" + (" with --dav" if server == "cyrus" else ""))
        address = urlsplit(entry["url"])
        user = f"{login}@{DOMAIN}"
        self.calendar_home = f"/dav/calendars/user/{user}" if server == "cyrus" else f"/{login}/calendars"
        self.book_home = f"/dav/addressbooks/user/{user}" if server == "cyrus" else f"/{login}/contacts"
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password(login)}".encode()).decode()
        self.connection = (http.client.HTTPSConnection(address.netloc, context=ssl.create_default_context(cafile=description["ca"]), timeout=60)
                           if address.scheme == "https" else http.client.HTTPConnection(address.netloc, timeout=60))
        self.server = server

    def fill(self, collections):
        with contextlib.closing(self.connection):
            for collection in collections:
                self.make(collection)
                kind = "text/calendar" if collection.components else "text/vcard"
                for name, text in collection.items.items():
                    # what is put here was sent long ago: the server shall not invite anybody
                    self.ask("PUT", f"{self.place(collection)}{quote(name)}", silent(text).encode(), {"Content-Type": f"{kind}; charset=utf-8"}, (200, 201, 204))

    def place(self, collection):
        return f"{self.calendar_home if collection.components else self.book_home}/{collection.path}/"

    def make(self, collection):
        name = f"<displayname>{escape(collection.name)}</displayname>"
        if collection.components:
            kinds = "".join(f'<C:comp name="{component}"/>' for component in collection.components)
            body = (f'<C:mkcalendar {NAMESPACES}><set><prop>{name}<I:calendar-color>{collection.colour}FF</I:calendar-color>'
                    f'<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set></prop></set></C:mkcalendar>')
            self.ask("MKCALENDAR", self.place(collection), body.encode(), {"Content-Type": "application/xml"}, (201, 405))
        else:
            body = f"<mkcol {NAMESPACES}><set><prop><resourcetype><collection/><A:addressbook/></resourcetype>{name}</prop></set></mkcol>"
            self.ask("MKCOL", self.place(collection), body.encode(), {"Content-Type": "application/xml"}, (201, 405))

    def ask(self, method, path, body, headers, expected):
        self.connection.request(method, path, body, {**headers, "Authorization": self.authorization})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status not in expected and b"resource-must-be-null" not in said:     # it is there already
            raise Failure(f"{self.server} answered {answer.status} {answer.reason} to {method} {path}: {said[:300].decode(errors='replace')}")


def silent(text):
    return text.replace("ORGANIZER;", "ORGANIZER;SCHEDULE-AGENT=CLIENT;").replace("ATTENDEE;", "ATTENDEE;SCHEDULE-AGENT=CLIENT;")
