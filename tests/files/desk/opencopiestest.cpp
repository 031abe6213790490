// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What programs do with open copies, and what becomes of it.
#include "files/desk/deskfixture.h"

#include <QPromise>
#include <QTest>

#include <sys/stat.h>

using namespace Kontor;
using Qt::StringLiterals::operator""_L1;

namespace
{
constexpr auto officeSave = R"(
    n=${1##*/}
    echo 'Anna Berg,anna,host,2026' > "$2/.~lock.$n#"
    printf changed! > "$2/lu4711abcd.tmp"
    mv "$2/lu4711abcd.tmp" "$1"
    rm "$2/.~lock.$n#"
)"_L1;

#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture).round();                                                                                                              \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)
}

class OpenCopiesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noticesHoweverItIsSaved_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("office: temporary file, renamed over") << QString(officeSave);
        QTest::newRow("in place") << u"printf chan > \"$1\"; sleep 0.02; printf ged! >> \"$1\""_s;
        QTest::newRow("vim: a backup first") << u"touch \"$2/4913\"; rm \"$2/4913\"; mv \"$1\" \"$1~\"; printf changed! > \"$1\"; rm \"$1~\""_s;
        QTest::newRow("emacs: a lock, a copy, in place") << u"ln -s anna@host.1 \"$2/.#${1##*/}\"; cp \"$1\" \"$1~\"; printf changed! > \"$1\"; rm \"$2/.#${1##*/}\""_s;
        QTest::newRow("GNOME") << u"printf changed! > \"$2/.goutputstream-A1B2C3\"; mv \"$2/.goutputstream-A1B2C3\" \"$1\""_s;
        QTest::newRow("KDE") << u"printf changed! > \"$1.aBcDeF\"; mv \"$1.aBcDeF\" \"$1\""_s;
        QTest::newRow("removed and made anew") << u"rm \"$1\"; sleep 0.2; printf changed! > \"$1\""_s;
        QTest::newRow("linked over") << u"printf changed! > \"$2/x.tmp\"; ln -f \"$2/x.tmp\" \"$1\"; rm \"$2/x.tmp\""_s;
        QTest::newRow("as large as before, with the time of before") << u"touch -r \"$1\" \"$2/time.tmp\"; printf changed! > \"$1\"; touch -r \"$2/time.tmp\" \"$1\"; rm \"$2/time.tmp\""_s;
        QTest::newRow("older than what was there") << u"printf changed! > \"$2/x.tmp\"; touch -d 1999-01-01 \"$2/x.tmp\"; mv \"$2/x.tmp\" \"$1\""_s;
    }
    void noticesHoweverItIsSaved()
    {
        QFETCH(QString, script);
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QCOMPARE(f.bytesOf(path), "original");
        QVERIFY(f.run(script, path));
        QVERIFY(f.isSaved(1));
        f.quiet();
        QCOMPARE(f.saved, QStringList{u"Report.odt"_s}); // each state once
        QCOMPARE(f.waiting(), 1);
        QCOMPARE(f.row(u"Report.odt"_s).type, u"application/vnd.oasis.opendocument.text"_s);
        ROUND(f);
        QCOMPARE(f.anna.cloud.log, QStringList{u"content Report.odt"_s});
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "changed!");
        QCOMPARE(f.waiting(), 0);
        f.copies->closeAll();
        QCOMPARE(f.left(), QStringList());
        QCOMPARE(f.waiting(), 0);
        QCOMPARE(f.names(f.anna.cloud), QStringList{u"Report.odt"_s});
        QVERIFY(f.problems.isEmpty() && f.failures.isEmpty());
    }

    void halfOfItIsNeverTaken_data()
    {
        QTest::addColumn<QString>("end");
        QTest::newRow("goes on") << QString();
        QTest::newRow("is closed meanwhile") << u"close"_s;
    }
    void halfOfItIsNeverTaken()
    {
        QFETCH(QString, end);
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        DeskProgram program(u"exec 3>\"$1\"; step; printf half >&3; step; printf ' and whole' >&3; exec 3>&-; step"_s, path);
        QVERIFY(program.isAtStep());
        f.quiet();
        program.step();
        QVERIFY(program.isAtStep());
        f.quiet();
        QCOMPARE(f.bytesOf(path), "half");
        if (!end.isEmpty()) {
            f.copies->close(f.item(u"Report.odt"_s));
            f.quiet();
        }
        QCOMPARE(f.saved, QStringList());
        QCOMPARE(f.waiting(), 0);
        program.step();
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(1));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "half and whole");
        QCOMPARE(f.saved.size(), 1);
        QVERIFY(waitUntil([&] {
            return end.isEmpty() || f.left().isEmpty();
        }));
    }

    void whoNeverClosesItIsHeardAllTheSame()
    {
        DeskFixture f;
        f.patience.writing = std::chrono::milliseconds(300);
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        DeskProgram program(u"exec 3<>\"$1\"; printf database >&3; step"_s, path);
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(1));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "database");
    }

    void quickSavesBecomeOne()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(u"for i in 1 2 3; do printf \"state $i\" > \"$2/lu$i.tmp\"; mv \"$2/lu$i.tmp\" \"$1\"; sleep 0.12; done"_s, path));
        QVERIFY(f.isSaved(1));
        f.quiet();
        QCOMPARE(f.waiting(), 1); // also if each was noticed
        ROUND(f);
        QCOMPARE(f.anna.cloud.log, QStringList{u"content Report.odt"_s});
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "state 3");
    }

    void savedAgainBeforeTheServerAnswered_data()
    {
        QTest::addColumn<QString>("loss");
        QTest::newRow("no connection") << u"offline"_s;
        QTest::newRow("the question was lost") << u"before"_s;
        QTest::newRow("the answer was lost") << u"after"_s;
    }
    void savedAgainBeforeTheServerAnswered()
    {
        QFETCH(QString, loss);
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        const auto made = waitedFor(f.actions->uploadBytes("new 1", u"New.txt"_s, f.target(), NameClash::KeepBoth));
        QVERIFY(made);
        const auto other = f.open(u"New.txt"_s);
        auto &cloud = f.anna.cloud;
        for (int state = 1; state <= 3; ++state) {
            QVERIFY(f.run(u"printf 'state %1' > \"$1\""_s.arg(state), path));
            QVERIFY(f.isSaved(2 * state - 1));
            QVERIFY(f.run(u"printf 'new %1' > \"$1\""_s.arg(state + 1), other));
            QVERIFY(f.isSaved(2 * state));
            QCOMPARE(f.waiting(), 2); // one for each file, with the newest of it
            cloud.isOffline = loss == "offline"_L1;
            cloud.kind = Error::Kind::Offline;
            cloud.strikes = loss == "after"_L1 ? FileCloud::Strikes::AfterEffect : FileCloud::Strikes::BeforeEffect;
            cloud.failAt = cloud.calls + 1; // what is sent first
            (void)f.round();
            cloud.failAt = cloud.calls + 1;
            f.stop(f.anna); // another day
            (void)f.round();
            f.stop(f.anna);
        }
        cloud.isOffline = false;
        cloud.failAt = 0;
        (void)f.round();
        f.stop(f.anna);
        ROUND(f);
        QCOMPARE(f.waiting(), 0);
        QCOMPARE(cloud.bytes(u"Report.odt"_s), "state 3");
        QCOMPARE(cloud.bytes(u"New.txt"_s), "new 4");
        QCOMPARE(f.names(cloud), (QStringList{u"New.txt"_s, u"Report.odt"_s}));
        if (loss == "offline"_L1) {
            QCOMPARE(cloud.log.size(), 2);
        }
    }

    void savedWhileTheFormerIsOnItsWay()
    {
        DeskFixture f;
        ROUND(f);
        f.stop(f.anna);
        // An engine whose upload waits for us.
        QList<std::shared_ptr<QPromise<Result<QByteArray>>>> gates;
        SyncEngine::Options options;
        options.resource = f.anna.resource;
        options.store = **f.store;
        options.projector = f.projector;
        options.synchronizer = std::make_unique<FileCloudSynchronizer>(&f.anna.cloud, [&gates](const QString &, int) {
            gates << std::make_shared<QPromise<Result<QByteArray>>>();
            gates.last()->start();
            return gates.last()->future();
        });
        f.anna.engine = std::make_unique<SyncEngine>(std::move(options));
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(u"printf first > \"$1\""_s, path));
        QVERIFY(f.isSaved(1));
        auto round = std::make_shared<std::optional<Result<void>>>();
        Waiting::into(f.anna.engine->round(), round);
        QVERIFY(waitUntil([&] {
            return gates.size() == 1;
        }));
        QVERIFY(f.run(u"printf second > \"$1\""_s, path));
        QVERIFY(f.isSaved(2));
        QCOMPARE(f.waiting(), 2);
        const auto let = [&gates](qsizetype which, const QByteArray &bytes) {
            gates.at(which)->addResult(Result<QByteArray>(bytes));
            gates.at(which)->finish();
        };
        let(0, "first");
        QVERIFY(waitUntil([&] {
            return gates.size() == 2 || round->has_value();
        }));
        if (gates.size() < 2) {
            round->reset();
            Waiting::into(f.anna.engine->round(), round);
            QVERIFY(waitUntil([&] {
                return gates.size() == 2;
            }));
        }
        let(1, "second");
        QVERIFY(waitUntil([&] {
            return round->has_value();
        }));
        QCOMPARE(f.anna.cloud.log, (QStringList{u"content Report.odt"_s, u"content Report.odt"_s}));
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "second");
        QCOMPARE(f.waiting(), 0);
    }

    void whatIsTheSameIsNoNews()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(u"touch \"$1\"; cp \"$1\" \"$2/x.tmp\"; mv \"$2/x.tmp\" \"$1\"; sleep 0.1; printf original > \"$1\"; chmod 400 \"$1\""_s, path));
        f.quiet();
        f.copies->closeAll();
        QCOMPARE(f.saved, QStringList());
        QCOMPARE(f.waiting(), 0);
        QCOMPARE(f.left(), QStringList());
    }

    void whatIsSavedUnderAnotherNameIsAFileOfItsOwn()
    {
        DeskFixture f;
        f.anna.cloud.makeFolder(u"Work/"_s);
        f.anna.cloud.put(u"Work/Plan.txt"_s, "plan");
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Work/Plan.txt"_s);
        QVERIFY(f.run(u"printf other > \"$2/Plan 2.txt\"; mkdir \"$2/Plan files\"; printf picture > \"$2/Plan files/a.png\"; mkdir \"$2/empty\"; printf x > \"$2/.~lock.Plan.txt#\"; "
                      "printf x > \"$1.AbCdEf\"; printf mine > \"$1.backup\""_s,
                      path));
        f.copies->close(f.item(u"Work/Plan.txt"_s));
        QVERIFY(waitUntil([&] {
            return f.left().isEmpty();
        }));
        ROUND(f);
        ROUND(f);
        QCOMPARE(f.names(f.anna.cloud),
                 (QStringList{u"Report.odt"_s, u"Work/"_s, u"Work/Plan 2.txt"_s, u"Work/Plan files/"_s, u"Work/Plan files/a.png"_s, u"Work/Plan.txt"_s, u"Work/Plan.txt.backup"_s}));
        QCOMPARE(f.anna.cloud.bytes(u"Work/Plan 2.txt"_s), "other");
        QCOMPARE(f.anna.cloud.bytes(u"Work/Plan files/a.png"_s), "picture");
        QCOMPARE(f.anna.cloud.bytes(u"Work/Plan.txt"_s), "plan");
    }

    void whoGoesOnUnderAnotherNameIsFollowed()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        const QByteArray draft = u"Ä draft.odt"_s.toUtf8();
        DeskProgram program(u"printf 'draft 1' > \"$2/%1\"; step; printf 'draft 2' > \"$2/x.tmp\"; mv \"$2/x.tmp\" \"$2/%1\"; step; printf 'draft 3' > \"$2/%1\"; step"_s.arg(QString::fromUtf8(draft)), path);
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(1)); // not only at the end
        program.step();
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(2));
        QCOMPARE(f.waiting(), 1);
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(QString::fromUtf8(draft)), "draft 2");
        program.step();
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(3));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(QString::fromUtf8(draft)), "draft 3");
        // After a crash nothing of it comes twice; what is new comes.
        f.leave();
        QVERIFY(f.run(u"printf other > \"$2/Other.odt\""_s, path));
        program.kill();
        QVERIFY(program.isGone());
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 1);
        ROUND(f);
        QCOMPARE(f.names(f.anna.cloud), (QStringList{u"Other.odt"_s, u"Report.odt"_s, QString::fromUtf8(draft)}));
        QCOMPARE(f.anna.cloud.log.size(), 3);
        QCOMPARE(f.left(), QStringList());
        QCOMPARE(f.waiting(), 0);
    }

    void whoRemovesTheCopyRemovesNothingElse()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(u"rm \"$1\""_s, path));
        f.quiet();
        QCOMPARE(f.waiting(), 0);
        // Opened once more: it is there again.
        const auto again = f.open(u"Report.odt"_s);
        QCOMPARE(f.bytesOf(again), "original");
        f.copies->closeAll();
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "original");
        QCOMPARE(f.anna.cloud.log, QStringList());
    }

    void linksAreNotFollowed()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        const auto secret = f.write(u"secret"_s, "secret");
        QVERIFY(f.run(u"ln -sf '%1' \"$1\"; ln -s '%1' \"$2/link.txt\""_s.arg(secret), path));
        f.quiet();
        QCOMPARE(f.saved, QStringList());
        f.copies->closeAll();
        ROUND(f);
        QCOMPARE(f.anna.cloud.log, QStringList());
        QCOMPARE(f.bytesOf(secret), "secret");
        QCOMPARE(f.left(), QStringList());
    }

    void whatMayNotBeWrittenGetsAFileBesideIt_data()
    {
        QTest::addColumn<bool>("mayCreate");
        QTest::newRow("in its folder") << true;
        QTest::newRow("at the top") << false;
    }
    void whatMayNotBeWrittenGetsAFileBesideIt()
    {
        QFETCH(bool, mayCreate);
        DeskFixture f;
        f.anna.cloud.makeFolder(u"Given/"_s);
        f.anna.cloud.put(u"Given/Rules.txt"_s, "rules");
        f.anna.cloud.entries[f.anna.cloud.href(u"Given/Rules.txt"_s)].rights &= ~FileRights(FileRight::Write);
        if (!mayCreate) {
            f.anna.cloud.entries[f.anna.cloud.href(u"Given/"_s)].rights &= ~(FileRight::AddFiles | FileRight::AddFolders);
        }
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Given/Rules.txt"_s);
        struct stat about = {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &about), 0);
        QCOMPARE(about.st_mode & 07777, 0400U); // programs say so at once
        QVERIFY(f.run(u"printf 'other rules' > \"$2/x.tmp\"; mv -f \"$2/x.tmp\" \"$1\""_s, path));
        QVERIFY(f.isSaved(1));
        QVERIFY(f.run(u"printf 'more rules' > \"$2/x.tmp\"; mv -f \"$2/x.tmp\" \"$1\""_s, path)); // a new version of the new one
        QVERIFY(f.isSaved(2));
        f.copies->closeAll();
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Given/Rules.txt"_s), "rules");
        QCOMPARE(f.anna.cloud.bytes(mayCreate ? u"Given/Rules (2).txt"_s : u"Rules.txt"_s), "more rules");
        QCOMPARE(f.names(f.anna.cloud).size(), 4);
        QCOMPARE(f.waiting(), 0);
        QVERIFY(f.problems.isEmpty());
    }

    void isGoneThereWhileItIsOpen_data()
    {
        QTest::addColumn<bool>("byMe");
        QTest::newRow("deleted by somebody else") << false;
        QTest::newRow("deleted here") << true;
    }
    void isGoneThereWhileItIsOpen()
    {
        QFETCH(bool, byMe);
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        if (byMe) {
            QVERIFY(waitedFor(f.actions->remove({f.item(u"Report.odt"_s)})));
        } else {
            f.anna.cloud.remove(u"Report.odt"_s);
        }
        ROUND(f);
        QVERIFY(f.run(QString(officeSave), path));
        QVERIFY(f.isSaved(1));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "changed!");
        QCOMPARE(f.waiting(), 0);
    }

    void bothSidesEdited()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        f.anna.cloud.put(u"Report.odt"_s, "theirs");
        ROUND(f); // seen here, too: what is open stays what it was
        QVERIFY(f.run(QString(officeSave), path));
        QVERIFY(f.isSaved(1));
        (void)f.round();
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "theirs");
        const auto conflicts = waitedFor(f.actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(waitedFor(f.content->bytes(conflicts.first().mineKey, 100)).value_or("?"), "changed!");
    }

    void bothWereKeptAndTheProgramGoesOn()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        f.anna.cloud.put(u"Report.odt"_s, "theirs");
        QVERIFY(f.run(QString(officeSave), path));
        QVERIFY(f.isSaved(1));
        (void)f.round();
        (void)f.round();
        const auto conflicts = waitedFor(f.actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        f.actions->keepBoth(conflicts.first().change);
        QVERIFY(waitUntil([&] {
            return waitedFor(f.actions->conflicts()).value().isEmpty();
        }));
        ROUND(f);
        QVERIFY(f.run(u"printf 'mine, newer' > \"$1\""_s, path));
        QVERIFY(f.isSaved(2));
        ROUND(f);
        QCOMPARE(f.waiting(), 0); // no conflict once more
        auto names = f.names(f.anna.cloud);
        QCOMPARE(names.size(), 2);
        names.removeAll(u"Report.odt"_s);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "theirs");
        QCOMPARE(f.anna.cloud.bytes(names.value(0)), "mine, newer");
        // Also after a crash it is that one.
        f.leave();
        QVERIFY(f.run(u"printf 'mine, newest' > \"$1\""_s, path));
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 1);
        ROUND(f);
        QCOMPARE(f.names(f.anna.cloud).size(), 2);
        QCOMPARE(f.anna.cloud.bytes(names.value(0)), "mine, newest");
    }

    void openedTwiceIsOneCopy()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto item = f.item(u"Report.odt"_s);
        const auto first = f.copies->open(item);
        const auto second = f.copies->open(item);
        const auto path = waitedFor(first).value_or(QString());
        QVERIFY(!path.isEmpty());
        QCOMPARE(waitedFor(second).value_or(QString()), path);
        QCOMPARE(f.open(u"Report.odt"_s), path); // though no program has it open yet
        DeskProgram program(u"step"_s, path);
        QVERIFY(program.isAtStep());
        QCOMPARE(f.open(u"Report.odt"_s), path);
        QCOMPARE(f.opened, QList{item});
        QCOMPARE(f.copies->copies().size(), 1);
    }

    void openedAgainItIsTheNewest()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        auto path = f.open(u"Report.odt"_s);
        f.anna.cloud.put(u"Report.odt"_s, "by another");
        ROUND(f);
        path = f.open(u"Report.odt"_s); // nobody has the old one open
        QCOMPARE(f.bytesOf(path), "by another");
        // Another revision of the same is none.
        f.anna.cloud.put(u"Report.odt"_s, "by another");
        ROUND(f);
        QCOMPARE(f.open(u"Report.odt"_s), path);
        // Whoever has it open sees what was opened.
        DeskProgram program(u"step"_s, path);
        QVERIFY(program.isAtStep());
        f.anna.cloud.put(u"Report.odt"_s, "by a third");
        ROUND(f);
        QCOMPARE(f.open(u"Report.odt"_s), path);
        QCOMPARE(f.bytesOf(path), "by another");
        // And so does what was saved here and is not sent yet.
        program.kill();
        QVERIFY(f.run(QString(officeSave), path));
        const auto mine = f.open(u"Report.odt"_s); // at once, before it was noticed
        QCOMPARE(f.bytesOf(mine), "changed!");
    }

    void whoWasNotSeenWithTheOldOneLosesNothing()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto old = f.open(u"Report.odt"_s);
        f.anna.cloud.put(u"Report.odt"_s, "by another");
        ROUND(f);
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(path != old);
        QVERIFY(!QFileInfo::exists(old));
        QVERIFY(f.run(u"cd /; printf 'made of the original' > \"$1\""_s, old));
        QVERIFY(f.isSaved(1));
        (void)f.round();
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "by another");
        const auto conflicts = waitedFor(f.actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(waitedFor(f.content->bytes(conflicts.first().mineKey, 100)).value_or("?"), "made of the original");
        f.copies->closeAll();
        QCOMPARE(f.left(), QStringList());
    }

    void onesOwnUploadIsNoNews()
    {
        DeskFixture f;
        f.anna.cloud.tellsPayloads = false; // the revision is heard only later
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        for (const char *const state : {"first", "second", "third"}) {
            QVERIFY(f.run(u"printf %1 > \"$1\""_s.arg(QLatin1StringView(state)), path));
            QVERIFY(waitUntil([&] {
                return f.waiting() == 1;
            }));
            ROUND(f);
            QCOMPARE(f.waiting(), 0);
            QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), state);
        }
    }

    void whatTheStoreCannotTakeIsTriedAgain()
    {
        DeskFixture f;
        int refusals = 3;
        f.port.stage = [&](const QString &path) {
            return refusals-- > 0 ? QtFuture::makeReadyValueFuture(Result<StagedContent>(failure(Error::Kind::Storage, u"The disk is full."_s))) : f.actions->stage(path);
        };
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(QString(officeSave), path));
        QVERIFY(f.isSaved(1));
        QCOMPARE(f.problems.size(), 1); // said once
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "changed!");
    }

    void aNameThatNoFileHereCanHave()
    {
        DeskFixture f;
        const auto name = u"a\\b:c?\u202e"_s + QString(200, u'\u00e4') + u".txt"_s;
        f.anna.cloud.put(name, "original");
        ROUND(f);
        f.enter();
        const auto path = f.open(name);
        QCOMPARE(f.bytesOf(path), "original");
        QVERIFY(f.run(u"printf changed! > \"$1\""_s, path));
        QVERIFY(f.isSaved(1));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(name), "changed!");
    }
};

QTEST_GUILESS_MAIN(OpenCopiesTest)
#include "opencopiestest.moc"
