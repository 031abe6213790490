// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactfields.h"
#include "contacts/contactmerge.h"
#include "contacts/contacttext.h"
#include "foreigncards.h"
#include "contacts/vcardreader.h"
#include "contacts/vcardwriter.h"
#include "groupware/propertyedit.h"

#include <KContacts/Addressee>
#include <KContacts/VCardConverter>
#include <QTest>

using namespace Kontor;

/// Cards of other programs are understood, and an edit touches nothing but what it is about.
class VCardTest : public QObject
{
    Q_OBJECT

    /// Lines of \p after that are not in \p before, and the other way round.
    static QByteArrayList difference(const QByteArray &before, const QByteArray &after)
    {
        const auto linesOf = [](const QByteArray &card) {
            QByteArrayList lines;
            for (const auto text = ContentText::parse(card); const auto &part : text.root.parts.first().component->parts) {
                lines << part.line.raw;
            }
            return lines;
        };
        auto gone = linesOf(before);
        QByteArrayList result;
        for (const auto lines = linesOf(after); const auto &line : lines) {
            if (!gone.removeOne(line)) {
                result << QByteArray("+" + line);
            }
        }
        for (const auto &line : std::as_const(gone)) {
            result << QByteArray("-" + line);
        }
        return result;
    }

private Q_SLOTS:
    void readsApple();
    void readsGoogle();
    void readsNextcloud();
    void readsOutlook();
    void writesNothingWhereNothingChanged_data();
    void writesNothingWhereNothingChanged();
    void touchesOneLine_data();
    void touchesOneLine();
    void editsMergeWithEditsOfOthers();
    void addsAndRemovesFields();
    void keepsUnknownParts();
    void writesEverythingAnew_data();
    void writesEverythingAnew();
    void writesBirthdays();
    void convertsBetweenVersions();
    void mergesKeepEverything();
    void comparesNumbers();
};

void VCardTest::readsApple()
{
    const auto card = VCardReader::read(ForeignCards::apple());
    QCOMPARE(card.formattedName, QStringLiteral("Dr. Ines Marie Sommer"));
    QCOMPARE(card.family, QStringLiteral("Sommer"));
    QCOMPARE(card.prefix, QStringLiteral("Dr."));
    QCOMPARE(card.organization, QStringLiteral("Beispielwerke GmbH"));
    QCOMPARE(card.department, QStringLiteral("Planung"));
    QCOMPARE(card.emails.size(), 2);
    QVERIFY(card.emails[0].isPreferred);
    QCOMPARE(card.emails[0].types, QStringList({QStringLiteral("internet"), QStringLiteral("work")}));
    QCOMPARE(card.emails[1].label, QStringLiteral("Verein"));
    QCOMPARE(card.links[0].label, QStringLiteral("HomePage"));
    QCOMPARE(card.addresses[0].street, QStringLiteral("Am Markt 3\nHinterhaus"));
    QCOMPARE(card.birthday, QDate(yearUnknown, 2, 29));
    QVERIFY(card.note.startsWith(QStringLiteral("Mag Tee, keinen Kaffee.\n")));
    QVERIFY(card.note.contains(QStringLiteral("fünfundsiebzig")));
}

void VCardTest::readsGoogle()
{
    const auto card = VCardReader::read(ForeignCards::google());
    QCOMPARE(card.formattedName, QStringLiteral("Jörg Müller"));
    QCOMPARE(card.phones[0].label, QStringLiteral("Büro Nord"));
    QCOMPARE(card.links[0].value, QStringLiteral("https://joerg.example/a?b=c"));
    QCOMPARE(card.categories, QStringList({QStringLiteral("myContacts"), QStringLiteral("Skat")}));
}

void VCardTest::readsNextcloud()
{
    const auto card = VCardReader::read(ForeignCards::nextcloud());
    QCOMPARE(card.uid, QStringLiteral("0d4a7f52-93f1-4ac8-8a27-5a0c6a7b1f11"));
    QCOMPARE(card.phones[0].value, QStringLiteral("+491705550104"));
    QCOMPARE(card.phones[0].types, QStringList({QStringLiteral("cell"), QStringLiteral("voice")}));
    QVERIFY(card.emails[0].isPreferred);
    QCOMPARE(card.chats[0].value, QStringLiteral("matrix:u/aylin:amt.example"));
    QCOMPARE(card.birthday, QDate(1985, 4, 12));
    QCOMPARE(card.anniversary, QDate(2010, 6, 5));
    QVERIFY(card.photo.startsWith("\x89PNG"));
    QCOMPARE(card.photoType, QStringLiteral("image/png"));
}

