// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactmerge.h"
#include "contacts/vcardreader.h"
#include "contacts/vcardwriter.h"
#include "groupware/propertyedit.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
QByteArray card(const QByteArray &lines, const QByteArray &version = "3.0")
{
    return "BEGIN:VCARD\r\nVERSION:" + version + "\r\nUID:u1\r\n" + lines + "END:VCARD\r\n";
}

/// What the server gets: the edit carried out on the server's own bytes.
template<class Change>
QByteArray edited(const QByteArray &bytes, Change change)
{
    auto wanted = VCardReader::read(bytes);
    change(wanted);
    return applyEdits(bytes, editsBetween(bytes, VCardWriter::write(bytes, wanted))).value_or("error");
}

/// The lines that are not in both.
QByteArrayList difference(const QByteArray &before, const QByteArray &after)
{
    auto gone = before.split('\n');
    QByteArrayList come;
    for (const auto lines = after.split('\n'); const auto &line : lines) {
        if (!gone.removeOne(line)) {
            come << QByteArray('+' + line.trimmed());
        }
    }
    for (const auto &line : std::as_const(gone)) {
        come << QByteArray('-' + line.trimmed());
    }
    std::ranges::sort(come);
    return come;
}
}

/// Cards as other programs write them, with what is odd about them.
class ForeignCardsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parametersStayAsTheyAreSpelled();
    void birthdaysKeepTheirForm_data();
    void birthdaysKeepTheirForm();
    void theLineThatIsShownIsTheOneThatChanges();
    void softLineBreaksAreOneText();
    void aByteOrderMarkIsNoReasonToRefuse();
    void oldLineEndsAreKept();
    void cardsOfVersion21AreReadWhole();
    void mergingKeepsTheFirstBirthday_data();
    void mergingKeepsTheFirstBirthday();
};

void ForeignCardsTest::parametersStayAsTheyAreSpelled()
{
    const auto bytes = card("FN:Anna\r\nN;Sort-As=\"a,b\":B;Anna;;;\r\nTel;x-Odd=\"q\";type=CELL;X-e=a^b:1\r\n"
                            "ADR;X-Geo=\"g:1,2\";type=HOME;x-y=1:;;Weg 1;Ort;;1;\r\n");
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.phones[0].types = QStringList{u"home"_s}; })),
             (QByteArrayList{"+Tel;x-Odd=\"q\";TYPE=HOME;X-e=a^b:1", "-Tel;x-Odd=\"q\";type=CELL;X-e=a^b:1"}));
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.phones[0].label = u"Pforte"_s; })),
             (QByteArrayList{"+item1.Tel;x-Odd=\"q\";type=CELL;X-e=a^b:1", "+item1.X-ABLABEL:Pforte", "-Tel;x-Odd=\"q\";type=CELL;X-e=a^b:1"}));
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.addresses[0].types = QStringList{u"work"_s}; })),
             (QByteArrayList{"+ADR;X-Geo=\"g:1,2\";TYPE=WORK;x-y=1:;;Weg 1;Ort;;1;", "-ADR;X-Geo=\"g:1,2\";type=HOME;x-y=1:;;Weg 1;Ort;;1;"}));
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) {
                 one.phones[0].types = QStringList{u"work"_s};
                 one.phones[0].value = u"2"_s;
             })),
             (QByteArrayList{"+Tel;x-Odd=\"q\";TYPE=WORK;X-e=a^b:2", "-Tel;x-Odd=\"q\";type=CELL;X-e=a^b:1"}));
}

void ForeignCardsTest::birthdaysKeepTheirForm_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QDate>("wanted");
    QTest::addColumn<QByteArray>("after");
    const QDate day(1990, 1, 2);
    const QDate withoutYear(yearUnknown, 3, 4);
    QTest::newRow("3, with its type") << "3.0"_ba << "BDAY;value=date:1980-05-06"_ba << day << "BDAY;value=date:1990-01-02"_ba;
    QTest::newRow("3, several") << "3.0"_ba << "BDAY;X-a=1;value=date;X-b=\"2\":1980-05-06"_ba << day << "BDAY;X-a=1;value=date;X-b=\"2\":1990-01-02"_ba;
    QTest::newRow("3, plain") << "3.0"_ba << "BDAY:19800506"_ba << day << "BDAY:19900102"_ba;
    QTest::newRow("3, time of day") << "3.0"_ba << "BDAY;VALUE=date-time:1980-05-06T00:00:00Z"_ba << day << "BDAY:1990-01-02"_ba;
    QTest::newRow("3, Apple's") << "3.0"_ba << "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06"_ba << withoutYear << "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-04"_ba;
    QTest::newRow("4, without a year") << "4.0"_ba << "BDAY:--0506"_ba << day << "BDAY:19900102"_ba; // RFC 6350 knows the basic format only
    QTest::newRow("4, loses its year") << "4.0"_ba << "BDAY;CALSCALE=gregorian:19800506"_ba << withoutYear << "BDAY;CALSCALE=gregorian:--0304"_ba;
    QTest::newRow("4, a moment") << "4.0"_ba << "BDAY:19800506T1430-0500"_ba << day << "BDAY:19900102"_ba;
}

