// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorscene.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Kontor;

#define SETTLES(scene) QVERIFY2((scene).settle(), qPrintable((scene).told()))
#define SAME(scene) QVERIFY2((scene).listing() == (scene).cloud.listing(), qPrintable((scene).told()))

/// What happens to a folder that is kept in step, seen from both sides.
class MirrorRunTest : public QObject
{
    Q_OBJECT

    /// Both sides have a.txt and d/b.txt.
    static void begin(MirrorScene &scene)
    {
        scene.cloud.makeFolder(u"d/"_s);
        scene.cloud.put(u"d/b.txt"_s, "b");
        scene.write(u"a.txt"_s, "a");
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.listing(), QStringList({u"a.txt=a"_s, u"d/"_s, u"d/b.txt=b"_s}));
    }

private Q_SLOTS:
    void bringsBothTogether()
    {
        MirrorScene scene;
        begin(scene);
        QVERIFY(scene.outcome.isWhole);
        QVERIFY(scene.conflicts().isEmpty());
    }

    void carriesEditsBothWays()
    {
        MirrorScene scene;
        begin(scene);
        scene.write(u"a.txt"_s, "a, changed here");
        scene.save(u"d/b.txt"_s, "b, saved here");
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.cloud.bytes(u"a.txt"_s), "a, changed here");
        QCOMPARE(scene.cloud.bytes(u"d/b.txt"_s), "b, saved here");
        scene.cloud.put(u"a.txt"_s, "a, changed there");
        SETTLES(scene);
        QCOMPARE(scene.read(u"a.txt"_s), "a, changed there");
        QVERIFY(scene.conflicts().isEmpty());
        QCOMPARE(scene.cloud.log.filter(u"a.txt"_s).size(), 2); // uploaded once, changed once
    }

    void carriesRemovalsBothWays()
    {
        MirrorScene scene;
        begin(scene);
        scene.remove(u"a.txt"_s);
        SETTLES(scene);
        QVERIFY(!scene.cloud.has(u"a.txt"_s));
        scene.cloud.remove(u"d/"_s);
        SETTLES(scene);
        QCOMPARE(scene.listing(), QStringList());
        QVERIFY(scene.trashed().contains(u"b"_s));
    }

    void carriesMovesBothWays()
    {
        MirrorScene scene;
        begin(scene);
        scene.cloud.log.clear();
        scene.rename(u"d"_s, u"e/f"_s);
        SETTLES(scene);
        SAME(scene);
        QVERIFY(scene.cloud.has(u"e/f/b.txt"_s));
        QVERIFY2(scene.cloud.log.contains(u"move e/f/"_s), qPrintable(scene.cloud.log.join(u'\n')));
        scene.cloud.rename(u"e/f/"_s, u"g/"_s);
        scene.write(u"e/f/b.txt"_s, "b, while it moved");
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.read(u"g/b.txt"_s), "b, while it moved");
        QVERIFY(scene.conflicts().isEmpty());
    }

    void keepsBothWhereBothChanged()
    {
        MirrorScene scene;
        begin(scene);
        scene.write(u"a.txt"_s, "mine");
        scene.cloud.put(u"a.txt"_s, "theirs");
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.cloud.bytes(u"a.txt"_s), "theirs");
        const auto copies = scene.conflicts();
        QCOMPARE(copies.size(), 1);
        QVERIFY(copies.first().endsWith(u"=mine"_s));
    }

    void linksPipesAndSocketsAreLeftAlone()
    {
        MirrorScene scene;
        begin(scene);
        QVERIFY(QFile::link(u"/etc"_s, scene.path(u"link"_s)));
        QVERIFY(QFile::link(u"a.txt"_s, scene.path(u"d/another"_s)));
        QCOMPARE(::mkfifo(scene.path(u"pipe"_s).toUtf8().constData(), 0600), 0);
        const auto before = scene.listing();
        SETTLES(scene);
        QCOMPARE(scene.listing(), before);
        QCOMPARE(scene.cloud.listing(), QStringList({u"a.txt=a"_s, u"d/"_s, u"d/b.txt=b"_s}));
        QVERIFY(scene.outcome.problems.isEmpty()); // they bother nobody
        // A folder that goes there stays here for the link in it; the file goes to the trash.
        scene.cloud.remove(u"d/"_s);
        SETTLES(scene);
        QVERIFY(scene.listing().contains(u"d/another (other)"_s));
        QVERIFY(!scene.listing().contains(u"d/b.txt=b"_s));
        QVERIFY(!scene.cloud.has(u"d/"_s));
        // What the server has under the name of a link is told.
        scene.cloud.put(u"link"_s, "a file");
        scene.cloud.put(u"pipe"_s, "another");
        SETTLES(scene);
        QCOMPARE(scene.outcome.problems.size(), 2);
        QCOMPARE(scene.outcome.problems.first().proposal, u"link (2)"_s);
        QVERIFY(scene.listing().contains(u"link (other)"_s));
    }

    void aFolderThatBecameALinkLeadsNowhere()
    {
        MirrorScene scene;
        begin(scene);
        const auto outside = scene.f.local.filePath(u"outside"_s);
        QDir().mkpath(outside);
        QFile secret(outside + u"/secret"_s);
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("secret") == 6);
        secret.close();
        scene.remove(u"d"_s);
        QVERIFY(QFile::link(outside, scene.path(u"d"_s)));
        scene.cloud.put(u"d/b.txt"_s, "changed");
        scene.cloud.put(u"d/new.txt"_s, "new");
        SETTLES(scene);
        QCOMPARE(QDir(outside).entryList(QDir::Files | QDir::Hidden), QStringList(u"secret"_s));
        QVERIFY(!scene.cloud.has(u"d/secret"_s));
        QCOMPARE(scene.cloud.bytes(u"d/b.txt"_s), "changed");
        QCOMPARE(scene.outcome.problems.size(), 1);
    }

    void namesThatLeadOutAreNeverWritten()
    {
        MirrorScene scene;
        begin(scene);
        for (const auto &name : {u"..%2Fout.txt"_s, u".."_s}) {
            const QString href = scene.cloud.top + name;
            scene.cloud.entries.insert(href, {.bytes = "out", .revision = ++scene.cloud.clock, .modified = 1, .fileId = u"x%1"_s.arg(scene.cloud.clock)});
        }
        for (int i = 0; i < 4; ++i) {
            (void)scene.round();
            (void)scene.run();
        }
        QVERIFY(!QFile::exists(scene.f.local.filePath(u"out.txt"_s)));
        QCOMPARE(scene.listing(), QStringList({u"a.txt=a"_s, u"d/"_s, u"d/b.txt=b"_s}));
    }

    void whatCannotBeReadStopsNothingElse()
    {
        if (::geteuid() == 0) {
            QSKIP("the superuser reads all");
        }
        MirrorScene scene;
        begin(scene);
        scene.write(u"closed.txt"_s, "closed");
        scene.write(u"open.txt"_s, "open");
        ::chmod(scene.path(u"closed.txt"_s).toUtf8().constData(), 0);
        ::chmod(scene.path(u"d"_s).toUtf8().constData(), 0);
        scene.cloud.put(u"d/more.txt"_s, "more");
        for (int i = 0; i < 3; ++i) {
            QVERIFY(scene.round());
            QVERIFY(scene.run());
        }
        QCOMPARE(scene.cloud.bytes(u"open.txt"_s), "open");
        QVERIFY(scene.cloud.has(u"d/b.txt"_s)); // that it cannot be seen does not mean that it is gone
        const auto done = scene.run();
        QVERIFY(done);
        QStringList told;
        for (const auto &problem : done->problems) {
            told << problem.path;
        }
        told.sort();
        QCOMPARE(told, QStringList({u"closed.txt"_s, u"d"_s}));
        ::chmod(scene.path(u"closed.txt"_s).toUtf8().constData(), 0600);
        ::chmod(scene.path(u"d"_s).toUtf8().constData(), 0700);
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.read(u"d/more.txt"_s), "more");
    }

    void whatChangesWhileItIsReadIsSentAsItIsInTheEnd()
    {
        MirrorScene scene;
        begin(scene);
        scene.write(u"a.txt"_s, "first");
        int beats = 0;
        scene.pulse = [&] {
            if (++beats < 6) {
                scene.write(u"a.txt"_s, "edit " + QByteArray::number(beats));
            }
            return true;
        };
        SETTLES(scene);
        scene.pulse = {};
        SETTLES(scene);
        SAME(scene);
        QVERIFY(beats >= 6);
        QCOMPARE(scene.cloud.bytes(u"a.txt"_s), "edit 5");
        QVERIFY(scene.conflicts().isEmpty());
    }

    void programsMayPutTheOldFileAsideForAMoment()
    {
        MirrorScene scene;
        begin(scene);
        scene.patience = std::chrono::milliseconds(200);
        scene.rename(u"a.txt"_s, u"a.txt~"_s); // as some editors save
        QVERIFY(scene.run());
        QVERIFY(scene.f.item(u"a.txt"_s)); // not at once
        scene.write(u"a.txt"_s, "saved");
        scene.remove(u"a.txt~"_s);
        SETTLES(scene);
        QCOMPARE(scene.cloud.bytes(u"a.txt"_s), "saved");
        QVERIFY(!scene.cloud.log.contains(u"delete a.txt"_s));
        scene.remove(u"a.txt"_s); // meant
        QVERIFY(scene.run());
        QVERIFY(scene.f.item(u"a.txt"_s));
        QTest::qWait(250);
        SETTLES(scene);
        QVERIFY(!scene.cloud.has(u"a.txt"_s));
    }

    void anotherServerOfTheSameNameTakesNothingAway()
    {
        MirrorScene scene;
        begin(scene);
        for (const auto &path : {u"a.txt"_s, u"d/"_s}) {
            scene.cloud.remove(path);
        }
        QVERIFY(scene.round());
        scene.cloud.put(u"a.txt"_s, "of the other server");
        SETTLES(scene);
        SAME(scene);
        auto left = scene.trashed();
        for (const auto all = scene.listing(); const auto &line : all) {
            left << line.section(u'=', 1);
        }
        for (const auto *content : {"a", "b", "of the other server"}) {
            QVERIFY2(left.contains(QString::fromLatin1(content)), qPrintable(scene.told()));
        }
    }

    void anEmptyPlaceOfADiskAsks()
    {
        MirrorScene scene;
        begin(scene);
        QVERIFY(QDir(scene.root).removeRecursively());
        QVERIFY(QDir().mkpath(scene.root));
        QVERIFY(scene.settle());
        QVERIFY(scene.outcome.isPaused);
        QCOMPARE(scene.outcome.removals, 2);
        QVERIFY(scene.cloud.has(u"a.txt"_s));
        QVERIFY(scene.run(MirrorRun::Removals::BringBack));
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.read(u"d/b.txt"_s), "b");
    }

    void theServersFolderIsGone()
    {
        MirrorScene scene(u"Projects"_s);
        scene.write(u"plan.txt"_s, "plan");
        SETTLES(scene);
        QCOMPARE(scene.cloud.bytes(u"Projects/plan.txt"_s), "plan");
        scene.cloud.remove(u"Projects/"_s);
        QVERIFY(scene.round());
        const auto done = scene.run();
        QVERIFY(done);
        QVERIFY(done->isPaused);
        QVERIFY(done->sentence.startsWith(u"The folder is no longer on the server."_s));
        QCOMPARE(scene.read(u"plan.txt"_s), "plan");
        QVERIFY(scene.trashed().isEmpty());
    }

    void onlyItsOwnFolderIsKeptInStep()
    {
        MirrorScene scene(u"Projects"_s);
        scene.cloud.put(u"private.txt"_s, "private");
        scene.cloud.put(u"Projects/plan.txt"_s, "plan");
        SETTLES(scene);
        QCOMPARE(scene.listing(), QStringList(u"plan.txt=plan"_s));
        scene.cloud.rename(u"private.txt"_s, u"Projects/private.txt"_s); // comes in
        scene.cloud.rename(u"Projects/plan.txt"_s, u"plan.txt"_s); // leaves
        SETTLES(scene);
        QCOMPARE(scene.listing(), QStringList(u"private.txt=private"_s));
        QCOMPARE(scene.cloud.bytes(u"plan.txt"_s), "plan");
    }

    void namesOfTheOpenDesk()
    {
        MirrorScene scene;
        FileFeatures features;
        features.isCloud = true;
        features.forbiddenCharacters = {u"\\"_s, u":"_s, u"?"_s, u"*"_s, u"\""_s, u"|"_s, u"<"_s, u">"_s};
        scene.features = features;
        begin(scene);
        scene.write(u"Minutes 10:30?.txt"_s, "minutes");
        scene.write(u"really?/in it.txt"_s, "in it");
        scene.write(u"dot."_s, "dot");
        SETTLES(scene);
        QCOMPARE(scene.outcome.problems.size(), 3);
        QVERIFY(!scene.outcome.isWhole);
        for (int i = 0; i < 3; ++i) {
            const auto problem = scene.outcome.problems.at(i);
            QVERIFY(!problem.proposal.isEmpty());
            scene.rename(problem.path, problem.path.left(problem.path.lastIndexOf(u'/') + 1) + problem.proposal);
        }
        SETTLES(scene);
        SAME(scene);
        QVERIFY(scene.outcome.isWhole);
        QCOMPARE(scene.cloud.bytes(u"Minutes 10_30_.txt"_s), "minutes");
        QCOMPARE(scene.cloud.bytes(u"really_/in it.txt"_s), "in it");
    }

    void theSameNameSpelledInTwoWays()
    {
        MirrorScene scene;
        begin(scene);
        scene.write(u"Bu\u0308ro.txt"_s, "same"); // as some systems do
        scene.cloud.put(u"B\u00fcro.txt"_s, "same");
        SETTLES(scene);
        SAME(scene);
        QVERIFY(scene.listing().contains(u"B\u00fcro.txt=same"_s)); // one file, as the server spells it
        QCOMPARE(scene.listing().size(), 4);
    }

    void aWrongClockDecidesNothing()
    {
        MirrorScene scene;
        begin(scene);
        scene.write(u"a.txt"_s, "newer, with an old time");
        const timespec past[2] = {{.tv_sec = 1, .tv_nsec = 0}, {.tv_sec = 1, .tv_nsec = 0}};
        QCOMPARE(::utimensat(AT_FDCWD, scene.path(u"a.txt"_s).toUtf8().constData(), past, 0), 0);
        scene.cloud.put(u"d/b.txt"_s, "newer there");
        scene.cloud.entries[scene.cloud.href(u"d/b.txt"_s)].modified = 1;
        SETTLES(scene);
        SAME(scene);
        QCOMPARE(scene.cloud.bytes(u"a.txt"_s), "newer, with an old time");
        QCOMPARE(scene.read(u"d/b.txt"_s), "newer there");
        QVERIFY(scene.conflicts().isEmpty());
        QCOMPARE(QFileInfo(scene.path(u"a.txt"_s)).lastModified().toSecsSinceEpoch(), 1); // nor is it put right
    }

    void offlineItWaits()
    {
        MirrorScene scene;
        begin(scene);
        scene.cloud.put(u"there.txt"_s, "there");
        QVERIFY(scene.round());
        scene.cloud.isOffline = true;
        scene.write(u"here.txt"_s, "here");
        const auto done = scene.run();
        QVERIFY(done);
        QCOMPARE(done->waiting, 1);
        QVERIFY(done->again.count() > 0);
        QVERIFY(done->problems.isEmpty());
        QVERIFY(scene.f.item(u"here.txt"_s)); // what goes up waits in the outbox
        scene.cloud.isOffline = false;
        SETTLES(scene);
        SAME(scene);
    }
};

QTEST_GUILESS_MAIN(MirrorRunTest)
#include "mirrorruntest.moc"