void VCardTest::readsOutlook()
{
    const auto cards = VCardReader::split(ForeignCards::outlook());
    QCOMPARE(cards.size(), 1);
    QVERIFY(cards.first().contains("VERSION:3.0"));
    const auto card = VCardReader::read(cards.first());
    QCOMPARE(card.formattedName, QStringLiteral("Udo Grün"));
    QCOMPARE(card.family, QStringLiteral("Grün"));
    QCOMPARE(card.emails.value(0).value, QStringLiteral("udo@baeckerei.example"));
    QCOMPARE(card.addresses.value(0).street, QStringLiteral("Elbstraße 7"));
    QCOMPARE(ContactText::digits(card.phones.value(0).value), QStringLiteral("+49405550105"));
}

void VCardTest::writesNothingWhereNothingChanged_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::newRow("Apple") << ForeignCards::apple();
    QTest::newRow("Google") << ForeignCards::google();
    QTest::newRow("Nextcloud") << ForeignCards::nextcloud();
    QTest::newRow("Outlook") << ForeignCards::outlook();
}

void VCardTest::writesNothingWhereNothingChanged()
{
    QFETCH(const QByteArray, card);
    QCOMPARE(VCardWriter::write(card, VCardReader::read(card)), card);
}

void VCardTest::touchesOneLine_data()
{
    QTest::addColumn<QByteArray>("card");
    using Change = std::function<void(ContactDraft &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &card, const Change &change, const QByteArrayList &expected) {
        QTest::newRow(name) << card << change << expected;
    };
    row("a number keeps its types", ForeignCards::apple(), [](ContactDraft &c) { c.phones[0].value = QStringLiteral("+49 170 1"); },
        {"+TEL;type=CELL;type=VOICE;type=pref:+49 170 1\r\n", "-TEL;type=CELL;type=VOICE;type=pref:+49 170 5550101\r\n"});
    row("an address in a group", ForeignCards::apple(), [](ContactDraft &c) { c.emails[1].value = QStringLiteral("neu@verein.example"); },
        {"+item1.EMAIL;type=INTERNET:neu@verein.example\r\n", "-item1.EMAIL;type=INTERNET:i.sommer@verein.example\r\n"});
    row("a label", ForeignCards::apple(), [](ContactDraft &c) { c.emails[1].label = QStringLiteral("Chor"); },
        {"+item1.X-ABLabel:Chor\r\n", "-item1.X-ABLabel:Verein\r\n"});
    row("the town", ForeignCards::apple(), [](ContactDraft &c) { c.addresses[0].city = QStringLiteral("Neustadt"); },
        {"+item2.ADR;type=HOME;type=pref:;;Am Markt 3\\nHinterhaus;Neustadt;;12345;Deut\r\n schland\r\n",
         "-item2.ADR;type=HOME;type=pref:;;Am Markt 3\\nHinterhaus;Musterstadt;;12345;Deutschland\r\n"});
    row("an own parameter stays", ForeignCards::nextcloud(), [](ContactDraft &c) { c.emails[0].value = QStringLiteral("a@b.example"); },
        {"+EMAIL;TYPE=WORK;PREF=1;X-COLOUR=blue:a@b.example\r\n", "-EMAIL;TYPE=WORK;PREF=1;X-COLOUR=blue:aylin@amt.example\r\n"});
    row("a number as a link", ForeignCards::nextcloud(), [](ContactDraft &c) { c.phones[0].value = QStringLiteral("+491702"); },
        {"+TEL;TYPE=\"cell,voice\";VALUE=uri:tel:+491702\r\n", "-TEL;TYPE=\"cell,voice\";VALUE=uri:tel:+491705550104\r\n"});
    row("a category comes", ForeignCards::google(), [](ContactDraft &c) { c.categories << QStringLiteral("Chor"); },
        {"+CATEGORIES:myContacts,Skat,Chor\r\n", "-CATEGORIES:myContacts,Skat\n"});
    row("a category goes", ForeignCards::nextcloud(), [](ContactDraft &c) { c.categories.removeAll(QStringLiteral("Familie")); },
        {"+CATEGORIES:Amt\r\n", "-CATEGORIES:Familie,Amt\r\n"});
    row("the first name", ForeignCards::google(), [](ContactDraft &c) { c.given = QStringLiteral("Georg"); }, {"+N:Müller;Georg;;;\r\n", "-N:Müller;Jörg;;;\n"});
    row("the department", ForeignCards::apple(), [](ContactDraft &c) { c.department = QStringLiteral("Bau; Tief"); },
        {"+ORG:Beispielwerke GmbH;Bau\\; Tief\r\n", "-ORG:Beispielwerke GmbH;Planung;\r\n"});
    row("the birthday gets a year", ForeignCards::apple(), [](ContactDraft &c) { c.birthday = QDate(1980, 2, 29); },
        {"+BDAY:1980-02-29\r\n", "-BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29\r\n"});
    row("the birthday loses its year", ForeignCards::nextcloud(), [](ContactDraft &c) { c.birthday = QDate(yearUnknown, 4, 12); },
        {"+BDAY:--0412\r\n", "-BDAY:19850412\r\n"});
    row("the photo goes", ForeignCards::nextcloud(), [](ContactDraft &c) { c.photo.clear(); c.photoType.clear(); },
        {"-PHOTO:data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4zwAC/xkgFAAX8gP9d6lc\r\n 3AAAAABJRU5ErkJggg==\r\n"});
    row("an address with its label goes", ForeignCards::apple(), [](ContactDraft &c) { c.emails.removeAt(1); },
        {"-item1.EMAIL;type=INTERNET:i.sommer@verein.example\r\n", "-item1.X-ABLabel:Verein\r\n"});
}

