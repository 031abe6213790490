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
///
/// KONTOR_TRIALS and KONTOR_SEED repeat a run; where exactly a cut falls also depends on the servers.
class SmtpCutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void loosesNothingAndSendsNothingTwice();
};

namespace
{
constexpr int senders = 5; // work side by side, since most of a trial is waiting; the sixth person receives

int trials()
{
    const auto wanted = qEnvironmentVariableIntValue("KONTOR_TRIALS");
    return wanted > 0 ? wanted : 1000;
}

/// A sender with a connection to break.
struct Sender {
    Sender(const Workplace &workplace, int user)
        : journey(workplace, QStringLiteral("imap"), user)
        , proxy(journey.account.smtp.port)
        , to(workplace.user(senders).address)
    {
        journey.account.smtp.port = proxy.port();
    }

    /// Puts a message into the outbox.
    bool post(int trial)
    {
        number = trial;
        const auto posted = waitedFor(journey.actions->send(journey.draft(QStringLiteral("Versuch %1").arg(number), to), {}));
        change = posted ? *posted : ChangeId{};
        return posted.has_value();
    }

    /// Cuts one of three ways: anywhere, in the last tenth, where it matters, and in any step.
    void cutSomewhere(QRandomGenerator &random)
    {
        const auto way = random.bounded(2) ? CuttingProxy::Way::ToServer : CuttingProxy::Way::ToClient;
        const auto length = lengths[int(way)];
        const auto turn = random.bounded(int(turns.size()));
        switch (random.bounded(3)) {
        case 0:
            proxy.cutAfter(way, random.bounded(length + 1));
            break;
        case 1:
            proxy.cutAfter(way, length - random.bounded(length / 10 + 1));
            break;
        default:
            proxy.cutInTurn(turn, random.bounded(turns.at(turn) + 1));
        }
    }

    MailJourney journey;
    CuttingProxy proxy;
    QString to;
    qint64 lengths[2] = {0, 0}; ///< of a whole conversation
    QList<qint64> turns; ///< likewise
    int number = 0;
    ChangeId change;
    QSet<int> posted;
    QSet<int> uncertain;
};

using Senders = std::vector<std::unique_ptr<Sender>>;

/// A round of all at the same time.
std::vector<Result<void>> rounds(const Senders &all)
{
    std::vector<Task<Result<void>>> tasks;
    for (const auto &sender : all) {
        if (!sender->journey.engine) {
            sender->journey.startEngine();
        }
        tasks.push_back(sender->journey.engine->round());
    }
    return waitedForAll(std::move(tasks), std::chrono::minutes(3));
}

/// How often each of our subjects lies in the mailbox.
QHash<int, int> found(OtherClient &client, const QByteArray &mailbox)
{
    QHash<int, int> counts;
    client.succeeds("EXAMINE " + mailbox);
    const auto lines = client.run("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]");
    static const QRegularExpression subject(QStringLiteral("Subject: Versuch (\\d+)"), QRegularExpression::CaseInsensitiveOption);
    for (const auto &line : lines) {
        if (const auto match = subject.match(QString::fromUtf8(line)); match.hasMatch()) {
            ++counts[match.captured(1).toInt()];
        }
    }
    client.run("UNSELECT");
    return counts;
}

/// What became of the sender's last message after its connection was cut.
void judgeCutRound(Sender &sender)
{
    for (const auto all = sender.journey.changes(); const auto &one : all) {
        if (one.id == sender.change && one.state == ChangeState::Uncertain) {
            sender.uncertain.insert(sender.number);
            QVERIFY(!one.error.message.isEmpty());
        } else if (one.id == sender.change) {
            QVERIFY2(one.state == ChangeState::Waiting, qPrintable(one.error.message));
        }
    }
}

/// And after another round without a cut: sent, or the user is asked.
void judgeWholeRound(Sender &sender, const Result<void> &round)
{
    QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
    for (const auto all = sender.journey.changes(); const auto &one : all) {
        if (one.id == sender.change) {
            QCOMPARE(one.state, ChangeState::Uncertain);
            QVERIFY(sender.uncertain.contains(sender.number));
        }
    }
}

/// Each certain message lies in the mailbox once, each uncertain one at most \p uncertainAtMost times.
void judgeCounts(const Sender &sender, const QHash<int, int> &counts, int uncertainAtMost)
{
    for (const auto number : sender.posted) {
        const auto count = counts.value(number);
        const bool isFine = sender.uncertain.contains(number) ? count <= uncertainAtMost : count == 1;
        QVERIFY2(isFine, qPrintable(QStringLiteral("number %1 is there %2 times").arg(number).arg(count)));
    }
}
}

