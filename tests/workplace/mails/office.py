# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people at the fictional "Bundesamt für Beispielwesen" write to each other. Text only; seeding.py makes mails of it."""

ANNA, JOERG, SOEREN, AYSE, KATHARINA, POST = "anna.mueller", "joerg.weiss", "soeren.kraemer", "ayse.yildiz", "katharina.gross", "poststelle"

# People outside: key -> (name, address)
OUTSIDE = {
    "nordbau": ("Björn Østergaard (Nordbau)", "b.oestergaard@nordbau.example"),
    "uni": ("Prof. Dr. Łukasz Wójcik", "lukasz.wojcik@hochschule-muster.example"),
    "paris": ("François Lefèvre", "francois.lefevre@administration.example"),
    "druck": ("Druckerei Süß & Söhne", "auftrag@druckerei-suess.example"),
    "stadt": ("Stadtverwaltung Musterstädt, Tiefbauamt", "tiefbau@musterstaedt.example"),
    "rat": ("Gülşen Öztürk, Personalrat", "personalrat@beispielamt.test"),
}

# Threads: (folder, subject, keyword or "", [(who, text), …]); the first one writes to the others, each answer goes to all.
THREADS = [
    ("Projekte/Straßenbau", "Brücke über die Beispielach: Sperrung im Frühjahr", "Wichtig", [
        (JOERG, "die Hauptprüfung der Brücke ist abgeschlossen. Die Übergangskonstruktion muss ausgetauscht werden, dafür brauchen wir eine halbseitige Sperrung von etwa drei Wochen.\n\nDas Gutachten hängt an. Passt aus eurer Sicht Anfang April?"),
        (ANNA, "danke für die schnelle Prüfung. Anfang April liegt in den Osterferien – das wäre günstig, weil der Schülerverkehr entfällt.\n\nHast du die Stadt schon gefragt?"),
        ("stadt", "aus unserer Sicht ist der Zeitraum möglich. Wir bitten jedoch um Abstimmung mit dem Busverkehr; die Linie 7 kann nicht über die Mühlstraße fahren, dort liegt die Tragfähigkeit bei 12 t."),
        (JOERG, "dann planen wir die Umleitung über die Schloßallee. Ich schicke den Beschilderungsplan bis Freitag."),
        (KATHARINA, "einverstanden. Bitte die Pressestelle rechtzeitig einbinden, damit die Anwohnerinnen und Anwohner nicht aus der Zeitung davon erfahren."),
        (ANNA, "Pressestelle ist informiert, Entwurf der Mitteilung kommt morgen."),
    ]),
    ("Projekte/Straßenbau", "Ausschreibung Lärmschutzwand, Los 2", "", [
        (JOERG, "im Leistungsverzeichnis zu Los 2 fehlt noch die Position für die Gründung. Ohne Bodengutachten bekommen wir nur Angebote mit Vorbehalt.\n\nKönnen wir die Frist um zwei Wochen verlängern?"),
        (ANNA, "die Vergabestelle sagt: ja, wenn alle Bieter gleichzeitig informiert werden. Den Text für die Bieterinformation lege ich bei."),
        (JOERG, "passt so. Eine Änderung: Es muss „Bohrpfähle Ø 60 cm“ heißen, nicht 50."),
        ("nordbau", "vielen Dank für die Bieterinformation. Wir werden ein Angebot abgeben und bitten um Bestätigung, dass Nebenangebote zugelassen sind."),
        (ANNA, "Nebenangebote sind für die Gründung zugelassen, für die Wandelemente nicht. Die Antwort geht über die Vergabeplattform an alle Bieter."),
    ]),
    ("Projekte/Straßenbau", "Maßnahmenliste Winterdienst", "", [
        (JOERG, "anbei die Maßnahmenliste für den Winterdienst. Streugut ist für sechs Wochen eingelagert, die Verträge mit den Räumdiensten laufen bis März.\n\nOffen ist nur noch der Parkplatz hinter Haus C."),
        (POST, "der Parkplatz Haus C wird vom Hausmeisterdienst geräumt, werktags bis 6:30 Uhr."),
        (JOERG, "perfekt, dann ist die Liste vollständig."),
    ]),
    ("Projekte/Digitalisierung", "Umstieg auf den neuen Arbeitsplatz: Zeitplan", "Wichtig", [
        (SOEREN, "hier der Vorschlag für den Umstieg:\n\n  1. Referat Z 5 als Vorreiter (läuft)\n  2. Abteilung Z im Anschluss, je Woche ein Referat\n  3. Abteilung B nach der Urlaubszeit\n\nJede Gruppe bekommt am Montag eine Einführung und die ganze Woche eine Ansprechperson auf dem Flur."),
        (ANNA, "der Zeitplan gefällt mir. Zwei Fragen:\n\n- Was passiert mit den freigegebenen Postfächern?\n- Können die Kolleginnen mit Vorleseprogramm früher testen? Lieber zu früh als zu spät."),
        (SOEREN, "die freigegebenen Postfächer ziehen wir am Wochenende davor um, das haben wir mit der Poststelle geübt.\n\nUnd ja: Frau Yıldız hat schon einen Testplatz. Ihre Rückmeldung zur Tastaturbedienung war sehr wertvoll."),
        (AYSE, "kann ich bestätigen. Die Nachrichtenliste wird inzwischen sauber vorgelesen, auch die Anlagen. Was noch fehlt: ein Tastaturkürzel, um direkt ins Suchfeld zu springen."),
        (SOEREN, "steht auf der Liste. Ich melde mich, sobald es da ist."),
        (KATHARINA, "vielen Dank allen Beteiligten. So stelle ich mir einen Umstieg vor."),
        (ANNA, "dann starten wir wie geplant. Die Einladung zur Auftaktveranstaltung folgt."),
    ]),
    ("Projekte/Digitalisierung", "E-Akte: Aktenplan für Referat Z 2", "", [
        (ANNA, "ich habe den Aktenplan überarbeitet. Neu ist die Obergruppe 14 „Barrierefreiheit“, die Gruppe 09 entfällt.\n\nBitte um Durchsicht bis Ende der Woche."),
        (POST, "uns ist aufgefallen, dass 14.2 und 11.7 fast gleich heißen. Für die Registratur wäre ein deutlicherer Name hilfreich."),
        (ANNA, "guter Hinweis. 14.2 heißt jetzt „Prüfberichte zur Barrierefreiheit“."),
        (KATHARINA, "freigegeben."),
    ]),
    ("Projekte/Digitalisierung", "Schnittstelle zur Fachanwendung: Fehler bei Sonderzeichen", "", [
        (SOEREN, "seit dem letzten Update kommen Namen wie „Şahin“ oder „Nuñez“ verstümmelt an. Es sieht danach aus, dass irgendwo noch ISO-8859-1 angenommen wird.\n\nBeispiel: aus „Müller“ wird „MÃ¼ller“."),
        ("uni", "der Fehler liegt auf unserer Seite: Der Export schreibt UTF-8, deklariert aber Latin-1. Eine korrigierte Fassung ist seit heute Nacht in Betrieb."),
        (SOEREN, "bestätigt, die Namen stimmen wieder. Vielen Dank für die schnelle Hilfe!"),
        (ANNA, "prima. Können wir die betroffenen Datensätze von letzter Woche noch einmal einlesen?"),
        (SOEREN, "läuft heute Abend. Es sind 312 Stück."),
    ]),
    ("INBOX", "Haushaltsanmeldung: letzte Rückfragen", "Wichtig", [
        (KATHARINA, "das Ministerium bittet um eine Begründung zum Titel 532 01. Können Sie mir bis morgen, 12 Uhr, drei Sätze liefern, warum der Ansatz um 8 % steigt?"),
        (ANNA, "gern. Vorschlag:\n\n„Der Mehrbedarf ergibt sich aus der Umstellung der Arbeitsplätze auf offene Standards. Einmaligen Ausgaben in Höhe von 240.000 € stehen ab dem Folgejahr geringere Lizenzkosten von rund 310.000 € jährlich gegenüber. Die Maßnahme amortisiert sich damit in weniger als zwölf Monaten.“"),
        (KATHARINA, "sehr gut, genau so. Danke für die schnelle Zuarbeit!"),
    ]),
    ("INBOX", "Raum Köln: Beamer defekt", "", [
        (AYSE, "im Besprechungsraum Köln flackert der Beamer und geht nach fünf Minuten aus. Morgen um 10 Uhr haben wir dort das Auswahlgespräch."),
        (SOEREN, "ist gemeldet. Bis dahin steht ein Ersatzgerät im Raum, der Adapter liegt in der Schublade."),
        (AYSE, "wunderbar, vielen Dank!"),
    ]),
    ("INBOX", "Protokoll der Referatsbesprechung", "", [
        (ANNA, "anbei das Protokoll von gestern. Korrekturen bitte bis Mittwoch direkt in der Datei.\n\nWichtigste Punkte:\n- Urlaubsplanung bis Ende des Monats eintragen\n- Vertretung Poststelle geklärt\n- nächster Termin: wie immer dienstags, 9:30 Uhr"),
        (JOERG, "unter TOP 3 stand noch die Frage nach den Dienstfahrrädern. Kannst du das ergänzen?"),
        (ANNA, "ergänzt, neue Fassung liegt bei."),
        (AYSE, "danke, so passt es."),
    ]),
    ("INBOX", "Besuch aus Frankreich: Programm und Übersetzung", "", [
        ("paris", "nous serons quatre personnes. Vielen Dank für die Einladung! Unser Zug kommt um 9:52 Uhr an. Ist es möglich, auch die Poststelle zu besichtigen?\n\nCordialement"),
        (ANNA, "sehr gern, die Poststelle freut sich. Das Programm hängt an; gegen 12:30 Uhr gehen wir gemeinsam in die Kantine."),
        ("paris", "parfait, à bientôt !"),
        (KATHARINA, "ich begrüße die Gäste um 10:15 Uhr im großen Saal."),
    ]),
    ("INBOX", "Geburtstag von Jörg", "", [
        (AYSE, "Jörg wird nächste Woche 50! Ich sammle für ein Geschenk – er wünscht sich seit Langem ein gutes Fernglas.\n\nBitte nicht weitersagen. :-)"),
        (SOEREN, "bin dabei! 🎉"),
        (ANNA, "ich auch. Kuchen bringe ich mit, Käse- und Pflaumenkuchen."),
        (KATHARINA, "ich beteilige mich gern, der Umschlag liegt in Ihrem Fach."),
    ]),
    ("Personal/Urlaub", "Urlaubsplanung Sommer", "", [
        (AYSE, "bitte tragen Sie Ihre Sommerwünsche bis zum 15. in die Liste ein. Wer schulpflichtige Kinder hat, bitte ankreuzen."),
        (ANNA, "ich würde gern die ersten drei Augustwochen nehmen. Vertretung übernimmt Jörg."),
        (JOERG, "Vertretung geht klar."),
        (AYSE, "genehmigt. Schöne Erholung schon jetzt!"),
    ]),
    ("Personal", "Fortbildung „Leichte Sprache“", "", [
        ("rat", "der Personalrat weist auf die Fortbildung „Leichte Sprache in Bescheiden“ hin. Es gibt noch fünf Plätze. Anmeldung formlos per Antwort auf diese Nachricht."),
        (ANNA, "ich melde mich hiermit an."),
        ("rat", "Sie sind angemeldet. Die Unterlagen folgen eine Woche vor Beginn."),
    ]),
    ("Prüfung & Maß", "Messprotokoll Prüfstand 3", "", [
        ("uni", "die Kalibrierung ist abgeschlossen. Abweichung ±0,3 µm bei 20 °C, Protokoll und Diagramm liegen bei."),
        (ANNA, "vielen Dank. Für den Bericht brauchen wir noch die Unsicherheit nach Anhang C – können Sie die nachreichen?"),
        ("uni", "nachgereicht, siehe Seite 2 der neuen Fassung."),
    ]),
    ("Prüfung & Maß", "Rückfrage zum Prüfbericht: Maßstab der Anlage 4", "", [
        (KATHARINA, "in Anlage 4 steht „Maßstab 1 : 500“, gezeichnet ist aber 1 : 250. Bitte prüfen."),
        (JOERG, "stimmt, beim Umwandeln ist die Zeichnung auf A3 vergrößert worden. Korrigierte Fassung anbei."),
        (ANNA, "ausgetauscht. Die alte Fassung ist in der Akte als überholt gekennzeichnet."),
    ]),
]

