// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program is killed at each step of what it does at real servers: in the end the server has everything exactly once.
#include "files/protocol/protocolfixture.h"
#include "store/database.h"

#include <QDirIterator>
#include <QProcess>
#include <QTest>

#include <atomic>
#include <csignal>
#include <unistd.h>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 largeSize = (qint64(11) << 20) + 3; ///< in chunks where there are some

QByteArray large()
{
    QByteArray bytes(largeSize, 'L');
    for (qint64 at = 0; at < largeSize; at += 65536) {
        bytes[at] = char(at >> 16);
    }
    return bytes;
}

bool changes(const QByteArray &method)
{
    return method == "PUT" || method == "MKCOL" || method == "MOVE" || method == "COPY" || method == "DELETE";
}

/// What the user did, offline.
bool edit(ProtocolFixture &files)
{
    auto &actions = *files.actions;
    const auto folder = waitedFor(actions.createFolder(files.target(), u"new"_s));
    return folder && waitedFor(actions.uploadBytes("in the new one", u"a.txt"_s, {files.space(), *folder}, NameClash::KeepBoth)) && files.save(u"edited.txt"_s, "two")
        && waitedFor(actions.move({files.item(u"moved.txt"_s)}, files.target(u"old"_s), NameClash::KeepBoth)) && waitedFor(actions.rename(files.item(u"renamed"_s), u"other"_s))
        && waitedFor(actions.copy({files.item(u"copied.txt"_s)}, files.target(u"old"_s), NameClash::KeepBoth)) && waitedFor(actions.remove({files.item(u"gone.txt"_s)}))
        && waitedFor(actions.remove({files.item(u"gone folder"_s)})) && waitedFor(actions.uploadBytes(large(), u"large.bin"_s, files.target(), NameClash::KeepBoth));
}

const QStringList expected{u"copied.txt=copied"_s, u"edited.txt=two"_s, u"large.bin=large"_s, u"new/"_s, u"new/a.txt=in the new one"_s, u"old/"_s, u"old/copied.txt=copied"_s, u"old/in.txt=in"_s,
                           u"old/moved.txt=moved"_s, u"other/"_s, u"other/in.txt=in"_s};

/// The program that is killed: --child URL USER PASSWORD FOLDER ACCESS
int child(const QStringList &arguments)
{
    ProtocolFixture files(QUrl(arguments.at(2)), arguments.at(3), arguments.at(4), {}, arguments.at(5));
    if (!files.round() || !edit(files)) {
        return 2;
    }
    const int killAt = arguments.at(6).toInt();
    std::atomic<int> count = 0;
    Database::setFault([&count, killAt]() -> std::optional<Error> {
        if (++count == killAt) {
            ::kill(::getpid(), SIGKILL);
        }
        return std::nullopt;
    });
    (void)files.round();
    files.stop();
    Database::setFault({});
    return 0;
}

/// When the program is killed.
struct Moment {
    int access = 0; ///< to the database
    int request = 0; ///< that changes something
    bool arrives = false; ///< that request
};
}

class FileKillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"apache"_s, u"rclone"_s, u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void atEachRequest_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("arrives");
        for (const auto *const server : {"apache", "rclone", "cloud"}) {
            QTest::addRow("%s, before it arrives", server) << QString::fromLatin1(server) << false;
            QTest::addRow("%s, before it is answered", server) << QString::fromLatin1(server) << true;
        }
    }
    void atEachRequest()
    {
        QFETCH(QString, server);
        QFETCH(bool, arrives);
        int killed = 0;
        for (int request = 1; request < 100; ++request) {
            const bool wasKilled = play(server, {.request = request, .arrives = arrives});
            if (QTest::currentTestFailed()) {
                return;
            }
            if (!wasKilled) {
                break;
            }
            ++killed;
        }
        qInfo() << "killed" << killed << "times";
        QVERIFY(killed >= 9); // as many changes as there are
    }

    void atEachAccess_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("apache") << u"apache"_s;
        QTest::newRow("cloud") << u"cloud"_s;
    }
    void atEachAccess()
    {
        QFETCH(QString, server);
        int killed = 0;
        for (int access = 1; access < 5000; access += 1 + access / 12) { // close together at first, then sampled
            const bool wasKilled = play(server, {.access = access});
            if (QTest::currentTestFailed()) {
                return;
            }
            if (!wasKilled) {
                break;
            }
            ++killed;
        }
        qInfo() << "killed" << killed << "times";
        QVERIFY(killed > 10);
    }

