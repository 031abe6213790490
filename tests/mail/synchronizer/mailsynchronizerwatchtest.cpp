// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/synchronizer/synchronizerfixture.h"

#include <QTest>

using namespace Kontor;
using namespace std::chrono_literals;

/// News by NOTIFY, by IDLE, and what is noticed without either.
class MailSynchronizerWatchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void tellsNewMail_data();
    void tellsNewMail();
    void tellsOtherFolders();
    void tellsWhatCameInBetween_data();
    void tellsWhatCameInBetween();
    void endsInTime_data();
    void endsInTime();

private:
    void servers();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    std::unique_ptr<SynchronizerFixture> m_fixture;
};

namespace
{
Task<> store(Task<Result<Hint>> task, std::optional<Result<Hint>> *into)
{
    into->emplace(co_await task);
}
}

void MailSynchronizerWatchTest::initTestCase()
{
    m_workplaces["NOTIFY"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["IDLE"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), QStringLiteral("IMAP4rev1 IDLE")});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailSynchronizerWatchTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

void MailSynchronizerWatchTest::init()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag ? tag : "NOTIFY";
    m_fixture = std::make_unique<SynchronizerFixture>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
}

void MailSynchronizerWatchTest::cleanup()
{
    m_fixture.reset();
}

void MailSynchronizerWatchTest::tellsNewMail_data()
{
    servers();
}

void MailSynchronizerWatchTest::tellsNewMail()
{
    auto &fixture = *m_fixture;
    QVERIFY(waitedFor(fixture.synchronizer->discover()).has_value());
    std::optional<Result<Hint>> hint;
    store(fixture.synchronizer->watch(60s), &hint);
    QTest::qWait(1000); // the watch is on its way
    QVERIFY(fixture.other.append("INBOX", OtherClient::message("Neu")));
    QVERIFY(waitUntil([&hint] {
        return hint.has_value();
    }));
    QVERIFY2(hint->has_value(), *hint ? "" : qPrintable(hint->error().message));
    QCOMPARE((*hint)->news, Hint::News::Content);
    QVERIFY((*hint)->collections.isEmpty() || (*hint)->collections.contains(QStringLiteral("INBOX")));
}

void MailSynchronizerWatchTest::tellsOtherFolders()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.succeeds("SUBSCRIBE " + mailbox));
    QVERIFY(waitedFor(fixture.synchronizer->discover()).has_value());
    std::optional<Result<Hint>> hint;
    store(fixture.synchronizer->watch(60s), &hint);
    QTest::qWait(1000);
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Neu")));
    QVERIFY(waitUntil([&hint] {
        return hint.has_value();
    }));
    QVERIFY(hint->has_value());
    QVERIFY2((*hint)->collections.isEmpty() || (*hint)->collections.contains(QString::fromUtf8(mailbox)), qPrintable((*hint)->collections.join(u' ')));
}

void MailSynchronizerWatchTest::tellsWhatCameInBetween_data()
{
    servers();
}

void MailSynchronizerWatchTest::tellsWhatCameInBetween()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(waitedFor(fixture.synchronizer->discover()).has_value());
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Dazwischen")));
    const auto hint = waitedFor(fixture.synchronizer->watch(20s));
    QVERIFY(hint.has_value());
    QVERIFY(hint->collections.contains(QString::fromUtf8(mailbox)));
}

void MailSynchronizerWatchTest::endsInTime_data()
{
    servers();
}

void MailSynchronizerWatchTest::endsInTime()
{
    auto &fixture = *m_fixture;
    QVERIFY(waitedFor(fixture.synchronizer->discover()).has_value());
    const auto hint = waitedFor(fixture.synchronizer->watch(1s));
    QVERIFY2(hint.has_value(), hint ? "" : qPrintable(hint.error().message));
    QCOMPARE(hint->news, Hint::News::None);
    // And stop() ends a long one.
    std::optional<Result<Hint>> stopped;
    store(fixture.synchronizer->watch(3600s), &stopped);
    QTest::qWait(200);
    QVERIFY(!stopped);
    fixture.synchronizer->stop();
    QVERIFY(waitUntil([&stopped] {
        return stopped.has_value();
    }));
    QCOMPARE(stopped->error().kind, Error::Kind::Cancelled);
}

QTEST_GUILESS_MAIN(MailSynchronizerWatchTest)
#include "mailsynchronizerwatchtest.moc"
