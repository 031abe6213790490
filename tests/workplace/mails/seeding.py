# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills the mailboxes of the agency: a few hundred mails of the last 18 months, the same ones for the same moment.

Anna Müller has the full mailbox; the others get what she sent them or they wrote themselves.
"""

import base64
import hashlib
import imaplib
import random
import re
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from agency.meetings import meetings
from servers.common import DOMAIN, PEOPLE

from . import attachments, office
from .mime import Mail, Part, address, attachment, compose, encoded, multipart, text
from .office import ANNA, AYSE, JOERG, KATHARINA, OUTSIDE, POST, SOEREN

DAY = 86400
NAMES = {login: name for login, name, _ in PEOPLE}
OFFICES = {login: place for login, _, place in PEOPLE}
GERMAN = ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-8")
ENCODINGS = ("quoted-printable", "8bit", "base64", "quoted-printable")
FOLDERS = {"Sent": "Sent", "Entwürfe": "Drafts", "Papierkorb": "Trash", "Spam": "Junk", "Archiv": "Archive"}    # Dovecot -> Cyrus


def seed(description, server, now):
    """Appends everything over IMAP and returns how many mails that were."""
    boxes = Agency(now).write()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda box: append(description, server, *box), boxes.items()))
    return sum(len(mails) for mails in boxes.values())


class Agency:
    def __init__(self, now):
        self.now = now
        self.random = random.Random(532_01)
        self.boxes = {login: [] for login, _, _ in PEOPLE}
        self.count = 0

    def write(self):
        for number, thread in enumerate(office.THREADS):
            self.thread(number, *thread)
        self.everyday()
        self.mailing_list()
        self.newsletters()
        self.canteen()
        self.tickets()
        self.invitations()
        self.formal_mail()
        self.odd_mail()
        self.spam()
        self.drafts()
        for mails in self.boxes.values():
            mails.sort(key=lambda mail: mail.date)
        self.mark(self.boxes[ANNA])
        return self.boxes

    # ---------------------------------------------------------------- who, when

    def person(self, who):
        """(display name, address) of an insider by login or an outsider by key."""
        return (NAMES[who], f"{who}@{DOMAIN}") if who in NAMES else OUTSIDE[who]

    def office_hours(self, days_ago):
        moment = datetime.fromtimestamp(self.now - days_ago * DAY, timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = moment.timestamp() + self.random.randint(7 * 3600, 17 * 3600)
        return min(moment, self.now - self.random.randint(120, 7200))

    def message_id(self, sender):
        self.count += 1
        name = hashlib.sha256(f"{self.count} {sender}".encode()).hexdigest()[:20]
        return f"<{name}@{sender.partition('@')[2]}>"

    # ---------------------------------------------------------------- one mail

    def send(self, sender, to, subject, content, date, folder="INBOX", cc=(), references=(), flags=(), extra=(), style=0, marks=()):
        """Puts a mail into the mailboxes of everybody inside who takes part. sender, to and cc are (name, address)."""
        charset = fitting("".join([subject, sender[0], *(name for name, _ in (*to, *cc))]), GERMAN[style % 5])
        kind = "BQ"[style % 2]
        identity = self.message_id(sender[1])
        headers = [("From", address(*sender, charset, kind)),
                   ("To", b",\r\n ".join(address(*person, charset, kind) for person in to) or b"undisclosed-recipients:;"),
                   ("Cc", b",\r\n ".join(address(*person, charset, kind) for person in cc) or None),
                   ("Subject", encoded(subject, charset, kind)), ("Message-ID", identity),
                   ("In-Reply-To", references[-1] if references else None),
                   ("References", "\r\n ".join(references) or None), *extra]
        data = compose(headers, content, german_time(date))
        for _, mailbox in {sender, *to, *cc}:
            login, _, domain = mailbox.partition("@")
            if domain != DOMAIN or login not in self.boxes:
                continue
            mine = mailbox == sender[1]
            place = "Sent" if mine else folder if login == ANNA else "INBOX"
            self.boxes[login].append(Mail(data, place, date, {"\\Seen", *flags} if mine else {*flags, *marks}))
        return identity

    def letter(self, who, to, body, quote=None):
        """A body with salutation, greeting and signature, and perhaps the mail it answers."""
        names = [self.person(person)[0] for person in to]
        first = names[0].split(",")[0].removeprefix("Dr. ").split(" ")
        near = who in NAMES and to[0] in NAMES and KATHARINA not in (who, to[0]) and POST not in (who, to[0])
        hello = f"Hallo {first[0]}," if near and len(names) == 1 else "Hallo zusammen," if near else "Sehr geehrte Damen und Herren,"
        bye = self.random.choice(["Viele Grüße", "Beste Grüße", "Schöne Grüße"]) if near else "Mit freundlichen Grüßen"
        name = self.person(who)[0]
        place = f"{OFFICES[who]}\nBundesamt für Beispielwesen\nMühlstraße 12, 01234 Musterstädt\nTelefon 030 18-555-{1000 + sum(who.encode()) % 8999}" if who in NAMES else ""
        lines = f"{hello}\n\n{body}\n\n{bye}\n{name}\n\n-- \n{name}\n{place}".rstrip() + "\n"
        if quote:
            lines += f"\nAm {german_time(quote[1]):%d.%m.%Y um %H:%M} schrieb {quote[0]}:\n" + "".join(f"> {line}\n" for line in quote[2].split("\n"))
        return lines

    def thread(self, number, folder, subject, keyword, messages):
        members = list(dict.fromkeys(who for who, _ in messages))
        if ANNA not in members:
            members.append(ANNA)
        days, references, quote = (3 + number * 2.3 if folder == "INBOX" else 6 + number * 21) + len(messages), [], None
        for step, (who, body) in enumerate(messages):
            style = number + step
            date = max(self.office_hours(days), quote[1] + 900 if quote else 0)
            days -= self.random.choice([0.1, 0.4, 1, 1.3])
            to = [m for m in members if m != who]
            letter = self.letter(who, to, body, quote if style % 3 else None)
            content = self.body(letter, style)
            files = self.files(subject, body, style)
            if files:
                content = multipart("mixed", [content, *files], f"=_mixed_{number}_{step}")
            references.append(self.send(self.person(who), [self.person(to[0])], subject if step == 0 else f"{'AW' if style % 2 else 'Re'}: {subject}", content, date,
                                        folder, [self.person(m) for m in to[1:]], references, style=style,
                                        flags=["\\Answered"] if step + 1 < len(messages) and messages[step + 1][0] == ANNA else (),
                                        marks=[keyword] if keyword and step % 2 == 0 else (),
                                        extra=[("User-Agent", "Mozilla Thunderbird" if style % 2 else "Kontor")]))
            quote = (self.person(who)[0], date, body)

    def body(self, letter, style):
        """The same words in one of the shapes that mail programs send."""
        shape = style % 6
        encoding = ENCODINGS[style % 4]
        charset = fitting(letter, GERMAN[style % 5])
        if shape in (0, 3):
            return text(letter, charset, encoding, flowed=True)
        if shape == 1:
            return multipart("alternative", [text(letter, charset, encoding), text(page(letter), "utf-8", "quoted-printable", subtype="html")], f"=_alternative_{style}")
        if shape == 4:                                  # HTML with an image inside
            image = attachment("logo.png", attachments.png([3, 5, 8, 13], 160, 60), "image/png", inline_id=f"logo{style}@{DOMAIN}")
            html = text(page(letter, f"cid:logo{style}@{DOMAIN}"), "utf-8", "base64", subtype="html")
            return multipart("alternative", [text(letter, charset, encoding), multipart("related", [html, image], f"=_related_{style}")], f"=_alternative_{style}")
        return text(letter, charset, encoding)

    def files(self, subject, body, style):
        """What is attached where the text says so."""
        said = body.lower()
        style_of_name = ("rfc2231", "rfc2047", "raw", "rfc2231")[style % 4]
        found = []
        if "gutachten" in said or "prüfbericht" in said or "zeichnung" in said:
            found.append(attachment("Gutachten Brücke Übergangskonstruktion.pdf", attachments.pdf("Gutachten", [subject, "Ergebnis: Austausch der Übergangskonstruktion"]), "application/pdf", style_of_name))
        if "protokoll" in said or "text für" in said or "programm hängt" in said or "neue fassung" in said:
            found.append(attachment("Protokoll – Fassung für alle.odt", attachments.odt(subject, body.split("\n")), "application/vnd.oasis.opendocument.text", style_of_name))
        if "diagramm" in said or "300 µ" in said or "nachgereicht" in said:
            found.append(attachment("Messreihe ±0,3 µm bei 20 °C, Prüfstand 3, Kalibrierung nach Anhang C.png", attachments.png([5, 9, 7, 12, 10, 11]), "image/png", "rfc2231"))
        if "liste" in said and "anbei" in said:
            found.append(attachment("Maßnahmenliste.csv", attachments.table([("Nr", "Maßnahme", "Straße", "Länge"), (1, "Räumen", "Schloßallee", "1,2 km"), (2, "Streuen", "Mühlstraße", "0,8 km")]), "text/csv; charset=windows-1252", style_of_name))
        return found

    # ---------------------------------------------------------------- series

    def everyday(self):
        """Single mails to Anna, and her answer to some of them."""
        anna = self.person(ANNA)
        for number, (who, subject, body, answer) in enumerate(office.EVERYDAY):
            date = self.office_hours(0.3 + number * 1.7 + number ** 1.6 * 0.3)
            letter = self.letter(who, [ANNA], body)
            files = self.files(subject, body, number)
            content = self.body(letter, number + 1)
            asked = self.send(self.person(who), [anna], subject, multipart("mixed", [content, *files], f"=_alltag_{number}") if files else content,
                              date, style=number, flags=["\\Answered"] if answer else ())
            if answer:
                quote = (self.person(who)[0], date, body)
                self.send(anna, [self.person(who)], f"Re: {subject}", text(self.letter(ANNA, [who], answer, quote), flowed=True), min(date + 3000, self.now - 60), references=[asked], style=number)

    def mailing_list(self):
        robot = [("List-Id", encoded("Arbeitsplatz der Verwaltungen") + b" <arbeitsplatz.liste.example>"),
                 ("List-Post", "<mailto:arbeitsplatz@liste.example>"), ("List-Unsubscribe", "<https://liste.example/abmelden>"), ("Precedence", "list")]
        for number, subject in enumerate(office.LIST_SUBJECTS):
            days, known = 20 + number * 50, []
            for step in range(self.random.randint(5, 11)):
                name, mailbox = self.random.choice(office.LIST_PEOPLE)
                body = "\n\n".join(" ".join(self.random.sample(office.LIST_SENTENCES, self.random.randint(1, 3))) for _ in range(self.random.randint(1, 3)))
                parent = known[:self.random.randint(1, len(known))] if known else []
                footer = "\n_______________________________________________\nArbeitsplatz-Liste\nhttps://liste.example/arbeitsplatz\n"
                identity = self.send((name, mailbox), [("", "arbeitsplatz@liste.example"), self.person(ANNA)], f"[Arbeitsplatz] {'Re: ' if step else ''}{subject}",
                                     self.body(f"Hallo in die Runde,\n\n{body}\n\n{name}\n{footer}", 3 * step), self.office_hours(days), "Listen/Arbeitsplatz",
                                     references=parent, extra=robot, style=number + step)
                known.append(identity)
                days -= self.random.choice([0.1, 0.6, 1.5])

    def newsletters(self):
        for number in range(26):
            title, headline, words = office.NEWSLETTER[number % len(office.NEWSLETTER)]
            html = NEWSLETTER.format(number=number, title=title, headline=headline, words=words, week=52 - number)
            plain = f"{title}\n\n{headline}\n{words}\n\nIm Netz lesen: https://haus.beispielamt.test/{number}\n"
            content = multipart("alternative", [text(plain), text(html, "utf-8", ENCODINGS[number % 3], subtype="html")], f"=_nachrichten_{number}")
            self.send((f"{title} | Bundesamt für Beispielwesen", f"hausmitteilung@{DOMAIN}"), [self.person(ANNA)], f"{title}: {headline}", content,
                      self.office_hours(2 + number * 14), "INBOX" if number < 7 else "Archiv", style=number,
                      extra=[("List-Unsubscribe", f"<https://haus.beispielamt.test/abmelden/{number}>"), ("X-Mailer", "Hausmitteilung 3")])

    def canteen(self):
        for number in range(24):
            days = self.random.sample(office.CANTEEN, 5)
            plan = "\n\n".join(f"{day}\n  Menü 1: {first} (A, G)   5,40 €\n  Menü 2: {second} (C, G, vegetarisch)   4,90 €"
                               for day, (first, second) in zip(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"), days))
            self.send(("Kantine", f"kantine@{DOMAIN}"), [("Alle Beschäftigten", f"alle@{DOMAIN}"), self.person(ANNA)], f"Speiseplan der {52 - number}. Woche",
                      text(f"Guten Appetit!\n\n{plan}\n\nÄnderungen vorbehalten.\n", ("iso-8859-15", "windows-1252", "utf-8")[number % 3], ENCODINGS[number % 4], flowed=number % 2 == 0),
                      self.office_hours(1 + number * 7), "INBOX" if number < 8 else "Archiv", style=number)

    def tickets(self):
        for number in range(45):
            title, state = self.random.choice(office.TICKETS), self.random.choice(["eröffnet", "in Bearbeitung", "gelöst"])
            self.send((f"IT-Betreuung (Vorgang {4711 + number})", f"it-hilfe@{DOMAIN}"), [self.person(ANNA)], f"[Vorgang #{4711 + number}] {title} – {state}",
                      text(f"Der Vorgang #{4711 + number} ist jetzt: {state}\n\nBetreff: {title}\nZuständig: Sören Krämer\n\nBitte antworten Sie nicht auf diese Nachricht.\n", "utf-8", "8bit"),
                      self.office_hours(1 + number * 4 + number ** 1.5), "INBOX" if number < 15 else "Archiv/Vorgänge", style=number,
                      extra=[("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")])

    # ---------------------------------------------------------------- invitations and other machine-readable mail

    def invitations(self):
        for meeting in meetings(self.now):
            number, uid, title, place, who, start, rule = meeting.number, meeting.uid, meeting.title, meeting.place, meeting.organizer, meeting.start, meeting.rule
            guests = [self.person(guest) for guest in meeting.guests]
            entry = attachments.invitation(uid, "REQUEST", start, 60, title, place, self.person(who), guests, rule=rule)
            words = f"{title}\nWann: {german_time(start):%d.%m.%Y, %H:%M} Uhr\nWo: {place}\n\nBitte sagen Sie zu oder ab.\n"
            calendar = self.calendar_part(entry, "REQUEST")
            content = multipart("mixed", [multipart("alternative", [text(words), calendar], f"=_termin_{number}"),
                                          attachment("Einladung.ics", entry.encode(), "application/ics")], f"=_aussen_{number}")
            asked = self.send(self.person(who), guests, f"Einladung: {title}", content, self.office_hours(4 + number), style=number)
            if meeting.is_accepted:
                reply = attachments.invitation(uid, "REPLY", start, 60, title, place, self.person(who), [self.person(ANNA)])
                self.send(self.person(ANNA), [self.person(who)], f"Zugesagt: {title}", multipart("alternative", [text("Anna Müller hat zugesagt.\n"), self.calendar_part(reply, "REPLY")], f"=_antwort_{number}"),
                          self.office_hours(3 + number), references=[asked], style=number)
            if meeting.is_cancelled:
                cancel = attachments.invitation(uid, "CANCEL", start, 60, title, place, self.person(who), guests, 1)
                self.send(self.person(who), guests, f"Abgesagt: {title}", multipart("alternative", [text("Der Termin entfällt.\n"), self.calendar_part(cancel, "CANCEL")], f"=_absage_{number}"),
                          self.office_hours(2), references=[asked], style=number)

    def calendar_part(self, entry, method):
        part = text(entry.replace("\r\n", "\n"), "utf-8", "base64", subtype="calendar")
        part.headers[0] = ("Content-Type", f"text/calendar; charset=utf-8; method={method}".encode())
        return part

    def formal_mail(self):
        """Signed and encrypted looks, forwarded mail, delivery reports, absence notes, visiting cards, invoices."""
        anna = self.person(ANNA)
        signed_text = text(self.letter(KATHARINA, [ANNA], "hiermit übersende ich den gezeichneten Erlass. Die Fassung ist verbindlich."), "utf-8", "quoted-printable")
        seal = attachment("smime.p7s", hashlib.sha512(b"seal").digest() * 20, "application/pkcs7-signature", "plain")
        self.send(self.person(KATHARINA), [anna], "Erlass zur Aktenführung (signiert)", multipart("signed", [signed_text, seal], "=_signed_1", b'; protocol="application/pkcs7-signature"; micalg=sha-256'), self.office_hours(5))
        armour = "-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0WIQTbeispielbeispielbeispielbeispiel\n=AbCd\n-----END PGP SIGNATURE-----\n"
        mark = text(armour, "us-ascii", "7bit")
        mark.headers[0] = ("Content-Type", b'application/pgp-signature; name="OpenPGP_signature.asc"')
        self.send(OUTSIDE["uni"], [anna], "Schlüsseltausch", multipart("signed", [text("Mein neuer öffentlicher Schlüssel folgt getrennt.\n"), mark], "=_signed_2", b'; protocol="application/pgp-signature"; micalg=pgp-sha512'), self.office_hours(33), style=1)
        secret = [Part([("Content-Type", b"application/pgp-encrypted")], b"Version: 1\r\n"), Part([("Content-Type", b'application/octet-stream; name="encrypted.asc"')], b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQIMA0beispiel\r\n-----END PGP MESSAGE-----\r\n")]
        self.send(OUTSIDE["uni"], [anna], "...", multipart("encrypted", secret, "=_encrypted", b'; protocol="application/pgp-encrypted"'), self.office_hours(31))

        inner = compose([("From", address(*OUTSIDE["druck"])), ("To", f"poststelle@{DOMAIN}"), ("Subject", encoded("Angebot Faltblätter, 5.000 Stück", "iso-8859-1", "Q")), ("Message-ID", "<angebot-5000@druckerei-suess.example>")],
                        multipart("mixed", [text("Guten Tag,\n\nunser Angebot hängt an.\n", "iso-8859-1"), attachment("Angebot Süß & Söhne.pdf", attachments.pdf("Angebot", ["5.000 Faltblätter, 412,00 € netto"]), "application/pdf", "rfc2047")], "=_innen"), german_time(self.office_hours(9)))
        whole = Part([("Content-Type", b"message/rfc822"), ("Content-Disposition", b'attachment; filename="Angebot.eml"')], inner)
        self.send(self.person(POST), [anna], "WG: Angebot Faltblätter, 5.000 Stück", multipart("mixed", [text("Zuständigkeitshalber an Sie.\n\nPoststelle\n"), whole], "=_weiter"), self.office_hours(8), style=2)
        self.boxes[POST][-1].flags.add("$Forwarded")

        status = b"Reporting-MTA: dns; mail.beispielamt.test\r\n\r\nFinal-Recipient: rfc822; max@gibtsnicht.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        self.send(("Mail Delivery System", f"Mailer-Daemon@mail.{DOMAIN}"), [anna], "Mail delivery failed: returning message to sender",
                  multipart("report", [text("Diese Nachricht konnte nicht zugestellt werden:\n\n  max@gibtsnicht.example\n    Unbekannter Empfänger\n"), Part([("Content-Type", b"message/delivery-status")], status),
                                       Part([("Content-Type", b"text/rfc822-headers")], b"From: anna.mueller@beispielamt.test\r\nSubject: Anfrage\r\n")], "=_bericht", b"; report-type=delivery-status"),
                  self.office_hours(14), extra=[("Auto-Submitted", "auto-replied"), ("Return-Path", "<>")])
        for days, who in ((6, AYSE), (40, JOERG), (120, SOEREN)):
            self.send(self.person(who), [anna], "Abwesenheitsnotiz: Ihre Nachricht", text(f"Ich bin bis {german_time(self.now - (days - 10) * DAY):%d.%m.%Y} nicht im Büro.\nIn dringenden Fällen wenden Sie sich bitte an die Poststelle.\n", "iso-8859-1"), self.office_hours(days), extra=[("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")], style=days)
        self.send(self.person(SOEREN), [anna], "Meine neue Telefonnummer", multipart("mixed", [text("Karte hängt an.\n"), attachment("Sören Krämer.vcf", attachments.card(NAMES[SOEREN], f"{SOEREN}@{DOMAIN}", OFFICES[SOEREN]), "text/vcard; charset=utf-8")], "=_karte"), self.office_hours(22))
        for number in range(10):
            total = f"{self.random.randint(80, 9000)},{self.random.randint(10, 99)} €"
            bill = attachment(f"Rechnung {2600 + number}.pdf", attachments.pdf(f"Rechnung {2600 + number}", ["Für Druckerzeugnisse", f"Gesamtbetrag: {total}", "Zahlbar innerhalb von 30 Tagen"]), "application/pdf", ("rfc2231", "raw", "rfc2047")[number % 3])
            xml = attachment("xrechnung.xml", f'<?xml version="1.0" encoding="UTF-8"?><Invoice><ID>{2600 + number}</ID></Invoice>'.encode(), "application/xml")
            self.send(OUTSIDE["druck"], [self.person(POST), anna], f"Rechnung {2600 + number} über {total}", multipart("mixed", [self.body(f"Guten Tag,\n\nanbei unsere Rechnung über {total}.\n\nDruckerei Süß & Söhne\n", number), bill, xml], f"=_rechnung_{number}"),
                      self.office_hours(12 + number * 37), "INBOX" if number < 2 else "Rechnungen", style=number, marks=["Bezahlt"] if number > 2 else ["Offen"])

    def odd_mail(self):
        """Mail as it should not be and is: each shape has broken some mail program."""
        anna, folder = f"To: anna.mueller@{DOMAIN}\r\n".encode(), "Prüfung & Maß"
        stamp = b"Date: " + format_datetime(german_time(self.now - 60 * DAY)).encode() + b"\r\n"
        odd = [
            b"From: scanner@" + DOMAIN.encode() + b"\r\n" + anna + stamp + "Subject: Eingescannt: Übersicht Gebäude\r\nMessage-ID: <scan1@x>\r\n\r\nRohe Umlaute im Kopf: äöü\r\n".encode(),
            b"From: altsystem@" + DOMAIN.encode() + b"\r\n" + anna + stamp + "Subject: Schlüssel für Prüfräume\r\nMessage-ID: <alt1@x>\r\n\r\nLatin-1 ohne Angabe: größer\r\n".encode("latin-1"),
            b"From: leer@" + DOMAIN.encode() + b"\r\n" + anna + stamp + b"Message-ID: <leer@x>\r\n\r\n",
            b"From: ohnedatum@" + DOMAIN.encode() + b"\r\n" + anna + b"Subject: Ohne Datum\r\n\r\nDer Absender hat keine Uhr.\r\n",
            b"From: zukunft@" + DOMAIN.encode() + b"\r\n" + anna + b"Date: Fri, 31 Dec 2049 23:59:60 +0100\r\nSubject: Aus der Zukunft\r\nMessage-ID: <zukunft@x>\r\n\r\nSilvester.\r\n",
            b"From: =?utf-8?q?J=C3=B6rg?=\r\n =?utf-8?q?_Wei=C3=9F?= <joerg.weiss@beispielamt.test>\r\n" + anna + stamp + b"Subject: =?utf-8?b?R2V0cmVubnQgbWl0dGVuIGltIFVtbGF1dDogw?=\r\n =?utf-8?b?7xicg==?=\r\nMessage-ID: <geteilt@x>\r\n\r\nZwei Worte, ein Zeichen.\r\n",
            b"From: lang@" + DOMAIN.encode() + b"\r\n" + anna + stamp + b"Subject: " + b"Ein sehr langer Betreff ohne Umbruch, " * 30 + b"\r\nMessage-ID: <lang@x>\r\nReferences: " + b" ".join(b"<vorgang-%d@x>" % i for i in range(120)) + b"\r\n\r\nLang.\r\n",
            b'From: "bank@vertrauen.example" <phish@boese.example>\r\n' + anna + stamp + b"Reply-To: andere@boese.example\r\nSubject: Angezeigter Name ist eine andere Adresse\r\nMessage-ID: <name@x>\r\n\r\nBitte den echten Absender zeigen.\r\n",
            b"From: gruppe@" + DOMAIN.encode() + b"\r\nTo: Arbeitsgruppe: joerg.weiss@beispielamt.test, soeren.kraemer@beispielamt.test;\r\n" + stamp + b"Subject: An eine Gruppe\r\nMessage-ID: <gruppe@x>\r\n\r\nGruppensyntax.\r\n",
            b"From: kaputt@" + DOMAIN.encode() + b"\r\n" + anna + stamp + b"Subject: Ohne Endmarke\r\nMessage-ID: <kaputt@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=abc\r\n\r\n--abc\r\nContent-Type: text/plain; charset=unbekannt-8bit\r\n\r\nHier bricht die Nachricht einfach a",
            b"From: doppelt@" + DOMAIN.encode() + b"\r\n" + anna + stamp + b"Subject: Gleiche Kennung\r\nMessage-ID: <doppelt@x>\r\n\r\nErste.\r\n",
            b"From: doppelt@" + DOMAIN.encode() + b"\r\n" + anna + stamp + b"Subject: Gleiche Kennung\r\nMessage-ID: <doppelt@x>\r\n\r\nZweite, andere.\r\n",
        ]
        for number, data in enumerate(odd):
            self.boxes[ANNA].append(Mail(data, folder, self.now - (60 - number) * DAY, {"\\Seen"}))

    def spam(self):
        for number, subject in enumerate(office.SPAM * 2):
            html = f'<html><body><p>{subject}</p><p><a href="http://boese.example/{number}">https://www.ihre-bank.example/anmelden</a></p><img src="http://boese.example/pixel/{number}.gif" width="1" height="1"><script>alert(1)</script></body></html>'
            self.send(("Kundenservice ✅", f"service{number}@boese.example"), [self.person(ANNA)], subject, text(html, "utf-8", ENCODINGS[number % 4], subtype="html"), self.office_hours(1 + number * 2), "Spam", marks=["Junk"], style=number)

    def drafts(self):
        for number, (subject, words) in enumerate([("Entwurf: Antwort an das Ministerium", "Sehr geehrte Frau Staatssekretärin,\n\nzu Ihrer Frage nach den Kosten "), ("", "nur ein Gedanke: "), ("Einladung Sommerfest", "Liebe Kolleginnen und Kollegen,\n\nam ")]):
            data = compose([("From", address(*self.person(ANNA))), ("To", f"{KATHARINA}@{DOMAIN}" if number == 0 else None), ("Subject", encoded(subject)), ("Message-ID", f"<entwurf-{number}@{DOMAIN}>")], text(words), german_time(self.now - number * DAY - 5000))
            self.boxes[ANNA].append(Mail(data, "Entwürfe", self.now - number * DAY - 5000, {"\\Draft", "\\Seen"}))
        for number in range(6):
            self.send((self.random.choice(office.LIST_PEOPLE)), [self.person(ANNA)], f"Erledigt: alte Fassung {number + 1}", text("Bitte löschen, es gibt eine neue Fassung.\n"), self.office_hours(30 + number * 9), "Papierkorb", marks=["\\Seen"])

    def mark(self, mails):
        """Old mail is read; some of the newest is not; a few carry a star or a tag."""
        for mail in mails:
            if mail.folder in ("Sent", "Entwürfe"):
                continue
            recent = mail.date > self.now - 6 * DAY
            if mail.folder == "Spam" or (recent and self.random.random() < 0.75) or self.random.random() < 0.03:
                continue
            mail.flags.add("\\Seen")
            if self.random.random() < 0.06:
                mail.flags.add("\\Flagged")
            if self.random.random() < 0.04:
                mail.flags.add("$Forwarded")
            if self.random.random() < 0.05:
                mail.flags.add(self.random.choice(["$label1", "$label4", "Vorgang_2026", "Wiedervorlage"]))


NEWSLETTER = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>body {{ font-family: sans-serif; background: #eef1f4 }} .box {{ background: #fff; padding: 24px }} @import url(https://netz.example/stil.css);</style></head>
<body><table role="presentation" width="100%"><tr><td align="center"><table role="presentation" width="600" class="box">
<tr><td><img src="https://haus.beispielamt.test/bilder/kopf.png" width="600" height="120" alt="Bundesamt für Beispielwesen"></td></tr>
<tr><td><h1 style="color:#005c99">{headline}</h1><p>{words}</p>
<ul><li>Öffnungszeiten der Bücherei: täglich 9–16&nbsp;Uhr</li><li>Neue Gesichter: herzlich willkommen!</li></ul>
<p><a href="https://haus.beispielamt.test/klick?id={number}&amp;ziel=mehr">Mehr lesen …</a></p></td></tr>
<tr><td style="font-size:11px;color:#667">{title} · {week}. Woche · <a href="https://haus.beispielamt.test/abmelden/{number}">Abbestellen</a></td></tr></table></td></tr></table>
<img src="https://zaehler.example/o.gif?empfaenger=anna&amp;ausgabe={number}" width="1" height="1" alt=""></body></html>
"""


