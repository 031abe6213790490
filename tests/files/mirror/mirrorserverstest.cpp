// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A two-way folder at real servers: what happens here arrives there, and the other way round.
#include "files/mirror/mirrorrun.h"
#include "files/protocol/protocolfixture.h"

#include <QDirIterator>
#include <QPromise>
#include <QTest>
#include <QtConcurrentRun>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// A folder of this machine and one at a server.
struct MirrorAtServer {
    ServerFixture server;
    ProtocolFixture &files = *server.files;
    QTemporaryDir local;
    QString root = local.filePath(u"two-way"_s);
    qint64 id = 0;
    MirrorRun::Outcome outcome;
    QString trouble;

    MirrorAtServer(const Workplace &workplace, const QString &name)
        : server(workplace, name)
    {
        qputenv("XDG_DATA_HOME", local.filePath(u"data"_s).toLocal8Bit());
        QDir().mkpath(root);
        if (const auto done = files.round(); !done) {
            qFatal("the first round fails: %s", qPrintable(done.error().message));
        }
        id = waitedFor(files.store().write([space = files.space(), path = root](Transaction &transaction) -> Result<qint64> {
                 return transaction.prepare("INSERT INTO mirror (collection, folder, path) VALUES (?1, 0, ?2)").run(space, path).transform([&transaction] {
                     return transaction.lastInsertId();
                 });
             })).value();
    }

    Result<MirrorRun::Outcome> run()
    {
        FileContent content(files.storage(), [this](const ItemRef &item, const QString &part) {
            return files.engine->fetchNow(item, part);
        });
        QObject here;
        MirrorRun::Parts parts{.outbox = files.outbox, .mirror = id, .source = files.target(), .path = root};
        parts.patience = std::chrono::milliseconds(0);
        parts.bring = [&content, &here](ItemId item) {
            auto promise = std::make_shared<QPromise<Result<FileContent::Here>>>();
            promise->start();
            QMetaObject::invokeMethod(&here, [&content, item, promise] {
                content.bring(item).then([promise](const Result<FileContent::Here> &brought) {
                    promise->addResult(brought);
                    promise->finish();
                });
            });
            return promise->future();
        };
        return waitedFor(QtConcurrent::run([parts]() mutable {
                             return MirrorRun(std::move(parts)).run();
                         }),
                         std::chrono::minutes(3));
    }

    bool settle()
    {
        int quiet = 0;
        for (int turn = 0; turn < 15; ++turn) {
            const auto round = files.round();
            const auto done = round ? run() : Result<MirrorRun::Outcome>(std::unexpected(round.error()));
            if (!done) {
                trouble = done.error().message + done.error().detail;
                return false;
            }
            outcome = *done;
            const bool isQuiet = outcome.steps == 0 && outcome.waiting == 0 && files.changes().isEmpty();
            quiet = isQuiet ? quiet + 1 : 0;
            if (quiet == 2) {
                return true;
            }
        }
        trouble = u"there is always something to do: "_s + files.troubles();
        return false;
    }

    QString path(const QString &relative) const
    {
        return root + u'/' + relative;
    }
    void write(const QString &relative, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path(relative)).path());
        QFile file(path(relative));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s cannot be written", qPrintable(relative));
        }
    }
    QByteArray read(const QString &relative) const
    {
        QFile file(path(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QStringList listing() const
    {
        QStringList found;
        QDirIterator all(root, QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const auto facts = all.nextFileInfo();
            found << facts.filePath().mid(root.size() + 1) + (facts.isDir() ? u"/"_s : QString());
        }
        found.sort();
        return found;
    }
};

#define SETTLES(mirror) QVERIFY2((mirror).settle(), qPrintable((mirror).trouble))
}

class MirrorServersTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;

private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"apache"_s, u"lighttpd"_s, u"rclone"_s, u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void bothWays_data()
    {
        QTest::addColumn<QString>("server");
        for (const auto *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
            QTest::newRow(server) << QString::fromLatin1(server);
        }
    }

    void bothWays()
    {
        QFETCH(QString, server);
        MirrorAtServer mirror(*m_workplace, server);
        auto &files = mirror.files;
        // Both bring something along.
        const QByteArray large(5 * 1024 * 1024 + 17, 'x');
        QVERIFY(files.makeFolder("there/"));
        QVERIFY(files.put("there/large.bin", large));
        QVERIFY(files.put("both.txt", "the same"));
        mirror.write(u"both.txt"_s, "the same");
        mirror.write(u"here/deep/Ümläut & 100%.txt"_s, "from here");
        mirror.write(u"empty"_s, "");
        SETTLES(mirror);
        QVERIFY(mirror.outcome.isWhole);
        QCOMPARE(mirror.listing(), (QStringList{u"both.txt"_s, u"empty"_s, u"here/"_s, u"here/deep/"_s, u"here/deep/Ümläut & 100%.txt"_s, u"there/"_s, u"there/large.bin"_s}));
        QCOMPARE(files.listing(), mirror.listing());
        QVERIFY(mirror.read(u"there/large.bin"_s) == large);
        QCOMPARE(files.get("here/deep/%C3%9Cml%C3%A4ut%20%26%20100%25.txt"), "from here");
        // Edits, both ways.
        mirror.write(u"both.txt"_s, "edited here");
        QVERIFY(files.put("empty", "no longer"));
        SETTLES(mirror);
        QCOMPARE(files.get("both.txt"), "edited here");
        QCOMPARE(mirror.read(u"empty"_s), "no longer");
        // Moves, with an edit on the way.
        QVERIFY(QDir().rename(mirror.path(u"here"_s), mirror.path(u"moved"_s)));
        QVERIFY(files.ask("MOVE", "there/", {}, {{"Destination", files.there("over%20there/").toEncoded()}, {"Overwrite", "F"}}).isSuccess());
        SETTLES(mirror);
        mirror.write(u"moved/deep/more.txt"_s, "more");
        SETTLES(mirror);
        QCOMPARE(files.listing(), mirror.listing());
        QVERIFY(files.get("here/deep/").isNull());
        QCOMPARE(files.get("moved/deep/more.txt"), "more");
        QVERIFY(mirror.read(u"over there/large.bin"_s) == large);
        // Changed on both sides: both stay, on both sides.
        mirror.write(u"both.txt"_s, "mine");
        QVERIFY(files.put("both.txt", "theirs"));
        SETTLES(mirror);
        QCOMPARE(files.listing(), mirror.listing());
        QCOMPARE(mirror.listing().filter(u"both (conflict"_s).size(), 1);
        QCOMPARE(mirror.read(u"both.txt"_s), "theirs");
        QCOMPARE(mirror.read(mirror.listing().filter(u"both (conflict"_s).first()), "mine");
        // Removals, both ways.
        QVERIFY(QDir(mirror.path(u"moved"_s)).removeRecursively());
        QVERIFY(files.ask("DELETE", "over%20there/").isSuccess());
        SETTLES(mirror);
        QCOMPARE(files.listing(), mirror.listing());
        QVERIFY(files.get("moved/deep/more.txt").isNull());
        QVERIFY(!QFile::exists(mirror.path(u"over there"_s)));
        QVERIFY(QFile::exists(mirror.local.filePath(u"data/Trash/files/over there/large.bin"_s)));
    }
};

QTEST_GUILESS_MAIN(MirrorServersTest)
#include "mirrorserverstest.moc"
