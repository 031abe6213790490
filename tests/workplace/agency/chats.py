# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the agency says in its rooms: spaces, rooms and direct chats with threads, replies, edits, reactions, files and all the rest.

Rooms were made a month ago and what is said in them has the times it would have, so Synapse is started anew with a wrong clock for a moment.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from mails.office import ANNA, AYSE, JOERG, KATHARINA, POST, SOEREN
from servers import matrixpeer, synapse
from servers.common import DOMAIN, PEOPLE

from . import papers
from .chatting import DAY, Chat, identity
from .content import BERLIN
from .photos import portrait
from .sayings import DIRECT, ENCRYPTED, EXCHANGE, LOUNGE, NOTICES, POLL, PROJECT, UNIT
from .shelves import sentences
from .staff import staff

NAMES = {login: name for login, name, _ in PEOPLE}
VIA = {"via": [DOMAIN]}
MONTH = 30 * DAY
PICTURE = "image/png"


class Talk:
    """One room while it is talked in; keys name what was said, for answers."""

    def __init__(self, chat, room, today):
        self.chat, self.room, self.today = chat, room, today
        self.known = {}
        self.last = None

    def when(self, days, clock):
        hour, minute = map(int, clock.split(":"))
        return (self.today - timedelta(days=days)).replace(hour=hour, minute=minute, second=0).timestamp()

    def go(self, sayings):
        """Says (days ago, "14:03", login, what, {options}) in the order of time; what is a text, a whole content, or what makes one."""
        for when, login, what, options in sorted(((self.when(days, clock), login, what, options) for days, clock, login, what, *options in sayings), key=lambda saying: saying[0]):
            self.say(when, login, what(login) if callable(what) else what, **(options[0] if options else {}))
        return self

    def say(self, when, login, what, key="", html="", mentions=(), reply="", thread="", edited="", reactions=(), redacted=False, pinned=False, kind="m.room.message"):
        content = {"msgtype": "m.text", "body": what} if isinstance(what, str) else dict(what)
        if "answers" in content:                # a poll, by its key
            content = {"m.relates_to": {"rel_type": "m.reference", "event_id": self.known[content["poll"]]}, "org.matrix.msc3381.poll.response": {"answers": content["answers"]}}
        if html:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if mentions:
            content["m.mentions"] = {"user_ids": [identity(person) for person in mentions]}
            for person in mentions:
                if NAMES[person] in content["body"]:
                    pill = f'<a href="https://matrix.to/#/{identity(person)}">{NAMES[person]}</a>'
                    content |= {"format": "org.matrix.custom.html", "formatted_body": content.get("formatted_body", content["body"]).replace(NAMES[person], pill)}
        if thread:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": self.known[thread], "is_falling_back": not reply, "m.in_reply_to": {"event_id": self.known[reply or thread]}}
        elif reply:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": self.known[reply]}}
        event = self.last = self.chat.say(self.room, login, content, when, kind)
        if key:
            self.known[key] = event
        if pinned:
            self.chat.state(self.room, login, "m.room.pinned_events", {"pinned": [event]}, when=when + 30)
        if edited:
            fresh = {"msgtype": "m.text", "body": edited}
            self.chat.say(self.room, login, {**fresh, "body": f"* {edited}", "m.new_content": fresh, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}, when + 60)
        for person, emoji in reactions:
            self.chat.react(self.room, person, event, emoji, when + 90)
        if redacted:
            self.chat.ask("PUT", f"client/v3/rooms/{self.room}/redact/{event}/weg{int(when)}", login, {"reason": "Falscher Raum"}, ts=int(when * 1000) + 30000)
        return event


def seed(workplace, now):
    """Returns how many events were sent."""
    port = workplace.port("synapse")
    chat = Chat(port)
    today = datetime.fromtimestamp(now, BERLIN)
    colleagues = [person for person in staff(len(PEOPLE) + 9) if person.login not in NAMES]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda person: synapse.register_one(port, person.login, person.name, False), colleagues))
        list(pool.map(lambda person: dress(chat, *person), [(login, name) for login, name in NAMES.items() if login != POST] + [(person.login, person.name) for person in colleagues]))
    was_wrong = float((workplace.path("synapse") / "clock").read_text())
    synapse.set_clock(workplace, -MONTH)
    rooms = make_rooms(chat, [person.login for person in colleagues])
    synapse.set_clock(workplace, was_wrong)
    talk = {name: Talk(chat, room, today) for name, room in rooms.items()}
    with ThreadPoolExecutor(4) as pool:         # rooms at once, but in each one after another
        list(pool.map(lambda each: each[0](*each[1:]), [
            (unit, chat, talk["unit"], now), (talk["lounge"].go, LOUNGE), (project, chat, talk["project"]), (talk["exchange"].go, EXCHANGE), (notices, talk["notices"], now),
            (changes, chat, talk["help"]), *((talk[login].go, DIRECT[login]) for login in DIRECT)]))
    settle(chat, talk)
    encrypted(workplace, rooms["secret"])
    return chat.count


