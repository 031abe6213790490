// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileimport.h"

#include <KLocalizedString>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QQueue>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr qint64 smallUpTo = 200 << 10; // bytes; larger ones become files of their own in the store, one flush each
constexpr int batchFiles = 500;
constexpr qint64 batchBytes = qint64(8) << 20;
constexpr int piecesAtOnce = 2;
constexpr int deepest = 100; // folders: each one on the way holds a descriptor
constexpr qsizetype mostProblems = 100; // one by one; nobody reads more

/// An open file or folder; never what a link leads to.
class Descriptor
{
public:
    Descriptor(int folder, const QByteArray &name)
        : m_number(::openat(folder, name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY))
    {
        if (m_number >= 0 && ::fstat(m_number, &m_status) != 0) {
            ::close(std::exchange(m_number, -1));
        }
    }
    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    Q_DISABLE_COPY_MOVE(Descriptor)

    bool isFile() const
    {
        return m_number >= 0 && S_ISREG(m_status.st_mode);
    }
    bool isFolder() const
    {
        return m_number >= 0 && S_ISDIR(m_status.st_mode);
    }
    int number() const
    {
        return m_number;
    }
    qint64 size() const
    {
        return m_status.st_size;
    }
    qint64 modified() const
    {
        return qint64(m_status.st_mtim.tv_sec) * 1000 + m_status.st_mtim.tv_nsec / 1'000'000;
    }

private:
    int m_number = -1;
    struct stat m_status = {};
};

QByteArrayList entriesOf(int folder)
{
    QByteArrayList names;
    const int own = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = own >= 0 ? ::fdopendir(own) : nullptr;
    if (!listing) {
        if (own >= 0) {
            ::close(own);
        }
        return names;
    }
    while (const auto *entry = ::readdir(listing)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..") {
            names << name;
        }
    }
    ::closedir(listing);
    std::ranges::sort(names);
    return names;
}

/// True for links, devices and pipes, which are passed over in silence.
bool isSpecial(int folder, const QByteArray &name)
{
    struct stat status = {};
    return ::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

qint64 bytesBelow(int folder, const QByteArray &name, int depth, const std::function<bool()> &isStopped)
{
    struct stat status = {};
    if (depth > deepest || isStopped() || ::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return 0;
    }
    if (S_ISREG(status.st_mode)) {
        return status.st_size;
    }
    qint64 sum = 0;
    if (S_ISDIR(status.st_mode)) {
        const Descriptor inside(folder, name);
        if (inside.isFolder()) {
            const auto names = entriesOf(inside.number());
            for (const auto &one : names) {
                sum += bytesBelow(inside.number(), one, depth + 1, isStopped);
            }
        }
    }
    return sum;
}

QString typeOf(const QString &name, const QByteArray &head)
{
    static const QMimeDatabase database;
    return database.mimeTypeForFileNameAndData(name, head).name();
}

/// Blocks until the store has answered; not on the store's own threads.
template<class T>
T answerOf(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

Result<void> dropContent(const std::shared_ptr<Outbox> &outbox, const QString &key)
{
    return answerOf(outbox->store()->write([key](Transaction &transaction) {
        return transaction.prepare("DELETE FROM file_piece WHERE content = ?1").run(key);
    }));
}
}

FileImport::FileImport(Options options)
    : m_options(std::move(options))
{
}

const QList<ItemId> &FileImport::created() const
{
    return m_created;
}

const QList<Error> &FileImport::problems() const
{
    return m_problems;
}

bool FileImport::isStopped() const
{
    return m_error || (m_options.ending && *m_options.ending) || (m_options.isCancelled && m_options.isCancelled());
}

void FileImport::note(const Error &error)
{
    if (m_problems.size() < mostProblems) {
        m_problems << error;
    }
}

Result<QList<ItemId>> FileImport::paths(const QStringList &paths)
{
    const auto split = [](const QString &path) {
        const QFileInfo about(QDir::cleanPath(path));
        return std::pair(QFile::encodeName(about.absolutePath()), QFile::encodeName(about.fileName()));
    };
    for (const auto &path : paths) {
        const auto [folder, name] = split(path);
        m_all += bytesBelow(AT_FDCWD, folder + '/' + name, 0, [this] {
            return isStopped();
        });
    }
    for (const auto &path : paths) {
        if (isStopped()) {
            break;
        }
        const auto [folder, name] = split(path);
        const int parent = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (parent < 0) {
            note(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "“%1” cannot be read.", path), .detail = qt_error_string(errno)});
            continue;
        }
        walk(parent, name, path, -1, 0);
        ::close(parent);
    }
    if (!isStopped()) {
        if (auto done = flush(); !done) {
            m_error = done.error();
        }
    }
    if (m_error) {
        return std::unexpected(*m_error);
    }
    return isStopped() ? Result<QList<ItemId>>(cancelled()) : m_top;
}