void VCardTest::touchesOneLine()
{
    QFETCH(const QByteArray, card);
    QFETCH(const std::function<void(ContactDraft &)>, change);
    QFETCH(const QByteArrayList, expected);
    auto wanted = VCardReader::read(card);
    change(wanted);
    const auto written = VCardWriter::write(card, wanted);
    QCOMPARE(difference(card, written), expected);
    QCOMPARE(VCardReader::read(written), wanted);
    // The same by edits, as it goes to the server.
    const auto edits = editsBetween(card, written);
    QVERIFY(!edits.isEmpty());
    const auto applied = applyEdits(card, edits);
    QVERIFY(applied);
    QCOMPARE(VCardReader::read(*applied), wanted);
}

void VCardTest::editsMergeWithEditsOfOthers()
{
    const auto card = ForeignCards::apple();
    auto mine = VCardReader::read(card);
    mine.title = QStringLiteral("Direktorin");
    mine.phones << ContactField{.value = QStringLiteral("030 1")};
    const auto edits = editsBetween(card, VCardWriter::write(card, mine));
    auto theirs = VCardReader::read(card);
    theirs.nickname = QStringLiteral("Ini");
    theirs.phones << ContactField{.value = QStringLiteral("040 2")};
    const auto both = applyEdits(VCardWriter::write(card, theirs), edits);
    QVERIFY(both);
    const auto merged = VCardReader::read(*both);
    QCOMPARE(merged.title, QStringLiteral("Direktorin"));
    QCOMPARE(merged.nickname, QStringLiteral("Ini"));
    QCOMPARE(merged.phones.size(), 3);

    theirs.title = QStringLiteral("Chefin");
    QList<PropertyEdit> clashes;
    const auto clash = applyEdits(VCardWriter::write(card, theirs), edits, &clashes);
    QVERIFY(!clash);
    QCOMPARE(clash.error().kind, Error::Kind::Conflict);
    QCOMPARE(clashes.size(), 1);
    QCOMPARE(clashes.first().property, QByteArray("TITLE"));
}

void VCardTest::addsAndRemovesFields()
{
    for (const auto cards = ForeignCards::modern(); const auto &card : cards) {
        auto wanted = VCardReader::read(card);
        wanted.emails << ContactField{.value = QStringLiteral("neu@x.example"), .types = {QStringLiteral("home")}, .label = QStringLiteral("Garten")};
        wanted.phones.prepend(ContactField{.value = QStringLiteral("112"), .types = {QStringLiteral("work")}});
        wanted.addresses << PostalAddress{.street = QStringLiteral("Weg 1; links"), .city = QStringLiteral("A, B"), .types = {QStringLiteral("work")}};
        wanted.note = QStringLiteral("Zeile 1\nZeile 2; mit, allem\\");
        wanted.keys << ContactDraft::Key{.type = QStringLiteral("application/pgp-keys"), .uri = {}, .bytes = "-----BEGIN PGP PUBLIC KEY BLOCK-----"};
        const auto written = VCardWriter::write(card, wanted);
        auto again = VCardReader::read(written);
        QCOMPARE(again.addresses, wanted.addresses);
        QCOMPARE(again.note, wanted.note);
        QCOMPARE(again.keys, wanted.keys);
        QCOMPARE(again.emails.last().label, QStringLiteral("Garten"));
        QCOMPARE(again.phones.size(), wanted.phones.size());
        // And back: every byte of the original that was not concerned is still there, in order.
        const auto back = VCardWriter::write(written, VCardReader::read(card));
        QCOMPARE(VCardReader::read(back), VCardReader::read(card));
    }
}