private:
    /// One life and what came after it; true: it was killed.
    bool play(const QString &server, const Moment &moment)
    {
        bool wasKilled = false;
        playInto(server, moment, wasKilled);
        return wasKilled;
    }

    void playInto(const QString &server, const Moment &moment, bool &wasKilled)
    {
        ServerFixture scene(*m_workplace, server);
        for (const auto *const folder : {"old/", "renamed/", "gone%20folder/"}) {
            QVERIFY(scene->makeFolder(folder));
            QVERIFY(scene->put(QByteArray(folder) + "in.txt", "in"));
        }
        for (const auto *const file : {"edited", "moved", "copied", "gone"}) {
            QVERIFY(scene->put(QByteArray(file) + ".txt", file));
        }
        QTemporaryDir folder;
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        int count = 0;
        scene.proxy->setFilter([&](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (changes(request.method) && ++count == moment.request) {
                process.kill();
                wasKilled = true;
                return moment.arrives ? std::nullopt : std::optional(DavProxy::answer("500 Dead"));
            }
            return std::nullopt;
        });
        const auto user = m_workplace->user();
        process.start(QCoreApplication::applicationFilePath(), {u"--child"_s, scene->account.files.toString(QUrl::FullyEncoded), user.user, user.password, folder.path(), QString::number(moment.access)});
        QVERIFY(waitUntil([&process] {
            return process.state() == QProcess::NotRunning;
        }, std::chrono::minutes(2)));
        QVERIFY(process.exitStatus() == QProcess::CrashExit || process.exitCode() == 0);
        wasKilled = process.exitStatus() == QProcess::CrashExit;
        scene.proxy->setFilter({});

        // Another day.
        ProtocolFixture files(scene->account.files, user.user, user.password, {}, folder.path());
        Result<void> done;
        for (int round = 0; round < 5; ++round) {
            done = files.round();
            if (done && round > 0 && files.changes().isEmpty()) {
                break;
            }
        }
        const auto context = u"killed at access %1, request %2; server:\n%3\nhere:\n%4\n%5"_s.arg(moment.access).arg(moment.request).arg(there(server, scene).join(u'\n'), files.listing().join(u'\n'), files.troubles());
        QVERIFY2(done, qPrintable(context + (done ? QString() : done.error().message + done.error().detail)));
        QVERIFY2(files.changes().isEmpty(), qPrintable(context));
        QVERIFY2(there(server, scene) == expected, qPrintable(context));
        QStringList names;
        for (const auto &line : expected) {
            names << line.section(u'=', 0, 0);
        }
        QVERIFY2(files.listing() == names, qPrintable(context));
        QVERIFY2(files.open(u"large.bin"_s).value_or("failed") == large(), qPrintable(context));
        files.stop();
        QVERIFY(scene->ask("DELETE", {}).isSuccess());
    }

    /// What lies on the server's disk.
    QStringList there(const QString &server, const ServerFixture &scene) const
    {
        const QDir top(m_workplace->folderOf(server) + u'/' + scene.files->direct.path().section(u'/', -2, -2));
        QStringList lines;
        QDirIterator all(top.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const auto entry = all.nextFileInfo();
            const auto path = top.relativeFilePath(entry.filePath());
            if (path.startsWith(u".DAV"_s) || path.contains(u"/.DAV"_s)) {
                continue; // Apache's own
            }
            if (entry.isDir()) {
                lines << path + u'/';
                continue;
            }
            QFile file(entry.filePath());
            const auto bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
            lines << path + u'=' + (bytes == large() ? u"large"_s : QString::fromUtf8(bytes.left(40)));
        }
        lines.sort();
        return lines;
    }

    std::unique_ptr<Workplace> m_workplace;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 7 && arguments.at(1) == "--child"_L1) {
        return child(arguments);
    }
    FileKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "filekilltest.moc"
