// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"

#include <QTest>

using namespace Kontor;

/// Servers that lose what they had, and outboxes that are lost: content that is only here stays.
class FileAtticTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    QMap<QString, FileCloud::Entry> backup;

    static QStringList files(const FileCloud &cloud)
    {
        return cloud.listing().filter(u"="_s);
    }

    void keepAll()
    {
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projects"_s), f->item(u"report.odt"_s)})));
        QVERIFY(f->round());
        QCOMPARE(f->number("SELECT count(*) FROM file WHERE kept_bytes > 0"), 3);
    }

    qint64 stowed()
    {
        return f->number("SELECT count(*) FROM file_attic");
    }

    void sql(const QByteArray &statement)
    {
        waitedFor((*f->store)->write([statement](Transaction &transaction) {
            return transaction.prepareOnce(statement).run();
        })).value();
    }

    QList<FileConflict> conflicts()
    {
        return waitedFor(f->actions->conflicts()).value();
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.makeFolder(u"Projects/2026/"_s);
        f->anna.cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        f->anna.cloud.put(u"Projects/notes.txt"_s, "notes");
        f->anna.cloud.put(u"report.odt"_s, "report");
        f->anna.cloud.put(u"never opened.txt"_s, "never opened");
        QVERIFY(f->round());
        backup = f->anna.cloud.entries;
    }

    void anEmptiedServerTakesNothingAwayThatIsHere()
    {
        keepAll();
        f->anna.cloud.replaceByEmpty();
        QVERIFY(f->round());
        QCOMPARE(stowed(), 3);
        f->reopen();
        QVERIFY(f->round());
        const auto asked = conflicts();
        QCOMPARE(asked.size(), 3);
        for (const auto &conflict : asked) {
            QVERIFY(!conflict.mineKey.isEmpty());
            QCOMPARE(conflict.theirSize, -1);
            QVERIFY(!conflict.sentence.isEmpty());
            f->actions->keepMine(conflict.change);
        }
        (*f->store)->drain();
        QVERIFY(f->round());
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).error.message));
        QCOMPARE(files(f->anna.cloud), QStringList({u"Projects/2026/plan.txt=plan"_s, u"Projects/notes.txt=notes"_s, u"report.odt=report"_s}));
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
        QCOMPARE(stowed(), 0);
    }

    void whatTheUserLetsGoIsGone()
    {
        keepAll();
        f->anna.cloud.replaceByEmpty();
        QVERIFY(f->round());
        f->reopen();
        QVERIFY(f->round());
        for (const auto all = conflicts(); const auto &conflict : all) {
            f->actions->keepTheirs(conflict.change);
        }
        (*f->store)->drain();
        QVERIFY(f->listing().isEmpty());
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 0);
        QCOMPARE(f->number("SELECT count(*) FROM item"), 0);
    }

    void unsentWorkSurvivesAnEmptiedServer()
    {
        QVERIFY(f->save(u"report.odt"_s, "newer report"));
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects/2026"_s), u"new.txt"_s, "new")));
        f->anna.cloud.replaceByEmpty();
        for (int round = 0; round < 3; ++round) {
            QVERIFY(f->round());
            for (const auto all = f->changes(); const auto &change : all) {
                if (change.state == ChangeState::Parked) {
                    f->actions->keepMine(change.id);
                }
            }
            (*f->store)->drain();
        }
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(files(f->anna.cloud), QStringList({u"Projects/2026/new.txt=new"_s, u"report.odt=newer report"_s}));
    }

    void whatSomebodyDeletesIsKeptButNotAskedAbout()
    {
        keepAll();
        f->anna.cloud.remove(u"report.odt"_s);
        QVERIFY(f->round());
        f->reopen();
        QVERIFY(f->round());
        QVERIFY(conflicts().isEmpty());
        QCOMPARE(stowed(), 1);
        QVERIFY(!f->listing().contains(u"report.odt"_s));
    }

    void whatTheUserDeletesIsNotKept_data()
    {
        QTest::addColumn<bool>("told"); // the receipt says so; else the next listing
        QTest::newRow("told") << true;
        QTest::newRow("answer lost") << false;
    }

    void whatTheUserDeletesIsNotKept()
    {
        QFETCH(bool, told);
        keepAll();
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s), f->item(u"report.odt"_s)})));
        if (!told) {
            f->anna.cloud.failAt = f->anna.cloud.calls + 1;
            f->anna.cloud.strikes = FileCloud::Strikes::AfterEffect;
            (void)f->round();
            f->anna.cloud.failAt = 0;
        }
        QVERIFY(f->round());
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.listing(), QStringList(u"never opened.txt=never opened"_s));
        QCOMPARE(stowed(), 0);
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 0);
    }

    void whatOnlyMovedIsNotAskedAbout()
    {
        keepAll();
        // A server without numbers of files: all is gone, and there under other names.
        auto moved = f->anna.cloud.entries;
        moved.clear();
        for (const auto &[href, entry] : f->anna.cloud.entries.asKeyValueRange()) {
            auto one = entry;
            one.fileId = u"other "_s + entry.fileId;
            moved.insert(f->anna.cloud.top + u"Old/"_s + href.mid(f->anna.cloud.top.size()), one);
        }
        f->anna.cloud.putBack(moved);
        f->anna.cloud.makeFolder(u"Old/"_s);
        QVERIFY(f->round());
        f->reopen();
        QVERIFY(f->round());
        QVERIFY(conflicts().isEmpty());
    }

    void aBackupThatIsPutBackTakesNothingAwayThatIsHere()
    {
        keepAll();
        for (const auto &path : {u"report.odt"_s, u"Projects/notes.txt"_s, u"Projects/2026/plan.txt"_s}) {
            QVERIFY(f->save(path, "newer " + path.toUtf8()));
        }
        QVERIFY(f->round());
        f->anna.cloud.putBack(backup);
        QVERIFY(f->round());
        f->reopen();
        QVERIFY(f->round());
        const auto asked = conflicts();
        QCOMPARE(asked.size(), 3);
        for (const auto &conflict : asked) {
            QVERIFY(conflict.theirSize > 0);
            f->actions->keepMine(conflict.change);
        }
        (*f->store)->drain();
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "newer report.odt");
        QCOMPARE(f->anna.cloud.bytes(u"Projects/notes.txt"_s), "newer Projects/notes.txt");
        QCOMPARE(f->anna.cloud.bytes(u"never opened.txt"_s), "never opened");
    }

    void anotherServerWithTheSameFilesChangesNothing()
    {
        keepAll();
        QVERIFY(f->save(u"report.odt"_s, "newer report"));
        f->anna.cloud.replaceByCopy();
        QVERIFY(f->round());
        QVERIFY(f->round());
        const auto asked = conflicts();
        QCOMPARE(asked.size(), 1); // which of them is newer nobody can tell
        f->actions->keepMine(asked.first().change);
        (*f->store)->drain();
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "newer report");
    }

    void whatIsKeptIsSweptAfterThirtyDaysOfUse()
    {
        keepAll();
        f->anna.cloud.remove(u"report.odt"_s);
        QVERIFY(f->round());
        for (int day = 0; day < 32; ++day) {
            QCOMPARE(stowed(), day <= 30 ? 1 : 0);
            sql("UPDATE file_attic SET day = day - 1, since = since + 1000000000000"); // the clock does not matter
            f->reopen();
            QVERIFY(f->round());
        }
        QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'attic:%'"), 0);
    }

    void aLostOutboxLosesNothing_data()
    {
        QTest::addColumn<bool>("wasSent");
        QTest::newRow("not sent yet") << false;
        QTest::newRow("sent, answer lost") << true;
    }

    void aLostOutboxLosesNothing()
    {
        QFETCH(bool, wasSent);
        QVERIFY(f->save(u"report.odt"_s, "newer report"));
        QVERIFY(waitedFor(f->actions->createFolder(f->target(u"Projects"_s), u"New"_s)));
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects/New"_s), u"new.txt"_s, "new")));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"never opened.txt"_s)})));
        if (wasSent) {
            f->anna.cloud.failAt = f->anna.cloud.calls + 1;
            f->anna.cloud.strikes = FileCloud::Strikes::AfterEffect;
            (void)f->round();
            f->anna.cloud.failAt = 0;
        }
        f->end();
        sql("DELETE FROM change");
        f->begin();
        QVERIFY(f->round());
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).error.message));
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "newer report");
        QCOMPARE(f->anna.cloud.bytes(u"Projects/New/new.txt"_s), "new");
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }
};

QTEST_GUILESS_MAIN(FileAtticTest)
#include "fileattictest.moc"
