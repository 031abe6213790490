# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agency's files on the cloud: projects, minutes, templates and pictures, shared, marked, changed and thrown away."""

import base64
import contextlib
import http.client
import json
import random
from datetime import date, timedelta
from urllib.parse import quote, urlencode, urlsplit

from servers.common import DOMAIN, PEOPLE, Failure, password

from . import papers

ANNA, JOERG, SOEREN, AYSE = (login for login, _, _ in PEOPLE[:4])
HOUR, DAY = 3600, 86400
SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares"
USER, GROUP, LINK = 0, 1, 3
MAY_READ, MAY_ALL = 1, 31
WORDS = ("Die Abteilung hat den Sachstand zur Kenntnis genommen. Der Entwurf wird bis zur nächsten Sitzung überarbeitet. Offene Fragen klärt das Referat "
         "mit dem Rechnungsprüfungsamt. Die Kosten bleiben im Rahmen der Haushaltsplanung. Für die Ausschreibung gelten die üblichen Fristen. Die Gleichstellungsbeauftragte "
         "wurde beteiligt. Der Personalrat hat zugestimmt. Rückmeldungen werden schriftlich erbeten. Die Brücke über die Mühlstraße wird halbseitig gesperrt. "
         "Das Verfahren soll spätestens im Herbst abgeschlossen sein. Einwände wurden nicht erhoben.").split(". ")
PROJECTS = ("Straßenbau Mühlstraße", "Elektronische Akte", "Neue Telefonanlage", "Barrierefreie Formulare")


def sentences(chance, count):
    return " ".join(f"{chance.choice(WORDS).rstrip('.')}." for _ in range(count))


def text(chance, paragraphs=5):
    return [sentences(chance, chance.randint(2, 5)) for _ in range(paragraphs)]


