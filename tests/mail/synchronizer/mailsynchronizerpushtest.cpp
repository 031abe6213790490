// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailchange.h"
#include "mail/synchronizer/synchronizerfixture.h"

#include <QCborArray>
#include <QTest>
#include <QTimeZone>

using namespace Kontor;

/// Changes of messages on real servers, with everything they can do and with less.
class MailSynchronizerPushTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void setsFlags_data();
    void setsFlags();
    void joinsChangesOfOneKind();
    void moves_data();
    void moves();
    void movesWhereOthersHaveMarked_data();
    void movesWhereOthersHaveMarked();
    void repeatsMoveAfterLostAnswer_data();
    void repeatsMoveAfterLostAnswer();
    void copies_data();
    void copies();
    void deletes_data();
    void deletes();
    void appends_data();
    void appends();
    void emptiesUpTo_data();
    void emptiesUpTo();
    void makesMissingTarget_data();
    void makesMissingTarget();
    void refusesReadOnly();
    void refusesNumbersOfAnotherMailbox();
    void tellsFullMailbox();

private:
    void servers();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    std::unique_ptr<SynchronizerFixture> m_fixture;
};

namespace
{
QCborMap flags(const QStringList &add, const QStringList &remove = {})
{
    return {{QStringLiteral("add"), QCborArray::fromStringList(add)}, {QStringLiteral("remove"), QCborArray::fromStringList(remove)}};
}

QCborMap to(const QByteArray &mailbox)
{
    return {{QStringLiteral("remote"), QString::fromUtf8(mailbox)}};
}
}

void MailSynchronizerPushTest::initTestCase()
{
    const auto less = QStringLiteral("IMAP4rev1 UIDPLUS LITERAL+");
    m_workplaces["everything"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["UIDPLUS only"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), less});
    m_workplaces["bare"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), QStringLiteral("IMAP4rev1")});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailSynchronizerPushTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

void MailSynchronizerPushTest::init()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag && m_workplaces.contains(tag) ? tag : "everything";
    m_fixture = std::make_unique<SynchronizerFixture>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
}

void MailSynchronizerPushTest::cleanup()
{
    m_fixture.reset();
}

void MailSynchronizerPushTest::setsFlags_data()
{
    servers();
}

void MailSynchronizerPushTest::setsFlags()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Eins"), "\\Flagged"));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    const auto change = fixture.change(mailbox, 1, MailChange::Flags, flags({QStringLiteral("\\Seen"), QStringLiteral("$Wichtig")}, {QStringLiteral("\\Flagged")}), &mirror);
    const auto receipt = fixture.push(change);
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QVERIFY(receipt->partial);
    auto told = MailPayload::fromCbor(receipt->payload)->flags;
    told.sort();
    QCOMPARE(told, (QStringList{QStringLiteral("$Wichtig"), QStringLiteral("\\Seen")}));
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.flags(1), told);
    QVERIFY(fixture.push(change).has_value()); // twice is as good as once

    // Flags that cannot be said in IMAP are left out and break nothing.
    QVERIFY(fixture.push(fixture.change(mailbox, 1, MailChange::Flags, flags({QStringLiteral("zwei worte"), QStringLiteral("x\r\ny"), QStringLiteral("\\Answered")}), &mirror)).has_value());
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.flags(1).size(), 3);

    const auto gone = fixture.push(fixture.change(mailbox, 77, MailChange::Flags, flags({QStringLiteral("\\Seen")})));
    QVERIFY(gone.has_value());
    QVERIFY(gone->itemGone);
}

void MailSynchronizerPushTest::joinsChangesOfOneKind()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    for (int i = 0; i < 40; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer")));
    }
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    int done = 0;
    const auto count = [](Task<Result<Receipt>> task, int *done) -> Task<> {
        const auto receipt = co_await task;
        *done += receipt.has_value() && !receipt->payload.isEmpty();
    };
    for (int uid = 1; uid <= 40; ++uid) {
        count(fixture.synchronizer->push(fixture.change(mailbox, uid, MailChange::Flags, flags({QStringLiteral("\\Seen")}), &mirror), {}), &done);
    }
    QVERIFY(waitUntil([&done] {
        return done == 40;
    }));
    QCOMPARE(fixture.other.search(mailbox, "SEEN").size(), 40);
}

