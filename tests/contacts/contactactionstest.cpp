// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contactsfixture.h"
#include "contacts/contactmerge.h"
#include "contacts/contactquery.h"
#include "foreigncards.h"

#include <QBuffer>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

/// What the user does with contacts: seen at once, told to the server later, taken back.
class ContactActionsTest : public QObject
{
    Q_OBJECT

    static QString nameOf(ContactsFixture &f, ItemId item)
    {
        const auto rows = waitedFor(f.store->read([item](const Reader &reader) {
            return ContactQuery::rows(reader, {item.value});
        }));
        return rows->value(item.value).name;
    }

    static QList<qint64> idsOf(ContactsFixture &f, const ContactView &view)
    {
        return waitedFor(f.store->read([view](const Reader &reader) {
                   return ContactQuery::ids(reader, view);
               }))
            .value();
    }

private Q_SLOTS:
    void createsEditsDeletesOffline();
    void savesOnlyWhatChanged();
    void keepsNewsThatCameWhileEditing();
    void undoesEdits();
    void undoesADeletion();
    void undoesADeletionTheServerCarriedOut();
    void refusesWhereNothingMayBeWritten();
    void fillsGroups();
    void takesDeletedOnesOutOfGroups();
    void fillsCategories();
    void renamesGroupsAndCategories();
    void movesWithinAndBetweenAccounts();
    void undoesAMoveToAnotherAccount();
    void setsAndClearsPhotos();
    void attachesKeys();
    void findsDuplicates();
    void mergesInOneStep();
    void importsFiles();
    void importsFiveThousand();
    void exportsCards();
    void makesAndChangesBooks();
    void settlesConflicts();
};

void ContactActionsTest::createsEditsDeletesOffline()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = waitedFor(actions.create({.book = f.book, .given = QStringLiteral("Ada"), .family = QStringLiteral("Lovelace")}));
    QVERIFY(item);
    QCOMPARE(nameOf(f, *item), QStringLiteral("Ada Lovelace"));
    const auto before = f.read(*item);
    QVERIFY(!before.uid.isEmpty());
    auto after = before;
    after.title = QStringLiteral("Countess");
    QVERIFY(waitedFor(actions.save(before, after)));
    QCOMPARE(f.read(*item).title, QStringLiteral("Countess"));
    const auto changes = f.changes();
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes[0].kind, DavChange::Create);
    QVERIFY(changes[0].arguments.value(QLatin1StringView("name")).toString().endsWith(QLatin1String(".vcf")));
    QCOMPARE(changes[1].kind, DavChange::Edit);

    actions.remove({*item}); // nobody else has ever heard of it
    f.settle();
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(f.value("SELECT count(*) FROM item"), 0);
    QCOMPARE(f.value("SELECT count(*) FROM contact"), 0);
    QCOMPARE(f.value("SELECT count(*) FROM search_index"), 0);

    actions.undo(); // it is made anew
    f.settle();
    QCOMPARE(f.value("SELECT count(*) FROM contact"), 1);
    QCOMPARE(f.read(ItemId{f.value("SELECT item FROM contact")}).title, QStringLiteral("Countess"));
}

void ContactActionsTest::savesOnlyWhatChanged()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::apple());
    const auto before = f.read(item);
    auto after = before;
    after.phones[0].value = QStringLiteral("+49 170 9");
    QVERIFY(waitedFor(actions.save(before, after)));
    const auto edits = editsFromCbor(f.changes().value(0).arguments.value(QLatin1StringView("edits")).toArray());
    QCOMPARE(edits.size(), 1);
    QCOMPARE(edits[0].property, QByteArray("TEL"));
    QVERIFY(waitedFor(actions.save(after, after)));
    QCOMPARE(f.changes().size(), 1);
    auto expected = ForeignCards::apple();
    expected.replace("+49 170 5550101", "+49 170 9");
    QCOMPARE(f.bytes(item), expected);
}

