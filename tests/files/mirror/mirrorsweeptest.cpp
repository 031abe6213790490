// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorscene.h"
#include "store/database.h"

#include <QTest>

#include <atomic>

using namespace Kontor;

namespace
{
// Failures are what this test is about; the log would drown in them.
void silent(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type == QtFatalMsg) {
        fprintf(stderr, "%s\n", qPrintable(text));
    }
}

/// Everything that can happen at once; what has to be somewhere in the end.
QSet<QByteArray> begin(MirrorScene &scene)
{
    auto &cloud = scene.cloud;
    for (const auto *folder : {u"d/", u"d/deep/", u"gone there/", u"renamed/"}) {
        cloud.makeFolder(QString::fromUtf16(folder));
    }
    for (const auto *file : {u"same", u"edited here", u"edited there", u"edited on both", u"removed here", u"removed there", u"swap one", u"swap two", u"d/moved", u"d/deep/f", u"gone there/f",
                             u"renamed/f", u"file or folder"}) {
        cloud.put(QString::fromUtf16(file), QString::fromUtf16(file).toUtf8());
    }
    if (!scene.settle() || scene.listing() != scene.cloud.listing()) {
        qFatal("the beginning fails: %s", qPrintable(scene.told()));
    }
    scene.save(u"edited here"_s, "edited here: here");
    cloud.put(u"edited there"_s, "edited there: there");
    scene.write(u"edited on both"_s, "edited on both: here");
    cloud.put(u"edited on both"_s, "edited on both: there");
    scene.remove(u"removed here"_s);
    cloud.remove(u"removed there"_s);
    cloud.rename(u"swap one"_s, u"swap"_s);
    cloud.rename(u"swap two"_s, u"swap one"_s);
    cloud.rename(u"swap"_s, u"swap two"_s);
    scene.rename(u"d/moved"_s, u"new/place"_s);
    cloud.remove(u"gone there/"_s);
    scene.write(u"gone there/new"_s, "gone there/new");
    cloud.rename(u"renamed/"_s, u"renamed there/"_s);
    scene.write(u"new here"_s, "new here");
    cloud.put(u"new there"_s, "new there");
    scene.remove(u"file or folder"_s);
    scene.write(u"file or folder/f"_s, "file or folder/f");
    if (!scene.round()) {
        qFatal("the second beginning fails");
    }
    return {"same", "edited here: here", "edited there: there", "edited on both: here", "edited on both: there", "swap one", "swap two", "d/moved", "d/deep/f", "gone there/new", "renamed/f", "new here",
            "new there", "file or folder/f", "removed there", "gone there/f"};
}
}

/// Wherever it is interrupted: nothing is lost, nothing is there twice, and the next run brings both sides together.
class MirrorSweepTest : public QObject
{
    Q_OBJECT

    QtMessageHandler m_usual = nullptr;

    static void verify(MirrorScene &scene, const QSet<QByteArray> &precious, int i)
    {
        QVERIFY2(scene.settle(), qPrintable(u"interrupted at %1"_s.arg(i) + scene.told()));
        QVERIFY2(scene.listing() == scene.cloud.listing(), qPrintable(u"interrupted at %1"_s.arg(i) + scene.told()));
        QSet<QByteArray> left;
        for (const auto all = scene.trashed(); const auto &one : all) {
            left << one.toUtf8();
        }
        for (const auto &entry : std::as_const(scene.cloud.entries)) {
            left << entry.bytes;
        }
        for (const auto &one : precious) {
            QVERIFY2(left.contains(one), qPrintable(u"interrupted at %1, lost: "_s.arg(i) + QString::fromUtf8(one) + scene.told()));
        }
        const auto litter = QDir(scene.root).entryList({u".~kontor-*"_s}, QDir::Files | QDir::Hidden);
        QCOMPARE(litter, QStringList(u".~kontor-mirror"_s));
        const auto run = scene.run();
        QVERIFY(run);
        QCOMPARE(run->steps, 0);
    }

private Q_SLOTS:
    void init()
    {
        m_usual = qInstallMessageHandler(silent);
    }

    void cleanup()
    {
        Database::setFault({});
        qInstallMessageHandler(m_usual);
    }

    void everyStep()
    {
        int i = 1;
        for (bool struck = true; struck; ++i) {
            MirrorScene scene;
            const auto precious = begin(scene);
            const auto count = std::make_shared<std::atomic<int>>(0);
            scene.pulse = [count, i] {
                return ++*count < i;
            };
            (void)scene.run();
            struck = *count >= i;
            scene.pulse = {};
            scene.reopen();
            verify(scene, precious, i);
            if (QTest::currentTestFailed()) {
                return;
            }
            // One conflict, one copy: not one for each attempt.
            QVERIFY2(scene.conflicts().filter(u"=edited on both: here"_s).size() == 1, qPrintable(u"interrupted at %1"_s.arg(i) + scene.told()));
        }
        qInstallMessageHandler(m_usual);
        qInfo() << "steps:" << i - 2;
        QVERIFY(i > 30);
    }

    void everyDatabaseAccess_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("one fails") << false;
        QTest::newRow("the program ends there") << true;
    }

    void everyDatabaseAccess()
    {
        QFETCH(bool, killed);
        int i = 1;
        for (bool struck = true; struck; i += 9 + i / 5) { // sampled
            MirrorScene scene;
            const auto precious = begin(scene);
            const auto count = std::make_shared<std::atomic<int>>(0);
            Database::setFault([count, i, killed]() -> std::optional<Error> {
                const int now = ++*count;
                const bool fails = killed ? now >= i : now == i;
                return fails ? std::optional(Error{.kind = Error::Kind::Storage, .message = u"The disk is broken."_s, .detail = {}}) : std::nullopt;
            });
            (void)scene.run();
            struck = *count >= i;
            Database::setFault({});
            scene.reopen();
            verify(scene, precious, i);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        qInstallMessageHandler(m_usual);
        qInfo() << "accesses up to" << i;
        QVERIFY(i > 100);
    }
};

QTEST_GUILESS_MAIN(MirrorSweepTest)
#include "mirrorsweeptest.moc"
