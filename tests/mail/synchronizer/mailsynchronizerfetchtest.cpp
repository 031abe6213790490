// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/synchronizer/synchronizerfixture.h"

#include <QTest>

using namespace Kontor;

/// Bodies from real servers.
class MailSynchronizerFetchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void fetchesManyAtOnce_data();
    void fetchesManyAtOnce();
    void fetchesLargeInRanges_data();
    void fetchesLargeInRanges();
    void leavesUnread();
    void fetchesWhatCameSince_data();
    void fetchesWhatCameSince();
    void tellsWhatIsGone();
    void servesTheUserBetween();
    void fetchesParts();
    void searchesOnServer_data();
    void searchesOnServer();

private:
    void servers();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    std::unique_ptr<SynchronizerFixture> m_fixture;
};

namespace
{
ItemRef item(const QByteArray &mailbox, int uid, qint64 size = 0)
{
    return {.id = ItemId{uid}, .collection = {}, .collectionRemoteId = QString::fromUtf8(mailbox), .remoteId = QString::number(uid), .size = size};
}

Task<> store(Task<Result<FetchedPart>> task, QList<Result<FetchedPart>> *into)
{
    *into << co_await task;
}
}

void MailSynchronizerFetchTest::initTestCase()
{
    m_workplaces["Dovecot"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailSynchronizerFetchTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

void MailSynchronizerFetchTest::init()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag ? tag : "Dovecot";
    m_fixture = std::make_unique<SynchronizerFixture>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
}

void MailSynchronizerFetchTest::cleanup()
{
    m_fixture.reset();
}

void MailSynchronizerFetchTest::fetchesManyAtOnce_data()
{
    servers();
}

void MailSynchronizerFetchTest::fetchesManyAtOnce()
{
    auto &fixture = *m_fixture;
    const QList<QByteArray> mailboxes{fixture.newMailbox(), fixture.newMailbox()};
    QHash<QByteArray, QByteArray> sent;
    for (const auto &mailbox : mailboxes) {
        for (int i = 1; i <= 250; ++i) {
            const auto message = OtherClient::message("Nummer " + QByteArray::number(i), QByteArray(i * 7, 'x') + "\r\n");
            QVERIFY(fixture.other.append(mailbox, message));
            sent.insert(mailbox + QByteArray::number(i), message);
        }
    }
    std::map<QByteArray, QList<Result<FetchedPart>>> got;
    for (int i = 1; i <= 250; ++i) {
        for (const auto &mailbox : mailboxes) {
            store(fixture.synchronizer->fetch(item(mailbox, i, sent.value(mailbox + QByteArray::number(i)).size()), {}, 0), &got[mailbox + QByteArray::number(i)]);
        }
    }
    QVERIFY(waitUntil([&got] {
        return std::ranges::all_of(got, [](const auto &entry) {
            return !entry.second.isEmpty();
        });
    }));
    for (const auto &[key, results] : got) {
        QVERIFY2(results.first().has_value(), key.constData());
        QCOMPARE(results.first()->bytes, sent.value(key));
        QVERIFY(!results.first()->more);
    }
}

void MailSynchronizerFetchTest::fetchesLargeInRanges_data()
{
    servers();
}

void MailSynchronizerFetchTest::fetchesLargeInRanges()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QByteArray body;
    while (body.size() < 11 * 1024 * 1024) {
        body += QByteArray::number(body.size()) + QByteArray(60, 'a' + char(body.size() % 26)) + "\r\n";
    }
    const auto message = OtherClient::message("Groß", body);
    QVERIFY(fixture.other.append(mailbox, message));
    QByteArray together;
    bool more = true;
    int ranges = 0;
    while (more) {
        const auto range = waitedFor(fixture.synchronizer->fetch(item(mailbox, 1, message.size()), {}, together.size()));
        QVERIFY2(range.has_value(), range ? "" : qPrintable(range.error().detail));
        QVERIFY(range->bytes.size() <= 4 * 1024 * 1024);
        together += range->bytes;
        more = range->more;
        QVERIFY(++ranges < 10);
    }
    QVERIFY(ranges >= 3);
    QVERIFY(together == message);
}

void MailSynchronizerFetchTest::leavesUnread()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Ungelesen")));
    QVERIFY(waitedFor(fixture.synchronizer->fetch(item(mailbox, 1), {}, 0)).has_value());
    QCOMPARE(fixture.other.search(mailbox, "UNSEEN").size(), 1);
}

void MailSynchronizerFetchTest::fetchesWhatCameSince_data()
{
    servers();
}