void ContactActionsTest::keepsNewsThatCameWhileEditing()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::apple());
    const auto before = f.read(item); // the editor opens
    auto news = ForeignCards::apple();
    news.replace("TITLE:Leiterin", "TITLE:Direktorin");
    f.change(item, news); // and somebody else is faster
    auto after = before;
    after.nickname = QStringLiteral("Ini");
    QVERIFY(waitedFor(actions.save(before, after)));
    QCOMPARE(f.read(item).title, QStringLiteral("Direktorin"));
    QCOMPARE(f.read(item).nickname, QStringLiteral("Ini"));
}

void ContactActionsTest::undoesEdits()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::google());
    const auto before = f.read(item);
    auto after = before;
    after.note = QStringLiteral("neu");
    QVERIFY(waitedFor(actions.save(before, after)));
    QVERIFY(actions.canUndo());
    actions.undo();
    f.settle();
    QCOMPARE(f.bytes(item), ForeignCards::google());
    QCOMPARE(f.changes().size(), 0); // the two of them do nothing together

    QVERIFY(waitedFor(actions.save(before, after)));
    f.push();
    QCOMPARE(f.changes().size(), 0);
    actions.undo(); // the server knows it: it is told the opposite
    f.settle();
    QCOMPARE(f.changes().size(), 1);
    QCOMPARE(f.read(item).note, before.note);
}

void ContactActionsTest::undoesADeletion()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::apple());
    actions.remove({item});
    f.settle();
    QCOMPARE(f.value("SELECT count(*) FROM contact"), 0);
    QCOMPARE(f.changes().value(0).kind, DavChange::Delete);
    actions.undo();
    f.settle();
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(f.bytes(item), ForeignCards::apple());
    QCOMPARE(nameOf(f, item), QStringLiteral("Dr. Ines Marie Sommer"));
}

void ContactActionsTest::undoesADeletionTheServerCarriedOut()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::apple());
    actions.remove({item});
    f.settle();
    f.push();
    QCOMPARE(f.value("SELECT count(*) FROM item"), 0);
    actions.undo();
    f.settle();
    QCOMPARE(f.changes().value(0).kind, DavChange::Create);
    QCOMPARE(f.bytes(ItemId{f.value("SELECT item FROM contact")}), ForeignCards::apple());
}

void ContactActionsTest::refusesWhereNothingMayBeWritten()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto readOnly = f.addBook(QStringLiteral("Fremd"), {}, int(Right::Read));
    const auto item = f.add(ForeignCards::apple(), readOnly);
    QSignalSpy failed(&actions, &ContactActions::failed);
    const auto before = f.read(item);
    auto after = before;
    after.title = QStringLiteral("x");
    QCOMPARE(waitedFor(actions.save(before, after)).error().kind, Error::Kind::Forbidden);
    actions.remove({item});
    QCOMPARE(waitedFor(actions.create({.book = readOnly, .formattedName = QStringLiteral("N")})).error().kind, Error::Kind::Forbidden);
    f.settle();
    QCOMPARE(failed.count(), 3);
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(f.bytes(item), ForeignCards::apple());
}

void ContactActionsTest::fillsGroups()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto anna = f.add(ContactsFixture::card(QStringLiteral("Anna Berg"), QStringLiteral("u1"), QStringLiteral("anna@x.example")));
    const auto bert = f.add(ContactsFixture::card(QStringLiteral("Bert Tal"), QStringLiteral("u2"), QStringLiteral("bert@x.example")));
    const auto group = waitedFor(actions.createGroup(f.book, QStringLiteral("Chor"), {anna}));
    QVERIFY(group);
    QVERIFY(f.bytes(*group).contains("X-ADDRESSBOOKSERVER-KIND:group\r\n"));
    QVERIFY(f.bytes(*group).contains("X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:u1\r\n"));
    QCOMPARE(idsOf(f, {.group = *group}), QList<qint64>{anna.value});
    actions.addToGroup({anna, bert}, *group);
    f.settle();
    QCOMPARE(idsOf(f, {.group = *group}), QList<qint64>({anna.value, bert.value}));
    QCOMPARE(waitedFor(ContactLoader(f.outbox).load(bert))->groups.value(0).name, QStringLiteral("Chor"));
    actions.removeFromGroup({anna}, *group);
    f.settle();
    QCOMPARE(idsOf(f, {.group = *group}), QList<qint64>{bert.value});
    actions.undo();
    f.settle();
    QCOMPARE(idsOf(f, {.group = *group}).size(), 2);
    QVERIFY(!idsOf(f, {.book = f.book}).contains(group->value)); // a group is no person
}

