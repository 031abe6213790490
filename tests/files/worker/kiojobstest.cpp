// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filespace.h"
#include "files/store/filesfixture.h"
#include "files/worker/fileserver.h"

#include <KCoreDirLister>
#include <KIO/CopyJob>
#include <KIO/DeleteJob>
#include <KIO/FileCopyJob>
#include <KIO/FileSystemFreeSpaceJob>
#include <KIO/ListJob>
#include <KIO/MimetypeJob>
#include <KIO/MkdirJob>
#include <KIO/MkpathJob>
#include <KIO/SimpleJob>
#include <KIO/StatJob>
#include <KIO/StoredTransferJob>
#include <KIO/TransferJob>
#include <KProtocolManager>
#include <QCryptographicHash>
#include <QDirIterator>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace Kontor;

namespace
{
constexpr auto quiet = KIO::HideProgressInfo;
const QString top = QStringLiteral("/anna@example.org");

QUrl url(const QString &path)
{
    QUrl url;
    url.setScheme(QStringLiteral("kontor"));
    url.setPath(path, QUrl::DecodedMode);
    return url;
}

/// How a job ended.
struct Ended {
    int error = 0;
    QString sentence{};
};

Ended ended(KJob *job)
{
    job->setAutoDelete(false);
    job->exec();
    const Ended how{job->error(), job->errorString()};
    delete job;
    return how;
}

int codeOf(KJob *job)
{
    const auto how = ended(job);
    if (how.error) {
        qInfo("%d: %s", how.error, qPrintable(how.sentence));
    }
    return how.error;
}

struct Got {
    int error = 0;
    QByteArray bytes{};
    QString sentence{};
};

Got get(const QString &path, const QMap<QString, QString> &how = {})
{
    auto *job = KIO::storedGet(url(path), KIO::NoReload, quiet);
    job->setAutoDelete(false);
    job->addMetaData(how);
    job->exec();
    const Got got{job->error(), job->data(), job->errorString()};
    delete job;
    return got;
}

/// The most memory a process has had at once; bytes.
qint64 peakOf(const QString &process)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    if (status.open(QIODevice::ReadOnly)) {
        for (const auto all = status.readAll().split('\n'); const auto &line : all) {
            if (line.startsWith("VmHWM:")) {
                return line.mid(6).trimmed().split(' ').first().toLongLong() << 10;
            }
        }
    }
    return -1;
}

/// The worker processes of this test.
QStringList workers()
{
    const QByteArray own = "XDG_RUNTIME_DIR=" + qgetenv("XDG_RUNTIME_DIR") + '\0';
    QStringList found;
    QDirIterator processes(QStringLiteral("/proc"), QDir::Dirs | QDir::NoDotAndDotDot);
    while (processes.hasNext()) {
        const auto process = processes.next();
        QFile line(process + QStringLiteral("/cmdline"));
        QFile surroundings(process + QStringLiteral("/environ"));
        const bool isReadable = line.open(QIODevice::ReadOnly) && surroundings.open(QIODevice::ReadOnly);
        if (isReadable && line.readAll().contains("kio_kontor.so") && surroundings.readAll().contains(own)) {
            found << processes.fileName();
        }
    }
    return found;
}
}

