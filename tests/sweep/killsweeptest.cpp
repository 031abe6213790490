// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "sweep/sweepscenario.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <atomic>
#include <csignal>
#include <unistd.h>

using namespace Kontor;

/// The same program again, as a child that dies by SIGKILL at its i-th database access.
///
/// The child brings its own server along; a journal file tells the parent what the server had
/// done and what the user had been promised when the child died.
namespace
{
// Writes "key value" lines that survive the end of the process.
void note(const QString &journal, const QString &line)
{
    QFile file(journal);
    if (file.open(QIODevice::Append | QIODevice::Unbuffered)) {
        file.write(line.toUtf8() + '\n');
    }
}

int child(const QString &folder, int killAt)
{
    SyncFixture f(folder);
    const auto inbox = f.server.addFolder(QStringLiteral("Inbox"), QStringLiteral("inbox"));
    for (int i = 0; i < 6; ++i) {
        f.server.addItem(inbox, QStringLiteral("u%1").arg(i), QStringLiteral("old"), "body");
    }
    const auto journal = folder + QStringLiteral("/journal");
    if (!f.round()) {
        return 1;
    }
    f.stopEngine();
    std::atomic<int> count = 0;
    Database::setFault([&count, killAt]() -> std::optional<Error> {
        if (++count == killAt) {
            ::kill(::getpid(), SIGKILL);
        }
        return std::nullopt;
    });
    for (int i = 0; i < 6; ++i) {
        const auto uid = QStringLiteral("u%1").arg(i);
        if (i % 2 == 0 ? f.setText(uid, QStringLiteral("mine")).has_value() : f.addFlag(uid, QStringLiteral("seen")).has_value()) {
            note(journal, QStringLiteral("accepted ") + uid);
        }
    }
    if (f.create(QStringLiteral("Inbox"), QStringLiteral("mail"), QStringLiteral("hello"), NoteChange::Send)) {
        note(journal, QStringLiteral("accepted mail"));
    }
    f.server.afterEffect = [&] {
        note(journal, QStringLiteral("server ") + f.server.listing().join(u'|'));
        note(journal, QStringLiteral("sent ") + QString::number(f.server.sent.size()));
    };
    (void)f.round();
    f.stopEngine();
    Database::setFault({});
    return 0;
}
}

class KillSweepTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everywhere()
    {
        int survived = 0;
        int killed = 0;
        for (int i = 1; i < 2000 && survived == 0; i += 1 + i / 12) { // close together at first, then sampled
            QTemporaryDir folder;
            QProcess process;
            process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--child"), folder.path(), QString::number(i)});
            QVERIFY(process.waitForFinished(60'000));
            (process.exitStatus() == QProcess::CrashExit ? killed : survived) += 1;
            verify(folder.path(), i);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        qInfo() << "killed" << killed << "times";
        QVERIFY(killed > 10);
        QCOMPARE(survived, 1);
    }

private:
    // What the user was promised is seen at once and reaches the server in the end; the mail is
    // sent once, or the user is asked.
    static void verify(const QString &folder, int i)
    {
        QStringList accepted;
        QStringList remote;
        int sent = 0;
        QFile journal(folder + QStringLiteral("/journal"));
        if (journal.open(QIODevice::ReadOnly)) {
            const auto lines = QString::fromUtf8(journal.readAll()).split(u'\n');
            for (const auto &line : lines) {
                const auto rest = line.section(u' ', 1);
                if (line.startsWith(QStringLiteral("accepted "))) {
                    accepted << rest;
                } else if (line.startsWith(QStringLiteral("server "))) {
                    remote = rest.split(u'|');
                } else if (line.startsWith(QStringLiteral("sent "))) {
                    sent = rest.toInt();
                }
            }
        }
        SyncFixture f(folder);
        restoreServer(f.server, remote);
        const auto context = QStringLiteral("killed at %1\n%2").arg(QString::number(i), f.listing().join(u'\n'));
        const bool mailAccepted = accepted.removeAll(QStringLiteral("mail")) > 0;
        QStringList promised;
        for (const auto &uid : std::as_const(accepted)) {
            const bool even = uid.mid(1).toInt() % 2 == 0;
            promised << QStringLiteral("Inbox/") + uid + (even ? QStringLiteral(" mine []") : QStringLiteral(" old [seen]"));
            QVERIFY2(f.listing().contains(promised.last()), qPrintable(context));
        }
        Result<void> done;
        for (int round = 0; round < 3; ++round) {
            done = f.round();
        }
        QVERIFY2(done, qPrintable(context));
        for (const auto &line : std::as_const(promised)) {
            QVERIFY2(f.server.listing().contains(line), qPrintable(context + u"\nserver:\n" + f.server.listing().join(u'\n')));
        }
        QCOMPARE(f.server.listing().size(), 6);
        const auto total = sent + f.server.sent.size();
        QVERIFY2(total <= 1, qPrintable(context));
        const auto left = f.changes();
        if (left.isEmpty()) {
            QVERIFY2(total == 1 || !mailAccepted, qPrintable(context));
            QCOMPARE(f.listing(), f.server.listing());
        } else {
            QCOMPARE(left.size(), 1);
            QCOMPARE(left.first().kind, NoteChange::Send);
            QCOMPARE(left.first().state, ChangeState::Uncertain);
        }
        QVERIFY2(f.payloads() == f.server.listing(), qPrintable(context));
    }

    static void restoreServer(MemoryServer &server, const QStringList &lines)
    {
        const auto inbox = server.addFolder(QStringLiteral("Inbox"), QStringLiteral("inbox"));
        server.folders[inbox].epoch = 99; // the tokens of the dead child's server mean nothing here
        for (int n = 0; n < 6; ++n) {
            const auto uid = QStringLiteral("u%1").arg(n);
            const auto known = lines.filter(QLatin1Char('/') + uid + QLatin1Char(' '));
            const auto state = known.value(0, QStringLiteral("Inbox/%1 old []").arg(uid));
            const auto item = server.addItem(inbox, uid, state.section(u' ', 1, 1), "body");
            if (state.contains(QStringLiteral("[seen]"))) {
                server.changeFlags(inbox, item, {QStringLiteral("seen")}, {});
            }
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments.at(1) == QStringLiteral("--child")) {
        return child(arguments.at(2), arguments.at(3).toInt());
    }
    KillSweepTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "killsweeptest.moc"