void FileImport::walk(int parent, const QByteArray &name, const QString &path, qsizetype folder, int depth)
{
    if (isStopped() || isSpecial(parent, name)) {
        return;
    }
    if (depth > deepest) {
        note(Error{.kind = Error::Kind::Protocol, .message = i18nc("@info", "“%1” lies too deep in folders and is left out.", path), .detail = {}});
        return;
    }
    const Descriptor entry(parent, name);
    if (!entry.isFile() && !entry.isFolder()) {
        note(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "“%1” cannot be read.", path), .detail = qt_error_string(errno)});
        return;
    }
    Source source{.name = QFile::decodeName(name), .folder = folder, .isFolder = entry.isFolder(), .isTop = depth == 0};
    source.content.modified = entry.modified();
    if (entry.isFile()) {
        if (auto done = addFile(entry.number(), entry.size(), path, std::move(source)); !done) {
            m_error = done.error();
        }
        return;
    }
    source.place = m_folders.size();
    const auto own = m_folders.size();
    m_folders << Folder{};
    m_batch << std::move(source);
    if (m_batch.size() >= batchFiles) {
        if (auto done = flush(); !done) {
            m_error = done.error();
            return;
        }
    }
    const auto names = entriesOf(entry.number());
    for (const auto &one : names) {
        walk(entry.number(), one, QString(path + u'/' + QFile::decodeName(one)), own, depth + 1);
    }
}

Result<void> FileImport::addFile(int descriptor, qint64 size, const QString &path, Source source)
{
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::DontCloseHandle)) {
        note(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "“%1” cannot be read.", path), .detail = file.errorString()});
        return {};
    }
    const auto modified = source.content.modified;
    if (size <= smallUpTo) {
        auto bytes = file.read(smallUpTo + 1);
        if (file.error() != QFileDevice::NoError) {
            note(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "“%1” cannot be read.", path), .detail = file.errorString()});
            return {};
        }
        if (bytes.size() <= smallUpTo) {
            source.content = StagedContent{newFileContentKey(), bytes.size(), modified, typeOf(source.name, bytes)};
            m_batchSize += bytes.size();
            source.bytes = std::move(bytes);
            m_batch << std::move(source);
            return m_batch.size() >= batchFiles || m_batchSize >= batchBytes ? flush() : Result<void>();
        }
        file.seek(0); // it grows
    }
    auto content = read(file, source.name);
    if (!content) {
        const auto kind = content.error().kind;
        if (kind == Error::Kind::NotFound) {
            note(Error{.kind = kind, .message = i18nc("@info", "“%1” cannot be read.", path), .detail = content.error().detail});
        }
        return kind == Error::Kind::NotFound || kind == Error::Kind::Cancelled ? Result<void>() : std::unexpected(content.error());
    }
    source.content = *content;
    source.content.modified = modified;
    m_batch << std::move(source);
    return flush(); // large ones begin to travel at once
}

// The pieces stand in the table from the start, so that nobody takes their blobs for litter.
Result<StagedContent> FileImport::read(QFile &file, const QString &name)
{
    StagedContent content{.key = newFileContentKey()};
    Result<void> done;
    int place = 0;
    // While some pieces are being sealed and flushed, the next one is read.
    QThreadPool sealing;
    sealing.setMaxThreadCount(piecesAtOnce);
    QQueue<std::pair<qint64, QFuture<Result<void>>>> underWay;
    const auto waitForFirst = [&] {
        const auto [size, kept] = underWay.dequeue();
        auto answer = answerOf(kept);
        done = done ? answer : done;
        m_done += answer ? size : 0;
        if (answer && m_options.progress) {
            m_options.progress(m_done, std::max(m_all, m_done));
        }
    };
    while (done && !isStopped()) {
        QByteArray piece;
        while (piece.size() < filePieceSize) {
            const auto more = file.read(filePieceSize - piece.size());
            if (more.isEmpty()) {
                break;
            }
            piece += more;
        }
        if (file.error() != QFileDevice::NoError) {
            done = failure(Error::Kind::NotFound, i18nc("@info", "“%1” cannot be read.", name), file.errorString());
            break;
        }
        if (place == 0) {
            content.type = typeOf(name, piece.left(64 << 10));
        }
        if (!piece.isEmpty()) {
            content.size += piece.size();
            if (underWay.size() == piecesAtOnce) {
                waitForFirst();
            }
            underWay.enqueue({piece.size(), QtConcurrent::run(&sealing, [this, key = content.key, place, piece] {
                                  return keep(key, place, piece);
                              })});
            ++place;
        }
        if (piece.size() < filePieceSize) {
            break;
        }
    }
    while (!underWay.isEmpty()) {
        waitForFirst();
    }
    if (done && isStopped()) {
        done = cancelled();
    }
    if (!done) {
        (void)dropContent(m_options.outbox, content.key);
        return std::unexpected(done.error());
    }
    return content;
}

Result<void> FileImport::keep(const QString &key, int place, const QByteArray &piece) const
{
    auto blob = m_options.outbox->store()->blobs().put(piece);
    if (!blob) {
        return std::unexpected(blob.error());
    }
    return answerOf(m_options.outbox->store()->write([key, place, size = qint64(piece.size()), blob = *blob](Transaction &transaction) {
        return transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, ?2, ?3, ?4)").run(key, place, size, blob);
    }));
}

