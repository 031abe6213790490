// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/quickadd.h"

#include <QTest>
#include <QTimeZone>

namespace Kontor
{

/// Sentences as people type them, in German and English.
class QuickAddTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_data();
    void understands();
    void losesNoWord_data();
    void losesNoWord();
    void endsSoonWhateverItIs();
};

// Monday, 23 November 2026, 10:00.
static QDateTime now()
{
    return QDateTime(QDate(2026, 11, 23), QTime(10, 0), QTimeZone("Europe/Berlin"));
}

static QString inShort(const QuickAdd &event)
{
    if (!event.start.isValid()) {
        return QStringLiteral("-");
    }
    if (event.isAllDay) {
        return event.start.date() == event.end.date() ? event.start.toString(QStringLiteral("d.M.yyyy"))
                                                      : QString(event.start.toString(QStringLiteral("d.M.yyyy")) + u'-' + event.end.toString(QStringLiteral("d.M.yyyy")));
    }
    const auto end = event.start.date() == event.end.date() ? QStringLiteral("HH:mm") : QStringLiteral("d.M. HH:mm");
    return QString(event.start.toString(QStringLiteral("d.M.yyyy HH:mm")) + u'-' + event.end.toString(end));
}

void QuickAddTest::understands_data()
{
    QTest::addColumn<QString>("when");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QString>("more"); // place | people | rule | categories | link
    const auto row = [](const char *sentence, const char *when, const char *summary, const char *more = "") {
        QTest::newRow(sentence) << QString::fromUtf8(when) << QString::fromUtf8(summary) << QString::fromUtf8(more);
    };
    // German
    row("Fr 14-15 Uhr Lagebesprechung mit B. Demo, Raum 2.04", "27.11.2026 14:00-15:00", "Lagebesprechung", "Raum 2.04|B. Demo");
    row("morgen 9:30 Zahnarzt", "24.11.2026 09:30-10:30", "Zahnarzt");
    row("Mi, 2.12. ganztägig Betriebsausflug", "2.12.2026", "Betriebsausflug");
    row("jeden Montag 10 Uhr Jour fixe", "30.11.2026 10:00-11:00", "Jour fixe", "||FREQ=WEEKLY;BYDAY=MO");
    row("übermorgen 8 bis 9.30 Frühstück", "25.11.2026 08:00-09:30", "Frühstück");
    row("23.12.-2.1. Urlaub", "23.12.2026-2.1.2027", "Urlaub");
    row("Urlaub vom 23. bis 27. Dezember", "23.12.2026-27.12.2026", "Urlaub");
    row("Urlaub 21.-24.12.2026", "21.12.2026-24.12.2026", "Urlaub");
    row("heute 17 Uhr Kasse abrechnen", "23.11.2026 17:00-18:00", "Kasse abrechnen");
    row("heute um 11 Anruf", "23.11.2026 11:00-12:00", "Anruf");
    row("9 Uhr Tee", "24.11.2026 09:00-10:00", "Tee");
    row("Montag 9 Uhr Runde", "30.11.2026 09:00-10:00", "Runde");
    row("Montag 12 Uhr Runde", "23.11.2026 12:00-13:00", "Runde");
    row("nächsten Montag 12 Uhr Runde", "30.11.2026 12:00-13:00", "Runde");
    row("Donnerstag 14:00 - 16:00 Uhr Personalrat", "26.11.2026 14:00-16:00", "Personalrat");
    row("Do 14 Uhr Abstimmung", "26.11.2026 14:00-15:00", "Abstimmung");
    row("So, 29.11. 11 Uhr Advent", "29.11.2026 11:00-12:00", "Advent");
    row("am 3. Dezember um 15 Uhr Prüfung bei Frau Schäfer", "3.12.2026 15:00-16:00", "Prüfung", "Frau Schäfer");
    row("15.1. Steuertermin", "15.1.2027", "Steuertermin");
    row("15.01.2028 Frist", "15.1.2028", "Frist");
    row("29. Februar Schalttag", "29.2.2028", "Schalttag");
    row("Di 13h30 Mittagessen mit Anna Müller und Jörg Weiß", "24.11.2026 13:30-14:30", "Mittagessen", "|Anna Müller,Jörg Weiß");
    row("Fr. Meier anrufen morgen 8 Uhr", "24.11.2026 08:00-09:00", "Fr. Meier anrufen");
    row("morgen um halb neun Kaffee", "24.11.2026 08:30-09:30", "Kaffee");
    row("morgen Viertel nach acht Abfahrt", "24.11.2026 08:15-09:15", "Abfahrt");
    row("morgen viertel vor 9 Abfahrt", "24.11.2026 08:45-09:45", "Abfahrt");
    row("morgen Vormittag Ablage", "24.11.2026 10:00-11:00", "Ablage");
    row("morgen früh Laufen", "24.11.2026 08:00-09:00", "Laufen");
    row("Freitag Abend um 7 Kino", "27.11.2026 19:00-20:00", "Kino");
    row("Freitag Mittag Kantine", "27.11.2026 12:00-13:00", "", "Kantine");
    row("morgen 10 Uhr Workshop 3 Stunden", "24.11.2026 10:00-13:00", "Workshop");
    row("morgen 10 Uhr für 90 Minuten Schulung", "24.11.2026 10:00-11:30", "Schulung");
    row("morgen 10 Uhr Schulung 1,5 Std.", "24.11.2026 10:00-11:30", "Schulung");
    row("morgen 10 Uhr eine halbe Stunde Rücksprache", "24.11.2026 10:00-10:30", "Rücksprache");
    row("morgen 10 Uhr anderthalb Stunden Rücksprache", "24.11.2026 10:00-11:30", "Rücksprache");
    row("Fr 23-1 Uhr Nachtdienst", "27.11.2026 23:00-28.11. 01:00", "Nachtdienst");
    row("in 3 Tagen Abgabe", "26.11.2026", "Abgabe");
    row("in zwei Wochen Abgabe", "7.12.2026", "Abgabe");
    row("nächste Woche Mittwoch 9 Uhr Begehung", "2.12.2026 09:00-10:00", "Begehung");
    row("Mo-Fr Fortbildung in Köln", "23.11.2026-27.11.2026", "Fortbildung", "Köln");
    row("ab 1.12. drei Tage Messe", "1.12.2026-3.12.2026", "Messe");
    row("täglich 8:45 Stehrunde", "24.11.2026 08:45-09:45", "Stehrunde", "||FREQ=DAILY");
    row("werktags 11 Uhr Lage", "23.11.2026 11:00-12:00", "Lage", "||FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    row("jeden zweiten Dienstag 14 Uhr Team", "24.11.2026 14:00-15:00", "Team", "||FREQ=WEEKLY;INTERVAL=2;BYDAY=TU");
    row("alle 2 Wochen am Mittwoch 14 Uhr Team", "25.11.2026 14:00-15:00", "Team", "||FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
    row("jeden ersten Montag im Monat 9 Uhr Dienstbesprechung", "7.12.2026 09:00-10:00", "Dienstbesprechung", "||FREQ=MONTHLY;BYDAY=1MO");
    row("am letzten Freitag im Monat 16 Uhr Ausklang", "27.11.2026 16:00-17:00", "Ausklang", "||FREQ=MONTHLY;BYDAY=-1FR");
    row("jeden 15. Gehaltslauf", "15.12.2026", "Gehaltslauf", "||FREQ=MONTHLY;BYMONTHDAY=15");
    row("dienstags und donnerstags 7 Uhr Sport", "24.11.2026 07:00-08:00", "Sport", "||FREQ=WEEKLY;BYDAY=TU,TH");
    row("jeden Mo, Mi und Fr 12 Uhr Runde", "23.11.2026 12:00-13:00", "Runde", "||FREQ=WEEKLY;BYDAY=MO,WE,FR");
    row("jährlich am 3. Mai Gründungstag", "3.5.2027", "Gründungstag", "||FREQ=YEARLY");
    row("jeden Montag 12 Uhr Kurs 10 mal", "23.11.2026 12:00-13:00", "Kurs", "||FREQ=WEEKLY;BYDAY=MO;COUNT=10");
    row("jeden Tag bis 24.12. Kalendertür", "23.11.2026", "Kalendertür", "||FREQ=DAILY;UNTIL=20261224");
    row("jeden Dienstag 9 Uhr bis 31.12. Kurs", "24.11.2026 09:00-10:00", "Kurs", "||FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T225959Z");
    row("Fr 10 Uhr Planung #Haushalt #Team", "27.11.2026 10:00-11:00", "Planung", "|||Haushalt,Team");
    row("Mi 10 Uhr Sitzung https://meet.example.org/abc-def", "25.11.2026 10:00-11:00", "Sitzung", "||||https://meet.example.org/abc-def");
    row("Mi 10 Uhr Abnahme Ort: Baustelle Nord", "25.11.2026 10:00-11:00", "Abnahme", "Baustelle Nord");
    row("Besprechung Haushalt, Fr 27.11., 10-11.30 Uhr, Saal 3", "27.11.2026 10:00-11:30", "Besprechung Haushalt", "Saal 3");
    row("Gespräch mit Dr. Schäfer, Sitzungssaal Nord, morgen 15 Uhr", "24.11.2026 15:00-16:00", "Gespräch", "Sitzungssaal Nord|Dr. Schäfer");
    row("Übergabe mit b.demo@beispielamt.test morgen 16 Uhr", "24.11.2026 16:00-17:00", "Übergabe", "|b.demo@beispielamt.test");
    row("2026-12-24 14:00 Bescherung", "24.12.2026 14:00-15:00", "Bescherung");
    // English
    row("lunch with Anna tomorrow at noon for 90 min", "24.11.2026 12:00-13:30", "lunch", "|Anna");
    row("every 2 weeks on Tue 3pm standup #Team", "24.11.2026 15:00-16:00", "standup", "||FREQ=WEEKLY;INTERVAL=2;BYDAY=TU|Team");
    row("next Friday 5pm–6:30pm review @ Room 4", "27.11.2026 17:00-18:30", "review", "Room 4");
    row("Dentist on Dec 3 at 9:15am", "3.12.2026 09:15-10:15", "Dentist");
    row("Dec 23 - Jan 2 holidays", "23.12.2026-2.1.2027", "holidays");
    row("December 24th all day off", "24.12.2026", "off");
    row("Budget review Thursday 11-1pm", "26.11.2026 11:00-13:00", "Budget review");
    row("call Bob today at 3", "23.11.2026 15:00-16:00", "call Bob");
    row("Thu 14:00-15:30 planning", "26.11.2026 14:00-15:30", "planning");
    row("day after tomorrow 10am demo", "25.11.2026 10:00-11:00", "demo");
    row("in two weeks check-up", "7.12.2026", "check-up");
    row("every weekday 10:15 stand-up", "23.11.2026 10:15-11:15", "stand-up", "||FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    row("every first Monday of the month 9am all hands", "7.12.2026 09:00-10:00", "all hands", "||FREQ=MONTHLY;BYDAY=1MO");
    row("every other Wednesday at 4pm one on one", "25.11.2026 16:00-17:00", "one on one", "||FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
    row("Mondays 8pm choir", "23.11.2026 20:00-21:00", "choir", "||FREQ=WEEKLY;BYDAY=MO");
    row("daily 9:00 sync until Dec 18", "24.11.2026 09:00-10:00", "sync", "||FREQ=DAILY;UNTIL=20261218T225959Z");
    row("Wednesday half past nine coffee", "25.11.2026 09:30-10:30", "coffee");
    row("tomorrow 10am workshop 2 hours in Berlin", "24.11.2026 10:00-12:00", "workshop", "Berlin");
    row("tonight dinner", "23.11.2026 19:00-20:00", "dinner");
    row("Sat 9am-5pm open day", "28.11.2026 09:00-17:00", "open day");
    row("meeting with Anna and Bob Smith, tomorrow 2pm", "24.11.2026 14:00-15:00", "meeting", "|Anna,Bob Smith");
    row("next week planning", "30.11.2026", "planning");
    // Nothing about when
    row("Haushalt 2027", "-", "Haushalt 2027");
    row("Do the laundry", "-", "Do the laundry");
    row("So geht es nicht", "-", "So geht es nicht");
    row("50% Rabatt für 3-4 Personen", "-", "50% Rabatt für 3-4 Personen");
    row("Version 3.14 besprechen", "-", "Version 3.14 besprechen");
    row("25:99 Unsinn", "-", "25:99 Unsinn");
    row("31.2. Unsinn", "-", "31.2. Unsinn");
    row("", "-", "");
}

void QuickAddTest::understands()
{
    QFETCH(QString, when);
    QFETCH(QString, summary);
    QFETCH(QString, more);
    const auto event = QuickAdd::read(QString::fromUtf8(QTest::currentDataTag()), now());
    QCOMPARE(inShort(event), when);
    QCOMPARE(event.summary, summary);
    const auto parts = QString(more + QLatin1String("||||")).split(u'|');
    QCOMPARE(event.location, parts.at(0));
    QCOMPARE(event.people.join(u','), parts.at(1));
    QCOMPARE(event.rule, parts.at(2));
    QCOMPARE(event.categories.join(u','), parts.at(3));
    QCOMPARE(event.conference, parts.at(4));
}

void QuickAddTest::losesNoWord_data()
{
    QTest::addColumn<QString>("sentence");
    for (const auto *sentence : {"Abnahme 3. Bauabschnitt am 31.2. um 25 Uhr mit niemandem", "um ab von bis am", "mit", "@", "#", "Treffen in", "Wo: ", "jeden 99. Tag Murmeln",
                                 "12-12 Uhr Gleichstand", "am 0.0. nichts", "13pm", "Mittwochstreff planen", "Morgenstern lesen", "Sonntagsrede halten"}) {
        QTest::newRow(sentence) << QString::fromUtf8(sentence);
    }
}

void QuickAddTest::losesNoWord()
{
    QFETCH(QString, sentence);
    const auto event = QuickAdd::read(sentence, now());
    static const QRegularExpression words(QStringLiteral("\\p{L}{4,}"));
    for (auto found = words.globalMatch(sentence); found.hasNext();) {
        const auto word = found.next().captured();
        const bool isKept = event.summary.contains(word) || event.location.contains(word) || event.with.contains(word) || !event.rule.isEmpty();
        QVERIFY2(isKept, qPrintable(word));
    }
}

void QuickAddTest::endsSoonWhateverItIs()
{
    const auto check = [](const QString &sentence) {
        const auto event = QuickAdd::read(sentence, now());
        QVERIFY(event.summary.size() <= sentence.size());
        QVERIFY(!event.start.isValid() || event.start.date().year() < 2200);
    };
    check(QString(u'1').repeated(100000));
    check(QStringLiteral("Mo-").repeated(20000));
    check(QStringLiteral("mit A. ").repeated(20000));
    check(QStringLiteral("jeden Mo und ").repeated(20000));
    check(QStringLiteral("1.1.-").repeated(20000));
    check(QString(QChar(0x1f)).repeated(1000));
    check(QStringLiteral("in 999 Monaten in 999 Wochen Treffen"));
}

}

QTEST_GUILESS_MAIN(Kontor::QuickAddTest)
#include "quickaddtest.moc"