/// kontor:/ as Dolphin and the file dialogs see it: real KIO jobs, the real plugin in a process of its own.
class KioJobsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<FileServer> server;

    void serve(FileContent::Fetch fetch)
    {
        server.reset();
        content = std::make_unique<FileContent>(**f->store, std::move(fetch));
        server = std::make_unique<FileServer>(**f->store, f->actions.get(), content.get());
        QVERIFY(server->listen());
    }

    QHash<QString, KIO::UDSEntry> listed(const QString &path, int *error = nullptr)
    {
        QHash<QString, KIO::UDSEntry> found;
        auto *job = KIO::listDir(url(path), quiet);
        connect(job, &KIO::ListJob::entries, this, [&found](KIO::Job *, const KIO::UDSEntryList &entries) {
            for (const auto &entry : entries) {
                found.insert(entry.stringValue(KIO::UDSEntry::UDS_NAME), entry);
            }
        });
        const auto code = codeOf(job);
        if (error) {
            *error = code;
        }
        found.remove(u"."_s);
        return found;
    }

    qint64 localPieces()
    {
        (*f->store)->drain();
        return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'");
    }

    QByteArray localBytes(const QString &name)
    {
        QFile file(f->local.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.makeFolder(u"Projects/2026/"_s);
        f->anna.cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        f->anna.cloud.put(u"report.odt"_s, "report");
        f->anna.cloud.put(u"empty.txt"_s, "");
        QVERIFY(f->round());
        serve(f->fetcher(f->anna));
    }

    void cleanup()
    {
        server.reset();
        content.reset();
        f.reset();
    }

    void programsKnowWhatItCan()
    {
        const auto any = url(u"/"_s);
        QVERIFY(KProtocolManager::supportsListing(any));
        QVERIFY(KProtocolManager::supportsReading(any));
        QVERIFY(KProtocolManager::supportsWriting(any));
        QVERIFY(KProtocolManager::supportsMakeDir(any));
        QVERIFY(KProtocolManager::supportsDeleting(any));
        QVERIFY(KProtocolManager::supportsMoving(any));
        QVERIFY(!KProtocolManager::supportsLinking(any));
        QVERIFY(!KProtocolInfo::showFilePreview(u"kontor"_s)); // they would lie about unencrypted
        QCOMPARE(KProtocolManager::outputType(any), KProtocolInfo::T_FILESYSTEM);
    }

    void foldersAreListed()
    {
        QCOMPARE(listed(u"/"_s).keys(), QStringList{u"anna@example.org"_s});
        const auto entries = listed(top);
        QCOMPARE(entries.size(), 3);
        QVERIFY(entries.value(u"Projects"_s).isDir());
        const auto report = entries.value(u"report.odt"_s);
        QVERIFY(!report.isDir());
        QCOMPARE(report.numberValue(KIO::UDSEntry::UDS_SIZE), 6);
        QCOMPARE(report.stringValue(KIO::UDSEntry::UDS_MIME_TYPE), u"application/vnd.oasis.opendocument.text"_s);
        QVERIFY(!report.contains(KIO::UDSEntry::UDS_LOCAL_PATH));
        QVERIFY(report.numberValue(KIO::UDSEntry::UDS_MODIFICATION_TIME, -1) >= 0);
        QCOMPARE(listed(u""_s).size(), 1); // "kontor:" leads to its top
        int error = 0;
        listed(top + u"/nothing"_s, &error);
        QCOMPARE(error, KIO::ERR_DOES_NOT_EXIST);
        listed(top + u"/report.odt"_s, &error);
        QCOMPARE(error, KIO::ERR_IS_FILE);
    }

    void tenThousandAreListed()
    {
        constexpr int many = 10'000;
        for (int i = 0; i < many; ++i) {
            f->anna.cloud.put(u"Projects/file %1 of many.txt"_s.arg(i), "x");
        }
        QVERIFY(f->round());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(listed(top + u"/Projects"_s).size(), many + 1);
        qInfo("%d entries listed in %lld ms", many, timer.elapsed());
    }

    void entriesAndTypesAreTold()
    {
        auto *job = KIO::stat(url(top + u"/report.odt"_s), quiet);
        job->setAutoDelete(false);
        QVERIFY(job->exec());
        QCOMPARE(job->statResult().stringValue(KIO::UDSEntry::UDS_NAME), u"report.odt"_s);
        delete job;
        QCOMPARE(codeOf(KIO::stat(url(top + u"/nothing"_s), quiet)), KIO::ERR_DOES_NOT_EXIST);
        QCOMPARE(codeOf(KIO::stat(url(u"/"_s), quiet)), 0);
        QCOMPARE(codeOf(KIO::stat(url(top), quiet)), 0);
        auto *type = KIO::mimetype(url(top + u"/report.odt"_s), quiet);
        type->setAutoDelete(false);
        QVERIFY(type->exec());
        QCOMPARE(type->mimetype(), u"application/vnd.oasis.opendocument.text"_s);
        delete type;
    }

    void filesAreRead()
    {
        QCOMPARE(get(top + u"/report.odt"_s).bytes, "report");
        const auto empty = get(top + u"/empty.txt"_s);
        QCOMPARE(empty.error, 0);
        QCOMPARE(empty.bytes, "");
        QCOMPARE(get(top + u"/report.odt"_s, {{u"range-start"_s, u"2"_s}, {u"range-end"_s, u"3"_s}}).bytes, "po");
        QCOMPARE(get(top + u"/report.odt"_s, {{u"range-start"_s, u"4"_s}}).bytes, "rt");
        QCOMPARE(get(top + u"/Projects"_s).error, KIO::ERR_IS_DIRECTORY);
        f->anna.cloud.isOffline = true;
        QCOMPARE(get(top + u"/report.odt"_s).bytes, "report");
        const auto missing = get(top + u"/Projects/2026/plan.txt"_s);
        QCOMPARE(missing.error, KIO::ERR_WORKER_DEFINED);
        QVERIFY(missing.sentence.size() > 10);
        qInfo("%s", qPrintable(missing.sentence));
    }

    void filesAreWritten()
    {
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("new"), url(top + u"/Projects/new.txt"_s), -1, quiet)), 0);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray(), url(top + u"/nothing"_s), -1, quiet)), 0);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("x"), url(top + u"/report.odt"_s), -1, quiet)), KIO::ERR_FILE_ALREADY_EXIST);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("other"), url(top + u"/report.odt"_s), -1, quiet | KIO::Overwrite)), 0);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray(" and more"), url(top + u"/report.odt"_s), -1, quiet | KIO::Resume)), 0);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("x"), url(top + u"/Projects"_s), -1, quiet | KIO::Overwrite)), KIO::ERR_DIR_ALREADY_EXIST);
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("x"), url(top + u"/no/such.txt"_s), -1, quiet)), KIO::ERR_DOES_NOT_EXIST);
        QCOMPARE(get(top + u"/report.odt"_s).bytes, "other and more");
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/new.txt"_s), "new");
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "other and more");
        QVERIFY(f->anna.cloud.has(u"nothing"_s));
    }

    void oddNames()
    {
        const QStringList odd{u"100%.txt"_s, u"a#b?c.txt"_s, u"Überlänge ß.txt"_s, u" space"_s, u"quote\"'&.txt"_s, u"%2F%23.txt"_s, u"日本語"_s, u"a:b;c=d@e.txt"_s};
        for (const auto &name : odd) {
            QCOMPARE(codeOf(KIO::storedPut(name.toUtf8(), url(top + u'/' + name), -1, quiet)), 0);
        }
        const auto broken = u"line\nbreak.txt"_s;
        f->anna.cloud.put(broken, broken.toUtf8());
        QVERIFY(f->round());
        const auto entries = listed(top);
        for (const auto all = QStringList(odd) << broken; const auto &name : all) {
            QVERIFY2(entries.contains(name), qPrintable(name));
            QCOMPARE(get(top + u'/' + name).bytes, name.toUtf8());
            QVERIFY2(f->anna.cloud.has(name), qPrintable(name));
        }
        QCOMPARE(codeOf(KIO::del(url(top + u"/100%.txt"_s), quiet)), 0);
        QCOMPARE(codeOf(KIO::rename(url(top + u"/a#b?c.txt"_s), url(top + u"/50% #?.txt"_s), quiet)), 0);
        QCOMPARE(get(top + u"/50% #?.txt"_s).bytes, u"a#b?c.txt"_s.toUtf8());
    }

    void foldersAreMadeAndRemoved()
    {
        QCOMPARE(codeOf(KIO::mkdir(url(top + u"/New"_s))), 0);
        QCOMPARE(codeOf(KIO::mkdir(url(top + u"/New"_s))), KIO::ERR_DIR_ALREADY_EXIST);
        QCOMPARE(codeOf(KIO::mkpath(url(top + u"/New/a/b/c"_s))), 0);
        QCOMPARE(codeOf(KIO::rmdir(url(top + u"/New"_s))), KIO::ERR_CANNOT_RMDIR);
        QCOMPARE(codeOf(KIO::rmdir(url(top + u"/New/a/b/c"_s))), 0);
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.has(u"New/a/b/"_s));
        QCOMPARE(codeOf(KIO::del({url(top + u"/New"_s), url(top + u"/Projects"_s), url(top + u"/empty.txt"_s)}, quiet)), 0);
        QVERIFY(f->round());
        QCOMPARE(FilesFixture::names(f->anna.cloud), QStringList{u"report.odt"_s});
        QVERIFY(codeOf(KIO::del(url(top), quiet)) != 0);
        QCOMPARE(listed(u"/"_s).size(), 1);
    }

    void treesAreCopiedBothWays()
    {
        const auto all = QByteArray("0123456789abcdef").repeated(600'000) + "end";
        f->write(u"tree/large.bin"_s, all);
        f->write(u"tree/deep/deeper/note.txt"_s, "note");
        QVERIFY(QDir().mkpath(f->local.filePath(u"tree/empty folder"_s)));
        {
            QFile note(f->local.filePath(u"tree/deep/deeper/note.txt"_s));
            QVERIFY(note.open(QIODevice::ReadWrite));
            QVERIFY(note.setFileTime(QDateTime::fromSecsSinceEpoch(1'600'000'000), QFileDevice::FileModificationTime));
        }
        QCOMPARE(codeOf(KIO::copy(QUrl::fromLocalFile(f->local.filePath(u"tree"_s)), url(top + u"/Projects"_s), quiet)), 0);
        QCOMPARE(f->row(u"Projects/tree/deep/deeper/note.txt"_s).modified.toSecsSinceEpoch(), 1'600'000'000);
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.bytes(u"Projects/tree/large.bin"_s) == all);
        QCOMPARE(f->anna.cloud.bytes(u"Projects/tree/deep/deeper/note.txt"_s), "note");
        QVERIFY(f->anna.cloud.has(u"Projects/tree/empty folder/"_s));
        // Within: the server copies.
        QCOMPARE(codeOf(KIO::copy(url(top + u"/Projects/tree"_s), url(top + u"/second"_s), quiet)), 0);
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.bytes(u"second/large.bin"_s) == all);
        // And out of it; what was moved is gone there.
        QCOMPARE(codeOf(KIO::move(url(top + u"/second"_s), QUrl::fromLocalFile(f->local.filePath(u"back"_s)), quiet)), 0);
        QVERIFY(localBytes(u"back/large.bin"_s) == all);
        QCOMPARE(localBytes(u"back/deep/deeper/note.txt"_s), "note");
        QVERIFY(f->round());
        QVERIFY(!f->anna.cloud.has(u"second/"_s));
        QVERIFY(f->anna.cloud.bytes(u"Projects/tree/large.bin"_s) == all);
    }

    void filesMoveWithinAndBetweenSpaces()
    {
        QCOMPARE(codeOf(KIO::move(url(top + u"/report.odt"_s), url(top + u"/Projects/renamed.odt"_s), quiet)), 0);
        QCOMPARE(codeOf(KIO::move(url(top + u"/Projects"_s), url(top + u"/Work"_s), quiet)), 0);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Work/renamed.odt"_s), "report");
        QCOMPARE(f->anna.cloud.log.filter(u"upload"_s).size(), 0);
        QCOMPARE(codeOf(KIO::file_move(url(top + u"/empty.txt"_s), url(top + u"/Work/renamed.odt"_s), -1, quiet)), KIO::ERR_FILE_ALREADY_EXIST);
        QCOMPARE(codeOf(KIO::file_move(url(top + u"/empty.txt"_s), url(top + u"/Work/renamed.odt"_s), -1, quiet | KIO::Overwrite)), 0);
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Work/renamed.odt"_s), "");

        f->add(f->bert, u"bert@example.org"_s, u"Bert"_s);
        QVERIFY(f->round(f->bert));
        const QString bert = u"/bert@example.org"_s;
        QCOMPARE(codeOf(KIO::move(url(top + u"/Work/2026"_s), url(bert + u"/2026"_s), quiet)), 0);
        QVERIFY(f->round(f->bert));
        QVERIFY(f->round());
        QCOMPARE(f->bert.cloud.bytes(u"2026/plan.txt"_s), "plan");
        QVERIFY(!f->anna.cloud.has(u"Work/2026/"_s));
    }

    void roomIsTold()
    {
        const auto untold = ended(KIO::fileSystemFreeSpace(url(top)));
        QVERIFY(untold.error != 0);
        QVERIFY2(untold.sentence.contains(u"room"_s), qPrintable(untold.sentence));
        QVERIFY(waitedFor((*f->store)->write([attributes = FileSpace{.quotaUsed = 30, .quotaAvailable = 70}.toAttributes().toCborValue().toCbor()](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET attributes = ?1").run(attributes);
        })));
        auto *job = KIO::fileSystemFreeSpace(url(top));
        job->setAutoDelete(false);
        QVERIFY(job->exec());
        QCOMPARE(job->size(), KIO::filesize_t(100));
        QCOMPARE(job->availableSize(), KIO::filesize_t(70));
        delete job;
    }

    void aPutThatIsKilledLeavesNothing()
    {
        auto *job = KIO::put(url(top + u"/half.bin"_s), -1, quiet);
        qint64 sent = 0;
        connect(job, &KIO::TransferJob::dataReq, this, [&sent](KIO::Job *, QByteArray &data) {
            data = QByteArray(1 << 20, char(sent >> 20));
            sent += data.size();
        });
        QVERIFY(waitUntil([this] {
            return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'") > 0;
        }));
        job->kill();
        QVERIFY(waitUntil([this] {
            return localPieces() == 0;
        }));
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->row(u"half.bin"_s).item, ItemId{});
        QCOMPARE(get(top + u"/report.odt"_s).bytes, "report");
    }

    void aFullDiskIsToldWhileItIsWritten()
    {
        QCOMPARE(codeOf(KIO::stat(url(top), quiet)), 0); // a worker is there
        struct rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit little = {.rlim_cur = 2 << 20, .rlim_max = before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &little), 0);
        auto *job = KIO::put(url(top + u"/large.bin"_s), -1, quiet);
        quint32 state = 3;
        qint64 sent = 0;
        connect(job, &KIO::TransferJob::dataReq, this, [&](KIO::Job *, QByteArray &data) {
            data.resize(sent < (qint64(40) << 20) ? 1 << 20 : 0);
            for (auto &byte : data) {
                state = state * 1664525 + 1013904223;
                byte = char(state >> 24);
            }
            sent += data.size();
        });
        const auto how = ended(job);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        QCOMPARE(how.error, KIO::ERR_WORKER_DEFINED);
        QVERIFY2(!how.sentence.contains(u"did not finish"_s), qPrintable(how.sentence));
        QVERIFY(sent < (qint64(40) << 20)); // nor is all of it sent in vain
        QVERIFY(waitUntil([this] {
            return localPieces() == 0;
        }));
        QCOMPARE(codeOf(KIO::storedPut(QByteArray("now"), url(top + u"/large.bin"_s), -1, quiet)), 0);
    }

    void aGetThatIsKilledEndsTheFetch()
    {
        f->anna.cloud.put(u"large.bin"_s, QByteArray(filePieceSize * 12, 'x'));
        QVERIFY(f->round());
        QList<std::shared_ptr<QPromise<Result<BlobId>>>> held;
        serve([&](const ItemRef &, const QString &) {
            held << std::make_shared<QPromise<Result<BlobId>>>();
            held.last()->start();
            return held.last()->future();
        });
        auto *job = KIO::get(url(top + u"/large.bin"_s), KIO::NoReload, quiet);
        QSignalSpy told(job, &KJob::infoMessage);
        QVERIFY(waitUntil([&] {
            return held.size() == 4 && !told.isEmpty();
        }));
        const auto before = workers().size();
        job->kill();
        QVERIFY(waitUntil([before] {
            return workers().size() < before;
        }));
        QCOMPARE(listed(top).size(), 4);
        for (int i = 0; i < 4; ++i) {
            held.at(i)->addResult(BlobId(u"a piece"_s));
            held.at(i)->finish();
            QCoreApplication::processEvents();
        }
        QCOMPARE(listed(top).size(), 4);
        QCOMPARE(held.size(), 4);
    }

    void largeFilesStreamInLittleMemory()
    {
        constexpr qint64 size = qint64(112) << 20;
        constexpr qint64 roomy = qint64(64) << 20;
        const auto block = [](qint64 at) {
            QByteArray bytes(1 << 20, Qt::Uninitialized);
            quint32 state = quint32(at >> 20) * 2654435761U + 1;
            for (auto &byte : bytes) {
                state = state * 1664525 + 1013904223;
                byte = char(state >> 24);
            }
            return bytes;
        };
        const auto own = QString::number(::getpid());
        QFile forget(u"/proc/self/clear_refs"_s); // the peak so far
        QVERIFY(forget.open(QIODevice::WriteOnly) && forget.write("5") == 1);
        forget.close();
        const auto before = peakOf(own);
        QCryptographicHash wrote(QCryptographicHash::Sha256);
        auto *put = KIO::put(url(top + u"/large.bin"_s), -1, quiet);
        qint64 sent = 0;
        connect(put, &KIO::TransferJob::dataReq, this, [&](KIO::Job *, QByteArray &data) {
            if (sent < size) {
                data = block(sent);
                wrote.addData(data);
                sent += data.size();
            }
        });
        QCOMPARE(codeOf(put), 0);
        QCryptographicHash read(QCryptographicHash::Sha256);
        qint64 received = 0;
        auto *job = KIO::get(url(top + u"/large.bin"_s), KIO::NoReload, quiet);
        connect(job, &KIO::TransferJob::data, this, [&](KIO::Job *, const QByteArray &data) {
            read.addData(data);
            received += data.size();
        });
        QCOMPARE(codeOf(job), 0);
        QCOMPARE(received, size);
        QCOMPARE(read.result(), wrote.result());
        qInfo("client grew by %lld MiB", (peakOf(own) - before) >> 20);
        QVERIFY(peakOf(own) - before < roomy);
        for (const auto all = workers(); const auto &worker : all) {
            qInfo("worker: %lld MiB", peakOf(worker) >> 20);
            QVERIFY(peakOf(worker) < roomy);
        }
    }

    void viewsFollowWhatHappens()
    {
        KCoreDirLister lister;
        lister.setAutoUpdate(true);
        QSignalSpy added(&lister, &KCoreDirLister::itemsAdded);
        QSignalSpy deleted(&lister, &KCoreDirLister::itemsDeleted);
        QSignalSpy refreshed(&lister, &KCoreDirLister::refreshItems);
        const auto names = [&lister] {
            QStringList found;
            for (const auto items = lister.items(); const auto &item : items) {
                found << item.name();
            }
            found.sort();
            return found;
        };
        lister.openUrl(url(top + u"/Projects"_s));
        QVERIFY(waitUntil([&] {
            return lister.isFinished() && names() == QStringList{u"2026"_s};
        }));
        f->anna.cloud.put(u"Projects/from elsewhere.txt"_s, "new");
        QVERIFY(f->round());
        QVERIFY(waitUntil([&] {
            return names() == QStringList{u"2026"_s, u"from elsewhere.txt"_s};
        }));
        f->anna.cloud.put(u"Projects/from elsewhere.txt"_s, "newer, and longer");
        QVERIFY(f->round());
        QVERIFY(waitUntil([&] {
            return !refreshed.isEmpty();
        }));
        f->anna.cloud.remove(u"Projects/2026/"_s);
        QVERIFY(f->round());
        QVERIFY(waitUntil([&] {
            return names() == QStringList{u"from elsewhere.txt"_s};
        }));
        QVERIFY(!deleted.isEmpty());
        // What the pane does shows as well.
        QVERIFY(waitedFor(f->actions->createFolder(f->target(u"Projects"_s), u"By hand"_s)));
        QVERIFY(waitUntil([&] {
            return names().contains(u"By hand"_s);
        }));
    }

    void withoutAClientASentenceSaysSo()
    {
        QCOMPARE(listed(u"/"_s).size(), 1); // the worker lives on
        server.reset();
        for (int i = 0; i < 2; ++i) {
            const auto refused = ended(KIO::listDir(url(u"/"_s), quiet));
            QCOMPARE(refused.error, KIO::ERR_WORKER_DEFINED);
            QVERIFY2(refused.sentence.contains(u"not running"_s), qPrintable(refused.sentence));
        }
        serve(f->fetcher(f->anna));
        QCOMPARE(listed(u"/"_s).size(), 1);
        server->setDoor(FileServer::Door::Locked);
        const auto locked = get(top + u"/report.odt"_s);
        QCOMPARE(locked.error, KIO::ERR_WORKER_DEFINED);
        QVERIFY(locked.sentence.contains(u"locked"_s));
        server->setDoor(FileServer::Door::Open);
        QCOMPARE(get(top + u"/report.odt"_s).bytes, "report");
    }

    void aFolderThatOthersCanEnterIsNotTrusted()
    {
        const auto folder = FileServer::usualPath().section(u'/', 0, -2);
        QVERIFY(QFile::setPermissions(folder, QFileDevice::Permissions(0x7755)));
        // A connection that stands is not asked again; this is what a new worker does.
        for (const auto all = workers(); const auto &worker : all) {
            ::kill(worker.toInt(), SIGTERM);
        }
        QVERIFY(waitUntil([] {
            return workers().isEmpty();
        }));
        int code = KIO::ERR_WORKER_DIED;
        for (int i = 0; i < 20 && code == KIO::ERR_WORKER_DIED; ++i) { // this side may still count on one that ended
            code = codeOf(KIO::stat(url(top), quiet));
        }
        QCOMPARE(code, KIO::ERR_WORKER_DEFINED);
        QVERIFY(QFile::setPermissions(folder, QFileDevice::Permissions(0x7700)));
        QCOMPARE(codeOf(KIO::stat(url(top), quiet)), 0);
    }
};

/// Runs with a message bus, a runtime folder and settings of its own.
int main(int argc, char **argv)
{
    const bool hasBus = qEnvironmentVariableIsSet("KONTOR_TEST_HAS_BUS");
    if (!hasBus) {
        qputenv("KONTOR_TEST_HAS_BUS", "1");
        QByteArrayList words{"dbus-run-session", "--"};
        for (int i = 0; i < argc; ++i) {
            words << argv[i];
        }
        std::vector<char *> arguments;
        for (auto &word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        ::execvp(arguments.front(), arguments.data());
        qFatal("dbus-run-session cannot be started");
    }
    QTemporaryDir home;
    for (const auto name : {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
        const auto folder = home.filePath(QString::fromLatin1(name));
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        qputenv(name, QFile::encodeName(folder));
    }
    qputenv("QT_PLUGIN_PATH", KONTOR_BINARY_DIR "/bin");
    qputenv("LANGUAGE", "en");
    QCoreApplication application(argc, argv);
    QCoreApplication::setQuitLockEnabled(false);
    KioJobsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "kiojobstest.moc"