void SmtpCutTest::loosesNothingAndSendsNothingTwice()
{
    const Workplace workplace;
    QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
    Senders all;
    for (int user = 0; user < senders; ++user) {
        all.push_back(std::make_unique<Sender>(workplace, user));
    }

    // How long a whole conversation is.
    int number = 0;
    for (const auto &sender : all) {
        QVERIFY(sender->post(number));
        sender->posted.insert(number++);
    }
    for (const auto &done : rounds(all)) {
        QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    }
    for (const auto &sender : all) {
        sender->lengths[0] = sender->proxy.passed(CuttingProxy::Way::ToServer);
        sender->lengths[1] = sender->proxy.passed(CuttingProxy::Way::ToClient);
        sender->turns = sender->proxy.turns();
        QVERIFY(sender->lengths[0] > 500 && sender->lengths[1] > 500);
    }
    qInfo() << "bytes of the turns of a whole conversation" << all.front()->turns;

    const auto seed = qEnvironmentVariableIsSet("KONTOR_SEED") ? quint32(qEnvironmentVariableIntValue("KONTOR_SEED")) : QRandomGenerator::global()->generate();
    qInfo() << "seed" << seed;
    QRandomGenerator random(seed);
    const auto last = number + trials();
    QMap<qsizetype, int> cuts; // turn → how many
    while (number < last) {
        for (const auto &sender : all) {
            sender->cutSomewhere(random);
            QVERIFY(sender->post(number));
            sender->posted.insert(number++);
        }
        rounds(all);
        for (const auto &sender : all) {
            judgeCutRound(*sender);
            if (QTest::currentTestFailed()) {
                return;
            }
            if (sender->proxy.hasCut()) {
                ++cuts[sender->proxy.turns().size() - 1];
            }
            sender->proxy.cutNowhere();
        }
        const auto done = rounds(all); // what was certainly not sent goes out now
        for (size_t i = 0; i < all.size(); ++i) {
            judgeWholeRound(*all.at(i), done.at(i));
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
    qsizetype uncertain = 0;
    for (const auto &sender : all) {
        uncertain += sender->uncertain.size();
    }
    qInfo() << "cut in turn" << cuts;
    if (trials() >= 500) { // enough for chance to leave none out; the last ones are not always there
        const auto shortest = (*std::ranges::min_element(all, {}, [](const auto &sender) { return sender->turns.size(); }))->turns.size();
        for (qsizetype turn = 0; turn < shortest - 3; ++turn) {
            QVERIFY2(cuts.contains(turn), qPrintable(QStringLiteral("turn %1 was never cut").arg(turn)));
        }
    }
    qInfo() << "uncertain" << uncertain << "of" << number;
    QVERIFY2(uncertain < trials() / 2, "asking is the exception");

    OtherClient recipient(workplace, workplace.user(senders));
    QHash<int, int> counts;
    waitUntil([&] { // Exim hands on in its own time
        counts = found(recipient, "INBOX");
        return std::ranges::all_of(all, [&counts](const auto &sender) {
            return std::ranges::all_of(sender->posted, [&](int one) { return sender->uncertain.contains(one) || counts.value(one) > 0; });
        });
    });
    int reallySent = 0;
    for (const auto &sender : all) {
        judgeCounts(*sender, counts, 1);
        // Each certain one is filed exactly once; the uncertain ones are still in the outbox.
        judgeCounts(*sender, found(sender->journey.other, "Sent"), 0);
        QCOMPARE(sender->journey.number("SELECT count(*) FROM change WHERE kind = 'send'"), sender->uncertain.size());
        if (QTest::currentTestFailed()) {
            return;
        }
        for (const auto one : std::as_const(sender->uncertain)) {
            reallySent += counts.value(one);
        }
    }
    qInfo() << "of the uncertain ones" << reallySent << "had been sent";
}

QTEST_GUILESS_MAIN(SmtpCutTest)
#include "smtpcuttest.moc"
