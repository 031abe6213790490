// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorscene.h"

#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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
};

QTEST_GUILESS_MAIN(MirrorRunTest)
#include "mirrorruntest.moc"