void ForeignCardsTest::birthdaysKeepTheirForm()
{
    QFETCH(const QByteArray, version);
    QFETCH(const QByteArray, before);
    QFETCH(const QDate, wanted);
    QFETCH(const QByteArray, after);
    const auto bytes = card("FN:x\r\n" + before + "\r\n", version);
    QVERIFY(VCardReader::read(bytes).birthday.isValid());
    QCOMPARE(difference(bytes, edited(bytes, [&wanted](ContactDraft &one) { one.birthday = wanted; })), (QByteArrayList{'+' + after, '-' + before}));
}

void ForeignCardsTest::theLineThatIsShownIsTheOneThatChanges()
{
    const auto bytes = card("FN:\r\nFN:Echt Name\r\nN:;;;;\r\nN:Name;Echt;;;\r\nNOTE:\r\nNOTE:da\r\n");
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.family = u"Neu"_s; })), (QByteArrayList{"+N:Neu;Echt;;;", "-N:Name;Echt;;;"}));
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.note = u"dort"_s; })), (QByteArrayList{"+NOTE:dort", "-NOTE:da"}));
}

void ForeignCardsTest::softLineBreaksAreOneText()
{
    const auto bytes = card("N:B;A\r\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:eins =\r\n=C3=A4zwei =\r\n drei=0D=0Avier\r\nTEL;HOME:1\r\n", "2.1");
    QCOMPARE(ContentText::parse(bytes).toBytes(), bytes);
    QCOMPARE(VCardReader::read(bytes).note, u"eins äzwei  drei\nvier"_s);
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.phones[0].value = u"2"_s; })), (QByteArrayList{"+TEL;HOME:2", "-TEL;HOME:1"}));
    const auto after = edited(bytes, [](ContactDraft &one) { one.note = u"kurz"_s; });
    QVERIFY2(after.contains("\r\nNOTE:kurz\r\nTEL;HOME:1\r\n"), after);
    // A break in front of the end is none.
    const auto cut = card("N:B;A\r\nNOTE;ENCODING=QUOTED-PRINTABLE:eins=\r\n", "2.1");
    QCOMPARE(VCardReader::read(cut).note, u"eins"_s);
    QCOMPARE(VCardReader::split(cut + bytes).size(), 2);
}

void ForeignCardsTest::aByteOrderMarkIsNoReasonToRefuse()
{
    const QByteArray bytes = QByteArray("\xef\xbb\xbf") + card("FN:Anna\r\nNOTE:a\r\n");
    QCOMPARE(VCardReader::read(bytes).formattedName, u"Anna"_s);
    QVERIFY(VCardReader::isReadable(bytes));
    QCOMPARE(VCardReader::split(bytes).size(), 1);
    QCOMPARE(difference(bytes, edited(bytes, [](ContactDraft &one) { one.note = u"b"_s; })), (QByteArrayList{"+NOTE:b", "-NOTE:a"}));
}

void ForeignCardsTest::oldLineEndsAreKept()
{
    const auto bytes = card("FN:Anna\r\nNOTE:a\r\n").replace("\r\n", "\r");
    auto expected = bytes;
    QCOMPARE(edited(bytes, [](ContactDraft &one) { one.note = u"b"_s; }), expected.replace("NOTE:a", "NOTE:b"));
}

void ForeignCardsTest::cardsOfVersion21AreReadWhole()
{
    const auto file = card("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\r\n"
                           "NOTE;ENCODING=QUOTED-PRINTABLE:eins=0D=0A=\r\nzwei\r\nPHOTO;JPEG;ENCODING=BASE64:\r\n /9j/4AAQ\r\n SkZJ\r\n\r\n"
                           "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nN:In;ner\r\nEND:VCARD\r\nTEL;WORK;PREF:1\r\n"
                           "X-ODD;FOO;ENCODING=QUOTED-PRINTABLE:b=C3=A4r=0D=0Ax\r\n", "2.1");
    const auto cards = VCardReader::split(file);
    QCOMPARE(cards.size(), 1);
    const auto read = VCardReader::read(cards.first());
    QCOMPARE(read.family, u"Müller"_s);
    QCOMPARE(read.note, u"eins\nzwei"_s);
    QCOMPARE(read.photo.size(), 9);
    QCOMPARE(read.phones.value(0).value, u"1"_s);
    QVERIFY2(cards.first().contains("VERSION:3.0\r\n"), cards.first());
    QVERIFY2(cards.first().contains("\nX-ODD;TYPE=FOO:b\xc3\xa4r\\nx\r\n"), cards.first());
}

void ForeignCardsTest::mergingKeepsTheFirstBirthday_data()
{
    QTest::addColumn<QDate>("first");
    QTest::addColumn<QDate>("second");
    QTest::addColumn<QDate>("expected");
    const QDate day(yearUnknown, 2, 28);
    QTest::newRow("another day") << day << QDate(yearUnknown, 4, 15) << day;
    QTest::newRow("another day with its year") << day << QDate(1980, 4, 15) << day;
    QTest::newRow("the year") << day << QDate(1980, 2, 28) << QDate(1980, 2, 28);
    QTest::newRow("none") << QDate() << day << day;
}

void ForeignCardsTest::mergingKeepsTheFirstBirthday()
{
    QFETCH(const QDate, first);
    QFETCH(const QDate, second);
    ContactDraft one;
    one.birthday = first;
    ContactDraft other;
    other.birthday = second;
    QTEST(ContactMerge::merged({one, other}).birthday, "expected");
}

QTEST_GUILESS_MAIN(ForeignCardsTest)
#include "foreigncardstest.moc"
