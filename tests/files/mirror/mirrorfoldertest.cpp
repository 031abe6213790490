// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorfolder.h"
#include "files/mirror/mirrorscan.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Kontor;

namespace
{
QString operator""_s(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}
}

/// The real folder: nothing is ever written outside of it, and nothing of anybody's is lost.
class MirrorFolderTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> place;
    QString root;
    std::shared_ptr<MirrorFolder> folder;

    QString path(const QString &relative) const
    {
        return root + u'/' + relative;
    }
    void put(const QString &whole, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(whole).path());
        QFile file(whole);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    static QByteArray read(const QString &whole)
    {
        QFile file(whole);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static mode_t mode(const QString &whole)
    {
        struct ::stat facts = {};
        return ::stat(whole.toUtf8().constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
    }
    MirrorStat stat(const QString &relative) const
    {
        return folder->look(relative).value().value().stat;
    }
    static MirrorFolder::Replacement writing(const QByteArray &bytes)
    {
        MirrorFolder::Replacement replacement;
        replacement.fill = [bytes](int descriptor) -> Result<void> {
            return ::write(descriptor, bytes.constData(), size_t(bytes.size())) == bytes.size() ? Result<void>() : failure(Error::Kind::Storage, u"?"_s);
        };
        return replacement;
    }
    QStringList names(const QString &relative = {}) const
    {
        return QDir(path(relative)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System, QDir::Name);
    }
    QStringList trashed() const
    {
        return QDir(place->filePath(u"data/Trash/files"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden, QDir::Name);
    }

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", place->filePath(u"data"_s).toLocal8Bit());
        root = place->filePath(u"root"_s);
        QVERIFY(QDir().mkpath(root));
        ::chmod(root.toUtf8().constData(), 0700);
        const auto opened = MirrorFolder::open(root);
        QVERIFY(opened);
        folder = *opened;
    }

    void cleanup()
    {
        folder.reset();
        ::chmod(path(u"closed"_s).toUtf8().constData(), 0700);
        place.reset();
    }

    void namesThatLeadOutAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : {u".."_s, u"../out"_s, u"a/../../out"_s, u"."_s, u""_s, u"/etc/out"_s, u"a/."_s, QString(u"a"_s + QChar(0) + u"b"_s)}) {
            QTest::newRow(qPrintable(u"“%1”"_s.arg(QString(name).replace(QChar(0), u'0')))) << name;
        }
    }

    void namesThatLeadOutAreRefused()
    {
        QFETCH(QString, name);
        QDir().mkpath(path(u"a"_s));
        put(path(u"mine"_s), "mine");
        QVERIFY(!folder->write(name, writing("x")));
        QVERIFY(!folder->makeFolder(name) || name == u"a/."_s);
        QVERIFY(!folder->move(u"mine"_s, name));
        QCOMPARE(QDir(place->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name), QStringList(u"root"_s));
    }
    void linksLeadNowhere()
    {
        const auto outside = place->filePath(u"outside"_s);
        put(outside + u"/secret"_s, "secret");
        QVERIFY(QFile::link(outside, path(u"link"_s)));
        QVERIFY(QFile::link(outside + u"/secret"_s, path(u"file"_s)));
        QVERIFY(QFile::link(outside + u"/not there"_s, path(u"dangling"_s)));
        QVERIFY(!folder->write(u"link/new"_s, writing("x")));
        QVERIFY(!folder->makeFolder(u"link/new"_s));
        QVERIFY(!folder->write(u"file"_s, writing("x")));
        QVERIFY(!folder->write(u"dangling"_s, writing("x")));
        auto over = writing("x");
        over.replaced = MirrorFolder::seen([&] {
                            struct ::stat facts = {};
                            ::stat(QString(outside + u"/secret"_s).toUtf8().constData(), &facts);
                            return facts;
                        }()).stat;
        QVERIFY(!folder->write(u"file"_s, over)); // even if what it leads to is as expected
        QVERIFY(!folder->read(u"file"_s, *over.replaced, [](const QByteArray &) -> Result<void> {
            return {};
        }));
        QVERIFY(!folder->makeFolder(u"link"_s));
        QCOMPARE(read(outside + u"/secret"_s), "secret");
        QCOMPARE(QDir(outside).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList(u"secret"_s));
        QCOMPARE(names(), QStringList({u"dangling"_s, u"file"_s, u"link"_s}));
    }

    void aFolderSwappedForALinkLeadsNowhere()
    {
        const auto outside = place->filePath(u"outside"_s);
        QDir().mkpath(outside);
        QDir().mkpath(path(u"d"_s));
        auto late = writing("x");
        late.prepare = [&]() -> Result<void> { // while it is being written
            QDir().rename(path(u"d"_s), path(u"elsewhere"_s));
            QFile::link(outside, path(u"d"_s));
            return {};
        };
        (void)folder->write(u"d/f"_s, late);
        QCOMPARE(QDir(outside).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden).size(), 0);
    }

    void aFolderOfSomebodyElseIsRefused()
    {
        if (::geteuid() == 0) {
            QSKIP("the superuser owns all");
        }
        QVERIFY(!MirrorFolder::open(u"/"_s));
        QVERIFY(!MirrorFolder::open(u"/etc"_s));
        QVERIFY(QFile::link(root, place->filePath(u"link"_s)));
        QVERIFY(!MirrorFolder::open(place->filePath(u"link"_s)));
    }

    void newFilesAreAsPrivateAsTheirFolder_data()
    {
        QTest::addColumn<int>("around");
        QTest::addColumn<int>("file");
        QTest::newRow("private") << 0700 << 0600;
        QTest::newRow("group") << 0750 << 0640;
        QTest::newRow("everybody") << 0755 << 0644;
    }

    void newFilesAreAsPrivateAsTheirFolder()
    {
        QFETCH(int, around);
        QFETCH(int, file);
        const auto mask = ::umask(022);
        ::chmod(root.toUtf8().constData(), mode_t(around));
        QVERIFY(folder->write(u"f"_s, writing("x")));
        QVERIFY(folder->makeFolder(u"d"_s));
        ::umask(mask);
        QCOMPARE(int(mode(path(u"f"_s))), file);
        QCOMPARE(int(mode(path(u"d"_s))), around);
        ::chmod(path(u"f"_s).toUtf8().constData(), 0640);
        auto over = writing("y");
        over.replaced = stat(u"f"_s);
        QVERIFY(folder->write(u"f"_s, over));
        QCOMPARE(int(mode(path(u"f"_s))), 0640); // as it was
    }

    void timesAreKept()
    {
        for (const qint64 when : {qint64(1'234'567'890'123), qint64(1), qint64(-1'500)}) {
            auto dated = writing("x");
            dated.modified = when;
            const auto name = QString::number(when);
            QVERIFY(folder->write(name, dated));
            QCOMPARE(stat(name).mtime, when * 1'000'000);
        }
    }

    void aFullDiskLeavesNothingBehind()
    {
        MirrorFolder::Replacement full;
        full.fill = [](int) -> Result<void> {
            return mirrorFailure(ENOSPC, u"f"_s);
        };
        put(path(u"f"_s), "before");
        full.replaced = stat(u"f"_s);
        const auto written = folder->write(u"f"_s, full);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, Error::Kind::OverQuota);
        QCOMPARE(names(), QStringList(u"f"_s));
        QCOMPARE(read(path(u"f"_s)), "before");
    }

    void whatIsThereIsNeverWrittenOver()
    {
        put(path(u"f"_s), "somebody's");
        QVERIFY(!folder->write(u"f"_s, writing("x")));
        auto stale = writing("x");
        stale.replaced = stat(u"f"_s);
        put(path(u"f"_s), "edited since");
        const auto written = folder->write(u"f"_s, stale);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, Error::Kind::Conflict);
        QCOMPARE(read(path(u"f"_s)), "edited since");
        QCOMPARE(names(), QStringList(u"f"_s));
    }

    void whatChangesInTheLastMomentBecomesAConflictCopy()
    {
        put(path(u"f"_s), "before");
        auto racing = writing("new");
        racing.replaced = stat(u"f"_s);
        int beat = 0;
        racing.pulse = [&] {
            if (++beat == 3) { // it has changed places already: an editor still writes into the old one
                for (const auto all = names(); const auto &name : all) {
                    if (name.startsWith(u".~kontor"_s)) {
                        put(path(name), "written late");
                    }
                }
            }
            return true;
        };
        QVERIFY(folder->write(u"f"_s, racing));
        QCOMPARE(beat, 3);
        QCOMPARE(read(path(u"f"_s)), "new");
        QCOMPARE(names().size(), 2);
        const auto copies = names().filter(u"(conflict"_s);
        QCOMPARE(copies.size(), 1);
        QCOMPARE(read(path(copies.first())), "written late");
    }

    void whatAnEditorHasOpenIsLeftAlone()
    {
        put(path(u"f"_s), "before");
        auto over = writing("new");
        over.replaced = stat(u"f"_s);
        QFile open(path(u"f"_s));
        QVERIFY(open.open(QIODevice::ReadWrite | QIODevice::ExistingOnly));
        QVERIFY(!folder->write(u"f"_s, over));
        QCOMPARE(read(path(u"f"_s)), "before");
        open.close();
        QVERIFY(folder->write(u"f"_s, over));
        QCOMPARE(read(path(u"f"_s)), "new");
    }

    void whatIsReplacedGoesToTheTrashIfAskedFor()
    {
        put(path(u"f"_s), "before");
        auto over = writing("new");
        over.replaced = stat(u"f"_s);
        over.isKept = true;
        QVERIFY(folder->write(u"f"_s, over));
        QCOMPARE(trashed(), QStringList(u"f"_s));
        QCOMPARE(read(place->filePath(u"data/Trash/files/f"_s)), "before");
        const auto note = read(place->filePath(u"data/Trash/info/f.trashinfo"_s));
        QVERIFY2(note.startsWith(QByteArray("[Trash Info]\nPath=" + QUrl::toPercentEncoding(path(u"f"_s), "/") + "\nDeletionDate=")), note.constData());
        QCOMPARE(int(mode(place->filePath(u"data/Trash"_s))), 0700);
    }

    void killedAnywhereNothingIsLost()
    {
        for (int at = 1;; ++at) {
            const auto name = u"f%1"_s.arg(at);
            put(path(name), "before");
            auto over = writing("new");
            over.replaced = stat(name);
            over.isKept = true;
            int beat = 0;
            over.pulse = [&beat, at] {
                return ++beat != at;
            };
            const bool isWhole = folder->write(name, over).has_value();
            const MirrorIgnore ignore;
            for (const auto litter = MirrorScan::scan(*folder, {.ignore = &ignore}).litter; const auto &[where, file] : litter) {
                QVERIFY(folder->clear(where, file, {QCryptographicHash::hash("before", QCryptographicHash::Sha256)}));
            }
            QVERIFY(MirrorScan::scan(*folder, {.ignore = &ignore}).litter.isEmpty());
            const auto is = read(path(name));
            QVERIFY2(is == "before" || is == "new", is.constData());
            if (is == "new") {
                const auto kept = trashed();
                QVERIFY(kept.contains(name) || kept.contains(u"Recovered File"_s));
            }
            QVERIFY(QFile::remove(path(name)));
            QVERIFY(names().isEmpty());
            QDir(place->filePath(u"data/Trash"_s)).removeRecursively();
            if (isWhole) {
                QVERIFY(at > 3);
                break;
            }
        }
    }

    void removedThingsGoToTheTrash()
    {
        put(path(u"d/e/f"_s), "f");
        put(path(u"d/.~lock.f#"_s), "lock");
        const MirrorIgnore ignore;
        auto all = MirrorScan::scan(*folder, {.ignore = &ignore}).entries;
        const auto top = all.takeFirst();
        QVERIFY(folder->toTrash(u"d"_s, top, all));
        QVERIFY(names().isEmpty());
        QCOMPARE(read(place->filePath(u"data/Trash/files/d/e/f"_s)), "f");
    }

    void whatIsNotAsSeenComesBackFromTheTrash()
    {
        put(path(u"d/f"_s), "f");
        const MirrorIgnore ignore;
        auto all = MirrorScan::scan(*folder, {.ignore = &ignore}).entries;
        const auto top = all.takeFirst();
        put(path(u"d/new"_s), "new");
        const auto done = folder->toTrash(u"d"_s, top, all);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Conflict);
        QCOMPARE(names(u"d"_s), QStringList({u"f"_s, u"new"_s}));
        QVERIFY(trashed().isEmpty());
    }

    void scansWhatThereIs()
    {
        put(path(u"f"_s), "f");
        put(path(u"d/g"_s), "g");
        put(path(u".hidden"_s), "h");
        put(path(u".~lock.f#"_s), "lock");
        QVERIFY(QFile::link(u"/etc"_s, path(u"link"_s)));
        QCOMPARE(::mkfifo(path(u"d/pipe"_s).toUtf8().constData(), 0600), 0);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        QVERIFY(QDir::setCurrent(root));
        qstrcpy(address.sun_path, "socket");
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        ::close(listener);
        QDir::setCurrent(u"/"_s);
        put(path(u"closed/f"_s), "?");
        ::chmod(path(u"closed"_s).toUtf8().constData(), 0);
        const int odd = ::open(QByteArray(root.toUtf8() + "/caf\xe9").constData(), O_CREAT | O_WRONLY, 0600); // Latin-1 of long ago
        QVERIFY(odd >= 0);
        ::close(odd);
        const MirrorIgnore ignore;
        const auto found = MirrorScan::scan(*folder, {.ignore = &ignore});
        QStringList paths;
        for (const auto &one : found.entries) {
            paths << one.path;
        }
        QCOMPARE(paths, QStringList({u".hidden"_s, u"closed"_s, u"d"_s, u"d/g"_s, u"f"_s}));
        QCOMPARE(found.others, QSet<QString>({u"link"_s, u"d/pipe"_s, u"socket"_s}));
        if (::geteuid() != 0) {
            QCOMPARE(found.unread, QSet<QString>({u"closed"_s}));
        }
        const auto old = std::ranges::find(found.problems, u"caf\ufffd"_s, &MirrorProblem::path);
        QVERIFY(old != found.problems.cend());
        QCOMPARE(old->proposal, u"caf_"_s);
        QVERIFY(folder->rename(old->path, old->proposal)); // which can be carried out
        QVERIFY(names().contains(u"caf_"_s));
    }

    void veryDeepFoldersEndSomewhere()
    {
        QString deep;
        for (int i = 0; i < 600; ++i) {
            deep += u"d/"_s;
        }
        int at = ::open(root.toUtf8().constData(), O_DIRECTORY);
        for (int i = 0; i < 600; ++i) {
            QCOMPARE(::mkdirat(at, "d", 0700), 0);
            const int next = ::openat(at, "d", O_DIRECTORY);
            ::close(at);
            at = next;
        }
        ::close(at);
        const MirrorIgnore ignore;
        const auto found = MirrorScan::scan(*folder, {.ignore = &ignore});
        QCOMPARE(found.others.size(), 1); // what is below is left alone
        QVERIFY(found.entries.size() >= 500);
    }

    void aNameIsNeverTakenFromAnother()
    {
        put(path(u"a"_s), "a");
        put(path(u"b"_s), "b");
        QVERIFY(!folder->move(u"a"_s, u"b"_s));
        QVERIFY(!folder->rename(u"a"_s, u"b"_s));
        QVERIFY(folder->exchange(u"a"_s, u"b"_s));
        QCOMPARE(read(path(u"a"_s)), "b");
        QCOMPARE(read(path(u"b"_s)), "a");
        const auto gone = folder->giveWay(u"a"_s);
        QVERIFY(gone);
        const auto again = [&] {
            put(path(u"a"_s), "c");
            return folder->giveWay(u"a"_s);
        }();
        QVERIFY(again);
        QVERIFY(*gone != *again);
        QCOMPARE(names().size(), 3);
    }
};

QTEST_GUILESS_MAIN(MirrorFolderTest)
#include "mirrorfoldertest.moc"
