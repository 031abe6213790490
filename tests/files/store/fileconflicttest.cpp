// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filename.h"
#include "files/store/filesfixture.h"

#include <QTest>

using namespace Kontor;

/// What a server refuses, and what becomes of it when the user says how to go on.
class FileConflictTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;

    /// Gone there without a word, as where a listing comes later.
    void loseThere(const QString &path)
    {
        const auto where = f->anna.cloud.href(path);
        for (const auto hrefs = f->anna.cloud.entries.keys(); const auto &one : hrefs) {
            if (one.startsWith(where)) {
                f->anna.cloud.entries.remove(one);
            }
        }
    }

    Change only()
    {
        const auto all = f->changes();
        return all.size() == 1 ? all.first() : Change{};
    }

    void keepBoth(ChangeId change)
    {
        f->actions->keepBoth(change);
        (*f->store)->drain();
        QCoreApplication::processEvents();
        (*f->store)->drain();
    }

    /// The server hears of what is to be done, and tells nothing.
    void pushAlone(int pushes)
    {
        f->anna.cloud.failAt = f->anna.cloud.calls + pushes + 1;
        QVERIFY(!f->round());
        f->anna.cloud.failAt = 0;
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
        QVERIFY(f->round());
    }

    void whatCouldNotMoveIntoAFolderSurvivesIt()
    {
        f->anna.cloud.put(u"Projects/report.odt"_s, "theirs");
        QVERIFY(waitedFor(f->actions->move({f->item(u"report.odt"_s)}, f->target(u"Projects"_s), NameClash::KeepBoth)));
        QVERIFY(f->round());
        QCOMPARE(only().state, ChangeState::Parked);
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QCOMPARE(only().kind, FileChange::Delete);
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->anna.cloud.listing(), QStringList(u"report.odt=report"_s));
        QCOMPARE(f->listing(), QStringList(u"report.odt"_s));
    }

    void whatCannotMoveIntoAFolderThatIsToGoStays()
    {
        f->anna.cloud.put(u"Projects/report.odt"_s, "theirs");
        QVERIFY(waitedFor(f->actions->move({f->item(u"report.odt"_s)}, f->target(u"Projects"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 2); // the folder waits for what was refused
        keepBoth(f->changes().first().id);
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "report");
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }

    void whatIsNewGoesToTheTopWhereItsFolderTakesNothing()
    {
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects/2026"_s), u"new.txt"_s, "new")));
        loseThere(u"Projects/2026/"_s);
        for (int attempt = 0; attempt < 3 && !f->changes().isEmpty(); ++attempt) {
            QVERIFY(f->round());
            if (const auto refused = only(); refused.state == ChangeState::Parked) {
                keepBoth(refused.id);
            }
        }
        QVERIFY(f->changes().isEmpty());
        QVERIFY(f->anna.cloud.listing().filter(u"new"_s).value(0).endsWith(u"=new"_s));
    }

    void whatIsNewInAFolderThatIsToGoLiesAboveIt()
    {
        f->anna.cloud.refused = u"new"_s;
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects/2026"_s), u"new.txt"_s, "new")));
        f->anna.cloud.onPush = [this](const Change &change) {
            if (change.kind == FileChange::Upload) { // in flight: it cannot be taken back any more
                f->actions->remove({f->item(u"Projects/2026"_s)});
            }
        };
        QVERIFY(f->round());
        f->anna.cloud.onPush = {};
        f->anna.cloud.refused.clear();
        const auto conflicts = waitedFor(f->actions->conflicts()).value();
        QVERIFY(!conflicts.isEmpty());
        QVERIFY2(conflicts.first().sentence.contains(u"folder"_s), qPrintable(conflicts.first().sentence));
        keepBoth(conflicts.first().change);
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/new.txt"_s), "new");
        QVERIFY(!f->anna.cloud.has(u"Projects/2026/"_s));
    }

    void aFolderIsNotDeletedWithWhatIsShownElsewhere()
    {
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects/2026"_s), u"new.txt"_s, "new")));
        f->anna.cloud.remove(u"Projects/2026/"_s); // it is made again for the new file; that it is there tells the next listing
        f->anna.cloud.pageSize = 1;
        QVERIFY(f->round());
        f->anna.cloud.pageSize = 0;
        waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepareOnce("UPDATE file SET parent = 0, parent_href = '/dav/anna/Projects/2026/' WHERE name = 'new.txt'").run();
        })).value();
        QVERIFY(f->listing().contains(u"new.txt"_s));
        const auto refused = waitedFor(f->actions->remove({f->item(u"Projects"_s)}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Conflict);
        QVERIFY(f->changes().isEmpty());
        QVERIFY(waitedFor(f->actions->remove({f->item(u"new.txt"_s)})));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"report.odt"_s)})));
    }

    void whatTakesThePlaceOfAnotherIsNotThatOne()
    {
        const auto report = f->item(u"report.odt"_s);
        QVERIFY(waitedFor(f->actions->rename(report, u"old.odt"_s)));
        QVERIFY(f->save(u"old.odt"_s, "mine, of the old one"));
        f->anna.cloud.remove(u"report.odt"_s);
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"report.odt"_s, "another report")));
        pushAlone(2); // nobody has told yet that the old one is gone
        const auto pending = f->changes();
        QVERIFY(!pending.isEmpty());
        for (const auto &change : pending) {
            QCOMPARE(change.item, report);
        }
        QCOMPARE(f->listing().count(u"report.odt"_s), 2);
        for (int attempt = 0; attempt < 4 && !f->changes().isEmpty(); ++attempt) {
            QVERIFY(f->round());
            for (const auto all = f->changes(); const auto &change : all) {
                if (change.state == ChangeState::Parked) {
                    keepBoth(change.id);
                }
            }
        }
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "another report");
        QCOMPARE(f->anna.cloud.listing().filter(u"=mine, of the old one"_s).size(), 1);
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }

    void whatIsGoneIsNotMovedForEver()
    {
        loseThere(u"report.odt"_s);
        QVERIFY(waitedFor(f->actions->rename(f->item(u"report.odt"_s), u"other.odt"_s)));
        QVERIFY(f->round());
        QCOMPARE(only().state, ChangeState::Parked);
        keepBoth(only().id);
        QVERIFY(f->round());
        keepBoth(only().id);
        QVERIFY(f->changes().isEmpty());
    }

    void whatWasToLeaveADeletedFolderLeavesIt()
    {
        f->anna.cloud.refused = u"notes"_s;
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/notes.txt"_s)}, f->target(u"Projects/2026"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(waitedFor(f->actions->rename(f->item(u"2026"_s), u"2027"_s)));
        for (int attempt = 0; attempt < 4; ++attempt) {
            QVERIFY(f->round());
            f->anna.cloud.refused.clear();
            for (const auto all = f->changes(); const auto &change : all) {
                if (change.state == ChangeState::Parked) {
                    keepBoth(change.id);
                }
            }
        }
        QVERIFY(f->changes().isEmpty());
        QVERIFY2(!f->anna.cloud.listing().filter(u"=notes"_s).isEmpty(), qPrintable(f->anna.cloud.listing().join(u'\n')));
        QVERIFY(!f->anna.cloud.has(u"Projects/"_s));
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }

    void namesOfConflictsDoNotGrow_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("whose");
        QTest::newRow("a file") << u"Report.odt"_s << u"Anna"_s;
        QTest::newRow("without ending") << u"f1"_s << u"Anna Berg"_s;
        QTest::newRow("nobody") << u"Report.odt"_s << QString();
        QTest::newRow("brackets") << u"Report (draft).odt"_s << u"Anna (Berlin)"_s;
    }

    void namesOfConflictsDoNotGrow()
    {
        QFETCH(QString, name);
        QFETCH(QString, whose);
        const auto when = QDateTime(QDate(2026, 11, 23), QTime(10, 12));
        const auto once = FileName::ofConflict(name, whose, when);
        QVERIFY(once.size() > name.size());
        QCOMPARE(FileName::ofConflict(once, whose, when), once);
        QCOMPARE(FileName::ofConflict(FileName::free(once, {once}), whose, when), once);
        QCOMPARE(FileName::ofConflict(once, whose, when.addDays(1)).size(), once.size());
    }

    void whatLayInADeletedFolderIsGoneWithIt()
    {
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        pushAlone(1);
        QCOMPARE(f->anna.cloud.listing(), QStringList(u"report.odt=report"_s));
        QCOMPARE(f->listing(), QStringList(u"report.odt"_s));
        QCOMPARE(f->number("SELECT count(*) FROM item"), 1);
    }

    void whatLiesInAMovedFolderIsToldAtItsNewPlace()
    {
        const auto plan = f->item(u"Projects/2026/plan.txt"_s);
        QVERIFY(waitedFor(f->actions->rename(f->item(u"Projects"_s), u"Work"_s)));
        pushAlone(1);
        const FileShelf shelf(**f->store);
        const auto place = waitedFor(shelf.place(plan)).value();
        QCOMPARE(place.href, f->anna.cloud.href(u"Work/2026/plan.txt"_s));
        QCOMPARE(FileFacts::fromCbor(place.payload).value().href, place.href);
        const auto children = waitedFor(shelf.children(f->space(f->anna), f->anna.cloud.href(u"Work/2026/"_s))).value();
        QCOMPARE(FileFacts::fromCbor(children.value(place.href).payload).value().href, place.href);
    }

    void aSaveWhileTheLastOneIsOnItsWayIsNoConflict_data()
    {
        QTest::addColumn<bool>("tellsPayloads");
        QTest::newRow("all told") << true;
        QTest::newRow("only the revision") << false;
    }

    void aSaveWhileTheLastOneIsOnItsWayIsNoConflict()
    {
        QFETCH(bool, tellsPayloads);
        f->anna.cloud.tellsPayloads = tellsPayloads;
        const auto report = f->item(u"report.odt"_s);
        const auto base = f->read([report](const Reader &reader) {
                               return reader.prepare("SELECT revision FROM file WHERE item = ?1").value<QString>(report);
                           })
                              .value()
                              .value_or(QString());
        const auto second = waitedFor(f->actions->stage(f->write(u"second"_s, "second"))).value();
        QVERIFY(f->save(u"report.odt"_s, "first"));
        int pushes = 0;
        f->anna.cloud.onPush = [&](const Change &) {
            if (++pushes == 1) {
                f->actions->save(report, second, base); // what it was made of: the same as the first
            }
        };
        QVERIFY(f->round());
        f->anna.cloud.onPush = {};
        // What is known survives the end of the program.
        f->reopen();
        QVERIFY(f->round());
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).error.message));
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "second");
        QCOMPARE(f->anna.cloud.log, QStringList({u"content report.odt"_s, u"content report.odt"_s}));
    }
};

QTEST_GUILESS_MAIN(FileConflictTest)
#include "fileconflicttest.moc"
