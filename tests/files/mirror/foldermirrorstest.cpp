// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorsroom.h"

#include <QSignalSpy>
#include <QTest>

#include <unistd.h>

using namespace Kontor;

/// The two-way folders of a person: which are allowed, what is remembered of them, what they say of themselves.
class FolderMirrorsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsAFolderInStep()
    {
        MirrorsRoom room;
        room.f.anna.cloud.put(u"there.txt"_s, "there");
        room.write(u"here.txt"_s, "here");
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return room.read(u"there.txt"_s) == "there" && room.f.item(u"here.txt"_s);
        }));
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid();
        }));
        QCOMPARE(mirror->status().state, FolderMirror::Status::State::Idle);
        // Both sides are watched from then on.
        room.write(u"sub/later.txt"_s, "later");
        QVERIFY(waitUntil([&] {
            return bool(room.f.item(u"sub/later.txt"_s));
        }));
        room.f.anna.cloud.put(u"sub/more.txt"_s, "more");
        QVERIFY(room.f.round());
        QVERIFY(room.f.round());
        QVERIFY(waitUntil([&] {
            return room.read(u"sub/more.txt"_s) == "more";
        }));
        QVERIFY(room.failures.isEmpty());
    }

    void refusesFoldersThatMakeNoSense()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        room.write(u"sub/f"_s, "f");
        const auto refused = [&](const QString &path) {
            const auto added = waitedFor(room.mirrors->add({.source = room.f.target(), .path = path}));
            return !added && added.error().kind == Error::Kind::Forbidden && added.error().message.endsWith(u'.');
        };
        const auto home = room.f.local.filePath(u"home"_s);
        const auto before = qgetenv("HOME");
        qputenv("HOME", home.toLocal8Bit());
        QDir().mkpath(home + u"/Documents"_s);
        const bool refusesHome = refused(home) && refused(room.f.local.path());
        const bool takesInside = !refused(home + u"/Documents"_s);
        qputenv("HOME", before);
        QVERIFY(refusesHome);
        QVERIFY(takesInside);
        QVERIFY(refused(u"/"_s));
        QVERIFY(refused(u"relative"_s));
        QVERIFY(refused(room.path(u"not there"_s)));
        QVERIFY(refused(room.path(u"sub/f"_s))); // a file
        QVERIFY(refused((*room.f.store)->folder())); // our own
        QDir().mkpath(room.f.local.filePath(u"data/kontor/deep"_s));
        QVERIFY(refused(room.f.local.filePath(u"data/kontor/deep"_s)));
        QDir().mkpath(room.f.local.filePath(u"data/Trash/files"_s));
        QVERIFY(refused(room.f.local.filePath(u"data/Trash/files"_s)));
        if (::geteuid() != 0) {
            QVERIFY(refused(u"/usr/share"_s)); // of somebody else
        }
        QVERIFY(room.add());
        QVERIFY(refused(room.root));
        QVERIFY(refused(room.path(u"sub"_s)));
        QVERIFY(QFile::link(room.path(u"sub"_s), room.f.local.filePath(u"link"_s)));
        QVERIFY(refused(room.f.local.filePath(u"link"_s))); // the same by another name
        QVERIFY(refused(room.f.local.path())); // around it
        QDir().mkpath(room.f.local.filePath(u"other"_s));
        const auto one = room.mirrors->add({.source = room.f.target(), .path = room.f.local.filePath(u"other"_s)});
        const auto two = room.mirrors->add({.source = room.f.target(), .path = room.f.local.filePath(u"other"_s)}); // at once
        QCOMPARE(int(waitedFor(one).has_value()) + int(waitedFor(two).has_value()), 1);
    }

    void isRememberedWithAllThatWasSaid()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        auto *mirror = room.add({u"*.iso"_s, u"build/"_s});
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid();
        }));
        room.mirrors->pause(mirror->setting().id);
        (*room.f.store)->drain();
        room.begin();
        room.mirrors->load();
        QVERIFY(waitUntil([&] {
            return room.mirrors->all().size() == 1;
        }));
        mirror = room.mirrors->all().first();
        QCOMPARE(mirror->setting().path, room.root);
        QCOMPARE(mirror->setting().source, room.f.target());
        QCOMPARE(mirror->setting().ignored, QStringList({u"*.iso"_s, u"build/"_s}));
        QVERIFY(mirror->setting().isPaused);
        QVERIFY(mirror->status().lastWhole.isValid());
        QCOMPARE(mirror->status().state, FolderMirror::Status::State::Paused);
        // Paused, nothing happens; then all.
        room.write(u"f"_s, "f");
        mirror->lookNow();
        QTest::qWait(50);
        QVERIFY(!room.f.item(u"f"_s));
        room.mirrors->resume(mirror->setting().id);
        QVERIFY(waitUntil([&] {
            return bool(room.f.item(u"f"_s));
        }));
        (*room.f.store)->drain();
        QCOMPARE(room.f.number("SELECT paused FROM mirror"), 0);
    }

    void endsWithoutTakingFilesAlong()
    {
        MirrorsRoom room;
        room.f.anna.cloud.put(u"f"_s, "f");
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return room.read(u"f"_s) == "f" && mirror->status().state == FolderMirror::Status::State::Idle;
        }));
        QVERIFY(QFile::exists(room.path(u".~kontor-mirror"_s)));
        QVERIFY(waitedFor(room.mirrors->remove(mirror->setting().id)));
        QVERIFY(room.mirrors->all().isEmpty());
        QCOMPARE(room.f.number("SELECT count(*) FROM mirror"), 0);
        QCOMPARE(room.f.number("SELECT count(*) FROM mirror_entry"), 0);
        QCOMPARE(QDir(room.root).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList(u"f"_s)); // as if we had never been here
        QCOMPARE(room.f.listing(), QStringList(u"f"_s));
    }

    void asksBeforeMuchIsRemoved_data()
    {
        QTest::addColumn<bool>("isMeant");
        QTest::newRow("meant") << true;
        QTest::newRow("not meant") << false;
    }

    void asksBeforeMuchIsRemoved()
    {
        QFETCH(bool, isMeant);
        MirrorsRoom room;
        for (int i = 0; i < 12; ++i) {
            room.f.anna.cloud.put(u"f%1"_s.arg(i), "f");
        }
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid();
        }));
        room.failures.clear();
        for (int i = 0; i < 12; ++i) {
            QFile::remove(room.path(u"f%1"_s.arg(i)));
        }
        mirror->lookNow();
        QVERIFY(waitUntil([&] {
            return mirror->status().removals == 12;
        }));
        QCOMPARE(mirror->status().state, FolderMirror::Status::State::Paused);
        QVERIFY(!mirror->status().areRemovalsHere);
        QVERIFY(mirror->status().sentence.startsWith(u"12 files are missing in the folder."_s));
        QCOMPARE(room.failures.size(), 1); // who does not look at it hears of it once
        mirror->lookNow();
        QTest::qWait(100);
        QCOMPARE(room.failures.size(), 1);
        QCOMPARE(room.f.listing().size(), 12);
        isMeant ? mirror->removeMuch() : mirror->bringBack();
        QVERIFY(waitUntil([&] {
            return mirror->status().removals == 0 && mirror->status().state == FolderMirror::Status::State::Idle && (isMeant ? room.f.listing().isEmpty() : room.read(u"f11"_s) == "f");
        }));
        QCOMPARE(room.f.listing().size(), isMeant ? 0 : 12);
    }

    void whatMeetsSomethingNewerBecomesAConflictCopy()
    {
        MirrorsRoom room;
        room.f.anna.cloud.put(u"f.txt"_s, "first");
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid() && room.read(u"f.txt"_s) == "first";
        }));
        room.write(u"f.txt"_s, "mine");
        mirror->lookNow();
        QVERIFY(waitUntil([&] {
            return !room.f.changes().isEmpty();
        }));
        room.f.anna.cloud.put(u"f.txt"_s, "theirs"); // before it was sent
        (void)room.f.round();
        QVERIFY(waitUntil([&] {
            (void)room.f.round();
            return room.read(u"f.txt"_s) == "theirs" && room.f.anna.cloud.listing().size() == 2 && room.f.changes().isEmpty();
        }));
        const auto there = room.f.anna.cloud.listing();
        QVERIFY2(there.first().startsWith(u"f (conflict, Anna Berg, "_s) && there.first().endsWith(u"=mine"_s), qPrintable(there.join(u'\n')));
        QVERIFY(waitUntil([&] {
            return QDir(room.root).entryList(QDir::Files) == QStringList({there.first().section(u'=', 0, 0), u"f.txt"_s});
        }));
    }

    void endsWithItsAccount()
    {
        MirrorsRoom room;
        room.f.anna.cloud.put(u"f.txt"_s, "f");
        QVERIFY(room.f.round());
        QVERIFY(room.add());
        QVERIFY(waitUntil([&] {
            return room.read(u"f.txt"_s) == "f";
        }));
        room.f.stop(room.f.anna);
        QVERIFY(waitedFor(AccountStore(**room.f.store).remove(room.f.anna.account)));
        QVERIFY(waitUntil([&] {
            return room.mirrors->all().isEmpty();
        }));
        QCOMPARE(room.read(u"f.txt"_s), "f"); // the files stay
    }

    void waitsForADiskThatIsMissing()
    {
        MirrorsRoom room;
        room.f.anna.cloud.put(u"f"_s, "f");
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid();
        }));
        const QString away = room.root + u"-away"_s;
        QVERIFY(QDir().rename(room.root, away));
        mirror->lookNow();
        QVERIFY(waitUntil([&] {
            return mirror->status().state == FolderMirror::Status::State::Paused;
        }));
        QVERIFY(mirror->status().sentence.contains(u"Perhaps its disk is missing."_s));
        QCOMPARE(room.f.listing(), QStringList(u"f"_s));
        QVERIFY(QDir().rename(away, room.root));
        mirror->lookNow();
        QVERIFY(waitUntil([&] {
            return mirror->status().state == FolderMirror::Status::State::Idle;
        }));
        QVERIFY(mirror->status().sentence.isEmpty());
    }

    void aProposalIsCarriedOut()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        room.write(u"line\nbreak.txt"_s, "f");
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().problems.size() == 1;
        }));
        const auto problem = mirror->status().problems.first();
        QCOMPARE(problem.proposal, u"line_break.txt"_s);
        QVERIFY(waitedFor(mirror->rename(problem.path, problem.proposal)));
        QVERIFY(waitUntil([&] {
            return mirror->status().problems.isEmpty() && room.f.item(u"line_break.txt"_s);
        }));
        // Where it is on the server alone, it is renamed there.
        const auto there = waitedFor(room.f.actions->createFile(room.f.target(), u"only there"_s, "x"));
        QVERIFY(there);
        room.mirrors->pause(mirror->setting().id);
        QFile::remove(room.path(u"only there"_s));
        QVERIFY(waitedFor(mirror->rename(u"only there"_s, u"renamed"_s)));
        QVERIFY(room.f.item(u"renamed"_s));
        QVERIFY(!waitedFor(mirror->rename(u"nowhere"_s, u"renamed"_s)));
    }

    void endsInTheMiddleOfItsWork()
    {
        MirrorsRoom room;
        for (int i = 0; i < 40; ++i) {
            room.write(u"f%1"_s.arg(i), QByteArray(100'000, char('a' + i % 26)));
        }
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(mirror);
        QVERIFY(waitUntil([&] {
            return mirror->status().state == FolderMirror::Status::State::Working;
        }));
        QVERIFY(waitedFor(room.mirrors->remove(mirror->setting().id))); // returns, whatever is going on
        QVERIFY(room.mirrors->all().isEmpty());
    }
};

QTEST_GUILESS_MAIN(FolderMirrorsTest)
#include "foldermirrorstest.moc"