void ContactActionsTest::takesDeletedOnesOutOfGroups()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto anna = f.add(ContactsFixture::card(QStringLiteral("Anna Berg"), QStringLiteral("u1")));
    const auto group = f.add(ContactsFixture::groupCard(QStringLiteral("Chor"), QStringLiteral("g"), {QStringLiteral("u1"), QStringLiteral("u2")}));
    actions.remove({anna});
    f.settle();
    QCOMPARE(f.read(group).members, QStringList{QStringLiteral("u2")});
    actions.undo();
    f.settle();
    QCOMPARE(f.read(group).members, QStringList({QStringLiteral("u1"), QStringLiteral("u2")}));
    QCOMPARE(nameOf(f, anna), QStringLiteral("Anna Berg"));
}

void ContactActionsTest::fillsCategories()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto jorg = f.add(ForeignCards::google());
    const auto ines = f.add(ForeignCards::apple());
    actions.addCategory({jorg, ines}, QStringLiteral("Skat"));
    f.settle();
    QCOMPARE(f.changes().size(), 1); // one had it already
    QCOMPARE(idsOf(f, {.category = QStringLiteral("Skat")}).size(), 2);
    actions.removeCategory({jorg}, QStringLiteral("Skat"));
    f.settle();
    QCOMPARE(f.read(jorg).categories, QStringList{QStringLiteral("myContacts")});
}

void ContactActionsTest::renamesGroupsAndCategories()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto jorg = f.add(ForeignCards::google());
    const auto group = f.add(ContactsFixture::groupCard(QStringLiteral("Chor"), QStringLiteral("g"), {}));
    actions.renameGroup(group, QStringLiteral("Kammerchor"));
    actions.renameCategory(f.book, QStringLiteral("Skat"), QStringLiteral("Doppelkopf"));
    f.settle();
    QCOMPARE(nameOf(f, group), QStringLiteral("Kammerchor"));
    QCOMPARE(f.read(group).family, QStringLiteral("Kammerchor"));
    QCOMPARE(f.read(jorg).categories, QStringList({QStringLiteral("myContacts"), QStringLiteral("Doppelkopf")}));
    QSignalSpy failed(&actions, &ContactActions::failed);
    actions.renameGroup(group, QStringLiteral("  "));
    QCOMPARE(failed.count(), 1);
}

void ContactActionsTest::movesWithinAndBetweenAccounts()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto other = f.addBook(QStringLiteral("Zweites"));
    const auto elsewhere = f.addBook(QStringLiteral("Drittes"), f.resourceOf(f.addAccount(QStringLiteral("bert@example.org"))));
    const auto item = f.add(ForeignCards::apple());
    actions.move({item}, other);
    f.settle();
    QCOMPARE(f.changes().value(0).kind, DavChange::Move);
    QCOMPARE(idsOf(f, {.book = other}), QList<qint64>{item.value});
    actions.undo();
    f.settle();
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(idsOf(f, {.book = f.book}), QList<qint64>{item.value});

    actions.move({item}, elsewhere);
    f.settle();
    QCOMPARE(idsOf(f, {.book = f.book}), QList<qint64>());
    QCOMPARE(idsOf(f, {.book = elsewhere}).size(), 1);
    QCOMPARE(idsOf(f, {}).size(), 1); // never in two places
    QCOMPARE(f.bytes(ItemId{idsOf(f, {}).value(0)}), ForeignCards::apple());
}