void VCardTest::keepsUnknownParts()
{
    const auto card = ForeignCards::apple();
    auto wanted = VCardReader::read(card);
    wanted.emails.clear();
    wanted.phones.clear();
    wanted.note.clear();
    wanted.title = QStringLiteral("x");
    const auto written = VCardWriter::write(card, wanted);
    for (const auto *line : {"X-SOCIALPROFILE;type=mastodon;x-user=ines:https://social.example/@ines\r\n", "X-ABUID:6F1C2D9E-7A77:ABPerson\r\n", "item2.X-ABADR:de\r\n",
                             "PRODID:-//Apple Inc.//macOS 14.4//EN\r\n", "item3.X-ABLabel:_$!<HomePage>!$_\r\n"}) {
        QVERIFY2(written.contains(line), line);
    }
    QVERIFY(!written.contains("item1."));
}

void VCardTest::writesEverythingAnew_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("3") << int(VCardWriter::Version::Three);
    QTest::newRow("4") << int(VCardWriter::Version::Four);
}

void VCardTest::writesEverythingAnew()
{
    QFETCH(const int, version);
    ContactDraft card;
    card.uid = QStringLiteral("abc-1");
    card.prefix = QStringLiteral("Prof.");
    card.given = QStringLiteral("Ann;e");
    card.family = QStringLiteral("Öl, \"Schmied\"");
    card.formattedName = QStringLiteral("Prof. Anne Öl");
    card.nickname = QStringLiteral("Änne");
    card.organization = QStringLiteral("A; B & C");
    card.department = QStringLiteral("D");
    card.title = QStringLiteral("T");
    card.role = QStringLiteral("R");
    card.emails = {{.value = QStringLiteral("a@b.example"), .types = {QStringLiteral("internet"), QStringLiteral("work")}, .isPreferred = true}};
    card.phones = {{.value = QStringLiteral("+49 30 1"), .types = {QStringLiteral("home"), QStringLiteral("voice")}}, {.value = QStringLiteral("5"), .label = QStringLiteral("Tür")}};
    card.chats = {{.value = QStringLiteral("matrix:u/a:b.example")}};
    card.links = {{.value = QStringLiteral("https://a.example/?x=1,2;3")}};
    card.addresses = {{.street = QStringLiteral("S 1"), .city = QStringLiteral("C"), .postcode = QStringLiteral("1"), .region = QStringLiteral("R"),
                       .country = QStringLiteral("L"), .extra = QStringLiteral("2. Stock"), .box = QStringLiteral("77"), .types = {QStringLiteral("home")}}};
    card.birthday = QDate(yearUnknown, 12, 24);
    card.anniversary = QDate(2001, 2, 3);
    card.note = QString(QStringLiteral("lang ä ")).repeated(50) + QStringLiteral("\nende");
    card.categories = {QStringLiteral("Eins"), QStringLiteral("Zwei, drei")};
    card.photo = QByteArray("\x89PNG\r\n\x1a\n", 8) + QByteArray(200, 'x');
    card.photoType = QStringLiteral("image/png");
    card.keys = {{.type = QStringLiteral("application/pkix-cert"), .uri = {}, .bytes = QByteArray("\x30\x82", 2)}};
    card.members = {QStringLiteral("uid-2"), QStringLiteral("mailto:x@y.example")};
    card.isGroup = true;
    const auto bytes = VCardWriter::create(card, VCardWriter::Version(version));
    for (const auto lines = bytes.split('\n'); const auto &line : lines) {
        QVERIFY2(line.size() <= 76, line); // 75 octets and the carriage return
    }
    // Empty and null mean the same here.
    auto read = VCardReader::read(bytes);
    QCOMPARE(ContactFields::of(read), ContactFields::of(card));
    QCOMPARE(read.emails, card.emails);
    QCOMPARE(read.members, card.members);
    QCOMPARE(read.isGroup, card.isGroup);
    QCOMPARE(read.photo, card.photo);
    QCOMPARE(read.keys, card.keys);
    QCOMPARE(read.categories, card.categories);
    QCOMPARE(read.birthday, card.birthday);

    // Another reader sees the same.
    const auto witness = KContacts::VCardConverter().parseVCard(bytes);
    QCOMPARE(witness.uid(), card.uid);
    QCOMPARE(witness.formattedName(), card.formattedName);
    QCOMPARE(witness.familyName(), card.family);
    QCOMPARE(witness.givenName(), card.given);
    QCOMPARE(witness.emails(), QStringList{card.emails.first().value});
    QCOMPARE(witness.phoneNumbers().constFirst().number(), card.phones.first().value);
    QCOMPARE(witness.note(), card.note);
    QCOMPARE(witness.addresses().constFirst().locality(), card.addresses.first().city);
}