# Sentences for the many ordinary mails of a mailing list of several agencies.
LIST_SUBJECTS = ["Erfahrungen mit Zertifikaten für S/MIME", "Drucker unter dem neuen Arbeitsplatz", "Frage zu Sieve-Filtern in freigegebenen Postfächern",
                 "Wer nutzt schon den gemeinsamen Kalender?", "Tastaturkürzel: Sammlung", "Umgang mit sehr großen Anlagen",
                 "Vorlagen für Abwesenheitsnotizen", "Signaturen zentral vorgeben?", "Länderübergreifende Adressbücher", "Öffentliche Schlüssel veröffentlichen"]
LIST_SENTENCES = ["Bei uns läuft das seit dem Frühjahr ohne Störungen.", "Wir haben dafür eine kurze Anleitung geschrieben, die ich gern weitergebe.",
                  "Die Rückmeldungen aus den Referaten waren überwiegend positiv.", "Ein Stolperstein war die Größenbeschränkung am Übergang zum Verwaltungsnetz.",
                  "Hat jemand das schon einmal mit mehr als 500 Personen ausprobiert?", "Die Datenschutzbeauftragte hatte zunächst Bedenken, die ließen sich aber ausräumen.",
                  "Wir würden uns an einer gemeinsamen Lösung gern beteiligen.", "Für die Barrierefreiheit ist wichtig, dass alles mit der Tastatur erreichbar ist.",
                  "Ein Nachteil: Ohne Verbindung ins Netz ging es früher gar nicht.", "Im Anhang der Dienstvereinbarung steht dazu nur ein Satz.",
                  "Nächsten Monat stellen wir unser Vorgehen in der Arbeitsgruppe vor.", "Das müsste man einmal in Ruhe ausmessen, statt zu schätzen."]
