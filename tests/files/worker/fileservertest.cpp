// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filespace.h"
#include "files/store/filesfixture.h"
#include "files/worker/fileserver.h"
#include "files/worker/guestclient.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Kontor;

namespace
{
QCborMap at(const QString &path)
{
    return {{QLatin1StringView("path"), path}};
}

QCborMap fromTo(const QString &from, const QString &to)
{
    return {{QLatin1StringView("path"), from}, {QLatin1StringView("to"), to}};
}

QCborMap with(QCborMap map, QLatin1StringView key)
{
    map.insert(key, true);
    return map;
}

const QCborMap overwriting{{QLatin1StringView("overwrite"), true}};
const QString anna = QStringLiteral("/anna@example.org");

QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 11;
    for (auto &byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = char(state >> 24);
    }
    return bytes;
}
}

/// What other programs see of the files, and do to them, over the local socket.
class FileServerTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<FileServer> server;
    QTemporaryDir session;
    QString path;

    std::unique_ptr<GuestClient> guest()
    {
        return std::make_unique<GuestClient>(path);
    }

    void serve(FileContent::Fetch fetch)
    {
        server.reset();
        content = std::make_unique<FileContent>(**f->store, std::move(fetch));
        server = std::make_unique<FileServer>(**f->store, f->actions.get(), content.get());
        QVERIFY(server->listen(path));
    }

    qint64 localPieces()
    {
        (*f->store)->drain();
        return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'");
    }

