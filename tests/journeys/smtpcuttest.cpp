// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/cuttingproxy.h"
#include "journeys/mailjourney.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Kontor;

/// The connection to the submission server breaks anywhere. No message is lost, and none is
/// delivered twice unless the user said so.
class SmtpCutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void loosesNothingAndSendsNothingTwice();
};

namespace
{
int trials()
{
    const auto wanted = qEnvironmentVariableIntValue("KONTOR_TRIALS");
    return wanted > 0 ? wanted : 1000;
}

/// How often each of our subjects lies in the mailbox.
QHash<int, int> delivered(OtherClient &mailbox)
{
    QHash<int, int> counts;
    mailbox.succeeds("EXAMINE INBOX");
    const auto lines = mailbox.run("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]");
    static const QRegularExpression subject(QStringLiteral("Subject: Versuch (\\d+)"), QRegularExpression::CaseInsensitiveOption);
    for (const auto &line : lines) {
        if (const auto match = subject.match(QString::fromUtf8(line)); match.hasMatch()) {
            ++counts[match.captured(1).toInt()];
        }
    }
    mailbox.run("UNSELECT");
    return counts;
}
}

void SmtpCutTest::loosesNothingAndSendsNothingTwice()
{
    const Workplace workplace;
    QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
    MailJourney journey(workplace);
    CuttingProxy proxy(journey.account.smtp.port);
    journey.account.smtp.port = proxy.port();
    OtherClient recipient(workplace, workplace.user(1));
    const auto to = workplace.user(1).address;

    const auto sendOne = [&](int number) -> ChangeId {
        const auto change = waitedFor(journey.actions->send(journey.draft(QStringLiteral("Versuch %1").arg(number), to), {}));
        return change ? *change : ChangeId{};
    };
    // How long a whole conversation is.
    QVERIFY(bool(sendOne(0)));
    auto done = journey.round();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    const qint64 lengths[] = {proxy.passed(CuttingProxy::Way::ToServer), proxy.passed(CuttingProxy::Way::ToClient)};
    QVERIFY(lengths[0] > 500 && lengths[1] > 500);

    const auto seed = qEnvironmentVariableIsSet("KONTOR_SEED") ? quint32(qEnvironmentVariableIntValue("KONTOR_SEED")) : QRandomGenerator::global()->generate();
    qInfo() << "seed" << seed;
    QRandomGenerator random(seed);
    QSet<int> uncertain;
    for (int number = 1; number <= trials(); ++number) {
        const auto way = random.bounded(2) ? CuttingProxy::Way::ToServer : CuttingProxy::Way::ToClient;
        const auto length = lengths[int(way)];
        // Half of the cuts in the last tenth, where it matters.
        const auto at = random.bounded(2) ? random.bounded(length + 1) : length - random.bounded(length / 10 + 1);
        proxy.cutAfter(way, at);
        const auto change = sendOne(number);
        QVERIFY(bool(change));
        journey.round();
        for (const auto all = journey.changes(); const auto &one : all) {
            if (one.id == change && one.state == ChangeState::Uncertain) {
                uncertain.insert(number);
                QVERIFY(!one.error.message.isEmpty());
            } else if (one.id == change) {
                QVERIFY2(one.state == ChangeState::Waiting, qPrintable(one.error.message));
            }
        }
        proxy.cutAfter(way, -1);
        done = journey.round(); // what was certainly not sent goes out now
        QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
        for (const auto all = journey.changes(); const auto &one : all) {
            if (one.id == change) {
                QCOMPARE(one.state, ChangeState::Uncertain);
                QVERIFY(uncertain.contains(number));
            }
        }
    }
    qInfo() << "uncertain" << uncertain.size() << "of" << trials();
    QVERIFY2(uncertain.size() < trials() / 2, "asking is the exception");

    QHash<int, int> counts;
    waitUntil([&] { // Exim hands on in its own time
        counts = delivered(recipient);
        int missing = 0;
        for (int number = 0; number <= trials(); ++number) {
            missing += !uncertain.contains(number) && counts.value(number) == 0;
        }
        return missing == 0;
    });
    int reallySent = 0;
    for (int number = 0; number <= trials(); ++number) {
        const auto count = counts.value(number);
        if (uncertain.contains(number)) {
            QVERIFY2(count <= 1, qPrintable(QStringLiteral("number %1 was sent %2 times").arg(number).arg(count)));
            reallySent += count;
        } else {
            QVERIFY2(count == 1, qPrintable(QStringLiteral("number %1 was sent %2 times").arg(number).arg(count)));
        }
    }
    qInfo() << "of the uncertain ones" << reallySent << "had been sent";
    // Each certain one is filed exactly once; the uncertain ones are still in the outbox.
    QCOMPARE(journey.other.search("Sent").size(), trials() + 1 - uncertain.size());
}

QTEST_GUILESS_MAIN(SmtpCutTest)
#include "smtpcuttest.moc"