Result<StagedContent> FileImport::stage(const QString &path)
{
    const Descriptor entry(AT_FDCWD, QFile::encodeName(path));
    QFile file;
    if (!entry.isFile() || !file.open(entry.number(), QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::DontCloseHandle)) {
        return failure(Error::Kind::NotFound, i18nc("@info", "“%1” cannot be read.", path));
    }
    auto content = read(file, QFileInfo(path).fileName());
    if (content) {
        content->modified = entry.modified();
    }
    return content;
}

Result<ItemId> FileImport::bytes(const QByteArray &bytes, const QString &name)
{
    Source source{.name = name, .isTop = true};
    source.content = StagedContent{newFileContentKey(), bytes.size(), QDateTime::currentMSecsSinceEpoch(), typeOf(name, bytes.left(64 << 10))};
    Result<void> done;
    if (bytes.size() > smallUpTo) {
        int place = 0;
        for (qsizetype at = 0; done && at < bytes.size(); at += filePieceSize) {
            done = keep(source.content.key, place++, bytes.mid(at, filePieceSize));
        }
    } else {
        source.bytes = bytes;
    }
    m_batch << std::move(source);
    if (done) {
        done = flush();
    }
    if (!done) {
        return std::unexpected(done.error());
    }
    return m_top.value(0);
}

Result<void> FileImport::flush()
{
    if (m_batch.isEmpty()) {
        return {};
    }
    QList<QByteArray> plain;
    for (auto &source : m_batch) {
        if (!source.bytes.isEmpty()) {
            plain << source.bytes;
        }
    }
    auto blobs = plain.isEmpty() ? Result<QList<BlobId>>() : m_options.outbox->store()->blobs().put(plain);
    if (!blobs) {
        return std::unexpected(blobs.error());
    }
    auto blob = blobs->cbegin();
    for (auto &source : m_batch) {
        if (!source.bytes.isEmpty()) {
            source.blob = *blob++;
            source.bytes.clear();
        }
    }
    auto done = write(std::exchange(m_batch, {}));
    m_done += std::exchange(m_batchSize, 0);
    if (m_options.progress) {
        m_options.progress(m_done, std::max(m_all, m_done));
    }
    return done;
}

Result<void> FileImport::write(QList<Source> sources)
{
    struct Made {
        QList<Folder> folders;
        QList<ItemId> top;
        QList<ItemId> created;
        QSet<ItemId> own;
        QList<Error> problems;
    };
    auto made = std::make_shared<Made>(Made{m_folders, {}, {}, m_own, {}});
    auto written = answerOf(m_options.outbox->enqueue(
        {},
        [made, sources = std::move(sources), target = m_options.target, clash = m_options.clash, projector = m_options.outbox->projector(QStringLiteral("files"))](
            Transaction &transaction, QList<Change> &changes) -> Result<void> {
            if (!projector) {
                return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with files."));
            }
            FileWork work(transaction, *projector, changes);
            QHash<qsizetype, FileGround> grounds;
            QSet<qsizetype> lost;
            for (const auto &source : sources) {
                if (source.folder >= 0 && (made->folders.at(source.folder).isSkipped || lost.contains(source.folder))) {
                    if (source.isFolder) {
                        made->folders[source.place].isSkipped = true;
                    }
                    continue;
                }
                auto ground = grounds.find(source.folder);
                if (ground == grounds.end()) {
                    const auto where = source.folder < 0 ? target : FileTarget{target.space, made->folders.at(source.folder).item};
                    const auto found = work.ground(where);
                    if (!found && (source.folder < 0 || found.error().kind != Error::Kind::NotFound)) {
                        return std::unexpected(found.error());
                    }
                    if (!found) { // taken back meanwhile
                        lost << source.folder;
                        made->problems << found.error();
                        continue;
                    }
                    ground = grounds.insert(source.folder, *found);
                }
                auto put = work.put(source.incoming(), *ground, clash, made->own);
                if (!put) {
                    if (source.folder < 0 || put.error().kind == Error::Kind::Storage) {
                        return std::unexpected(put.error());
                    }
                    made->problems << put.error();
                    if (source.isFolder) {
                        made->folders[source.place].isSkipped = true;
                    }
                    continue;
                }
                if (put->isNew) {
                    made->own << put->item;
                }
                if (source.isFolder) {
                    made->folders[source.place] = Folder{put->item, !put->item};
                    if (put->isNew) {
                        grounds.insert(source.place,
                                       FileGround{.target = {target.space, put->item}, .resource = ground->resource, .path = QStringList(ground->path) << put->name});
                    }
                }
                if (source.isTop && put->item) {
                    made->top << put->item;
                    if (put->isNew) {
                        made->created << put->item;
                    }
                }
            }
            return {};
        }));
    if (!written) {
        return std::unexpected(written.error());
    }
    m_folders = made->folders;
    m_top << made->top;
    m_created << made->created;
    m_own = made->own;
    for (const auto &problem : std::as_const(made->problems)) {
        note(problem);
    }
    return {};
}

}
