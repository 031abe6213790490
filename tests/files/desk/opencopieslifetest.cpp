// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How open copies come, how they are kept private, and how they end: also when Kontor is killed, the disk is full, or a
// program goes on that nobody saw.
#include "files/desk/copyfolder.h"
#include "files/desk/deskfixture.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace Kontor;
using Qt::StringLiterals::operator""_L1;

namespace
{
#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture).round();                                                                                                              \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)

unsigned modeOf(const QString &path)
{
    struct stat about = {};
    return ::lstat(QFile::encodeName(path).constData(), &about) == 0 ? about.st_mode & 07777 : 0;
}

/// Kontor, to be killed: opens the file, says where it is, and never notices a thing. "noticing": it brings what is saved
/// into the store, and says so.
int victim(const QString &store, const QString &desk, const QString &how)
{
    DeskFixture f(store);
    f.deskPath = desk;
    if (how != "noticing"_L1) {
        f.patience.settle = std::chrono::hours(1);
        f.patience.look = std::chrono::hours(1);
    }
    if (!f.round()) {
        return 1;
    }
    f.enter();
    const auto say = [](const QString &line) {
        fprintf(stdout, "%s\n", qPrintable(line));
        fflush(stdout);
    };
    const auto path = f.open(u"Report.odt"_s);
    // Room for the account that the next fixture adds.
    const auto renamed = waitedFor((*f.store)->write([](Transaction &transaction) {
        return transaction.prepare("UPDATE account SET address = 'before@example.org'").run();
    }));
    say(renamed ? path : QString());
    (void)waitUntil(
        [&] {
            if (how == "noticing"_L1 && f.saved.size() == 1) {
                f.saved << QString();
                say(u"noticed"_s);
            }
            return false;
        },
        std::chrono::minutes(2));
    return 0;
}

/// A Kontor that is killed.
class Victim
{
public:
    explicit Victim(const QString &how = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--victim"_s, store.path(), desk.path(), how});
    }
    ~Victim()
    {
        kill();
    }
    QString line()
    {
        (void)waitUntil([this] {
            return m_process.canReadLine() || m_process.state() == QProcess::NotRunning;
        });
        return QString::fromUtf8(m_process.readLine()).trimmed();
    }
    void kill()
    {
        m_process.kill(); // SIGKILL
        m_process.waitForFinished();
    }
    QTemporaryDir store;
    QTemporaryDir desk;

private:
    QProcess m_process;
};

/// The next start after it: the same store, the same server.
struct AfterVictim : DeskFixture {
    explicit AfterVictim(const Victim &victim)
        : DeskFixture(victim.store.path())
    {
        deskPath = victim.desk.path();
        anna.resource = ResourceId{number("SELECT min(id) FROM resource WHERE kind = 'files'")};
    }
};
}

class OpenCopiesLifeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_home.filePath(u"data"_s)));
        qputenv("XDG_CACHE_HOME", QFile::encodeName(m_home.filePath(u"cache"_s)));
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_home.filePath(u"run"_s)));
        QVERIFY(QDir(m_home.path()).mkdir(u"run"_s));
    }

    void isForTheOwnerAlone()
    {
        const auto before = umask(0); // whatever the session's is
        const auto after = qScopeGuard([before] {
            umask(before);
        });
        DeskFixture f;
        ROUND(f);
        f.deskPath.clear(); // the usual place
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY2(path.startsWith(m_home.filePath(u"run/kontor/"_s)), qPrintable(path)); // the session's runtime folder: a tmpfs
        QVERIFY(path.endsWith("/Report.odt"_L1));
        QCOMPARE(modeOf(path), 0600U);
        for (auto folder = path.section(u'/', 0, -2); folder != m_home.filePath(u"run"_s); folder = folder.section(u'/', 0, -2)) {
            QCOMPARE(modeOf(folder), 0700U);
        }
        const QDir own(path.section(u'/', 0, -3));
        for (const auto files = own.entryInfoList(QDir::Files | QDir::Hidden); const auto &file : files) {
            QCOMPARE(modeOf(file.filePath()), 0600U);
            QVERIFY2(!f.bytesOf(file.filePath()).contains("Report"), "no names in what is noted");
        }
        f.copies->closeAll();
        QVERIFY(!QFileInfo::exists(own.path()));
    }

    void withoutARuntimeFolderItLiesWithTheStore()
    {
        const auto before = qgetenv("XDG_RUNTIME_DIR");
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_home.filePath(u"nowhere"_s)));
        DeskFixture f;
        ROUND(f);
        f.deskPath.clear();
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        qputenv("XDG_RUNTIME_DIR", before);
        QVERIFY2(path.startsWith(f.store->folder() + u"/kontor/"_s), qPrintable(path));
        f.copies->closeAll();
        QVERIFY(!QFileInfo::exists(path.section(u'/', 0, -3)));
    }

    void endsWithItsProgram()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto item = f.item(u"Report.odt"_s);
        const auto path = f.open(u"Report.odt"_s);
        DeskProgram program(u"printf x > \"$2/.~lock.Report.odt#\"; step; printf changed! > \"$1\"; rm \"$2/.~lock.Report.odt#\""_s, path);
        QVERIFY(program.isAtStep());
        f.quiet();
        QCOMPARE(f.copies->copies().size(), 1);
        QCOMPARE(f.closed, QList<ItemId>());
        program.step();
        QVERIFY(program.ends());
        QVERIFY(waitUntil([&] {
            return f.copies->copies().isEmpty();
        }));
        QCOMPARE(f.saved, QStringList{u"Report.odt"_s});
        QCOMPARE(f.opened, QList{item});
        QCOMPARE(f.closed, QList{item});
        QVERIFY(!QFileInfo::exists(path));
        // It saves there once more: nobody had seen that it was still at it.
        QVERIFY(f.run(u"cd /; printf later > \"$1\""_s, path));
        QVERIFY(f.isSaved(2));
        QCOMPARE(f.opened, (QList{item, item}));
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "later");
        QCOMPARE(f.waiting(), 0);
        f.copies->closeAll();
        QCOMPARE(f.left(), QStringList());
    }

    void aScratchNameIsAName()
    {
        DeskFixture f;
        f.anna.cloud.put(u"notes.bak"_s, "original");
        ROUND(f);
        f.enter();
        const auto path = f.open(u"notes.bak"_s);
        {
            DeskProgram program(u"step"_s, path);
            QVERIFY(program.isAtStep());
            f.quiet();
        }
        QVERIFY(waitUntil([&] {
            return f.copies->copies().isEmpty();
        }));
        QVERIFY(f.run(u"cd /; printf changed! > \"$1\""_s, path));
        QVERIFY(f.isSaved(1));
        QCOMPARE(f.copies->copies().size(), 1);
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"notes.bak"_s), "changed!");
    }

    void killedBetweenSavingAndNoticing_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("renamed over") << u"printf changed! > \"$2/lu1.tmp\"; mv \"$2/lu1.tmp\" \"$1\""_s << QByteArray("changed!");
        QTest::newRow("in place") << u"printf changed! > \"$1\""_s << QByteArray("changed!");
        QTest::newRow("nothing") << u"touch \"$1\""_s << QByteArray("original");
        QTest::newRow("removed") << u"rm \"$1\""_s << QByteArray("original");
    }
    void killedBetweenSavingAndNoticing()
    {
        QFETCH(QString, script);
        QFETCH(QByteArray, expected);
        const int times = expected == "original" ? 0 : 1;
        Victim kontor;
        const auto path = kontor.line();
        QVERIFY(!path.isEmpty());
        QVERIFY(DeskFixture::run(script, path));
        kontor.kill();
        AfterVictim f(kontor);
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), times);
        QCOMPARE(f.saved.size(), times);
        QCOMPARE(f.waiting(), times);
        QCOMPARE(f.left(), QStringList());
        f.copies->closeAll();
        f.leave();
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 0); // once
        ROUND(f);
        QCOMPARE(f.anna.cloud.log.size(), times);
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), expected);
        QCOMPARE(f.waiting(), 0);
        QCOMPARE(f.names(f.anna.cloud), QStringList{u"Report.odt"_s});
    }

    void killedAfterNoticing()
    {
        Victim kontor(u"noticing"_s);
        const auto path = kontor.line();
        QVERIFY(DeskFixture::run(u"printf changed! > \"$1\""_s, path));
        QCOMPARE(kontor.line(), u"noticed"_s);
        kontor.kill();
        AfterVictim f(kontor);
        QCOMPARE(f.waiting(), 1);
        f.enter();
        QVERIFY(waitedFor(f.copies->recover()).has_value());
        QCOMPARE(f.waiting(), 1);
        ROUND(f);
        QCOMPARE(f.anna.cloud.log, QStringList{u"content Report.odt"_s});
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "changed!");
        QCOMPARE(f.left(), QStringList());
    }

    void theProgramOutlivesKontor()
    {
        Victim kontor;
        const auto path = kontor.line();
        DeskProgram program(u"exec 3>\"$1\"; printf half >&3; step; printf ' and whole' >&3; exec 3>&-; step"_s, path);
        QVERIFY(program.isAtStep());
        kontor.kill();
        AfterVictim f(kontor);
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 0);
        f.quiet();
        QCOMPARE(f.saved, QStringList()); // half of it
        QCOMPARE(f.copies->copies().size(), 1);
        QCOMPARE(f.opened.size(), 1);
        program.step();
        QVERIFY(program.isAtStep());
        QVERIFY(f.isSaved(1));
        program.step();
        QVERIFY(waitUntil([&] {
            return f.copies->copies().isEmpty();
        }));
        ROUND(f);
        QCOMPARE(f.anna.cloud.log, QStringList{u"content Report.odt"_s});
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "half and whole");
    }

    void anotherStoreTakesNothingForItsOwn()
    {
        // Row numbers mean other files in a store that was made anew.
        DeskFixture f;
        f.patience.settle = std::chrono::hours(1);
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        QVERIFY(f.run(u"printf changed! > \"$1\""_s, path));
        f.leave();
        f.anna.cloud.remove(u"Report.odt"_s);
        f.anna.cloud.put(u"Other.odt"_s, "other");
        ROUND(f);
        for (const auto left = CopyFolder::leftBehind(f.deskPath, f.store->folder()); const auto &folder : left) {
            auto noted = folder->noted().value(0);
            noted.record.item = f.item(u"Other.odt"_s);
            QVERIFY(folder->note(noted.file, noted.record));
        }
        f.patience.settle = std::chrono::milliseconds(60);
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 1);
        ROUND(f);
        QCOMPARE(f.anna.cloud.bytes(u"Other.odt"_s), "other");
        QCOMPARE(f.anna.cloud.bytes(u"Report.odt"_s), "changed!"); // beside it
        QCOMPARE(f.left(), QStringList());
    }

    void whatACrashLeftHalfWrittenIsWiped()
    {
        DeskFixture f;
        ROUND(f);
        auto left = CopyFolder::make(f.deskPath, f.store->folder());
        QVERIFY(left);
        const auto file = (*left)->add(u"Report.odt"_s);
        QVERIFY(file);
        QVERIFY(f.run(u"printf orig > \"$1\""_s, *file));
        f.enter();
        // Another Kontor that lives: its folder is left alone.
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 0);
        QCOMPARE(f.left(), QStringList{u"Report.odt"_s});
        left->reset();
        f.leave();
        f.enter();
        QCOMPARE(waitedFor(f.copies->recover()).value_or(-1), 0);
        QCOMPARE(f.left(), QStringList());
        QCOMPARE(f.waiting(), 0);
    }

    void nothingStaysInListsOfTheDesktop()
    {
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        const auto address = QUrl::fromLocalFile(path).toEncoded();
        QDir(m_home.path()).mkpath(u"data/RecentDocuments"_s);
        const auto put = [this](const QString &name, const QByteArray &bytes) {
            const auto where = m_home.filePath(name);
            QDir().mkpath(where.section(u'/', 0, -2));
            QFile file(where);
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        const auto list = u"data/recently-used.xbel"_s;
        const QByteArray begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xbel version=\"1.0\" xmlns:mime=\"http://www.freedesktop.org/standards/shared-mime-info\">\n";
        const QByteArray other = "<bookmark href=\"file:///home/anna/Urlaub%20%26%20mehr.odt\"><info><metadata owner=\"http://freedesktop.org\"><mime:mime-type type=\"text/plain\"/></metadata></info></bookmark>";
        QVERIFY(put(list, begin + "<bookmark href=\"" + address + "\" added=\"2026-11-23T10:00:00Z\"><info/></bookmark>" + other + "</xbel>"));
        QVERIFY(put(u"data/RecentDocuments/Report.odt.desktop"_s, "[Desktop Entry]\nType=Link\nURL[$e]=" + address + "\n"));
        QVERIFY(put(u"data/RecentDocuments/Else.odt.desktop"_s, "[Desktop Entry]\nType=Link\nURL[$e]=file:///home/anna/Else.odt\n"));
        const auto picture = QString::fromLatin1(QCryptographicHash::hash(address, QCryptographicHash::Md5).toHex()) + u".png"_s;
        for (const char *const size : {"normal", "large", "fail/gnome"}) {
            QVERIFY(put(u"cache/thumbnails/%1/"_s.arg(QLatin1StringView(size)) + picture, "png"));
        }
        QVERIFY(put(u"cache/thumbnails/normal/other.png"_s, "png"));

        f.copies->closeAll();
        const auto after = f.bytesOf(m_home.filePath(list));
        QCOMPARE(after, begin + other + "</xbel>"); // of others' words not a letter is lost
        QCOMPARE(QDir(m_home.filePath(u"data/RecentDocuments"_s)).entryList(QDir::Files), QStringList{u"Else.odt.desktop"_s});
        QCOMPARE(QDir(m_home.filePath(u"cache/thumbnails/normal"_s)).entryList(QDir::Files), QStringList{u"other.png"_s});
        QCOMPARE(QDir(m_home.filePath(u"cache/thumbnails/large"_s)).entryList(QDir::Files), QStringList());
        QCOMPARE(QDir(m_home.filePath(u"cache/thumbnails/fail/gnome"_s)).entryList(QDir::Files), QStringList());
    }

    void aFullDiskIsSaid()
    {
        DeskFixture f;
        f.anna.cloud.put(u"large.bin"_s, QByteArray(6 << 20, 'x'));
        ROUND(f);
        f.enter();
        QVERIFY(waitedFor(f.content->bring(f.item(u"large.bin"_s)))); // it is here
        (void)signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit low = before;
        low.rlim_cur = 5 << 20;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &low), 0);
        const auto opened = waitedFor(f.copies->open(f.item(u"large.bin"_s)));
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Kind::Storage);
        QVERIFY(opened.error().message.contains("full"_L1));
        QVERIFY(waitUntil([&] {
            return f.left().isEmpty(); // nothing half of it
        }));
        QVERIFY(f.copies->copies().isEmpty());
        QVERIFY(!f.open(u"large.bin"_s).isEmpty());
    }

    void aHugeFileIsOnlyPassedThrough()
    {
        constexpr qint64 size = qint64(160) << 20;
        DeskFixture f;
        ROUND(f);
        f.enter();
        const auto path = f.open(u"Report.odt"_s);
        const auto peak = [] {
            rusage usage = {};
            getrusage(RUSAGE_SELF, &usage);
            return qint64(usage.ru_maxrss) << 10;
        };
        const auto before = peak();
        QVERIFY(f.run(u"truncate -s %1 \"$2/x.tmp\"; mv \"$2/x.tmp\" \"$1\""_s.arg(size), path));
        QVERIFY(f.isSaved(1));
        QCOMPARE(f.row(u"Report.odt"_s).size, size);
        f.copies->closeAll();
        const auto again = f.open(u"Report.odt"_s);
        QCOMPARE(QFileInfo(again).size(), size);
        QVERIFY2(peak() - before < (qint64(64) << 20), qPrintable(QString::number((peak() - before) >> 20)));
    }

    void mayBeCancelled()
    {
        DeskFixture f;
        ROUND(f);
        QList<std::shared_ptr<QPromise<Result<FileContent::Here>>>> waiting;
        f.port.bring = [&waiting](ItemId) {
            waiting << std::make_shared<QPromise<Result<FileContent::Here>>>();
            waiting.last()->start();
            return waiting.last()->future();
        };
        f.enter();
        auto one = f.copies->open(f.item(u"Report.odt"_s));
        auto two = f.copies->open(f.item(u"Report.odt"_s));
        QVERIFY(waitUntil([&] {
            return waiting.size() == 1;
        }));
        one.cancel();
        f.quiet();
        QVERIFY(!waiting.first()->isCanceled()); // somebody else waits
        two.cancel();
        QVERIFY(waitUntil([&] {
            return waiting.first()->isCanceled();
        }));
        waiting.first()->finish();
        f.quiet();
        QVERIFY(f.copies->copies().isEmpty());
        QCOMPARE(f.left(), QStringList());
        QCOMPARE(f.opened, QList<ItemId>());
    }

    void whatIsOpenIsNotForgotten()
    {
        DeskFixture f;
        f.anna.cloud.put(u"other.bin"_s, QByteArray(50'000, 'x'));
        ROUND(f);
        f.enter();
        QVERIFY(waitedFor(f.content->bring(f.item(u"other.bin"_s))));
        QVERIFY(!f.open(u"Report.odt"_s).isEmpty());
        const auto age = [&f] { // as if all that had been opened yesterday
            return waitedFor((*f.store)->write([](Transaction &transaction) {
                       return transaction.prepare("UPDATE file SET used = 1").run();
                   }))
                .has_value();
        };
        QVERIFY(age());
        QVERIFY(waitedFor(f.actions->evict(1)).value_or(0) > 0);
        QCOMPARE(f.row(u"other.bin"_s).kept, FileKept::No);
        QCOMPARE(f.row(u"Report.odt"_s).kept, FileKept::Whole);
        f.copies->closeAll();
        QVERIFY(age());
        QVERIFY(waitedFor(f.actions->evict(1)));
        QCOMPARE(f.row(u"Report.odt"_s).kept, FileKept::No);
    }

private:
    QTemporaryDir m_home;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--victim"_L1) {
        return victim(arguments.value(2), arguments.value(3), arguments.value(4));
    }
    OpenCopiesLifeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "opencopieslifetest.moc"
