# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in the rooms of the agency: (days ago, time, who, what, {options of Talk.say}). Text only; chats.py says it."""

from mails.office import ANNA, AYSE, JOERG, KATHARINA, SOEREN

UNIT = [
    (3, "9:02", KATHARINA, "Guten Morgen zusammen! Vorschlag für die Referatsrunde:\n1. Haushalt\n2. Umzug Haus C\n3. Verschiedenes",
     {"key": "agenda", "pinned": True, "html": "<p>Guten Morgen zusammen! Vorschlag für die <strong>Referatsrunde</strong>:</p><ol><li>Haushalt</li><li>Umzug Haus C</li><li>Verschiedenes</li></ol>",
      "reactions": [(ANNA, "👍"), (JOERG, "👍"), (AYSE, "✅")]}),
    (3, "9:14", SOEREN, "Können wir den Umzug vorziehen? Ich muss um elf in den Serverraum.", {"reply": "agenda", "key": "early"}),
    (3, "9:16", ANNA, "Von mir aus gern.", {"reply": "early"}),
    (3, "9:20", JOERG, "Zum Haushalt habe ich Zahlen, die lege ich hier in einen Faden.", {"key": "budget"}),
    (3, "9:24", JOERG, "Ansatz 2027: 418 500 €, das sind 2,3 % mehr als in diesem Jahr.", {"thread": "budget", "key": "sum"}),
    (3, "9:31", KATHARINA, "Steckt die Tarifsteigerung schon drin?", {"thread": "budget", "reply": "sum"}),
    (3, "9:33", JOERG, "Ja, mit 1,8 %.", {"thread": "budget", "reactions": [(KATHARINA, "🙏")]}),
    (2, "10:05", AYSE, "Die Barrierefreiheitsprüfung der neuen Vorlage ist durch, nur eine Tabelle braucht noch eine Kopfzeile.", {"edited": "Die Barrierefreiheitsprüfung der neuen Vorlage ist durch, nur zwei Tabellen brauchen noch eine Kopfzeile.", "reactions": [(ANNA, "🎉"), (KATHARINA, "🎉"), (SOEREN, "👏")]}),
    (2, "10:40", SOEREN, "Passwort für den Beamer ist …", {"redacted": True}),
    (2, "10:41", SOEREN, "Ups, das war der falsche Raum."),
    (2, "13:30", ANNA, "Jörg Weiß, schaust du bitte über den Entwurf? https://dateien.beispielamt.example/f/4711", {"mentions": [JOERG]}),
    (2, "13:52", JOERG, "> Entwurf\nIst gelesen, zwei Anmerkungen am Rand.", {"html": "<blockquote><p>Entwurf</p></blockquote><p>Ist gelesen, <em>zwei</em> Anmerkungen am Rand.</p>", "reactions": [(ANNA, "❤️")]}),
    (2, "15:00", KATHARINA, "Die Runde morgen als Videokonferenz: https://meet.beispielamt.example/ReferatZ2"),
    (1, "8:30", AYSE, "👋"),
]

LOUNGE = [
    (9, "12:40", AYSE, "In der Kantine gibt es heute Käsespätzle!", {"key": "food", "reactions": [(ANNA, "😋"), (SOEREN, "😋"), (JOERG, "🧀")]}),
    (9, "12:44", SOEREN, "Bin schon unterwegs."),
    (9, "12:50", JOERG, "Haltet mir bitte einen Platz frei.", {"reply": "food"}),
    (4, "15:10", JOERG, "Es ist noch Kuchen im zweiten Stock. Rhabarber. Wer zuerst kommt …", {"reactions": [(AYSE, "🍰"), (ANNA, "🏃‍♀️")]}),
    (4, "15:31", ANNA, "War sehr gut, danke!"),
    (1, "11:20", SOEREN, "Wer hat Lust auf eine Runde ums Haus um halb eins?", {"key": "walk"}),
    (1, "11:24", AYSE, "Ich! Treffpunkt Pforte?", {"reply": "walk"}),
    (1, "11:26", SOEREN, "Genau."),
]