void ContactActionsTest::undoesAMoveToAnotherAccount()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto elsewhere = f.addBook(QStringLiteral("Drittes"), f.resourceOf(f.addAccount(QStringLiteral("bert@example.org"))));
    const auto item = f.add(ForeignCards::apple());
    actions.move({item}, elsewhere);
    f.settle();
    actions.undo();
    f.settle();
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(idsOf(f, {}), QList<qint64>{item.value});
    QCOMPARE(idsOf(f, {.book = f.book}), QList<qint64>{item.value});
}

void ContactActionsTest::setsAndClearsPhotos()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::google());
    QImage picture(1600, 1200, QImage::Format_RGB32);
    picture.fill(Qt::red);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(picture.save(&buffer, "PNG"));
    actions.setPhoto(item, png);
    QVERIFY(waitUntil([&] {
        return !f.read(item).photo.isEmpty();
    }));
    const auto kept = QImage::fromData(f.read(item).photo);
    QCOMPARE(kept.size(), QSize(512, 384));
    const auto blob = f.value<QString>("SELECT photo FROM contact");
    QCOMPARE(QImage::fromData(f.store->blobs().get(blob).value()).size(), QSize(96, 96));
    QCOMPARE(waitedFor(f.store->read([&](const Reader &reader) { return f.projector->usedBlobs(reader); })).value(), QSet<BlobId>{blob});
    f.push(); // the damage of a blob is made good from the card
    waitedFor(f.store->write([&](Transaction &transaction) {
        return f.projector->forgetBlobs(transaction, {blob});
    })).value();
    QCOMPARE(f.value<QString>("SELECT photo FROM contact"), blob);
    actions.setPhoto(item, {});
    f.settle();
    QVERIFY(!f.bytes(item).contains("PHOTO"));
    QCOMPARE(f.value("SELECT count(*) FROM contact WHERE photo IS NOT NULL"), 0);
    QSignalSpy failed(&actions, &ContactActions::failed);
    actions.setPhoto(item, "no picture");
    QVERIFY(waitUntil([&] {
        return failed.count() == 1;
    }));
}

void ContactActionsTest::attachesKeys()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::nextcloud());
    actions.addKey(item, "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n");
    actions.addKey(item, QByteArray("\x30\x82\x01\x02", 4));
    f.settle();
    const auto keys = f.read(item).keys;
    QCOMPARE(keys.size(), 2);
    QCOMPARE(keys[0].type, QStringLiteral("application/pgp-keys"));
    QCOMPARE(keys[1].type, QStringLiteral("application/pkix-cert"));
    QCOMPARE(keys[1].bytes, QByteArray("\x30\x82\x01\x02", 4));
}

void ContactActionsTest::findsDuplicates()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto one = f.add(ContactsFixture::card(QStringLiteral("Anna Berg"), QStringLiteral("1"), QStringLiteral("anna@x.example")));
    const auto two = f.add(ContactsFixture::card(QStringLiteral("A. B."), QStringLiteral("2"), QStringLiteral("ANNA@x.example"), "TEL:+49 30 5550199\r\n"));
    const auto three = f.add(ContactsFixture::card(QStringLiteral("Buero Berg"), QStringLiteral("3"), {}, "TEL:030/5550199\r\n"));
    const auto four = f.add(ContactsFixture::card(QStringLiteral("Jörg Müller"), QStringLiteral("4")));
    const auto five = f.add("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:5\r\nFN:Müller, Jörg\r\nEND:VCARD\r\n");
    f.add(ContactsFixture::card(QStringLiteral("Cora Feld"), QStringLiteral("6"), QStringLiteral("cora@x.example"), "TEL:110\r\n"));
    f.add(ContactsFixture::card(QStringLiteral("Dora Wald"), QStringLiteral("7"), QStringLiteral("dora@x.example"), "TEL:110\r\n"));
    const auto found = waitedFor(actions.findDuplicates({})).value();
    QCOMPARE(found, QList<QList<ItemId>>({{one, two, three}, {four, five}}));
}