/// The connection for bodies stays in the mailbox and has not heard of the new message.
void MailSynchronizerFetchTest::fetchesWhatCameSince()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Da")));
    QVERIFY(waitedFor(fixture.synchronizer->fetch(item(mailbox, 1), {}, 0)).has_value());
    for (const int uid : {2, 3}) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Neu")));
        const auto came = waitedFor(fixture.synchronizer->fetch(item(mailbox, uid, uid == 3 ? 5 << 20 : 0), {}, 0)); // the third as if it were large
        QVERIFY2(came.has_value(), qPrintable(came ? QString() : came.error().message));
        QVERIFY(came->bytes.contains("Neu"));
    }
}

void MailSynchronizerFetchTest::tellsWhatIsGone()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Da")));
    QList<Result<FetchedPart>> there;
    QList<Result<FetchedPart>> gone;
    QList<Result<FetchedPart>> missing;
    store(fixture.synchronizer->fetch(item(mailbox, 1), {}, 0), &there);
    store(fixture.synchronizer->fetch(item(mailbox, 99), {}, 0), &gone);
    store(fixture.synchronizer->fetch(item("gibt-es-nicht", 1), {}, 0), &missing);
    QVERIFY(waitUntil([&] {
        return !there.isEmpty() && !gone.isEmpty() && !missing.isEmpty();
    }));
    QVERIFY(there.first().has_value());
    QCOMPARE(gone.first().error().kind, Error::Kind::NotFound);
    QVERIFY(!isPassing(missing.first().error().kind));
    QVERIFY(!waitedFor(fixture.synchronizer->fetch(item(mailbox, 1), QStringLiteral("1] BODY[2"), 0)).has_value());

    // A mailbox not looked at since the start whose numbers mean other messages now.
    QCOMPARE(waitedFor(fixture.synchronizer->fetch(item(mailbox, 1, 5), {}, 0)).error().kind, Error::Kind::NotFound);
}

void MailSynchronizerFetchTest::servesTheUserBetween()
{
    auto &fixture = *m_fixture;
    const auto bulk = fixture.newMailbox();
    const auto opened = fixture.newMailbox();
    const auto big = OtherClient::message("Groß", QByteArray(500'000, 'x') + "\r\n");
    for (int i = 0; i < 300; ++i) {
        QVERIFY(fixture.other.append(bulk, big));
    }
    QVERIFY(fixture.other.append(opened, OtherClient::message("Geöffnet")));
    QVERIFY(waitedFor(fixture.synchronizer->discover()).has_value()); // the main connection is open
    QList<Result<FetchedPart>> crowd;
    for (int i = 1; i <= 300; ++i) {
        store(fixture.synchronizer->fetch(item(bulk, i, big.size()), {}, 0), &crowd);
    }
    QVERIFY(waitUntil([&crowd] {
        return !crowd.isEmpty();
    }));
    const auto one = waitedFor(fixture.synchronizer->fetch(item(opened, 1), {}, 0));
    QVERIFY(one.has_value());
    QVERIFY2(crowd.size() < 300, "the crowd was served first");
    QVERIFY(waitUntil([&crowd] {
        return crowd.size() == 300;
    }));
    for (const auto &result : std::as_const(crowd)) {
        QVERIFY(result.has_value() && result->bytes == big);
    }
}

void MailSynchronizerFetchTest::fetchesParts()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\neins\r\n--b\r\n"
                                          "Content-Type: text/plain\r\n\r\nzwei\r\n--b--\r\n"));
    const auto part = waitedFor(fixture.synchronizer->fetch(item(mailbox, 1), QStringLiteral("2"), 0));
    QVERIFY(part.has_value());
    QCOMPARE(part->bytes.trimmed(), QByteArray("zwei"));
}

void MailSynchronizerFetchTest::searchesOnServer_data()
{
    servers();
}

void MailSynchronizerFetchTest::searchesOnServer()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Eins", "Der Brückenbau beginnt.\r\n")));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Zwei", "Nichts davon.\r\n")));
    const auto id = QString::fromUtf8(mailbox);
    QCOMPARE(waitedFor(fixture.synchronizer->searchOnServer(id, QStringLiteral("Brückenbau"))).value(), QStringList{QStringLiteral("1")});
    QCOMPARE(waitedFor(fixture.synchronizer->searchOnServer(id, QStringLiteral("Brückenbau beginnt"))).value(), QStringList{QStringLiteral("1")});
    QVERIFY(waitedFor(fixture.synchronizer->searchOnServer(id, QStringLiteral("Brückenbau davon")))->isEmpty());
    QVERIFY(waitedFor(fixture.synchronizer->searchOnServer(id, QStringLiteral("a\" {5}\r\nx LOGOUT"))).has_value());
    QVERIFY(waitedFor(fixture.synchronizer->searchOnServer(id, QStringLiteral("  ")))->isEmpty());
}

QTEST_GUILESS_MAIN(MailSynchronizerFetchTest)
#include "mailsynchronizerfetchtest.moc"