void VCardTest::writesBirthdays()
{
    ContactDraft card;
    card.formattedName = QStringLiteral("A");
    card.birthday = QDate(yearUnknown, 2, 29);
    QVERIFY(VCardWriter::create(card, VCardWriter::Version::Four).contains("BDAY:--0229\r\n"));
    QVERIFY(VCardWriter::create(card, VCardWriter::Version::Three).contains("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29\r\n"));
}

void VCardTest::convertsBetweenVersions()
{
    const auto three = VCardWriter::converted(ForeignCards::nextcloud(), VCardWriter::Version::Three);
    QVERIFY(three.contains("VERSION:3.0\r\n"));
    QVERIFY(three.contains("X-ABSHOWAS:PERSON"));
    QVERIFY(three.contains("PHOTO;ENCODING=b;TYPE=PNG:"));
    auto before = VCardReader::read(ForeignCards::nextcloud());
    auto after = VCardReader::read(three);
    before.emails[0].types.prepend(QStringLiteral("internet"));
    QCOMPARE(after.emails, before.emails);
    QCOMPARE(after.photo, before.photo);
    QCOMPARE(after.birthday, before.birthday);
    const auto four = VCardWriter::converted(ForeignCards::apple(), VCardWriter::Version::Four);
    QVERIFY(four.contains("VERSION:4.0\r\n"));
    QVERIFY(four.contains("BDAY:--0229\r\n"));
    QVERIFY(four.contains("X-SOCIALPROFILE"));
    QCOMPARE(VCardReader::read(four).emails[1].label, QStringLiteral("Verein"));
}

void VCardTest::mergesKeepEverything()
{
    const QList<QByteArray> cards = {ForeignCards::google(), ForeignCards::apple()};
    const auto merged = ContactMerge::merged({VCardReader::read(cards[0]), VCardReader::read(cards[1])});
    const auto written = ContactMerge::written(cards[0], {cards[1]}, merged);
    const auto card = VCardReader::read(written);
    QCOMPARE(card.uid, QStringLiteral("3c9b1f0088ab77"));
    QCOMPARE(card.formattedName, QStringLiteral("Jörg Müller"));
    QCOMPARE(card.emails.size(), 3);
    QCOMPARE(card.phones.size(), 3);
    QVERIFY(card.organization.contains(QStringLiteral("Beispielwerke")));
    QVERIFY(card.birthday.isValid());
    QVERIFY(written.contains("X-SOCIALPROFILE"));
    QVERIFY(written.contains("X-GOOGLE-TALK"));
    QVERIFY(QString(card.nickname + card.note).contains(QStringLiteral("Ines")));
}

void VCardTest::comparesNumbers()
{
    QCOMPARE(ContactText::digits(QStringLiteral("+49 (0)30 12-34/5")), QStringLiteral("+493012345"));
    QCOMPARE(ContactText::digits(QStringLiteral("0049 30 12345")), QStringLiteral("+493012345"));
    QCOMPARE(ContactText::initials(QStringLiteral("Dr. Ada von Lovelace")), QStringLiteral("AL"));
    QCOMPARE(ContactText::folded(QStringLiteral("  ÄRGER  Straße ")), QStringLiteral("arger strasse"));
}

QTEST_GUILESS_MAIN(VCardTest)
#include "vcardtest.moc"