LIST_PEOPLE = [("Hildegard Schößler", "schoessler@amt-nord.example"), ("Mehmet Çelik", "celik@landesbetrieb.example"), ("Jürgen Jäger", "j.jaeger@kreis-muster.example"),
               ("Zoë Krüger", "zoe.krueger@rechenzentrum.example"), ("O'Neill, Sinéad", "oneill@interreg.example"), ("Ágnes Nagy-Szabó", "nagy@partner.example")]

CANTEEN = [("Linseneintopf mit Spätzle", "Käsespätzle mit Röstzwiebeln"), ("Gemüselasagne", "Rinderroulade mit Klößen und Rotkohl"),
           ("Grünkohl mit Pinkel", "Kürbisrisotto"), ("Königsberger Klopse", "Ofenkartoffel mit Kräuterquark"), ("Seelachs auf Blattspinat", "Pilzragout mit Semmelknödel"),
           ("Kohlrübeneintopf", "Süßkartoffelcurry"), ("Maultaschen in der Brühe", "Pfannkuchen mit Apfelmus")]

TICKETS = ["Passwort abgelaufen", "Netzlaufwerk nicht erreichbar", "Drucker im Flur B meldet Papierstau", "Bildschirm flackert", "Neues Zertifikat für die Signaturkarte",
           "Zugang zum Besprechungsraum-Kalender", "Telefon ohne Freizeichen", "Aktualisierung in der Nacht zum Sonntag", "Speicherplatz zu 90 % belegt",
           "Umlaute in Dateinamen auf dem Übergabelaufwerk"]

