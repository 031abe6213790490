# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on the server for calendars and contacts, seen by another client."""

import base64
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from xml.etree import ElementTree

NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav" xmlns:I="http://apple.com/ns/ical/"'


class Dav:
    """The collections below one address."""

    def __init__(self, home, user, password, ca):
        self.home = home
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.context = ssl.create_default_context(cafile=ca)

    def ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.home + urllib.parse.quote(path), data=body.encode() if body is not None else None, method=method,
                                         headers={"Authorization": self.authorization, **(headers or {})})
        with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
            return answer.read().decode()

    def make_calendar(self, path, name, components=("VEVENT",), colour="#1F6FB5"):
        kinds = "".join(f'<C:comp name="{component}"/>' for component in components)
        self.ask("MKCALENDAR", path + "/", f"<C:mkcalendar {NAMESPACES}><set><prop><displayname>{name}</displayname><I:calendar-color>{colour}FF</I:calendar-color>"
                 f"<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set></prop></set></C:mkcalendar>", {"Content-Type": "application/xml"})

    def make_book(self, path, name):
        self.ask("MKCOL", path + "/", f"<mkcol {NAMESPACES}><set><prop><resourcetype><collection/><A:addressbook/></resourcetype><displayname>{name}</displayname></prop></set></mkcol>",
                 {"Content-Type": "application/xml"})

    def put(self, path, lines):
        """An event, a task (its calendar is put around it) or a card, by the lines of its component."""
        lines = lines.strip().splitlines() if isinstance(lines, str) else list(lines)
        is_card = lines[0] == "BEGIN:VCARD"
        whole = lines if is_card else ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kontor//Test//EN", *lines, "END:VCALENDAR"]
        self.ask("PUT", path, "\r\n".join(whole) + "\r\n", {"Content-Type": ("text/vcard" if is_card else "text/calendar") + "; charset=utf-8"})

    def get(self, path):
        """What lies there, with folded lines made whole; empty if nothing does."""
        try:
            return re.sub("\r?\n[ \t]", "", self.ask("GET", path)).replace("\r\n", "\n")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return ""
            raise

    def names(self, path):
        answer = self.ask("PROPFIND", path + "/", f"<propfind {NAMESPACES}><prop><getetag/></prop></propfind>", {"Content-Type": "application/xml", "Depth": "1"})
        found = [urllib.parse.unquote(node.text) for node in ElementTree.fromstring(answer).iter("{DAV:}href")]
        return [name.rpartition("/")[2] for name in found if not name.endswith("/")]

    def all(self, path):
        """All that lies in a collection, as one text."""
        return "\n".join(self.get(f"{path}/{name}") for name in self.names(path))

    def with_words(self, path, *words):
        """The object that holds all these words; empty if there is none."""
        return next((text for text in (self.get(f"{path}/{name}") for name in self.names(path)) if all(word in text for word in words)), "")
