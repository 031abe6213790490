// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizertoken.h"

#include <QTest>

using namespace Kontor;

class MailSynchronizerTokenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesBytes();
    void readsNonsenseAsNothing_data();
    void readsNonsenseAsNothing();
    void coversOnlyWhatItSaw();
    void revisionsSurvive();
};

namespace
{
MailSynchronizerToken token()
{
    MailSynchronizerToken token;
    token.uidValidity = 4'000'000'000;
    token.uidNext = 4'294'967'295;
    token.modSeq = Q_UINT64_C(1) << 62;
    token.count = 12;
    return token;
}
}

void MailSynchronizerTokenTest::survivesBytes()
{
    auto before = token();
    before.missing = UidSet::range(1, 4'000'000'000);
    before.flagsDigest = "digest";
    const auto after = MailSynchronizerToken::fromBytes(before.toBytes());
    QVERIFY(after.has_value());
    QCOMPARE(after->uidValidity, before.uidValidity);
    QCOMPARE(after->uidNext, before.uidNext);
    QCOMPARE(after->modSeq, before.modSeq);
    QCOMPARE(after->count, before.count);
    QVERIFY(after->missing == before.missing);
    QCOMPARE(after->flagsDigest, before.flagsDigest);
}

void MailSynchronizerTokenTest::readsNonsenseAsNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("nonsense");
    QTest::newRow("cut") << token().toBytes().first(5);
    QTest::newRow("zeros") << QByteArray(100, '\0');
}

void MailSynchronizerTokenTest::readsNonsenseAsNothing()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!MailSynchronizerToken::fromBytes(bytes).has_value());
}

void MailSynchronizerTokenTest::coversOnlyWhatItSaw()
{
    auto known = token();
    ImapMailboxStatus status;
    status.uidValidity = known.uidValidity;
    status.uidNext = known.uidNext;
    status.messages = known.count;
    status.highestModSeq = known.modSeq;
    const auto roundTrip = mailboxStateFromBytes(mailboxStateToBytes(status));
    QVERIFY(roundTrip.has_value());
    QVERIFY(known.covers(*roundTrip));

    auto other = *roundTrip;
    other.highestModSeq = known.modSeq + 1;
    QVERIFY(!known.covers(other));
    other = *roundTrip;
    other.uidValidity = 5;
    QVERIFY(!known.covers(other));
    other = *roundTrip;
    other.messages = 11;
    QVERIFY(!known.covers(other));
    other = *roundTrip;
    other.uidNext.reset();
    QVERIFY(!known.covers(other));
    other = *roundTrip;
    other.highestModSeq.reset();
    QVERIFY(!known.covers(other)); // flags may have changed

    known.missing = UidSet::range(1, 3);
    QVERIFY(!known.covers(*roundTrip));
}

void MailSynchronizerTokenTest::revisionsSurvive()
{
    const MailRevision before{.uidValidity = 4'000'000'000, .modSeq = Q_UINT64_C(1) << 62};
    const auto after = MailRevision::fromString(before.toString());
    QCOMPARE(after.uidValidity, before.uidValidity);
    QCOMPARE(after.modSeq, before.modSeq);
    QCOMPARE(MailRevision::fromString({}).uidValidity, 0U);
    QCOMPARE(MailRevision::fromString(QStringLiteral("x.y")).uidValidity, 0U);
}

QTEST_GUILESS_MAIN(MailSynchronizerTokenTest)
#include "mailsynchronizertokentest.moc"