void MailSynchronizerPushTest::moves_data()
{
    servers();
}

void MailSynchronizerPushTest::moves()
{
    auto &fixture = *m_fixture;
    const auto from = fixture.newMailbox();
    const auto target = fixture.newMailbox();
    QVERIFY(fixture.other.append(target, OtherClient::message("Schon da")));
    QVERIFY(fixture.other.append(from, OtherClient::message("Eins"), "\\Flagged"));
    QVERIFY(fixture.other.append(from, OtherClient::message("Zwei")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(from, mirror));
    const auto receipt = fixture.push(fixture.change(from, 1, MailChange::Move, to(target), &mirror));
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(receipt->collectionRemoteId, QString::fromUtf8(target));
    QVERIFY(receipt->itemGone || receipt->remoteId == QStringLiteral("2"));
    QVERIFY(!receipt->itemGone || QByteArray(QTest::currentDataTag()) == "bare"); // nobody tells the new UID
    QCOMPARE(fixture.other.search(from), QList<int>{2});
    QCOMPARE(fixture.other.search(target), (QList<int>{1, 2}));
    QCOMPARE(fixture.other.search(target, "FLAGGED"), QList<int>{2});
    QCOMPARE(fixture.other.search(target, "DELETED").size(), 0);

    // Once more: it is no longer there, and that is no error.
    const auto again = fixture.push(fixture.change(from, 1, MailChange::Move, to(target), &mirror));
    QVERIFY2(again.has_value(), again ? "" : qPrintable(again.error().detail));
    QVERIFY(again->itemGone);
    QCOMPARE(fixture.other.search(target).size(), 2);
}

void MailSynchronizerPushTest::movesWhereOthersHaveMarked_data()
{
    servers();
}

void MailSynchronizerPushTest::movesWhereOthersHaveMarked()
{
    auto &fixture = *m_fixture;
    const auto from = fixture.newMailbox();
    const auto target = fixture.newMailbox();
    QVERIFY(fixture.other.append(from, OtherClient::message("Von anderen markiert"), "\\Deleted"));
    QVERIFY(fixture.other.append(from, OtherClient::message("Unsere")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(from, mirror));
    QVERIFY(fixture.push(fixture.change(from, 2, MailChange::Move, to(target), &mirror)).has_value());
    QCOMPARE(fixture.other.search(from), QList<int>{1});
    QCOMPARE(fixture.other.search(from, "DELETED"), QList<int>{1}); // still there, still marked
    QCOMPARE(fixture.other.search(target).size(), 1);
}

void MailSynchronizerPushTest::repeatsMoveAfterLostAnswer_data()
{
    servers();
}

void MailSynchronizerPushTest::repeatsMoveAfterLostAnswer()
{
    auto &fixture = *m_fixture;
    const auto from = fixture.newMailbox();
    const auto target = fixture.newMailbox();
    QVERIFY(fixture.other.append(from, OtherClient::message("Eins")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(from, mirror));
    // Copied, then the connection broke.
    QVERIFY(fixture.other.succeeds("SELECT " + from));
    QVERIFY(fixture.other.succeeds("UID COPY 1 " + target));
    auto change = fixture.change(from, 1, MailChange::Move, to(target), &mirror);
    change.answerLost = true;
    QVERIFY(fixture.push(change).has_value());
    QVERIFY(fixture.other.search(from).isEmpty());
    const bool looksFirst = QByteArray(QTest::currentDataTag()) == "UIDPLUS only" || QByteArray(QTest::currentDataTag()) == "bare";
    if (looksFirst) { // a server with MOVE does it in one step, so nothing was copied by us
        QCOMPARE(fixture.other.search(target).size(), 1);
    }
}

void MailSynchronizerPushTest::copies_data()
{
    servers();
}

void MailSynchronizerPushTest::copies()
{
    auto &fixture = *m_fixture;
    const auto from = fixture.newMailbox();
    const auto target = fixture.newMailbox();
    QVERIFY(fixture.other.append(from, OtherClient::message("Eins")));
    auto change = fixture.change(target, 0, MailChange::Copy, {{QStringLiteral("from"), QString::fromUtf8(from)}, {QStringLiteral("uid"), QStringLiteral("1")}});
    auto receipt = fixture.push(change);
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(receipt->remoteId, QStringLiteral("1"));
    change.answerLost = true;
    receipt = fixture.push(change);
    QVERIFY(receipt.has_value());
    QCOMPARE(receipt->remoteId, QStringLiteral("1"));
    QCOMPARE(fixture.other.search(target).size(), 1);
    QCOMPARE(fixture.other.search(from).size(), 1);
}

void MailSynchronizerPushTest::deletes_data()
{
    servers();
}

void MailSynchronizerPushTest::deletes()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Eins"), "\\Deleted"));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Zwei")));
    const auto receipt = fixture.push(fixture.change(mailbox, 2, MailChange::Delete));
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QVERIFY(receipt->itemGone);
    QCOMPARE(fixture.other.search(mailbox), QList<int>{1});
    QCOMPARE(fixture.other.search(mailbox, "DELETED"), QList<int>{1});
    QVERIFY(fixture.push(fixture.change(mailbox, 2, MailChange::Delete)).has_value());
    QCOMPARE(fixture.other.search(mailbox), QList<int>{1});
}