NEWSLETTER = [("Neues aus dem Haus", "Der Fahrradkeller ist fertig", "Ab sofort stehen 60 überdachte Stellplätze mit Lademöglichkeit zur Verfügung. Den Schlüssel gibt es bei der Poststelle."),
              ("Neues aus dem Haus", "So lief der Tag der offenen Tür", "Über 1.200 Gäste haben unsere Labore besucht. Besonders beliebt: der Prüfstand für Straßenbeläge."),
              ("Neues aus dem Haus", "Gesund am Arbeitsplatz", "Die bewegte Pause findet wieder dienstags und donnerstags um 11:45 Uhr im Innenhof statt."),
              ("Neues aus dem Haus", "Ideen gesucht", "Das Vorschlagswesen geht in die nächste Runde. Jede umgesetzte Idee wird ausgezeichnet."),
              ("Neues aus dem Haus", "Wir stellen vor: die Registratur", "Vier Menschen, elf Kilometer Akten und seit diesem Jahr kein einziger Umlaufzettel mehr.")]

SPAM = ["Sie haben 1 ungelesene Nachricht von Ihrer Bank", "Re: Rechnung 4711 überfällig!!!", "Glückwunsch, Sie wurden ausgewählt", "Ihr Paket konnte nicht zugestellt werden",
        "Günstige Lizenzschlüssel – nur heute", "Letzte Mahnung vor Kontosperrung", "SEO für Ihre Behörde: Platz 1 garantiert", "Werden Sie jetzt Testkäufer*in"]

