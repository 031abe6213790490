// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contactsfixture.h"
#include "contacts/birthdays.h"
#include "contacts/booklistmodel.h"
#include "contacts/contactcompletion.h"
#include "contacts/contactlistmodel.h"
#include "foreigncards.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

/// Lists of people and of address books, completion, and birthdays.
class ContactModelsTest : public QObject
{
    Q_OBJECT

    static QStringList names(const ContactListModel &model)
    {
        QStringList list;
        for (int row = 0; row < model.rowCount(); ++row) {
            waitUntil([&] {
                return model.index(row, 0).data(ContactListModel::ContactRole).isValid();
            });
            list << model.index(row, 0).data().toString();
        }
        return list;
    }

    static void show(ContactListModel &model, const ContactView &view)
    {
        QSignalSpy finished(&model, &QueryModel::queryFinished);
        model.setView(view);
        QVERIFY(waitUntil([&] {
            return finished.count() > 0;
        }));
    }

    static QStringList books(const BookListModel &model)
    {
        QStringList list;
        for (int row = 0; row < model.rowCount(); ++row) {
            const auto index = model.index(row);
            list << QString(QString(index.data(BookListModel::LevelRole).toInt() * 2, u' ') + index.data().toString() + u' ' + QString::number(index.data(BookListModel::CountRole).toInt()));
        }
        return list;
    }

private Q_SLOTS:
    void sortsAsPeopleExpect();
    void findsByWords();
    void speaksASentence();
    void follows();
    void listsBooks();
    void showsWaitingChangesOfBooks();
    void takesDrops();
    void completes();
    void expandsGroups();
    void listsBirthdays();
    void showsDamagedCards();
};

void ContactModelsTest::sortsAsPeopleExpect()
{
    ContactsFixture f;
    f.add(ContactsFixture::card(QStringLiteral("Zoe Adler"), QStringLiteral("1")));
    f.add(ContactsFixture::card(QStringLiteral("Max Zander"), QStringLiteral("2")));
    f.add(ContactsFixture::card(QStringLiteral("Ida Äpfel"), QStringLiteral("3")));
    f.add(ContactsFixture::card(QStringLiteral("Bo Arndt"), QStringLiteral("4")));
    f.add(ContactsFixture::card(QStringLiteral("Udo Öhm"), QStringLiteral("5")));
    f.add(ContactsFixture::card(QStringLiteral("Uwe Ohm"), QStringLiteral("6")));
    ContactListModel model(*f.store);
    QAbstractItemModelTester tester(&model);
    show(model, {});
    QCOMPARE(names(model),
             QStringList({QStringLiteral("Zoe Adler"), QStringLiteral("Ida Äpfel"), QStringLiteral("Bo Arndt"), QStringLiteral("Udo Öhm"), QStringLiteral("Uwe Ohm"), QStringLiteral("Max Zander")}));
    show(model, {.sortBy = ContactView::SortBy::GivenName});
    QCOMPARE(names(model).first(), QStringLiteral("Bo Arndt"));
}

void ContactModelsTest::findsByWords()
{
    ContactsFixture f;
    f.add(ForeignCards::apple());
    f.add(ForeignCards::google());
    f.add(ForeignCards::nextcloud());
    ContactListModel model(*f.store);
    const auto found = [&](const QString &words) {
        show(model, {.search = words});
        return names(model);
    };
    QCOMPARE(found(QStringLiteral("muller")), QStringList{QStringLiteral("Jörg Müller")});
    QCOMPARE(found(QStringLiteral("beispielw")), QStringList{QStringLiteral("Dr. Ines Marie Sommer")});
    QCOMPARE(found(QStringLiteral("aylin@amt")), QStringList{QStringLiteral("Aylin Öztürk")});
    QCOMPARE(found(QStringLiteral("oeztuerk")), QStringList{QStringLiteral("Aylin Öztürk")});
    QCOMPARE(found(QStringLiteral("musterstadt")), QStringList{QStringLiteral("Dr. Ines Marie Sommer")});
    QCOMPARE(found(QStringLiteral("skat")), QStringList{QStringLiteral("Jörg Müller")});
    QCOMPARE(found(QStringLiteral("nobody")), QStringList());
}

void ContactModelsTest::speaksASentence()
{
    ContactsFixture f;
    f.add(ForeignCards::apple());
    ContactListModel model(*f.store);
    show(model, {});
    names(model);
    QCOMPARE(model.index(0, 0).data(ContactListModel::SpokenRole).toString(), QStringLiteral("Dr. Ines Marie Sommer, Beispielwerke GmbH, ines.sommer@beispiel.example."));
}