def dress(chat, login, name):
    picture = chat.upload(login, portrait(name, 96), PICTURE, "portrait.png")
    chat.ask("PUT", f"client/v3/profile/{identity(login)}/avatar_url", login, {"avatar_url": picture})


def make_rooms(chat, colleagues):
    offices = [ANNA, JOERG, AYSE, KATHARINA]
    house = chat.room(SOEREN, "Bundesamt für Beispielwesen", [*offices, *colleagues], topic="Alle Räume des Hauses", creation_content={"type": "m.space"})
    projects = chat.room(SOEREN, "Projekte", offices, creation_content={"type": "m.space"})

    def public(name, alias, topic, members):
        return chat.room(SOEREN, name, members, topic=topic, preset="public_chat", visibility="public", room_alias_name=alias)

    rooms = {
        "unit": chat.room(KATHARINA, "Referat Z 2", [ANNA, JOERG, SOEREN, AYSE, *colleagues[:4]], topic="Absprachen im Referat. Dringendes bitte telefonisch: -1010"),
        "lounge": public("Flurfunk", "flurfunk", "Kuchen, Kantine, Katzenbilder", [*offices, *colleagues]),
        "help": public("IT-Hilfe", "it-hilfe", "Fragen zum Arbeitsplatz. Antwort meist in einer Stunde.", [ANNA, AYSE, *colleagues[:6]]),
        "project": chat.room(JOERG, "Straßenbau Mühlstraße", [ANNA, SOEREN, *colleagues[2:5]], topic="Sperrung, Umleitung, Presse"),
        "exchange": chat.room(KATHARINA, "EU Exchange Working Group", [ANNA, SOEREN, colleagues[0]], topic="English please – our partners read along"),
        "notices": chat.room(SOEREN, "Systemmeldungen", [ANNA, POST], topic="Automatische Meldungen"),
        "secret": chat.room(JOERG, "", [ANNA], is_direct=True, preset="trusted_private_chat",
                            state=[{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]),
        "invited": chat.room(AYSE, "Betriebsausflug 💐", [colleagues[1]], topic="Wer fährt mit nach Rügen?"),
    }
    direct = {login: chat.room(login, "", [ANNA], is_direct=True, preset="trusted_private_chat") for login in DIRECT}
    for login, room in direct.items():
        chat.keep(login, "m.direct", {identity(ANNA): [room]})
    chat.keep(ANNA, "m.direct", {identity(login): [room] + ([rooms["secret"]] if login == JOERG else []) for login, room in direct.items()})
    chat.keep(JOERG, "m.direct", {identity(ANNA): [direct[JOERG], rooms["secret"]]})
    for order, child in enumerate((rooms["unit"], rooms["lounge"], rooms["help"], rooms["notices"], projects)):
        chat.state(house, SOEREN, "m.space.child", {**VIA, "order": f"{order}", "suggested": order < 3}, child)
    for child in (rooms["project"], rooms["exchange"]):
        chat.state(projects, SOEREN, "m.space.child", VIA, child)
    for name, seed in (("lounge", 3), ("project", 5), ("unit", 8)):
        owner = {"lounge": SOEREN, "project": JOERG, "unit": KATHARINA}[name]
        chat.state(rooms[name], owner, "m.room.avatar", {"url": chat.upload(owner, papers.landscape(seed, 96, 96), PICTURE, "raum.png")})
    chat.state(rooms["unit"], KATHARINA, "im.vector.modular.widgets",
               {"type": "jitsi", "name": "Referatsrunde", "url": "https://meet.beispielamt.example/ReferatZ2", "data": {"domain": "meet.beispielamt.example", "conferenceId": "ReferatZ2"}}, "jitsi-z2")
    return rooms | direct


def picture(chat, name, seed, caption=""):
    def made(login):
        data = papers.landscape(seed, 640, 400)
        info = {"w": 640, "h": 400, "mimetype": PICTURE, "size": len(data)}
        return {"msgtype": "m.image", "body": caption or name, "filename": name, "url": chat.upload(login, data, PICTURE, name), "info": info}
    return made


def document(chat, name, kind, data):
    return lambda login: {"msgtype": "m.file", "body": name, "filename": name, "url": chat.upload(login, data, kind, name), "info": {"mimetype": kind, "size": len(data)}}


def unit(chat, talk, now):
    """The busy room: weeks of talk, and of everything one."""
    chance = random.Random(11)
    for days in range(26, 4, -1):
        if (talk.today - timedelta(days=days)).weekday() < 5:
            for number in range(chance.randint(1, 3)):
                talk.say(talk.when(days, f"{9 + 2 * number}:{chance.randint(10, 59)}"), chance.choice((ANNA, JOERG, SOEREN, AYSE, KATHARINA)), sentences(chance, chance.randint(1, 2)))
    talk.go([
        *UNIT,
        (3, "9:10", KATHARINA, document(chat, "Tagesordnung Referatsrunde.pdf", "application/pdf", papers.pdf("Tagesordnung Referatsrunde", ["1. Haushalt", "2. Umzug Haus C", "3. Verschiedenes"]))),
        (2, "16:20", SOEREN, picture(chat, "Haus C Südseite.png", 21, "So sieht es gerade in Haus C aus"), {"reactions": [(ANNA, "😮"), (JOERG, "👀"), (AYSE, "👀")]}),
        (1, "8:55", AYSE, {"msgtype": "m.location", "body": "Treffpunkt Personalversammlung: Saal Nord", "geo_uri": "geo:52.5186,13.3763;u=20"}),
        (1, "10:15", KATHARINA, POLL, {"key": "poll", "kind": "org.matrix.msc3381.poll.start"}),
        *((1, f"10:3{number}", login, {"poll": "poll", "answers": [answer]}, {"kind": "org.matrix.msc3381.poll.response"}) for number, (login, answer) in enumerate(((ANNA, "di"), (JOERG, "di"), (SOEREN, "mi")))),
    ])
    talk.read = talk.last
    talk.say(now - 5400, JOERG, "Kurze Frage in die Runde: Wer hat den Schlüssel vom Besprechungsraum?")
    talk.say(now - 3600, SOEREN, "Liegt bei mir. Anna Müller, soll ich ihn dir bringen?", mentions=[ANNA])


def project(chat, talk):
    plan = papers.odt("Beschilderungsplan", ["Umleitung über die Schloßallee."])
    talk.go([
        *PROJECT,
        (2, "11:40", JOERG, picture(chat, "Widerlager Ost.png", 34), {"key": "pier"}),
        (2, "11:41", JOERG, picture(chat, "Widerlager West.png", 35)),
        (2, "11:50", ANNA, "Der Riss rechts unten: ist der neu?", {"thread": "pier"}),
        (2, "11:58", JOERG, "Nein, der steht schon im Prüfbericht von 2024.", {"thread": "pier", "reactions": [(ANNA, "👍")]}),
        (1, "15:02", JOERG, document(chat, "Beschilderungsplan.odt", "application/vnd.oasis.opendocument.text", plan)),
    ])


def notices(talk, now):
    for number, text in enumerate(NOTICES):
        talk.say(now - (len(NOTICES) - number) * DAY / 2, POST, {"msgtype": "m.notice", "body": text})


def changes(chat, talk):
    """Mostly what rooms say of themselves, which is folded."""
    talk.say(talk.when(6, "9:00"), AYSE, "Mein Drucker druckt nur noch auf Griechisch.")
    talk.say(talk.when(6, "9:20"), SOEREN, "Einmal den Treiber neu auswählen, dann geht es wieder:", html="Einmal den Treiber neu auswählen, dann geht es wieder:<pre><code class=\"language-sh\">lpadmin -p haus-b -m everywhere</code></pre>",
             reactions=[(AYSE, "🎉")])
    room = talk.room
    for days, topic in ((5, "Fragen zum Arbeitsplatz"), (4, "Fragen zum Arbeitsplatz. Antwort meist in einer Stunde, am Freitag in zwei.")):
        chat.state(room, SOEREN, "m.room.topic", {"topic": topic}, when=talk.when(days, "8:00"))
    for number, person in enumerate([person for person in staff(len(PEOPLE) + 9) if person.login not in NAMES][:4]):
        chat.state(room, person.login, "m.room.member", {"membership": "leave"}, identity(person.login), talk.when(3, f"8:{10 + number}"))
    talk.say(talk.when(1, "19:05"), SOEREN, {"msgtype": "m.emote", "body": "startet heute Nacht den Verzeichnisdienst neu"})


def settle(chat, talk):
    """What Anna Müller did with her rooms: she read most of them, likes some, and hears nothing of one."""
    rooms = {name: entry.room for name, entry in talk.items()}
    for name, entry in talk.items():
        if entry.last and name not in ("lounge", AYSE):
            chat.read(entry.room, ANNA, getattr(entry, "read", entry.last))
    for login in (JOERG, SOEREN, KATHARINA):
        chat.read(rooms["unit"], login, talk["unit"].last)
    chat.tag(rooms["unit"], ANNA, "m.favourite", 0.1)
    chat.tag(rooms["project"], ANNA, "m.favourite", 0.2)
    chat.tag(rooms["notices"], ANNA, "m.lowpriority", 0.5)
    chat.ask("PUT", f"client/v3/pushrules/global/override/{rooms['notices']}", ANNA, {"actions": [], "conditions": [{"kind": "event_match", "key": "room_id", "pattern": rooms["notices"]}]})
    chat.ask("POST", f"client/v3/rooms/{rooms['invited']}/invite", AYSE, {"user_id": identity(ANNA), "reason": "Du fährst doch mit?"})


def encrypted(workplace, room):
    """Only a client can write there. The foreign one, if it runs, does as soon as Anna Müller has a device that can read it."""
    if "matrixpeer" in workplace.processes():
        matrixpeer.settle(workplace)
        matrixpeer.tell(workplace.port("matrixpeer"), "greet", {"room": room, "user": identity(ANNA), "texts": ENCRYPTED})