void ContactActionsTest::mergesInOneStep()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto one = f.add(ForeignCards::google());
    const auto two = f.add(ForeignCards::apple());
    const auto group = f.add(ContactsFixture::groupCard(QStringLiteral("Chor"), QStringLiteral("g"), {VCardReader::read(ForeignCards::apple()).uid}));
    actions.merge({one, two}, ContactMerge::merged({f.read(one), f.read(two)}));
    f.settle();
    QCOMPARE(f.value("SELECT count(*) FROM contact WHERE flags & 1 = 0"), 1);
    QCOMPARE(f.read(one).emails.size(), 3);
    QVERIFY(f.bytes(one).contains("X-SOCIALPROFILE"));
    QCOMPARE(f.read(group).members, QStringList{f.read(one).uid});
    actions.undo();
    f.settle();
    QCOMPARE(f.bytes(one), ForeignCards::google());
    QCOMPARE(f.bytes(two), ForeignCards::apple());
    QCOMPARE(f.read(group).members, QStringList{f.read(two).uid});
    QVERIFY(!actions.canUndo());
}

void ContactActionsTest::importsFiles()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto known = f.add(ForeignCards::apple());
    auto newer = ForeignCards::apple();
    newer.replace("TITLE:Leiterin", "TITLE:Direktorin");
    const QByteArray file = newer + ForeignCards::google() + ForeignCards::outlook() + "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n" + ForeignCards::nextcloud();
    auto report = waitedFor(actions.importCards(file, f.book));
    QVERIFY(report);
    QCOMPARE(*report, (ContactImport{.created = 3, .updated = 1, .unchanged = 0, .unreadable = 1}));
    QCOMPARE(f.read(known).title, QStringLiteral("Direktorin"));
    QCOMPARE(idsOf(f, {.book = f.book}).size(), 4);
    report = waitedFor(actions.importCards(newer + ForeignCards::google(), f.book));
    QCOMPARE(*report, (ContactImport{.created = 0, .updated = 0, .unchanged = 2, .unreadable = 0}));
    actions.undo();
    f.settle();
    QCOMPARE(idsOf(f, {.book = f.book}), QList<qint64>{known.value});
    QCOMPARE(f.bytes(known), ForeignCards::apple());
    QSignalSpy failed(&actions, &ContactActions::failed);
    QVERIFY(!waitedFor(actions.importFile(QStringLiteral("/nowhere/a.vcf"), f.book)));
    QCOMPARE(failed.count(), 1);
}

void ContactActionsTest::importsFiveThousand()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    QByteArray file;
    for (int i = 0; i < 5000; ++i) {
        file += ContactsFixture::card(QStringLiteral("Vor%1 Nach%2").arg(i).arg(i), QStringLiteral("uid-%1").arg(i), QStringLiteral("p%1@x.example").arg(i));
    }
    auto future = actions.importCards(file, f.book);
    int most = 0;
    QFutureWatcher<Result<ContactImport>> watcher;
    connect(&watcher, &QFutureWatcherBase::progressRangeChanged, this, [&most](int, int to) {
        most = std::max(most, to);
    });
    watcher.setFuture(future);
    const auto report = waitedFor(future, std::chrono::minutes(4));
    QCOMPARE(report->created, 5000);
    QCOMPARE(most, 5000);
    QCOMPARE(idsOf(f, {}).size(), 5000);
    QCOMPARE(idsOf(f, {.search = QStringLiteral("Nach4711")}).size(), 1);
    QCOMPARE(f.changes().size(), 5000);
}

