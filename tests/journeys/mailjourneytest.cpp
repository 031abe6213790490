// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include "mail/mailtypes.h"

#include <QTest>

using namespace Kontor;

/// A day with mail that others read, too.
class MailJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void firstSync_data();
    void firstSync();
    void flagsBothWays_data();
    void flagsBothWays();
    void moveByAnotherClientKeepsBody_data();
    void moveByAnotherClientKeepsBody();
    void mailboxMadeAnew_data();
    void mailboxMadeAnew();
    void expungedWhileAway_data();
    void expungedWhileAway();
    void oddFolderNames_data();
    void oddFolderNames();
    void twoThousandMessages();
    void readOnlyFolder();
    void tellsNewsByItself();
    void tellsNewsOfTheOpenFolder_data();
    void tellsNewsOfTheOpenFolder();

private:
    void servers();
    std::unique_ptr<MailJourney> journey();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    int m_user = 0;
};

void MailJourneyTest::initTestCase()
{
    m_workplaces["Dovecot"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailJourneyTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

std::unique_ptr<MailJourney> MailJourneyTest::journey()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag ? tag : "Dovecot";
    return std::make_unique<MailJourney>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"), m_user++ % 5);
}

void MailJourneyTest::firstSync_data()
{
    servers();
}

void MailJourneyTest::firstSync()
{
    auto journey = this->journey();
    const auto before = journey->other.search("INBOX").size();
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(journey->other.append("INBOX", OtherClient::message("Nummer " + QByteArray::number(i), "Der Brückenbau\r\n"), i == 1 ? "\\Seen" : ""));
    }
    const auto done = journey->round();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    const auto rows = journey->rows(QStringLiteral("INBOX"));
    QCOMPARE(rows.size(), before + 3);
    for (const auto &row : rows) {
        QVERIFY2(!row.body.isEmpty(), "bodies come by themselves");
    }
    QVERIFY(journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 2")));
    QCOMPARE(journey->number("SELECT count(*) FROM search_index WHERE search_index MATCH 'bruckenbau'"), 3);
    QVERIFY(journey->folder(QStringLiteral("Sent")));

    // Nothing new, nothing asked.
    QVERIFY(journey->round().has_value());
    QCOMPARE(journey->rows(QStringLiteral("INBOX")), rows);
}

void MailJourneyTest::flagsBothWays_data()
{
    servers();
}

void MailJourneyTest::flagsBothWays()
{
    auto journey = this->journey();
    QVERIFY(journey->other.append("INBOX", OtherClient::message("Hin und her")));
    QVERIFY(journey->round().has_value());
    const auto inbox = QStringLiteral("INBOX");
    const auto item = journey->item(inbox, QStringLiteral("Hin und her"));
    QVERIFY(bool(item));
    journey->actions->markRead({item});
    journey->actions->addTag({item}, QStringLiteral("projekt"));
    // Seen at once, before any server heard of it.
    QVERIFY(waitUntil([&] {
        return std::ranges::any_of(journey->rows(inbox), [item](const auto &row) {
            return row.item == item.value && (row.flags & int(MessageFlag::Seen)) && row.keywords.contains(QStringLiteral("projekt"));
        });
    }));
    const auto done = journey->round();
    QVERIFY(done.has_value());
    QVERIFY(journey->changes().isEmpty());
    QVERIFY(!journey->other.search("INBOX", "SEEN KEYWORD projekt SUBJECT \"Hin und her\"").isEmpty());

    const auto uid = QByteArray::number(journey->other.search("INBOX", "SUBJECT \"Hin und her\"").last());
    QVERIFY(journey->other.succeeds("SELECT INBOX"));
    QVERIFY(journey->other.succeeds("UID STORE " + uid + " +FLAGS (\\Flagged)"));
    QVERIFY(journey->other.succeeds("UID STORE " + uid + " -FLAGS (\\Seen projekt)"));
    QVERIFY(journey->round().has_value());
    for (const auto all = journey->rows(inbox); const auto &row : all) {
        if (row.item == item.value) {
            QVERIFY(row.flags & int(MessageFlag::Flagged));
            QVERIFY(!(row.flags & int(MessageFlag::Seen)));
            QVERIFY(row.keywords.isEmpty());
        }
    }
}

void MailJourneyTest::moveByAnotherClientKeepsBody_data()
{
    servers();
}

void MailJourneyTest::moveByAnotherClientKeepsBody()
{
    auto journey = this->journey();
    QVERIFY(journey->other.append("INBOX", OtherClient::message("Zieht um")));
    QVERIFY(journey->round().has_value());
    const auto inbox = QStringLiteral("INBOX");
    BlobId body;
    for (const auto all = journey->rows(inbox); const auto &row : all) {
        body = row.subject == u"Zieht um" ? row.body : body;
    }
    QVERIFY(!body.isEmpty());
    const auto target = journey->number("SELECT count(*) FROM collection WHERE role = 'archive'");
    QCOMPARE(target, 1);
    const QByteArray archive = journey->folder(QStringLiteral("Archiv")) ? "Archiv" : "Archive";
    const auto uid = QByteArray::number(journey->other.search("INBOX", "SUBJECT \"Zieht um\"").last());
    QVERIFY(journey->other.succeeds("SELECT INBOX"));
    QVERIFY(journey->other.succeeds("UID MOVE " + uid + ' ' + archive));
    QVERIFY(journey->round().has_value());
    QVERIFY(!journey->item(inbox, QStringLiteral("Zieht um")));
    const auto archived = journey->rows(QString::fromUtf8(archive));
    QVERIFY(std::ranges::any_of(archived, [&body](const auto &row) {
        return row.subject == u"Zieht um" && row.body == body;
    }));
}

void MailJourneyTest::mailboxMadeAnew_data()
{
    servers();
}

void MailJourneyTest::mailboxMadeAnew()
{
    auto journey = this->journey();
    const QByteArray name = "anew";
    QVERIFY(journey->other.succeeds("CREATE " + name));
    QVERIFY(journey->other.succeeds("SUBSCRIBE " + name));
    const auto stays = OtherClient::message("Bleibt gleich");
    QVERIFY(journey->other.append(name, OtherClient::message("Verschwindet")));
    QVERIFY(journey->other.append(name, stays));
    QVERIFY(journey->round().has_value());
    const auto id = QString::fromUtf8(name);
    QCOMPARE(journey->subjects(id).size(), 2);
    QVERIFY(journey->other.succeeds("DELETE " + name));
    QTest::qWait(1100);
    QVERIFY(journey->other.succeeds("CREATE " + name));
    QVERIFY(journey->other.append(name, stays));
    QVERIFY(journey->other.append(name, OtherClient::message("Ganz neu")));
    QVERIFY(journey->round().has_value());
    QVERIFY(journey->round().has_value());
    QCOMPARE(journey->subjects(id), (QStringList{QStringLiteral("Bleibt gleich"), QStringLiteral("Ganz neu")}));
    QCOMPARE(journey->number("SELECT count(*) FROM mail_message WHERE body IS NULL"), 0);
}

void MailJourneyTest::expungedWhileAway_data()
{
    servers();
}

void MailJourneyTest::expungedWhileAway()
{
    auto journey = this->journey();
    const QByteArray name = "away";
    QVERIFY(journey->other.succeeds("CREATE " + name));
    QVERIFY(journey->other.succeeds("SUBSCRIBE " + name));
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(journey->other.append(name, OtherClient::message("Nummer " + QByteArray::number(i))));
    }
    QVERIFY(journey->round().has_value());
    journey->restart();
    QVERIFY(journey->other.succeeds("SELECT " + name));
    QVERIFY(journey->other.succeeds("STORE 2,4 +FLAGS.SILENT (\\Deleted)"));
    QVERIFY(journey->other.succeeds("EXPUNGE"));
    QVERIFY(journey->other.append(name, OtherClient::message("Nummer 6")));
    QVERIFY(journey->round().has_value());
    QCOMPARE(journey->subjects(QString::fromUtf8(name)),
             (QStringList{QStringLiteral("Nummer 1"), QStringLiteral("Nummer 3"), QStringLiteral("Nummer 5"), QStringLiteral("Nummer 6")}));
}

