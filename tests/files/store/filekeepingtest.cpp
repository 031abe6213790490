// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"

#include <QTest>

using namespace Kontor;

/// Content that is brought, kept, pinned and forgotten; files on their way into another space.
class FileKeepingTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileContent> content;

    Result<FileContent::Here> bring(const QString &path)
    {
        return waitedFor(content->bring(f->item(path)));
    }

    QByteArray written(const QString &key)
    {
        const auto path = f->local.filePath(u"written"_s);
        QFile::remove(path);
        if (auto done = waitedFor(content->writeTo(key, path)); !done) {
            return "failed: " + done.error().message.toUtf8();
        }
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }

    static QByteArray noise(qsizetype size)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        quint32 state = 7;
        for (auto &byte : bytes) {
            state = state * 1664525 + 1013904223;
            byte = char(state >> 24);
        }
        return bytes;
    }

private Q_SLOTS:
    void init()
    {
        content.reset();
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.makeFolder(u"Projects/2026/"_s);
        f->anna.cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        f->anna.cloud.put(u"Projects/notes.txt"_s, "notes");
        f->anna.cloud.put(u"report.odt"_s, "report");
        f->anna.cloud.put(u"empty.txt"_s, "");
        f->anna.cloud.put(u"large.bin"_s, noise(filePieceSize * 5 + 3));
        QVERIFY(f->round());
        content = std::make_unique<FileContent>(**f->store, f->fetcher(f->anna));
    }

    void cleanup()
    {
        content.reset();
        f.reset();
    }

    void whatIsBroughtStays()
    {
        const auto here = bring(u"report.odt"_s);
        QVERIFY(here);
        QCOMPARE(here->size, 6);
        QVERIFY(!here->isOlder);
        QCOMPARE(written(here->key), "report");
        QCOMPARE(QFile::permissions(f->local.filePath(u"written"_s)) & QFile::Permissions(0x77), QFile::Permissions());
        QCOMPARE(f->row(u"report.odt"_s).kept, FileKept::Whole);
        const int calls = f->anna.cloud.calls;
        QVERIFY(bring(u"report.odt"_s));
        QCOMPARE(f->anna.cloud.calls, calls);
        content.reset(); // writes when it was used
        (*f->store)->drain();
        QVERIFY(f->number("SELECT used FROM file WHERE name = 'report.odt'") > 0);
    }

    void anEmptyFileIsHereAnyway()
    {
        const int calls = f->anna.cloud.calls;
        const auto here = bring(u"empty.txt"_s);
        QVERIFY(here);
        QCOMPARE(here->size, 0);
        QCOMPARE(written(here->key), "");
        QCOMPARE(f->anna.cloud.calls, calls);
    }

    void largeOnesGoOnWhereTheyEnded()
    {
        f->anna.cloud.failAt = f->anna.cloud.calls + 3;
        const auto broken = bring(u"large.bin"_s);
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, Error::Kind::Offline);
        f->anna.cloud.failAt = 0;
        (*f->store)->drain();
        const auto pieces = f->number("SELECT count(*) FROM file_piece");
        QVERIFY2(pieces >= 2 && pieces < 6, qPrintable(QString::number(pieces)));
        const int calls = f->anna.cloud.calls;
        const auto here = bring(u"large.bin"_s);
        QVERIFY(here);
        QCOMPARE(f->anna.cloud.calls - calls, 6 - pieces);
        QVERIFY(written(here->key) == f->anna.cloud.bytes(u"large.bin"_s));
        QCOMPARE(waitedFor(content->bytes(here->key, 100)).value(), f->anna.cloud.bytes(u"large.bin"_s).left(100));
    }

    void cancellingEndsIt()
    {
        auto future = content->bring(f->item(u"large.bin"_s));
        future.cancel();
        QVERIFY(waitUntil([&future] {
            return future.isFinished();
        }));
        (*f->store)->drain();
        QVERIFY(bring(u"large.bin"_s));
    }

    void whatChangesMeanwhileIsFetchedAnew()
    {
        f->anna.cloud.put(u"report.odt"_s, "second report"); // not listed yet
        auto future = content->bring(f->item(u"report.odt"_s));
        const auto stale = waitedFor(future);
        QVERIFY(!stale);
        QVERIFY(f->round());
        const auto here = bring(u"report.odt"_s);
        QVERIFY(here);
        QCOMPARE(written(here->key), "second report");
    }

    void anOlderVersionIsBetterThanNoneWhileOffline()
    {
        QVERIFY(bring(u"report.odt"_s));
        f->anna.cloud.put(u"report.odt"_s, "second report");
        QVERIFY(f->round());
        QCOMPARE(f->row(u"report.odt"_s).kept, FileKept::Older);
        f->anna.cloud.isOffline = true;
        const auto older = bring(u"report.odt"_s);
        QVERIFY(older);
        QVERIFY(older->isOlder);
        QCOMPARE(written(older->key), "report");
        f->anna.cloud.isOffline = false;
        const auto newest = bring(u"report.odt"_s);
        QVERIFY(newest && !newest->isOlder);
        QCOMPARE(written(newest->key), "second report");
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 1);
    }

    void unsentContentComesFirst()
    {
        QVERIFY(f->save(u"report.odt"_s, "mine"));
        const auto here = bring(u"report.odt"_s);
        QVERIFY(here);
        QCOMPARE(written(here->key), "mine");
    }

    void pinsSpreadAndAreFetched()
    {
        const auto size = waitedFor(f->actions->sizeOf({f->item(u"Projects"_s)})).value();
        QCOMPARE(size.files, 2);
        QCOMPARE(size.bytes, 9);
        QCOMPARE(size.missing, 9);
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects"_s)})));
        QVERIFY(f->row(u"Projects"_s).isPinned);
        QVERIFY(f->row(u"Projects/2026/plan.txt"_s).isOffline);
        QVERIFY(!f->row(u"Projects/2026/plan.txt"_s).isPinned);
        QVERIFY(!f->row(u"report.odt"_s).isOffline);
        QVERIFY(f->round());
        QCOMPARE(f->row(u"Projects/2026/plan.txt"_s).kept, FileKept::Whole);
        QCOMPARE(waitedFor(f->actions->sizeOf({f->item(u"Projects"_s)})).value().missing, 0);
        // What comes later is kept as well, and what moves out is not.
        f->anna.cloud.put(u"Projects/2026/new.txt"_s, "new");
        QVERIFY(f->round());
        QCOMPARE(f->row(u"Projects/2026/new.txt"_s).kept, FileKept::Whole);
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(!f->row(u"2026/new.txt"_s).isOffline);
        QVERIFY(f->round());
        QVERIFY(waitedFor(f->actions->move({f->item(u"2026"_s)}, f->target(u"Projects"_s), NameClash::KeepBoth)));
        QVERIFY(f->row(u"Projects/2026/new.txt"_s).isOffline);
        QVERIFY(waitedFor(f->actions->unpin({f->item(u"Projects"_s)})));
        QVERIFY(!f->row(u"Projects/2026/new.txt"_s).isOffline);
    }

    void aPinnedFileInAPinnedFolderStaysPinned()
    {
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects"_s), f->item(u"Projects/notes.txt"_s)})));
        QVERIFY(waitedFor(f->actions->unpin({f->item(u"Projects"_s)})));
        QVERIFY(f->row(u"Projects/notes.txt"_s).isOffline);
        QVERIFY(!f->row(u"Projects/2026/plan.txt"_s).isOffline);
    }

    void pinsSurviveAMoveThatSomebodyElseMakes()
    {
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects/2026"_s)})));
        QVERIFY(bring(u"Projects/notes.txt"_s));
        QVERIFY(f->round());
        const auto plan = f->item(u"Projects/2026/plan.txt"_s);
        f->anna.cloud.rename(u"Projects/"_s, u"Work/"_s);
        QVERIFY(f->round());
        QCOMPARE(f->item(u"Work/2026/plan.txt"_s), plan);
        QVERIFY(f->row(u"Work/2026/plan.txt"_s).isOffline);
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
        QCOMPARE(f->row(u"Work/notes.txt"_s).kept, FileKept::Older); // this server gives what moves another revision
    }

    void forgettingSparesWhatIsPinnedOrUnsent()
    {
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects"_s)})));
        QVERIFY(f->round());
        QVERIFY(bring(u"report.odt"_s));
        QVERIFY(bring(u"large.bin"_s));
        QVERIFY(f->save(u"report.odt"_s, "mine"));
        QVERIFY(waitedFor(f->actions->forget({f->item(u"Projects"_s), f->item(u"report.odt"_s), f->item(u"large.bin"_s)})));
        QCOMPARE(f->row(u"Projects/notes.txt"_s).kept, FileKept::Whole);
        QCOMPARE(f->row(u"large.bin"_s).kept, FileKept::No);
        const auto here = bring(u"report.odt"_s);
        QVERIFY(here);
        QCOMPARE(written(here->key), "mine");
    }

    void evictionTakesWhatWasUsedLongestAgo()
    {
        for (const char *name : {"one.bin", "two.bin", "three.bin"}) {
            f->anna.cloud.put(QLatin1StringView(name), noise(100'000));
        }
        QVERIFY(f->round());
        qint64 when = 1000;
        for (const auto &name : {u"two.bin"_s, u"one.bin"_s, u"three.bin"_s}) {
            QVERIFY(bring(name));
            content.reset();
            (*f->store)->drain();
            waitedFor((*f->store)->write([name, when](Transaction &transaction) {
                return transaction.prepare("UPDATE file SET used = ?2 WHERE name = ?1").run(name, when);
            })).value();
            when += 1000;
            content = std::make_unique<FileContent>(**f->store, f->fetcher(f->anna));
        }
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects"_s)})));
        QVERIFY(f->round());
        QVERIFY(f->save(u"report.odt"_s, "mine, unsent"));
        QCOMPARE(waitedFor(f->actions->evict(1'000'000)).value(), 0);
        QCOMPARE(waitedFor(f->actions->evict(250'000)).value(), 100'000);
        QCOMPARE(f->row(u"two.bin"_s).kept, FileKept::No);
        QCOMPARE(f->row(u"one.bin"_s).kept, FileKept::Whole);
        f->actions->hold(f->item(u"one.bin"_s));
        QCOMPARE(waitedFor(f->actions->evict(0)).value(), 100'000); // only the third: the rest is open, pinned or unsent
        QCOMPARE(f->row(u"one.bin"_s).kept, FileKept::Whole);
        QCOMPARE(f->row(u"Projects/notes.txt"_s).kept, FileKept::Whole);
        const auto here = bring(u"report.odt"_s);
        QVERIFY(here);
        QCOMPARE(written(here->key), "mine, unsent");
        f->actions->release(f->item(u"one.bin"_s));
        QCOMPARE(waitedFor(f->actions->evict(0)).value(), 100'000);
    }

    void halfFetchedContentIsEvictedFirst()
    {
        QVERIFY(bring(u"report.odt"_s));
        f->anna.cloud.failAt = f->anna.cloud.calls + 3;
        QVERIFY(!bring(u"large.bin"_s));
        content.reset();
        (*f->store)->drain();
        waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE file SET used = 0").run();
        })).value();
        QVERIFY(waitedFor(f->actions->evict(1000)).value() >= filePieceSize);
        QCOMPARE(f->row(u"report.odt"_s).kept, FileKept::Whole);
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 1);
    }

    // Between spaces

    void begin(const QString &pinned)
    {
        f->add(f->bert, u"bert@example.org"_s, u"Bert"_s);
        QVERIFY(f->round(f->bert));
        QVERIFY(waitedFor(f->actions->pin({f->item(pinned)})));
        QVERIFY(f->round());
    }

    void movingIntoAnotherSpace()
    {
        begin(u"Projects"_s);
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(f->bert, {}), NameClash::KeepBoth)));
        QVERIFY(!f->listing().contains(u"Projects/"_s));
        QVERIFY(f->listing(f->bert).contains(u"Projects/2026/plan.txt"_s));
        QVERIFY(f->round()); // here nothing happens before it is there
        QVERIFY(f->anna.cloud.has(u"Projects/2026/plan.txt"_s));
        QVERIFY(f->round(f->bert));
        QVERIFY(f->round());
        QVERIFY(f->round());
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).kind + f->changes().value(0).error.message));
        QCOMPARE(f->bert.cloud.listing(), QStringList({u"Projects/"_s, u"Projects/2026/"_s, u"Projects/2026/plan.txt=plan"_s, u"Projects/notes.txt=notes"_s}));
        QVERIFY(f->anna.cloud.listing().filter(u"Projects"_s).isEmpty());
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }

    void aRefusedCrossingLeavesTheOriginalWhereItIs()
    {
        begin(u"Projects"_s);
        f->bert.cloud.refused = u"notes"_s;
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(f->bert, {}), NameClash::KeepBoth)));
        for (int round = 0; round < 2; ++round) {
            QVERIFY(f->round(f->bert));
            QVERIFY(f->round());
        }
        QCOMPARE(f->anna.cloud.bytes(u"Projects/notes.txt"_s), "notes");
        const auto refused = waitedFor(f->actions->conflicts()).value();
        QCOMPARE(refused.size(), 1);
        f->actions->keepTheirs(refused.first().change);
        (*f->store)->drain();
        QVERIFY(f->round());
        QVERIFY(f->listing().contains(u"Projects/notes.txt"_s));
        QVERIFY(!f->anna.cloud.has(u"Projects/2026/plan.txt"_s));
        QVERIFY(f->bert.cloud.has(u"Projects/2026/plan.txt"_s));
    }

    void somethingNewInALeavingFolderKeepsIt()
    {
        begin(u"Projects"_s);
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(f->bert, {}), NameClash::KeepBoth)));
        f->anna.cloud.put(u"Projects/surprise.txt"_s, "surprise");
        QVERIFY(f->round(f->bert));
        for (int round = 0; round < 3; ++round) {
            QVERIFY(f->round());
        }
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).kind + f->changes().value(0).error.message));
        QCOMPARE(f->anna.cloud.bytes(u"Projects/surprise.txt"_s), "surprise");
        QVERIFY(f->listing().contains(u"Projects/surprise.txt"_s));
        QVERIFY(f->bert.cloud.has(u"Projects/notes.txt"_s));
        QVERIFY(!f->anna.cloud.has(u"Projects/notes.txt"_s));
    }

    void aCrossingIsTakenBack()
    {
        begin(u"Projects"_s);
        const auto before = f->listing();
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(f->bert, {}), NameClash::KeepBoth)));
        f->actions->undo();
        (*f->store)->drain();
        QTRY_COMPARE(f->listing(), before);
        QVERIFY(f->changes().isEmpty());
        QVERIFY(f->listing(f->bert).isEmpty());
        QVERIFY2(f->failures.isEmpty(), qPrintable(f->failures.value(0).message));
    }

    void whatIsNotHereCannotCross()
    {
        f->add(f->bert, u"bert@example.org"_s, u"Bert"_s);
        QVERIFY(f->round(f->bert));
        const auto done = waitedFor(f->actions->move({f->item(u"report.odt"_s)}, f->target(f->bert, {}), NameClash::KeepBoth));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::NotFound);
        QVERIFY(f->changes().isEmpty());
        QVERIFY(f->listing().contains(u"report.odt"_s));
    }

    void theOtherAccountIsRemovedMeanwhile()
    {
        begin(u"Projects"_s);
        const auto before = f->listing();
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(f->bert, {}), NameClash::KeepBoth)));
        f->stop(f->bert);
        QVERIFY(waitedFor(AccountStore(**f->store).remove(f->bert.account)));
        content.reset();
        f->reopen();
        QVERIFY(f->round());
        QCOMPARE(f->listing(), before);
        QVERIFY(f->changes().isEmpty());
    }

    void piecesAreRestoredFromTheChanges()
    {
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"new.txt"_s, "precious")));
        waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("DELETE FROM file_piece").run();
        })).value();
        content.reset();
        f->reopen();
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"new.txt"_s), "precious");
    }
};

QTEST_GUILESS_MAIN(FileKeepingTest)
#include "filekeepingtest.moc"