void MailSynchronizerPushTest::appends_data()
{
    servers();
}

void MailSynchronizerPushTest::appends()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    const auto message = OtherClient::message("Ein Entwurf", "Grüße\n", "<entwurf@test.example>"); // bare LF on purpose
    const auto date = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::UTC);
    auto change = fixture.change(mailbox, 0, MailChange::Append,
                                 {{QStringLiteral("blob"), fixture.keep(message)},
                                  {QStringLiteral("flags"), QCborArray{QStringLiteral("\\Draft"), QStringLiteral("\\Seen")}},
                                  {QStringLiteral("date"), QCborValue(date)}});
    auto receipt = fixture.push(change);
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(receipt->remoteId, QStringLiteral("1"));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.flags(1), (QStringList{QStringLiteral("\\Draft"), QStringLiteral("\\Seen")}));
    QCOMPARE(mirror.messages.value(1).payload.internalDate.toUTC(), date);

    change.answerLost = true;
    receipt = fixture.push(change);
    QVERIFY(receipt.has_value());
    QCOMPARE(receipt->remoteId, QStringLiteral("1"));
    QCOMPARE(fixture.other.search(mailbox).size(), 1);

    // A newer version under the same Message-ID is another message, also after a lost answer.
    change.arguments.insert(QStringLiteral("blob"), fixture.keep(message + "und mehr\r\n"));
    receipt = fixture.push(change);
    QVERIFY(receipt.has_value());
    QCOMPARE(receipt->remoteId, QStringLiteral("2"));
    QCOMPARE(fixture.other.search(mailbox).size(), 2);

    change.arguments.insert(QStringLiteral("blob"), QStringLiteral("missing"));
    QVERIFY(!fixture.push(change).has_value());
}

void MailSynchronizerPushTest::emptiesUpTo_data()
{
    servers();
}

void MailSynchronizerPushTest::emptiesUpTo()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    for (int i = 0; i < 4; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer")));
    }
    const auto receipt = fixture.push(fixture.change(mailbox, 0, MailChange::EmptyFolder, {{QStringLiteral("upTo"), 3}}));
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(fixture.other.search(mailbox), QList<int>{4});
    QVERIFY(fixture.push(fixture.change(mailbox, 0, MailChange::EmptyFolder, {{QStringLiteral("upTo"), 3}})).has_value());
    QCOMPARE(fixture.other.search(mailbox), QList<int>{4});
}