# Single mails to Anna: (who, subject, text, Anna's answer or "")
EVERYDAY = [
    (KATHARINA, "Rücksprache vor der Leitungsrunde", "können Sie morgen um 8:45 Uhr kurz zu mir kommen? Ich möchte vor der Leitungsrunde noch über den Zeitplan sprechen.", ""),
    (SOEREN, "Wartungsfenster am Samstag", "am Samstag zwischen 6 und 10 Uhr wird das Speichersystem aktualisiert. Postfächer sind in dieser Zeit nur lesbar.\n\nWer offline arbeitet, merkt davon nichts – Änderungen werden danach übertragen.", ""),
    (JOERG, "Fotos von der Baustelle", "die Bilder sind auf dem Übergabelaufwerk im Ordner „Brücke/Übergänge“. Am schönsten ist das mit dem Nebel.", "sehr schön, das nehmen wir für die Titelseite."),
    (POST, "Einschreiben für Sie", "für Sie liegt ein Einschreiben der Stadt Musterstädt bereit. Abholung bis 15 Uhr in Raum 0.03.", ""),
    (AYSE, "Stellenbesetzung Z 2: Unterlagen", "die Bewerbungsunterlagen liegen in der Akte. Es sind 23 Bewerbungen, davon sieben mit einschlägiger Erfahrung.\n\nDie Schwerbehindertenvertretung ist beteiligt.", "vielen Dank, ich sehe sie bis Donnerstag durch."),
    ("rat", "Dienstvereinbarung mobiles Arbeiten: Entwurf", "der Entwurf ist zwischen beiden Seiten abgestimmt. Neu ist § 4 Absatz 2: Erreichbarkeit nur innerhalb der Rahmenzeit.", ""),
    ("druck", "Korrekturabzug Faltblatt „Barrierefrei ankommen“", "anbei der Korrekturabzug. Bitte prüfen Sie besonders die Kontraste auf Seite 3 und geben Sie uns bis Freitag die Freigabe.", "freigegeben, mit einer Änderung: „Straßenbahn“ statt „Tram“."),
    (SOEREN, "Deine Frage zu den Schlüsseln", "das Zertifikat gilt bis März. Vor dem Ablauf bekommst du ein neues, die alten bleiben zum Lesen erhalten.", ""),
    (JOERG, "Mittagessen?", "um zwölf in der Kantine? Es gibt Käsespätzle.", "bin dabei!"),
    ("stadt", "Anhörung Bebauungsplan „Südliche Mühlwiesen“", "im Rahmen der Beteiligung der Träger öffentlicher Belange bitten wir um Ihre Stellungnahme bis zum Ende des Monats.", ""),
    (KATHARINA, "Kleine Anfrage zum Stand der Umstellung", "bitte einen Antwortbeitrag von höchstens einer halben Seite bis übermorgen, Dienstschluss. Die Frage 3 betrifft ausdrücklich die Barrierefreiheit.", "Beitrag liegt in der Akte, Frage 3 habe ich mit Frau Yıldız abgestimmt."),
    (AYSE, "Ersthelferliste aktualisiert", "die Liste hängt jetzt auch im zweiten Stock. Du stehst wieder drauf – danke!", ""),
    (POST, "Irrläufer", "diese Sendung ist bei uns gelandet, gehört aber vermutlich zu Ihnen: „Prüfbericht Straßenbeläge, 2. Ausfertigung“. Wir legen sie in Ihr Fach.", ""),
    ("uni", "Vortrag im Kolloquium", "hätten Sie Lust, im Januar über offene Standards in der Verwaltung vorzutragen? Zwanzig Minuten, danach Gespräch bei Kaffee und Żurek.", "sehr gern! Der 14. passt mir gut."),
    (SOEREN, "Neues Tastaturkürzel", "Strg+K springt jetzt ins Suchfeld, F6 zwischen den Bereichen. Sag Bescheid, falls etwas fehlt.", "großartig, das war der letzte Punkt auf unserer Liste."),
    (JOERG, "Verkehrszählung Schloßallee", "die Zählung ist durch: 8.412 Kfz am Tag, davon 6 % Schwerverkehr. Weniger, als wir dachten.", ""),
    ("paris", "Photos de la visite", "un grand merci für den schönen Tag! Die Bilder hängen nicht an, sie sind zu groß; ich schicke sie per Post.", ""),
    (KATHARINA, "Dank", "die Präsentation kam im Ministerium sehr gut an. Bitte geben Sie meinen Dank an alle Beteiligten weiter.", "das mache ich gern."),
    (AYSE, "Zeiterfassung: fehlende Buchung", "am vergangenen Mittwoch fehlt deine Gehen-Buchung. Bitte bis Monatsende nachtragen.", "nachgetragen: 16:35 Uhr."),
    (POST, "Schließung der Poststelle zwischen den Jahren", "zwischen Weihnachten und Neujahr ist die Poststelle täglich von 9 bis 11 Uhr besetzt. Fristsachen bitte vorher ankündigen.", ""),
    (JOERG, "Prüfbericht zur Entwässerung", "der Prüfbericht ist da. Kurz gesagt: Die Mulden reichen, aber der Durchlass unter der Mühlstraße ist zu klein.", ""),
    ("nordbau", "Terminverschiebung Probebohrung", "wegen eines Geräteschadens müssen wir die Probebohrung um drei Tage verschieben. Wir bitten um Verständnis.", "verstanden, danke für die frühe Nachricht."),
    (SOEREN, "Postfach fast voll", "dein Postfach ist zu 87 % belegt. Die größten Brocken sind die Baustellenfotos vom Sommer – darf ich sie ins Archiv verschieben?", "ja bitte."),
    ("rat", "Betriebsausflug: Abstimmung", "zur Wahl stehen: Schifffahrt auf der Beispielach, Führung durch die Straußwirtschaft, Wanderung zur Burg Größenwahn. Antwort genügt.", "Wanderung!"),
    (KATHARINA, "Vermerk Aktenaussonderung", "gezeichnet. Bitte z. d. A.", ""),
    (AYSE, "Sprechzeiten der Betriebsärztin", "die Betriebsärztin ist donnerstags von 9 bis 12 Uhr im Haus. Für Bildschirmbrillen bitte vorher anmelden.", ""),
    (JOERG, "Änderung der Straßenverkehrs-Ordnung", "ich habe die Änderungen zusammengefasst, vor allem § 45 betrifft uns. Lesezeit: fünf Minuten.", "sehr hilfreich, danke!"),
    ("stadt", "Baustellenkoordinierung: Einladung", "das nächste Koordinierungsgespräch findet im Rathaus statt, Sitzungssaal Łódź, 3. Stock (Aufzug vorhanden).", ""),
    (SOEREN, "Umfrage: Wie zufrieden sind Sie mit der IT?", "drei Fragen, eine Minute. Ergebnisse wie immer im Haus-Netz.", ""),
    (POST, "Neue Frankiermaschine", "die neue Frankiermaschine druckt auch Großbriefe. Einweisung täglich um 13 Uhr.", ""),
    ("uni", "Gutachten zur Rußmessung", "das Gutachten ist fertig. Die Werte liegen deutlich unter dem Grenzwert von 1,5 µg/m³.", "herzlichen Dank, das beruhigt."),
    (KATHARINA, "Beurteilungsrunde", "die Beurteilungsgespräche sollen bis zum Quartalsende geführt sein. Vorlagen liegen bei Frau Yıldız.", ""),
    (AYSE, "Mutterschutzvertretung", "Frau Çelik übernimmt die Vertretung ab dem Ersten mit 30 Stunden.", ""),
    (JOERG, "Wer hat den Schlüssel zum Gerätelager?", "ich bräuchte das Nivelliergerät. Der Haken ist leer …", "liegt bei mir, kommt sofort."),
]