private Q_SLOTS:
    void init()
    {
        path = session.filePath(u"kontor/files.socket"_s);
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.makeFolder(u"Projects/2026/"_s);
        f->anna.cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        f->anna.cloud.put(u"report.odt"_s, "report");
        f->anna.cloud.put(u"empty.txt"_s, "");
        QVERIFY(f->round());
        serve(f->fetcher(f->anna));
    }

    void cleanup()
    {
        server.reset();
        content.reset();
        f.reset();
    }

    // Reading the tree

    void spacesFoldersAndFilesAreThere()
    {
        const auto one = guest();
        QCOMPARE(one->names(u"/"_s), QStringList{u"anna@example.org"_s});
        QCOMPARE(one->names(anna), (QStringList{u"Projects"_s, u"empty.txt"_s, u"report.odt"_s}));
        QCOMPARE(one->names(anna + u"/Projects/2026/"_s), QStringList{u"plan.txt"_s});
        QVERIFY(one->entry(u"/"_s).value(u"folder"_s).toBool());
        QVERIFY(one->entry(anna).value(u"folder"_s).toBool());
        const auto report = one->entry(anna + u"/report.odt"_s);
        QCOMPARE(report.value(u"size"_s).toInteger(), 6);
        QVERIFY(!report.value(u"folder"_s).toBool());
        QCOMPARE(report.value(u"type"_s).toString(), u"application/vnd.oasis.opendocument.text"_s);
        QCOMPARE(report.value(u"access"_s).toInteger(), 0600);
    }

    void whatIsNotThereIsMissing()
    {
        const auto one = guest();
        QCOMPARE(one->reason(u"stat"_s, at(u"/nobody"_s)), WorkerReason::Missing);
        QCOMPARE(one->reason(u"stat"_s, at(anna + u"/nothing"_s)), WorkerReason::Missing);
        QCOMPARE(one->reason(u"list"_s, at(anna + u"/Projects/nothing"_s)), WorkerReason::Missing);
        QCOMPARE(one->reason(u"list"_s, at(anna + u"/report.odt"_s)), WorkerReason::IsFile);
        QCOMPARE(one->reason(u"stat"_s, at(anna + u"/report.odt/below"_s)), WorkerReason::Missing);
        QCOMPARE(one->reason(u"stat"_s, at(anna + u"/../report.odt"_s)), WorkerReason::Missing);
        QCOMPARE(one->reason(u"read"_s, at(anna + u"/Projects"_s)), WorkerReason::IsFolder);
        QCOMPARE(one->reason(u"read"_s, at(u"/"_s)), WorkerReason::IsFolder);
    }

    void rightsShow()
    {
        f->anna.cloud.entries[f->anna.cloud.href(u"Projects/"_s)].rights = FileRight::Read;
        f->anna.cloud.entries[f->anna.cloud.href(u"report.odt"_s)].rights = FileRight::Read;
        for (const auto &touched : {u"Projects/"_s, u"report.odt"_s}) {
            f->anna.cloud.entries[f->anna.cloud.href(touched)].revision = ++f->anna.cloud.clock;
        }
        QVERIFY(f->round());
        const auto one = guest();
        QCOMPARE(one->entry(anna + u"/Projects"_s).value(u"access"_s).toInteger(), 0500);
        QCOMPARE(one->entry(anna + u"/report.odt"_s).value(u"access"_s).toInteger(), 0400);
        QCOMPARE(one->reason(u"folder"_s, at(anna + u"/Projects/new"_s)), WorkerReason::Denied);
        QCOMPARE(one->write(anna + u"/Projects/new.txt"_s, "no"), WorkerReason::Denied);
        QCOMPARE(one->write(anna + u"/report.odt"_s, "no", overwriting), WorkerReason::Denied);
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/report.odt"_s)), WorkerReason::Denied);
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(localPieces(), 0);
    }

    void oddNamesAreKeptAsTheyAre()
    {
        const QStringList odd{u"100%.txt"_s, u"a#b?c.txt"_s, u"Überlänge ß.txt"_s, u" space "_s, u"quote\"'.txt"_s, u"%2F.txt"_s, u"日本語"_s};
        const auto one = guest();
        for (const auto &name : odd) {
            QVERIFY2(one->write(anna + u'/' + name, name.toUtf8()) == WorkerReason::None, qPrintable(name));
        }
        const auto broken = u"line\nbreak.txt"_s; // can be there, but is not made anew
        f->anna.cloud.put(broken, broken.toUtf8());
        QVERIFY(f->round());
        const auto names = one->names(anna);
        for (const auto all = QStringList(odd) << broken; const auto &name : all) {
            QVERIFY2(names.contains(name), qPrintable(name));
            QCOMPARE(one->bytes(anna + u'/' + name), name.toUtf8());
        }
    }

    void manyEntriesComeInBatches()
    {
        constexpr int many = 1000;
        for (int i = 0; i < many; ++i) {
            f->anna.cloud.put(u"Projects/%1.txt"_s.arg(i), "x");
        }
        QVERIFY(f->round());
        const auto one = guest();
        one->ask(u"list"_s, at(anna + u"/Projects"_s));
        qsizetype sum = 0;
        int batches = 0;
        for (const auto all = one->answer(); const auto &message : all) {
            const auto size = message.value(u"entries"_s).toArray().size();
            QVERIFY(size <= WorkerMessage::mostEntries);
            sum += size;
            batches += size > 0;
        }
        QCOMPARE(sum, many + 1);
        QCOMPARE(batches, 3);
    }

    // Reading content

    void whatIsNotHereIsFetched()
    {
        const auto one = guest();
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        QCOMPARE(one->heard.first().value(u"size"_s).toInteger(), 6);
        QCOMPARE(f->row(u"report.odt"_s).kept, FileKept::Whole);
        QCOMPARE(one->bytes(anna + u"/empty.txt"_s), "");
        f->anna.cloud.isOffline = true;
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        const auto refused = one->bytes(anna + u"/Projects/2026/plan.txt"_s);
        QVERIFY2(refused.startsWith("refused: ") && refused.size() > 15, refused.constData());
        f->anna.cloud.isOffline = false;
        QCOMPARE(one->bytes(anna + u"/Projects/2026/plan.txt"_s), "plan");
    }

    // What comes between the look for it and the end of the fetch is not missed.
    void manyAreFetchedOneAfterTheOther()
    {
        constexpr int many = 30;
        for (int i = 0; i < many; ++i) {
            f->anna.cloud.put(u"Projects/%1.bin"_s.arg(i), QByteArray(filePieceSize * 2 + 1, char(i)));
        }
        QVERIFY(f->round());
        const auto one = guest();
        for (int i = 0; i < many; ++i) {
            const auto bytes = one->bytes(anna + u"/Projects/%1.bin"_s.arg(i));
            QVERIFY2(bytes == QByteArray(filePieceSize * 2 + 1, char(i)), bytes.left(200).constData());
        }
    }

    void rangesAndPieces()
    {
        const auto all = noise(filePieceSize * 2 + 12345);
        f->anna.cloud.put(u"large.bin"_s, all);
        QVERIFY(f->round());
        const auto one = guest();
        const auto range = [](qint64 from, qint64 length) {
            return QCborMap{{QLatin1StringView("from"), from}, {QLatin1StringView("length"), length}};
        };
        QCOMPARE(one->bytes(anna + u"/large.bin"_s, range(filePieceSize - 3, 7)), all.mid(filePieceSize - 3, 7));
        QVERIFY(one->bytes(anna + u"/large.bin"_s) == all);
        QCOMPARE(one->heard.first().value(u"size"_s).toInteger(), all.size());
        QVERIFY(one->bytes(anna + u"/large.bin"_s, range(5, -1)) == all.mid(5));
        QCOMPARE(one->bytes(anna + u"/large.bin"_s, range(all.size() - 2, 100)), all.right(2));
        QCOMPARE(one->bytes(anna + u"/large.bin"_s, range(all.size() + 10, 100)), QByteArray());
        QCOMPARE(one->bytes(anna + u"/large.bin"_s, range(0, 0)), QByteArray());
        QCOMPARE(one->bytes(anna + u"/large.bin"_s, range(-5, 2)), all.left(2));
    }

    void anOlderVersionIsBetterThanNone()
    {
        const auto one = guest();
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        f->anna.cloud.put(u"report.odt"_s, "report, second edition");
        QVERIFY(f->round());
        f->anna.cloud.isOffline = true;
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        QVERIFY(!one->heard.first().value(u"note"_s).toString().isEmpty());
        f->anna.cloud.isOffline = false;
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report, second edition");
        QVERIFY(one->heard.first().value(u"note"_s).isUndefined());
    }

    void whoLeavesEndsTheFetch()
    {
        constexpr int pieces = 12;
        f->anna.cloud.put(u"large.bin"_s, noise(filePieceSize * pieces));
        QVERIFY(f->round());
        QList<std::shared_ptr<QPromise<Result<BlobId>>>> held;
        serve([&](const ItemRef &, const QString &) {
            held << std::make_shared<QPromise<Result<BlobId>>>();
            held.last()->start();
            return held.last()->future();
        });
        auto one = guest();
        one->ask(u"read"_s, at(anna + u"/large.bin"_s));
        QVERIFY(waitUntil([&] {
            return held.size() == 4;
        }));
        QVERIFY(one->hear().contains(QLatin1StringView("progress"))); // somebody who waits is told that it goes on
        one.reset();
        // Who comes after it is served after it.
        QVERIFY(!guest()->entry(anna).isEmpty());
        QCoreApplication::processEvents();
        for (int i = 0; i < 4; ++i) {
            held.at(i)->addResult(BlobId(u"a piece"_s));
            held.at(i)->finish();
            QCoreApplication::processEvents();
        }
        QVERIFY(!guest()->entry(anna).isEmpty());
        QCOMPARE(held.size(), 4);
    }

    void aPieceIsSentBeforeTheNextOneIsHere()
    {
        const auto all = noise(filePieceSize * 6);
        f->anna.cloud.put(u"large.bin"_s, all);
        QVERIFY(f->round());
        QList<std::function<void()>> held;
        serve([&](const ItemRef &item, const QString &part) -> QFuture<Result<BlobId>> {
            if (FilePart::fromString(part)->piece == 0) {
                return f->anna.engine->fetchNow(item, part);
            }
            auto promise = std::make_shared<QPromise<Result<BlobId>>>();
            promise->start();
            held << [this, item, part, promise] {
                f->anna.engine->fetchNow(item, part).then(f->actions.get(), [promise](const Result<BlobId> &blob) {
                    promise->addResult(blob);
                    promise->finish();
                });
            };
            return promise->future();
        });
        const auto one = guest();
        one->ask(u"read"_s, at(anna + u"/large.bin"_s));
        QByteArray bytes;
        while (bytes.size() < filePieceSize) {
            const auto message = one->hear();
            QVERIFY(!message.isEmpty() && !message.contains(QLatin1StringView("done")));
            bytes += message.value(u"bytes"_s).toByteArray();
        }
        QCOMPARE(bytes.size(), filePieceSize);
        QVERIFY(!held.isEmpty());
        bool isDone = false;
        while (!isDone) {
            while (!held.isEmpty()) {
                held.takeFirst()();
            }
            const auto message = one->hear();
            QVERIFY(!message.isEmpty() && !message.contains(QLatin1StringView("refused")));
            bytes += message.value(u"bytes"_s).toByteArray();
            isDone = message.value(u"done"_s).toBool();
        }
        QVERIFY(bytes == all);
    }

    // Writing content

    void aNewFileReachesTheServer()
    {
        const auto all = noise(filePieceSize + 77);
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/Projects/new.bin"_s, all, {{QLatin1StringView("modified"), qint64(1'700'000'000'000)}}), WorkerReason::None);
        QCOMPARE(f->row(u"Projects/new.bin"_s).size, all.size());
        QCOMPARE(f->row(u"Projects/new.bin"_s).modified.toMSecsSinceEpoch(), 1'700'000'000'000);
        QVERIFY(one->bytes(anna + u"/Projects/new.bin"_s) == all);
        QCOMPARE(one->write(anna + u"/nothing"_s, QByteArray()), WorkerReason::None);
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.bytes(u"Projects/new.bin"_s) == all);
        QVERIFY(f->anna.cloud.has(u"nothing"_s));
        QVERIFY(!f->actions->canUndo()); // the other program has an undo of its own
        QVERIFY(f->failures.isEmpty());
    }

    void whatIsThereIsReplacedOnlyWhenAsked()
    {
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/report.odt"_s, "other"), WorkerReason::FileExists);
        QCOMPARE(one->write(anna + u"/Projects"_s, "other", overwriting), WorkerReason::FolderExists);
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(localPieces(), 0);
        QCOMPARE(one->write(anna + u"/report.odt"_s, "other", overwriting), WorkerReason::None);
        QCOMPARE(f->changes().size(), 1);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "other");
    }

    void sameNamesInOtherCaseStaySafe()
    {
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/Report.ODT"_s, "other", overwriting), WorkerReason::Other);
        QCOMPARE(one->reason(u"folder"_s, at(anna + u"/projects"_s)), WorkerReason::Other);
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(localPieces(), 0);
    }

    void moreIsAppended()
    {
        const auto begin = noise(filePieceSize + 5);
        f->anna.cloud.put(u"log.bin"_s, begin);
        QVERIFY(f->round());
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/log.bin"_s, "and more", {{QLatin1StringView("append"), true}}), WorkerReason::None);
        QVERIFY(one->bytes(anna + u"/log.bin"_s) == begin + "and more");
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.bytes(u"log.bin"_s) == begin + "and more");
        QCOMPARE(one->write(anna + u"/fresh.txt"_s, "all", {{QLatin1StringView("append"), true}}), WorkerReason::None);
        QCOMPARE(one->bytes(anna + u"/fresh.txt"_s), "all");
    }

    void whatBreaksOffLeavesNothing()
    {
        auto one = guest();
        one->ask(u"write"_s, at(anna + u"/half.bin"_s));
        QVERIFY(one->word().value(u"go"_s).toBool());
        one->feed(noise(filePieceSize * 2 + 5));
        QVERIFY(waitUntil([this] {
            return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'") > 0;
        }));
        one.reset();
        QVERIFY(waitUntil([this] {
            return localPieces() == 0;
        }));
        QCOMPARE(f->row(u"half.bin"_s).item, ItemId{});
        QVERIFY(f->changes().isEmpty());
        // Nor where the server ends.
        one = guest();
        one->ask(u"write"_s, with(at(anna + u"/report.odt"_s), QLatin1StringView("overwrite")));
        QVERIFY(one->word().value(u"go"_s).toBool());
        one->feed(noise(filePieceSize + 5));
        QVERIFY(waitUntil([this] {
            return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'") > 0;
        }));
        server.reset();
        QCOMPARE(localPieces(), 0);
        QVERIFY(one->isSentAway());
        QVERIFY(f->changes().isEmpty());
    }

    void aFullDiskIsToldAndLeavesNothing()
    {
        const auto one = guest();
        const auto good = guest();
        struct rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        one->ask(u"write"_s, at(anna + u"/large.bin"_s));
        QVERIFY(one->word().value(u"go"_s).toBool());
        const struct rlimit little = {.rlim_cur = 2 << 20, .rlim_max = before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &little), 0);
        one->feed(noise(filePieceSize * 3));
        const auto end = one->answer().last();
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        QCOMPARE(WorkerReason(end.value(u"refused"_s).toInteger()), WorkerReason::Other);
        QVERIFY(!end.value(u"sentence"_s).toString().isEmpty());
        one->say({{QLatin1StringView("end"), true}}); // what was on its way is passed over
        QCOMPARE(one->names(anna).size(), 3);
        QVERIFY(waitUntil([this] {
            return localPieces() == 0;
        }));
        QCOMPARE(good->write(anna + u"/large.bin"_s, "now"), WorkerReason::None);
    }

    void badNamesAreRefusedWithASentence()
    {
        FileSpace space;
        space.features.isCloud = true;
        space.features.forbiddenCharacters = QStringList{u":"_s};
        QVERIFY(waitedFor((*f->store)->write([attributes = space.toAttributes().toCborValue().toCbor()](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET attributes = ?1").run(attributes);
        })));
        const auto one = guest();
        for (const auto &name : {u"a:b.txt"_s, QString(300, u'x')}) {
            QCOMPARE(one->write(anna + u'/' + name, "x"), WorkerReason::Other);
            const auto refused = one->last(u"folder"_s, at(anna + u'/' + name));
            QCOMPARE(WorkerReason(refused.value(u"refused"_s).toInteger()), WorkerReason::Other);
            QVERIFY(refused.value(u"sentence"_s).toString().size() > 10);
            QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/report.odt"_s, anna + u'/' + name)), WorkerReason::Other);
        }
        QCOMPARE(one->write(u"/at the top"_s, "x"), WorkerReason::Denied);
        QCOMPARE(one->reason(u"folder"_s, at(u"/at the top"_s)), WorkerReason::Denied);
        QCOMPARE(one->write(anna + u"/no/such/folder.txt"_s, "x"), WorkerReason::Missing);
        QVERIFY(f->changes().isEmpty());
    }

    // Nobody's edit is written over unseen.
    void whoReadAnOlderVersionMakesAConflict()
    {
        const auto one = guest();
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        f->anna.cloud.put(u"report.odt"_s, "of somebody else");
        QVERIFY(f->round());
        QCOMPARE(one->write(anna + u"/report.odt"_s, "made of the first", overwriting), WorkerReason::None);
        (void)f->round();
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "of somebody else");
        QCOMPARE(waitedFor(f->actions->conflicts()).value().size(), 1);
    }

    // Nor is it by what was written on top of an older version while there was no connection.
    void whoReadAnOlderVersionOfflineMakesAConflict()
    {
        const auto one = guest();
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "report");
        f->anna.cloud.put(u"report.odt"_s, "of somebody else");
        QVERIFY(f->round());
        const auto fresh = guest();
        f->anna.cloud.isOffline = true;
        QCOMPARE(fresh->bytes(anna + u"/report.odt"_s), "report");
        QCOMPARE(fresh->write(anna + u"/report.odt"_s, "made of the first", overwriting), WorkerReason::None);
        f->anna.cloud.isOffline = false;
        (void)f->round();
        (void)f->round();
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "of somebody else");
        QCOMPARE(waitedFor(f->actions->conflicts()).value().size(), 1);
    }

    void savingAgainAndAgainIsNoConflict()
    {
        for (const bool tells : {true, false}) {
            f->anna.cloud.tellsPayloads = tells;
            const auto one = guest();
            QCOMPARE(one->bytes(anna + u"/report.odt"_s).startsWith("re"), true);
            for (int i = 0; i < 3; ++i) {
                const auto text = "revised " + QByteArray::number(i) + (tells ? "" : ", told later");
                QCOMPARE(one->write(anna + u"/report.odt"_s, text, overwriting), WorkerReason::None);
                QVERIFY(f->round());
                QVERIFY(f->round());
                QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), text);
            }
            QVERIFY(f->changes().isEmpty());
            QCOMPARE(one->write(anna + u"/made here.txt"_s, "first", overwriting), WorkerReason::None);
            QVERIFY(f->round());
            QVERIFY(f->round());
            QCOMPARE(one->write(anna + u"/made here.txt"_s, "second", overwriting), WorkerReason::None);
            QVERIFY(f->round());
            QCOMPARE(f->anna.cloud.bytes(u"made here.txt"_s), "second");
            QVERIFY(f->changes().isEmpty());
        }
    }

    void aFileMadeHereAndChangedThereMakesAConflict()
    {
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/shared.txt"_s, "mine"), WorkerReason::None);
        QVERIFY(f->round());
        f->anna.cloud.put(u"shared.txt"_s, "of somebody else");
        QVERIFY(f->round());
        QCOMPARE(one->write(anna + u"/shared.txt"_s, "mine again", overwriting), WorkerReason::None);
        (void)f->round();
        QCOMPARE(f->anna.cloud.bytes(u"shared.txt"_s), "of somebody else");
        QCOMPARE(waitedFor(f->actions->conflicts()).value().size(), 1);
    }

    // The tree

    void foldersAreMadeMovedAndRemoved()
    {
        const auto one = guest();
        QCOMPARE(one->reason(u"folder"_s, at(anna + u"/New"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"folder"_s, at(anna + u"/New"_s)), WorkerReason::FolderExists);
        QCOMPARE(one->reason(u"folder"_s, at(anna + u"/report.odt"_s)), WorkerReason::FileExists);
        QCOMPARE(one->reason(u"folder"_s, at(anna)), WorkerReason::FolderExists);
        QCOMPARE(one->reason(u"folder"_s, at(u"/"_s)), WorkerReason::FolderExists);
        QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/report.odt"_s, anna + u"/New/renamed.odt"_s)), WorkerReason::None);
        QCOMPARE(one->names(anna + u"/New"_s), QStringList{u"renamed.odt"_s});
        QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/New"_s, anna + u"/Projects/Newer"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/Projects"_s, anna + u"/Projects/2026/inside"_s)), WorkerReason::Denied);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/Newer/renamed.odt"_s), "report");
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/Projects/Newer"_s)), WorkerReason::NotEmpty);
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/Projects/Newer/renamed.odt"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/Projects/Newer"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"remove"_s, with(at(anna + u"/Projects"_s), QLatin1StringView("below"))), WorkerReason::None);
        QVERIFY(f->round());
        QCOMPARE(FilesFixture::names(f->anna.cloud), QStringList{u"empty.txt"_s});
        QCOMPARE(one->reason(u"remove"_s, with(at(anna), QLatin1StringView("below"))), WorkerReason::Denied);
        QCOMPARE(one->reason(u"move"_s, fromTo(anna, u"/other"_s)), WorkerReason::Denied);
    }

    // What somebody else put into a folder meanwhile is not lost by the clearing up after a move.
    void anEmptiedFolderGoesOnlyIfItIsEmptyThereToo()
    {
        const auto one = guest();
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/Projects/2026/plan.txt"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"remove"_s, at(anna + u"/Projects/2026"_s)), WorkerReason::None);
        f->anna.cloud.put(u"Projects/2026/just came.txt"_s, "new");
        (void)f->round();
        (void)f->round();
        QVERIFY(f->anna.cloud.has(u"Projects/2026/just came.txt"_s));
        QVERIFY(!f->anna.cloud.has(u"Projects/2026/plan.txt"_s));
    }

    void copiesAreMadeByTheServer()
    {
        const auto one = guest();
        QCOMPARE(one->reason(u"copy"_s, fromTo(anna + u"/report.odt"_s, anna + u"/Projects/copy.odt"_s)), WorkerReason::None);
        QCOMPARE(one->reason(u"copy"_s, fromTo(anna + u"/report.odt"_s, anna + u"/Projects/copy.odt"_s)), WorkerReason::FileExists);
        QCOMPARE(one->reason(u"copy"_s, fromTo(anna + u"/Projects"_s, anna + u"/More"_s)), WorkerReason::IsFolder);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/copy.odt"_s), "report");
        QVERIFY(!f->anna.cloud.log.filter(u"copy"_s).isEmpty());
        QCOMPARE(one->write(anna + u"/unsent.txt"_s, "unsent"), WorkerReason::None);
        QCOMPARE(one->reason(u"copy"_s, with(fromTo(anna + u"/unsent.txt"_s, anna + u"/Projects/copy.odt"_s), QLatin1StringView("overwrite"))), WorkerReason::None);
        QVERIFY(f->round());
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/copy.odt"_s), "unsent");
    }

    // As editors save: written beside it, then renamed over it. It stays the same file, with all that belongs to it.
    void writtenAnewAndRenamedIsANewVersion()
    {
        const auto before = f->row(u"report.odt"_s).item;
        const auto one = guest();
        QCOMPARE(one->write(anna + u"/.report.odt.tmp"_s, "rewritten"), WorkerReason::None);
        QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/.report.odt.tmp"_s, anna + u"/report.odt"_s)), WorkerReason::FileExists);
        QCOMPARE(one->reason(u"move"_s, with(fromTo(anna + u"/.report.odt.tmp"_s, anna + u"/report.odt"_s), QLatin1StringView("overwrite"))), WorkerReason::None);
        QCOMPARE(one->bytes(anna + u"/report.odt"_s), "rewritten");
        QCOMPARE(f->row(u"report.odt"_s).item, before);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "rewritten");
        QCOMPARE(f->anna.cloud.log.size(), 1);
        QVERIFY(!f->anna.cloud.has(u".report.odt.tmp"_s));
        QCOMPARE(localPieces(), 0);
    }

    void betweenSpacesItIsReadAndWritten()
    {
        f->add(f->bert, u"bert@example.org"_s, u"Bert"_s);
        QVERIFY(f->round(f->bert));
        const auto one = guest();
        QCOMPARE(one->names(u"/"_s).size(), 2);
        const QString bert = u"/bert@example.org"_s;
        QCOMPARE(one->reason(u"move"_s, fromTo(anna + u"/report.odt"_s, bert + u"/report.odt"_s)), WorkerReason::Unsupported);
        QCOMPARE(one->reason(u"copy"_s, fromTo(anna + u"/report.odt"_s, bert + u"/report.odt"_s)), WorkerReason::Unsupported);
    }

    void roomIsWhatTheServerSays()
    {
        const auto one = guest();
        QCOMPARE(one->reason(u"space"_s, at(anna)), WorkerReason::Other);
        QVERIFY(waitedFor((*f->store)->write([attributes = FileSpace{.quotaUsed = 30, .quotaAvailable = 70}.toAttributes().toCborValue().toCbor()](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET attributes = ?1").run(attributes);
        })));
        const auto told = one->last(u"space"_s, at(anna + u"/Projects"_s));
        QCOMPARE(told.value(u"total"_s).toInteger(), 100);
        QCOMPARE(told.value(u"available"_s).toInteger(), 70);
    }
};

QTEST_GUILESS_MAIN(FileServerTest)
#include "fileservertest.moc"