void ContactModelsTest::follows()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    ContactListModel model(*f.store);
    QAbstractItemModelTester tester(&model);
    show(model, {.book = f.book});
    QCOMPARE(model.rowCount(), 0);
    const auto item = waitedFor(actions.create({.book = f.book, .formattedName = QStringLiteral("Neu")})).value();
    QVERIFY(waitUntil([&] {
        return model.rowCount() == 1 && model.itemAt(0) == item;
    }));
    QVERIFY(waitUntil([&] {
        return model.index(0, 0).data(ContactListModel::ContactRole).value<ContactRow>().isWaiting;
    }));
    f.push();
    QVERIFY(waitUntil([&] {
        return !model.index(0, 0).data(ContactListModel::ContactRole).value<ContactRow>().isWaiting;
    }));
    actions.remove({item});
    QVERIFY(waitUntil([&] {
        return model.rowCount() == 0;
    }));
}

void ContactModelsTest::listsBooks()
{
    ContactsFixture f;
    f.add(ForeignCards::google());
    f.add(ForeignCards::apple());
    f.add(ContactsFixture::groupCard(QStringLiteral("Chor"), QStringLiteral("g"), {QStringLiteral("3c9b1f0088ab77")}));
    BookListModel model(*f.store);
    QAbstractItemModelTester tester(&model);
    QVERIFY(waitUntil([&] {
        return model.isLoaded();
    }));
    QCOMPARE(books(model), QStringList({QStringLiteral("All Contacts 2"), QStringLiteral("Kontakte 2"), QStringLiteral("  Chor 1"), QStringLiteral("  myContacts 1"), QStringLiteral("  Skat 1")}));
    QCOMPARE(model.writableBooks(), QList<CollectionId>{f.book});
    QCOMPARE(model.viewOf(model.index(4)).category, QStringLiteral("Skat"));
    QCOMPARE(model.indexOf(model.viewOf(model.index(2))).row(), 2);
    const auto other = f.addAccount(QStringLiteral("bert@example.org"));
    auto withDirectory = other;
    withDirectory.directory = QUrl(QStringLiteral("ldaps://ldap.example.org/dc=example"));
    waitedFor(AccountStore(*f.store).save(withDirectory)).value();
    QVERIFY(waitUntil([&] {
        return books(model).contains(QStringLiteral("Directory 0")) && books(model).contains(QStringLiteral("bert@example.org 0"));
    }));
}

void ContactModelsTest::showsWaitingChangesOfBooks()
{
    ContactsFixture f;
    ContactActions actions(f.outbox);
    BookListModel model(*f.store);
    actions.renameBook(f.book, QStringLiteral("Freunde"));
    actions.recolourBook(f.book, QStringLiteral("#00aa00"));
    QVERIFY(waitUntil([&] {
        return model.nameOf(f.book) == QStringLiteral("Freunde") && model.colourOf(f.book) == QColor(0, 0xaa, 0);
    }));
    actions.deleteBook(f.book);
    QVERIFY(waitUntil([&] {
        return !model.indexOfBook(f.book).isValid();
    }));
}

void ContactModelsTest::takesDrops()
{
    ContactsFixture f;
    const auto item = f.add(ForeignCards::google());
    f.addBook(QStringLiteral("Fremd"), {}, int(Right::Read));
    ContactListModel people(*f.store);
    show(people, {});
    names(people);
    BookListModel model(*f.store);
    QVERIFY(waitUntil([&] {
        return model.rowCount() >= 5;
    }));
    const std::unique_ptr<QMimeData> content(people.mimeData({people.index(0, 0)}));
    QCOMPARE(content->text(), QStringLiteral("Jörg Müller <joerg@haus.example>"));
    QSignalSpy dropped(&model, &BookListModel::contactsDropped);
    QVERIFY(!model.canDropMimeData(content.get(), Qt::MoveAction, -1, -1, model.index(0))); // everything
    QVERIFY(!model.canDropMimeData(content.get(), Qt::MoveAction, -1, -1, model.index(4))); // read-only
    model.dropMimeData(content.get(), Qt::MoveAction, -1, -1, model.index(1));
    QCOMPARE(dropped.count(), 1);
    QCOMPARE(dropped.first().first().value<QList<ItemId>>(), QList<ItemId>{item});
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/a.vcf"))});
    QSignalSpy filesDropped(&model, &BookListModel::filesDropped);
    model.dropMimeData(&files, Qt::CopyAction, -1, -1, model.index(1));
    QCOMPARE(filesDropped.count(), 1);
}