void MailSynchronizerPushTest::makesMissingTarget_data()
{
    servers();
}

void MailSynchronizerPushTest::makesMissingTarget()
{
    auto &fixture = *m_fixture;
    const auto from = fixture.newMailbox();
    const QByteArray target = "neu" + from;
    QVERIFY(fixture.other.append(from, OtherClient::message("Eins")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(from, mirror));
    const auto receipt = fixture.push(fixture.change(from, 1, MailChange::Move, to(target), &mirror));
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(fixture.other.search(target).size(), 1);
    QVERIFY(fixture.other.search(from).isEmpty());
}

void MailSynchronizerPushTest::refusesReadOnly()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Eins")));
    bool isSet = false;
    m_workplaces["everything"]->doveadm({QStringLiteral("acl"), QStringLiteral("set"), QStringLiteral("-u"), QStringLiteral("anna.mueller"), QString::fromUtf8(mailbox), QStringLiteral("owner"), QStringLiteral("lookup"), QStringLiteral("read")}, &isSet);
    QVERIFY(isSet);
    SynchronizerFixture fresh(*m_workplaces["everything"]);
    MailboxMirror mirror;
    QVERIFY(fresh.pull(mailbox, mirror));
    QCOMPARE(mirror.uids(), QList<int>{1});
    for (const auto &kind : {MailChange::Flags, MailChange::Delete}) {
        const auto refused = fresh.push(fresh.change(mailbox, 1, kind, flags({QStringLiteral("\\Flagged")}), &mirror));
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().kind, Error::Kind::Forbidden);
        QVERIFY2(refused.error().message.contains(QString::fromUtf8(mailbox)), qPrintable(refused.error().message));
    }
    const auto collection = fresh.discovered(QString::fromUtf8(mailbox));
    QVERIFY(collection.has_value());
    QVERIFY(collection->rights.testFlag(Right::Read));
    QVERIFY(!collection->rights.testFlag(Right::Write));
    QVERIFY(!collection->rights.testFlag(Right::Remove));
}

// The same number names another message there.
void MailSynchronizerPushTest::refusesNumbersOfAnotherMailbox()
{
    SynchronizerFixture fixture(*m_workplaces["everything"]);
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Alt")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    auto change = fixture.change(mailbox, 1, MailChange::Delete, {}, &mirror);
    QVERIFY(fixture.other.succeeds("DELETE " + mailbox));
    QTest::qWait(1100); // UIDVALIDITY is often the time in seconds
    QVERIFY(fixture.other.succeeds("CREATE " + mailbox));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Neu")));
    SynchronizerFixture fresh(*m_workplaces["everything"]);
    for (const auto &kind : {MailChange::Delete, MailChange::Flags}) {
        change.kind = kind;
        if (kind == MailChange::Flags) {
            change.arguments = flags({QStringLiteral("\\Flagged")});
        }
        const auto refused = fresh.push(change);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().kind, Error::Kind::Conflict);
    }
    QCOMPARE(fixture.other.search(mailbox, "UNFLAGGED UNDELETED").size(), 1);
}

void MailSynchronizerPushTest::tellsFullMailbox()
{
    const Workplace small({QStringLiteral("dovecot"), QStringLiteral("--quota"), QStringLiteral("100K")});
    QVERIFY(small.isRunning());
    SynchronizerFixture fixture(small);
    const auto big = OtherClient::message("Groß", QByteArray(200'000, 'x') + "\r\n");
    const auto refused = fixture.push(fixture.change("INBOX", 0, MailChange::Append, {{QStringLiteral("blob"), fixture.keep(big)}}));
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, Error::Kind::OverQuota);
    QVERIFY(!refused.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(MailSynchronizerPushTest)
#include "mailsynchronizerpushtest.moc"