def page(letter, image=None):
    paragraphs = "".join(f"<p>{block.replace('&', '&amp;').replace('<', '&lt;').replace(chr(10), '<br>')}</p>" for block in letter.split("\n\n"))
    picture = f'<p><img src="{image}" alt="Wappen"></p>' if image else ""
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body style="font-family:Calibri,sans-serif;font-size:11pt">{paragraphs}{picture}</body></html>'


def fitting(words, charset):
    try:
        words.encode(charset)
        return charset
    except UnicodeEncodeError:
        return "utf-8"


def german_time(seconds):
    return datetime.fromtimestamp(seconds, timezone(timedelta(hours=1)))


# ---------------------------------------------------------------- into the server

def append(description, server, login, mails):
    """Appends one person's mail, folder by folder."""
    service = description["imap"] if server == "dovecot" else description["cyrus"]["imap"]
    user = next(u for u in description["users"] if u["address"].startswith(login + "@"))
    context = ssl.create_default_context(cafile=description["ca"])
    with imaplib.IMAP4_SSL(service["host"], service["port"], ssl_context=context) as connection:
        connection.login(user["user"], user["password"])
        made = {"INBOX"}
        for folder in dict.fromkeys(mail.folder for mail in mails):
            top, slash, rest = folder.partition("/")
            name = mailbox_name((top if server == "dovecot" else FOLDERS.get(top, top)) + slash + rest)
            if name not in made:
                connection.create(name)
                connection.subscribe(name)
            append_all(connection, name, [mail for mail in mails if mail.folder == folder])


def append_all(connection, mailbox, mails):
    """One command for all mails of a folder (RFC 3502), without waiting before each (RFC 7888); imaplib has no word for it."""
    tag, command = connection._new_tag(), b""
    for mail in mails:
        kind = f" ({' '.join(sorted(mail.flags))}) {imaplib.Time2Internaldate(mail.date)} {{{len(mail.content)}+}}\r\n"
        command += kind.encode() + mail.content
    connection.send(tag + b" APPEND " + mailbox.encode() + command + b"\r\n")
    while not (line := connection.readline()).startswith(tag):
        if not line:
            raise RuntimeError(f"the server hung up while mail for {mailbox} was sent")
    if not line.startswith(tag + b" OK"):
        raise RuntimeError(f"the server refused mail for {mailbox}: {line.decode(errors='replace')}")


def mailbox_name(name):
    """Modified UTF-7 (RFC 3501, 5.1.3) in quotes."""
    def coded(match):
        return "&" + base64.b64encode(match[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
    return '"' + re.sub("[^ -~]+", coded, name.replace("&", "&-")).replace("\\", "\\\\").replace('"', '\\"') + '"'