void ContactModelsTest::completes()
{
    ContactsFixture f;
    f.add(ContactsFixture::card(QStringLiteral("Anna Berg"), QStringLiteral("1"), QStringLiteral("anna@x.example"), "EMAIL:privat@berg.example\r\n"));
    f.add(ContactsFixture::card(QStringLiteral("Jörg Annaberg"), QStringLiteral("2"), QStringLiteral("joerg@x.example")));
    f.add(ContactsFixture::card(QStringLiteral("Hanna Ohne"), QStringLiteral("3")));
    f.add(ContactsFixture::groupCard(QStringLiteral("Annas Freunde"), QStringLiteral("g"), {QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
    const ContactCompletion completion(*f.store);
    const auto found = waitedFor(completion.complete(QStringLiteral("an"))).value();
    QStringList list;
    for (const auto &one : found) {
        list << QString(one.name + u' ' + one.address);
    }
    QCOMPARE(list, QStringList({QStringLiteral("Anna Berg anna@x.example"), QStringLiteral("Anna Berg privat@berg.example"), QStringLiteral("Jörg Annaberg joerg@x.example"), QStringLiteral("Annas Freunde ")}));
    QCOMPARE(found.last().members.size(), 2); // one has no address
    QCOMPARE(waitedFor(completion.complete(QStringLiteral("jorg x.ex")))->size(), 1);
    QCOMPARE(waitedFor(completion.complete(QStringLiteral(" ")))->size(), 0);
    QCOMPARE(waitedFor(completion.complete(QStringLiteral("an"), 1))->size(), 1);
    QVERIFY(waitedFor(completion.known({}))->size() >= found.size()); // a list to choose from shows everybody
    QCOMPARE(waitedFor(completion.known(QStringLiteral("an")))->size(), found.size());
    QCOMPARE(waitedFor(completion.find(QStringLiteral("ANNA@x.example")))->value(0).name, QStringLiteral("Anna Berg"));
}

void ContactModelsTest::expandsGroups()
{
    ContactsFixture f;
    f.add(ContactsFixture::card(QStringLiteral("Anna Berg"), QStringLiteral("1"), QStringLiteral("anna@x.example")));
    f.add(ContactsFixture::card(QStringLiteral("Bert Tal"), QStringLiteral("2"), QStringLiteral("bert@x.example")));
    const auto outer = f.add(ContactsFixture::groupCard(QStringLiteral("Alle"), QStringLiteral("g1"), {QStringLiteral("1"), QStringLiteral("g2"), QStringLiteral("gone")}));
    f.add(ContactsFixture::groupCard(QStringLiteral("Kreis"), QStringLiteral("g2"), {QStringLiteral("2"), QStringLiteral("1"), QStringLiteral("g1")}));
    const auto members = waitedFor(ContactCompletion(*f.store).expand(outer)).value();
    QCOMPARE(members.size(), 2); // each once, and the circle ends
}

void ContactModelsTest::listsBirthdays()
{
    ContactsFixture f;
    f.add(ForeignCards::apple()); // 29 February
    f.add(ForeignCards::nextcloud()); // 1985-04-12
    const auto between = [&](QDate first, QDate last) {
        return waitedFor(f.store->read([=](const Reader &reader) {
                   return Birthdays::between(reader, first, last);
               }))
            .value();
    };
    auto days = between(QDate(2026, 1, 1), QDate(2026, 12, 31));
    QCOMPARE(days.size(), 2);
    QCOMPARE(days[0].day, QDate(2026, 2, 28));
    QCOMPARE(days[0].age, 0);
    QCOMPARE(days[1].day, QDate(2026, 4, 12));
    QCOMPARE(days[1].age, 41);
    QCOMPARE(between(QDate(2028, 2, 29), QDate(2028, 2, 29)).size(), 1);
    QCOMPARE(between(QDate(2025, 12, 1), QDate(2026, 3, 1)).size(), 1);
    QCOMPARE(between(QDate(1980, 1, 1), QDate(1980, 12, 31)).size(), 1); // nobody is born yet but the one without a year
}

void ContactModelsTest::showsDamagedCards()
{
    ContactsFixture f;
    f.add("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:x\r\nEND:VCARD\r\n");
    ContactListModel model(*f.store);
    show(model, {});
    QCOMPARE(names(model), QStringList{QStringLiteral("(This contact could not be understood)")});
    QVERIFY(model.index(0, 0).data(ContactListModel::ContactRole).value<ContactRow>().isDamaged);
}

QTEST_GUILESS_MAIN(ContactModelsTest)
#include "contactmodelstest.moc"