class Cupboard:
    """One person's files on the cloud."""

    def __init__(self, description, login):
        if "cloud" not in description:
            raise Failure("cloud does not run")
        address = urlsplit(description["cloud"]["plain"]["url"])
        self.connection = http.client.HTTPConnection(address.netloc, timeout=60)
        self.authorization = "Basic " + base64.b64encode(f"{login}@{DOMAIN}:{password(login)}".encode()).decode()
        self.uid = self.ocs("GET", "/ocs/v2.php/cloud/user")["id"]
        self.count = 0

    def ask(self, method, path, body=None, **headers):
        self.connection.request(method, path, body, {"Authorization": self.authorization, **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status >= 400 and answer.status != 405:           # the folder is there
            raise Failure(f"the cloud answered {answer.status} to {method} {path}: {said[:300].decode(errors='replace')}")
        return said

    def ocs(self, method, path, /, **fields):
        said = self.ask(method, f"{path}?format=json", urlencode(fields) if fields else None, OCS_APIRequest="true", Content_Type="application/x-www-form-urlencoded")
        return json.loads(said)["ocs"]["data"]

    def path(self, name):
        return f"/remote.php/dav/files/{self.uid}/{quote(name)}"

    def put(self, name, content, when):
        self.ask("PUT", self.path(name), content if isinstance(content, bytes) else content.encode(), X_OC_MTime=str(int(when)), X_NC_WebDAV_AutoMkcol="1")
        self.count += 1

    def mark(self, name):
        self.ask("PROPPATCH", self.path(name), '<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:set><d:prop><oc:favorite>1</oc:favorite>'
                 "</d:prop></d:set></d:propertyupdate>", Content_Type="application/xml")

    def share(self, name, kind, to="", permissions=MAY_READ, **more):
        self.ocs("POST", SHARES, path=f"/{name}", shareType=kind, shareWith=to, permissions=permissions, **more)


def seed(workplace, now):
    """Returns how many files that were."""
    with contextlib.ExitStack() as stack:
        cupboards = [Cupboard(workplace.description, login) for login in (ANNA, JOERG, SOEREN, AYSE)]
        for cupboard in cupboards:
            stack.enter_context(contextlib.closing(cupboard.connection))
        anna, joerg, soeren, ayse = cupboards
        fill_own(anna, now)
        fill_projects(anna, now)
        fill_others(joerg, soeren, ayse, now)
        share_around(anna, joerg, soeren, ayse, now)
        change_and_discard(anna, now)
        return sum(cupboard.count for cupboard in cupboards)


def fill_own(anna, now):
    chance = random.Random(41)
    monday = date.fromtimestamp(now)
    monday -= timedelta(days=monday.weekday())
    for week in range(1, 13):
        day = monday - timedelta(weeks=week)
        title = f"Protokoll Referatsrunde {day:%d.%m.%Y}"
        anna.put(f"Protokolle/{day:%Y-%m-%d} Referatsrunde.odt", papers.odt(title, ["Teilnehmende: Z 2", *text(chance)]), now - week * 7 * DAY + 15 * HOUR)
    for name, title in (("Vermerk", "Vermerk"), ("Dienstreiseantrag", "Antrag auf Genehmigung einer Dienstreise"), ("Brief mit Kopf", "Bundesamt für Beispielwesen"),
                        ("Protokoll", "Protokoll"), ("Kabinettvorlage", "Kabinettvorlage")):
        anna.put(f"Vorlagen/{name}.odt", papers.odt(title, ["Geschäftszeichen:", "Datum:", "Bearbeitet von:"]), now - 200 * DAY)
    anna.put("Vorlagen/Notiz.md", "# Notiz\n\n* Anlass\n* Ergebnis\n* Frist\n", now - 150 * DAY)
    anna.put("Vorlagen/Kostenplan.ods", papers.ods([["Posten", "Plan", "Ist"], ["Personal", 0, 0], ["Sachmittel", 0, 0]]), now - 150 * DAY)
    for number, name in enumerate(("Baustelle Mühlstraße Süd", "Baustelle Mühlstraße Nord", "Betriebsausflug See", "Betriebsausflug Gruppe", "Dienstgebäude", "Sommerfest 1", "Sommerfest 2", "Brückenpfeiler")):
        anna.put(f"Fotos/{name}.png", papers.landscape(number), now - (20 + 9 * number) * DAY)
    anna.put("Liesmich.md", "# Willkommen\n\nHier liegen die Dateien von **Referat Z 2**.\n\n* Protokolle\n* Projekte\n* Vorlagen\n", now - 300 * DAY)
    anna.put("Telefonliste.txt", "Poststelle  -1000\nReferat Z 5  -1002\nLagezentrum  -1110\n", now - 40 * DAY)
    anna.put("Dienstplan.ods", papers.ods([["Woche", "Telefon", "Vertretung"], *([f"KW {week}", "Müller" if week % 2 else "Krämer", "Yıldız"] for week in range(1, 20))]), now - 6 * DAY)


def fill_projects(anna, now):
    chance = random.Random(42)
    for number, project in enumerate(PROJECTS):
        folder = f"Projekte/{project}"
        anna.put(f"{folder}/Sachstand.odt", papers.odt(f"Sachstand: {project}", text(chance, 6)), now - (3 + number) * DAY)
        anna.put(f"{folder}/Angebot Fa. Beispiel & Söhne.pdf", papers.pdf(f"Angebot: {project}", text(chance, 8)), now - (30 + number) * DAY)
        anna.put(f"{folder}/Kosten.ods", papers.ods([["Posten", "Plan", "Ist"], *([f"Los {n}", chance.randint(1000, 90000), chance.randint(1000, 90000)] for n in range(1, 9))]), now - (9 + number) * DAY)
        anna.put(f"{folder}/Offene Punkte.md", "# Offene Punkte\n\n" + "".join(f"* {sentences(chance, 1)}\n" for _ in range(6)), now - number * DAY - 2 * HOUR)
        for step in ("Ausschreibung", "Vergabe", "Abnahme"):
            anna.put(f"{folder}/{step}/Bekanntmachung.pdf", papers.pdf(f"{step}: {project}", text(chance, 14)), now - (60 - 10 * number) * DAY)
            anna.put(f"{folder}/{step}/Vermerk.txt", "\n\n".join(text(chance, 3)), now - (58 - 10 * number) * DAY)


def fill_others(joerg, soeren, ayse, now):
    chance = random.Random(43)
    for number in range(6):
        joerg.put(f"Brückenprüfung/Prüfbericht Bauwerk {1100 + number}.pdf", papers.pdf(f"Prüfbericht Bauwerk {1100 + number}", text(chance, 9)), now - (12 + number) * DAY)
        joerg.put(f"Brückenprüfung/Bilder/Riss {number + 1}.png", papers.landscape(100 + number, 240, 160), now - (12 + number) * DAY)
    for name in ("Netzplan", "Passwortrichtlinie", "Notfallhandbuch"):
        soeren.put(f"IT-Dokumentation/{name}.pdf", papers.pdf(name, text(chance, 10)), now - 25 * DAY)
    ayse.put("Urlaubsplanung.ods", papers.ods([["Name", "von", "bis"], ["Müller", "03.08.", "21.08."], ["Weiß", "24.08.", "04.09."]]), now - 2 * DAY)


def share_around(anna, joerg, soeren, ayse, now):
    anna.share("Projekte/Elektronische Akte", USER, soeren.uid, MAY_ALL)
    anna.share("Projekte/Straßenbau Mühlstraße", USER, joerg.uid, MAY_ALL)
    anna.share("Protokolle", GROUP, "Bundesamt für Beispielwesen")
    ends = date.fromtimestamp(now) + timedelta(days=30)
    anna.share("Fotos/Dienstgebäude.png", LINK, label="Pressestelle", expireDate=max(ends, date.today() + timedelta(days=30)).isoformat())      # noqa: DTZ011
    anna.share("Projekte/Neue Telefonanlage/Angebot Fa. Beispiel & Söhne.pdf", LINK, label="Für den Beirat", password="Mühlstraße-12-Beirat")
    joerg.share("Brückenprüfung", USER, anna.uid, MAY_ALL)
    soeren.share("IT-Dokumentation", USER, anna.uid, MAY_READ)
    ayse.share("Urlaubsplanung.ods", USER, anna.uid, 19)
    for name in ("Projekte/Straßenbau Mühlstraße", "Dienstplan.ods", "Protokolle"):
        anna.mark(name)


def change_and_discard(anna, now):
    chance = random.Random(44)
    for step in (5, 3, 1):
        anna.put("Projekte/Elektronische Akte/Sachstand.odt", papers.odt("Sachstand: Elektronische Akte", text(chance, 6)), now - step * DAY)
        anna.put("Projekte/Elektronische Akte/Offene Punkte.md", "# Offene Punkte\n\n" + "".join(f"* {sentences(chance, 1)}\n" for _ in range(step)), now - step * DAY)
    for name in ("Entwurf alt.odt", "Kopie von Kopie.txt", "Fotos/Verwackelt.png"):
        content = papers.landscape(7, 120, 80) if name.endswith("png") else papers.odt("Alt", text(chance)) if name.endswith("odt") else "Doppelt.\n"
        anna.put(name, content, now - 80 * DAY)
        anna.ask("DELETE", anna.path(name))