PROJECT = [
    (12, "8:45", JOERG, "Die halbseitige Sperrung ist für die Osterferien genehmigt.", {"reactions": [(ANNA, "🎉")]}),
    (12, "9:05", ANNA, "Wunderbar! Dann informiere ich die Pressestelle."),
    (7, "14:12", SOEREN, "Die Umleitungskarte liegt jetzt auch im Intranet."),
    (2, "11:38", JOERG, "Bilder von der Begehung heute früh:"),
]

EXCHANGE = [
    (8, "10:00", KATHARINA, "Welcome to our working group! The next meeting is on accessible forms.", {"key": "welcome", "reactions": [(ANNA, "👋"), (SOEREN, "👋")]}),
    (8, "10:20", ANNA, "Thank you, Katharina. I have collected examples from three member states.", {"reply": "welcome"}),
    (8, "10:22", ANNA, "The comparison table will follow tomorrow.", {"edited": "The comparison table will follow on Thursday."}),
    (5, "16:45", SOEREN, "Here is how we validate the PDFs:", {"html": "<p>Here is how we validate the PDFs:</p><pre><code class=\"language-sh\">verapdf --flavour ua1 *.pdf</code></pre><p>It takes <strong>two seconds</strong> a file.</p>"}),
    (5, "17:01", KATHARINA, "Impressive. Could you show that in the call?"),
    (5, "17:03", SOEREN, "Of course! 🙂"),
]

DIRECT = {
    JOERG: [
        (3, "7:58", JOERG, "Moin! Bist du schon im Haus?"),
        (3, "8:03", ANNA, "In zehn Minuten. Kaffee?"),
        (3, "8:04", JOERG, "Immer.", {"reactions": [(ANNA, "☕")]}),
        (1, "17:12", ANNA, "Danke für die Bilder von der Brücke, die kommen in den Vermerk."),
        (1, "17:20", JOERG, "Sehr gern. Schönen Feierabend!"),
    ],
    SOEREN: [
        (6, "13:15", ANNA, "Mein Zertifikat läuft am Monatsende ab, kannst du mir ein neues ausstellen?"),
        (6, "13:40", SOEREN, "Ist beantragt. Du bekommst eine Mail mit dem Abholcode."),
        (6, "13:41", ANNA, "Das ging schnell, vielen Dank!", {"reactions": [(SOEREN, "🙂")]}),
    ],
    AYSE: [
        (2, "9:30", AYSE, "Hast du die Einladung zum Betriebsausflug gesehen?"),
        (1, "9:45", AYSE, "Wir brauchen bis Freitag die Zahl der Plätze im Bus."),
        (1, "18:10", AYSE, "Und bitte sag mir, ob du vegetarisch isst."),
    ],
    KATHARINA: [
        (10, "16:00", KATHARINA, "Können Sie mir bitte den Sachstand zur E-Akte in drei Sätzen schicken? Ich brauche ihn für die Leitungsrunde."),
        (10, "16:35", ANNA, "Gern:\nDer Aktenplan ist freigegeben. Die Schulungen laufen bis Ende des Monats. Offen ist nur noch die Schnittstelle zur Fachanwendung."),
        (10, "16:41", KATHARINA, "Perfekt, danke."),
    ],
}

NOTICES = ["Sicherung abgeschlossen: 312 GB in 41 Minuten.", "Update des Verzeichnisdienstes um 22:00 Uhr.", "Sicherung abgeschlossen: 313 GB in 40 Minuten.",
           "Zertifikat von dateien.beispielamt.example läuft in 20 Tagen ab.", "Sicherung abgeschlossen: 313 GB in 43 Minuten.", "Alle Dienste sind erreichbar."]

ENCRYPTED = ["Hallo Anna, hier können wir vertraulich schreiben.", "Das Angebot der Firma Nordbau liegt 12 % unter der Schätzung.", "Bitte bis zur Vergabe niemandem sagen."]

POLL = {
    "org.matrix.msc1767.text": "Wann passt die Referatsrunde?\n1. Dienstag 10 Uhr\n2. Mittwoch 14 Uhr",
    "org.matrix.msc3381.poll.start": {"kind": "org.matrix.msc3381.poll.disclosed", "max_selections": 1, "question": {"org.matrix.msc1767.text": "Wann passt die Referatsrunde?"},
                                      "answers": [{"id": "di", "org.matrix.msc1767.text": "Dienstag 10 Uhr"}, {"id": "mi", "org.matrix.msc1767.text": "Mittwoch 14 Uhr"}]},
}