void MailJourneyTest::oddFolderNames_data()
{
    servers();
}

void MailJourneyTest::oddFolderNames()
{
    auto journey = this->journey();
    QVERIFY(journey->round().has_value());
    const QStringList names{QStringLiteral("Büro \"Süd\""), QStringLiteral("50 % & mehr"), QStringLiteral("Ärger")};
    for (const auto &name : names) {
        journey->actions->createFolder(journey->resource, {}, name);
        QVERIFY(waitUntil([&] {
            return bool(journey->folder(name));
        }));
    }
    const auto done = journey->round();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));
    QStringList refused;
    for (const auto all = journey->changes(); const auto &change : all) {
        QCOMPARE(change.state, ChangeState::Parked);
        QVERIFY(!change.error.message.isEmpty());
        refused << change.arguments.value(QLatin1StringView("name")).toString();
    }
    QVERIFY2(refused.isEmpty() || QByteArray(QTest::currentDataTag()) == "Cyrus", qPrintable(refused.join(u' ')));
    for (const auto &name : names) {
        if (refused.contains(name)) {
            continue;
        }
        const auto folder = journey->folder(name);
        QVERIFY(journey->other.append("INBOX", OtherClient::message("Für den Ordner")));
        QVERIFY(journey->round().has_value());
        journey->actions->move({journey->item(QStringLiteral("INBOX"), QStringLiteral("Für den Ordner"))}, folder);
        QVERIFY(waitUntil([&] {
            return !journey->changes().isEmpty();
        }));
        QVERIFY(journey->round().has_value());
        QCOMPARE(journey->number("SELECT count(*) FROM mail_message WHERE collection = " + QByteArray::number(folder.value)), 1);
        QCOMPARE(journey->number("SELECT count(*) FROM item WHERE remote_id IS NOT NULL AND collection = " + QByteArray::number(folder.value)), 1);
    }
}