void ContactActionsTest::exportsCards()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto one = f.add(ForeignCards::google());
    const auto two = f.add(ForeignCards::nextcloud());
    QCOMPARE(waitedFor(actions.exportCards({one, two})).value(), QByteArray(ForeignCards::google() + ForeignCards::nextcloud()));
    const auto three = waitedFor(actions.exportCards({one, two}, ContactActions::Form::Version3)).value();
    QVERIFY(!three.contains("VERSION:4"));
    QCOMPARE(VCardReader::split(three).size(), 2);
    const auto path = QString(f.store.folder() + QLatin1StringView("/out.vcf"));
    QCOMPARE(waitedFor(actions.exportFile({one}, path)).value(), 1);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), ForeignCards::google());
    QVERIFY(!waitedFor(actions.exportFile({one}, QStringLiteral("/nowhere/x.vcf"))));
}

void ContactActionsTest::makesAndChangesBooks()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    actions.createBook(f.resource, QStringLiteral("Verein"), QStringLiteral("#aa3300"));
    f.settle();
    const CollectionId made{f.value("SELECT id FROM collection WHERE name = 'Verein'")};
    QVERIFY(made);
    QCOMPARE(f.changes().value(0).kind, DavChange::MakeCollection);
    QVERIFY(waitedFor(actions.create({.book = made, .formattedName = QStringLiteral("Neu")})));
    actions.renameBook(f.book, QStringLiteral("Freunde"));
    actions.recolourBook(f.book, QStringLiteral("#00aa00"));
    f.settle();
    QCOMPARE(f.changes().last().kind, DavChange::SetCollection);
    actions.deleteBook(made);
    f.settle();
    QCOMPARE(f.changes().last().kind, DavChange::DeleteCollection);
    actions.createBook(f.resource, QStringLiteral("Kurz"), {});
    f.settle();
    actions.deleteBook(CollectionId{f.value("SELECT id FROM collection WHERE name = 'Kurz'")});
    f.settle();
    QCOMPARE(f.value("SELECT count(*) FROM collection WHERE name = 'Kurz'"), 0); // nobody had heard of it
    QSignalSpy failed(&actions, &ContactActions::failed);
    actions.createBook(f.resource, QStringLiteral(" "), {});
    f.settle();
    QCOMPARE(failed.count(), 1);
}

void ContactActionsTest::settlesConflicts()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    const auto item = f.add(ForeignCards::apple());
    const auto clash = [&] {
        f.change(item, ForeignCards::apple());
        const auto before = f.read(item);
        auto after = before;
        after.title = QStringLiteral("Meine");
        after.note = QStringLiteral("Meine Notiz");
        waitedFor(actions.save(before, after)).value();
        auto theirs = ForeignCards::apple();
        theirs.replace("TITLE:Leiterin", "TITLE:Ihre");
        f.change(item, theirs);
        waitedFor(f.store->write([](Transaction &transaction) {
            transaction.changes.outbox = true;
            return transaction.prepare("UPDATE change SET state = 3, error_kind = 'Conflict', error_message = 'Somebody else changed this.'").run();
        })).value();
    };
    clash();
    auto loaded = waitedFor(ContactLoader(f.outbox).load(item));
    QVERIFY(loaded->conflict);
    QCOMPARE(loaded->card.title, QStringLiteral("Ihre"));
    QCOMPARE(loaded->mine.title, QStringLiteral("Meine"));
    QCOMPARE(loaded->mine.note, QStringLiteral("Meine Notiz"));
    actions.resolve(loaded->conflict, loaded->mine);
    f.settle();
    QCOMPARE(f.read(item).title, QStringLiteral("Meine"));
    QCOMPARE(f.changes().size(), 1);
    QCOMPARE(f.changes().first().state, ChangeState::Waiting);
    f.push();
    clash();
    loaded = waitedFor(ContactLoader(f.outbox).load(item));
    actions.keepTheirs(loaded->conflict);
    f.settle();
    QCOMPARE(f.changes().size(), 0);
    QCOMPARE(f.read(item).title, QStringLiteral("Ihre"));
}

QTEST_GUILESS_MAIN(ContactActionsTest)
#include "contactactionstest.moc"