void MailJourneyTest::twoThousandMessages()
{
    auto journey = this->journey();
    QVERIFY(journey->other.succeeds("CREATE viele"));
    QVERIFY(journey->other.succeeds("SUBSCRIBE viele"));
    for (int i = 1; i <= 2000; ++i) {
        QVERIFY(journey->other.append("viele", OtherClient::message("Nummer " + QByteArray::number(i))));
    }
    const auto done = journey->round();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));
    QCOMPARE(journey->number("SELECT count(*) FROM mail_message m JOIN collection c ON c.id = m.collection WHERE c.remote_id = 'viele' AND m.body IS NOT NULL"), 2000);
}

void MailJourneyTest::readOnlyFolder()
{
    auto journey = this->journey();
    QVERIFY(journey->other.succeeds("CREATE lesen"));
    QVERIFY(journey->other.succeeds("SUBSCRIBE lesen"));
    QVERIFY(journey->other.append("lesen", OtherClient::message("Nur lesen")));
    bool isSet = false;
    m_workplaces["Dovecot"]->doveadm({QStringLiteral("acl"), QStringLiteral("set"), QStringLiteral("-u"), journey->account.address.section(u'@', 0, 0), QStringLiteral("lesen"), QStringLiteral("owner"), QStringLiteral("lookup"), QStringLiteral("read")}, &isSet);
    QVERIFY(isSet);
    QVERIFY(journey->round().has_value());
    QVERIFY(journey->round().has_value());
    const auto item = journey->item(QStringLiteral("lesen"), QStringLiteral("Nur lesen"));
    QVERIFY(bool(item));
    journey->actions->star({item});
    QVERIFY(waitUntil([&] {
        return !journey->changes().isEmpty();
    }));
    QVERIFY(journey->round().has_value());
    const auto changes = journey->changes();
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().state, ChangeState::Parked);
    QVERIFY2(changes.first().error.message.contains(QStringLiteral("lesen")), qPrintable(changes.first().error.message));
    QVERIFY(waitedFor(journey->outbox->discard(changes.first().id)).has_value());
    QCOMPARE(journey->rows(QStringLiteral("lesen")).first().flags & int(MessageFlag::Flagged), 0);
}

void MailJourneyTest::tellsNewsByItself()
{
    auto journey = this->journey();
    journey->startEngine();
    journey->engine->start();
    QVERIFY(waitUntil([&] {
        return journey->engine->status().activity == SyncStatus::Activity::Watching || journey->engine->status().lastSuccess.isValid();
    }));
    QTest::qWait(1500);
    QVERIFY(journey->other.append("INBOX", OtherClient::message("Von selbst")));
    QVERIFY(waitUntil([&] {
        return bool(journey->item(QStringLiteral("INBOX"), QStringLiteral("Von selbst")));
    }));
}

void MailJourneyTest::tellsNewsOfTheOpenFolder_data()
{
    servers();
}

// Cyrus has no NOTIFY: without the focus this folder would be asked for every three minutes.
void MailJourneyTest::tellsNewsOfTheOpenFolder()
{
    auto journey = this->journey();
    const QByteArray wireName = "Vorg&AOQ-nge offen";
    const auto folder = QString::fromLatin1(wireName);
    journey->other.succeeds("CREATE \"" + wireName + '"');
    QVERIFY(journey->round().has_value());
    journey->stopEngine();
    journey->startEngine();
    journey->engine->start();
    journey->engine->setFocus(journey->folder(folder));
    const auto arrives = [&](const char *subject) {
        QTest::qWait(1500);
        return journey->other.append(wireName, OtherClient::message(subject)) && waitUntil([&] {
                   return bool(journey->item(folder, QString::fromUtf8(subject)));
               });
    };
    QVERIFY(arrives("Das erste"));
    QVERIFY(arrives("Das zweite"));
    // The user looks elsewhere and comes back.
    journey->engine->setFocus(journey->folder(QStringLiteral("INBOX")));
    journey->engine->setFocus(journey->folder(folder));
    QVERIFY(arrives("Das dritte"));
}

QTEST_GUILESS_MAIN(MailJourneyTest)
#include "mailjourneytest.moc"
