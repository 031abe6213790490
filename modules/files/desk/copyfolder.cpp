// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copyfolder.h"

#include "files/filename.h"
#include "files/fileservices.h"
#include "store/blobs.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborMap>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
const auto recordEnding = QStringLiteral(".record");
const auto lockName = QStringLiteral("/lock");

QString prefixOf(const QString &store)
{
    const auto hash = QCryptographicHash::hash(QFile::encodeName(QDir(store).absolutePath()), QCryptographicHash::Sha256);
    return QStringLiteral("open-") + QString::fromLatin1(hash.toHex().left(8)) + u'-';
}

QString randomName()
{
    return QUuid::createUuid().toString(QUuid::Id128).left(12);
}

std::unexpected<Error> noRoom(const QString &detail)
{
    return failure(Error::Kind::Storage, i18nc("@info", "The private folder for opened files cannot be written."), detail + u' ' + qt_error_string(errno));
}

/// The lock of a folder, taken; -1: somebody else has it, or it is not ours.
int takeLock(const QString &folder)
{
    struct stat about{};
    if (lstat(QFile::encodeName(folder).constData(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != geteuid()) {
        return -1;
    }
    const int lock = open(QFile::encodeName(folder + lockName).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        return -1;
    }
    return lock;
}

bool isInMemory(const QString &folder)
{
    struct statfs about{};
    return statfs(QFile::encodeName(folder).constData(), &about) == 0 && about.f_type == TMPFS_MAGIC;
}

/// So that a disk does not give it away; a journaling file system or flash memory may still know more.
void overwrite(const std::filesystem::path &file)
{
    const int handle = open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat about{};
    if (handle >= 0 && fstat(handle, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1) {
        const QByteArray zeros(1 << 16, '\0');
        for (off_t at = 0; at < about.st_size; at += zeros.size()) {
            if (pwrite(handle, zeros.constData(), size_t(std::min<off_t>(zeros.size(), about.st_size - at)), at) <= 0) {
                break;
            }
        }
        fdatasync(handle);
    }
    if (handle >= 0) {
        close(handle);
    }
}

void wipe(const QString &path)
{
    namespace fs = std::filesystem;
    const fs::path root(QFile::encodeName(path).toStdString());
    std::error_code ignored;
    if (!isInMemory(path)) {
        if (fs::is_directory(fs::symlink_status(root, ignored))) {
            for (fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, ignored), end; !ignored && at != end; at.increment(ignored)) {
                if (at->is_regular_file(ignored) && !at->is_symlink(ignored)) {
                    fs::permissions(at->path(), fs::perms::owner_read | fs::perms::owner_write, ignored);
                    overwrite(at->path());
                }
            }
        } else {
            overwrite(root);
        }
    }
    fs::remove_all(root, ignored);
}
}

QByteArray CopyRecord::toCbor() const
{
    QCborArray besides;
    for (const auto &other : others) {
        besides.append(QCborArray{other.name, other.item.value, other.content});
    }
    return QCborMap{{QStringLiteral("item"), item.value}, {QStringLiteral("base"), base}, {QStringLiteral("content"), content},
                    {QStringLiteral("name"), name}, {QStringLiteral("place"), place}, {QStringLiteral("home"), home}, {QStringLiteral("others"), besides}, {QStringLiteral("called"), called}}
        .toCborValue()
        .toCbor();
}

std::optional<CopyRecord> CopyRecord::fromCbor(const QByteArray &bytes)
{
    const auto value = QCborValue::fromCbor(bytes);
    if (!value.isMap()) {
        return std::nullopt;
    }
    const auto map = value.toMap();
    QList<Other> others;
    for (const auto besides = map.value(QLatin1StringView("others")).toArray(); const auto &other : besides) {
        const auto parts = other.toArray();
        others << Other{.name = parts.at(0).toByteArray(), .item = ItemId{parts.at(1).toInteger()}, .content = parts.at(2).toByteArray()};
    }
    return CopyRecord{.item = ItemId{map.value(QLatin1StringView("item")).toInteger()},
                      .base = map.value(QLatin1StringView("base")).toString(),
                      .content = map.value(QLatin1StringView("content")).toByteArray(),
                      .name = map.value(QLatin1StringView("name")).toByteArray(),
                      .called = map.value(QLatin1StringView("called")).toByteArray(),
                      .place = map.value(QLatin1StringView("place")).toByteArray(),
                      .home = map.value(QLatin1StringView("home")).toByteArray(),
                      .others = others};
}

CopyFolder::CopyFolder(const QString &path, int lock)
    : m_path(path)
    , m_lock(lock)
{
}

CopyFolder::~CopyFolder()
{
    close(m_lock);
}

Result<std::unique_ptr<CopyFolder>> CopyFolder::make(const QString &base, const QString &store)
{
    if (!QDir().mkpath(base)) {
        return noRoom(QStringLiteral("mkpath"));
    }
    chmod(QFile::encodeName(base).constData(), 0700); // the folder may be older; whether it worked is seen below
    const QString path = base + u'/' + prefixOf(store) + randomName();
    if (mkdir(QFile::encodeName(path).constData(), 0700) != 0) {
        return noRoom(QStringLiteral("mkdir"));
    }
    const int lock = takeLock(path);
    if (lock < 0) {
        return noRoom(QStringLiteral("lock"));
    }
    return std::unique_ptr<CopyFolder>(new CopyFolder(path, lock));
}

std::vector<std::unique_ptr<CopyFolder>> CopyFolder::leftBehind(const QString &base, const QString &store)
{
    std::vector<std::unique_ptr<CopyFolder>> found;
    const auto names = QDir(base).entryList({prefixOf(store) + u'*'}, QDir::Dirs | QDir::NoSymLinks | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const auto &name : names) {
        const auto path = QDir(base).absoluteFilePath(name);
        if (const int lock = takeLock(path); lock >= 0) {
            found.push_back(std::unique_ptr<CopyFolder>(new CopyFolder(path, lock)));
        }
    }
    return found;
}

const QString &CopyFolder::path() const
{
    return m_path;
}

Result<QString> CopyFolder::add(const QString &name)
{
    const QString folder = m_path + u'/' + randomName();
    if (mkdir(QFile::encodeName(folder).constData(), 0700) != 0) {
        return noRoom(QStringLiteral("mkdir"));
    }
    return folder + u'/' + fileName(name);
}

QString CopyFolder::recordPath(const QString &file) const
{
    return file.left(file.lastIndexOf(u'/')) + recordEnding;
}

Result<void> CopyFolder::note(const QString &file, const CopyRecord &record)
{
    QSaveFile out(recordPath(file));
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || out.write(record.toCbor()) < 0 || !out.commit()) {
        return noRoom(out.errorString());
    }
    return {};
}

QList<CopyFolder::Noted> CopyFolder::noted() const
{
    QList<Noted> all;
    const auto records = QDir(m_path).entryInfoList({u'*' + recordEnding}, QDir::Files | QDir::NoSymLinks | QDir::Hidden);
    for (const auto &record : records) {
        QFile in(record.absoluteFilePath());
        const auto known = in.size() < 65536 && in.open(QIODevice::ReadOnly) ? CopyRecord::fromCbor(in.readAll()) : std::nullopt;
        if (!known) {
            continue;
        }
        const QString folder = record.absoluteFilePath().chopped(recordEnding.size());
        QString file = folder + QStringLiteral("/_");
        const auto names = QDir(folder).entryList(QDir::Files | QDir::Hidden | QDir::System);
        for (const auto &name : names) {
            if (wordHash(name) == known->name) {
                file = folder + u'/' + name;
            }
        }
        all << Noted{file, *known};
    }
    return all;
}

void CopyFolder::clear(const QString &file)
{
    const auto folder = file.left(file.lastIndexOf(u'/'));
    const auto names = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const auto &name : names) {
        wipe(folder + u'/' + name);
    }
}

void CopyFolder::remove(const QString &file)
{
    wipe(file.left(file.lastIndexOf(u'/')));
    QFile::remove(recordPath(file));
}

bool CopyFolder::removeAll()
{
    if (!QDir(m_path).entryList({u'*' + recordEnding}, QDir::Files | QDir::Hidden).isEmpty()) {
        return false;
    }
    wipe(m_path);
    return true;
}

QString CopyFolder::usualBase(const QString &storeFolder)
{
    const auto runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool isUsable = QDir::isAbsolutePath(runtime) && access(QFile::encodeName(runtime).constData(), W_OK | X_OK) == 0;
    return (isUsable ? runtime : storeFolder) + QStringLiteral("/kontor");
}

QString CopyFolder::fileName(const QString &name)
{
    return FileName::proposal(name, FileFeatures{});
}

bool CopyFolder::isScratch(const QString &name)
{
    static const QRegularExpression scratch(QRegularExpression::anchoredPattern(
        QStringLiteral(R"(\.~lock\..*#|~\$.*|\.~.*|.*~|.*\.(tmp|temp|swp|swo|swx|swpx|bak|part|kate-swp|crdownload)|\.goutputstream-.*|lu[0-9a-z]+\.tmp|#.*#|\.#.*|4913|)"
                       R"(\.nfs[0-9a-f]+|\.fuse_hidden.*|\.directory|sed[A-Za-z0-9]{6}|\.[^.].*\.[A-Za-z0-9]{6}|.*\.lock|.*\.sb-[0-9a-f]+-[A-Za-z0-9]+)")),
        QRegularExpression::CaseInsensitiveOption);
    return scratch.matchView(name).hasMatch();
}

bool CopyFolder::isLockOf(const QString &other, const QString &name)
{
    return other == QString(QStringLiteral(".~lock.") + name + u'#') || other == QString(u'.' + name + QStringLiteral(".swp"))
        || other == QString(u'.' + name + QStringLiteral(".kate-swp")) || (other.startsWith(QStringLiteral("~$")) && name.endsWith(other.mid(2)))
        || other == QString(QStringLiteral(".#") + name);
}

CopyStat CopyFolder::stat(const QString &file)
{
    struct ::stat about{};
    if (lstat(QFile::encodeName(file).constData(), &about) != 0) {
        return {};
    }
    return CopyStat{.device = about.st_dev,
                    .inode = about.st_ino,
                    .size = about.st_size,
                    .modified = qint64(about.st_mtim.tv_sec) * 1'000'000'000 + about.st_mtim.tv_nsec,
                    .changed = qint64(about.st_ctim.tv_sec) * 1'000'000'000 + about.st_ctim.tv_nsec,
                    .isRegular = S_ISREG(about.st_mode)};
}

std::optional<QByteArray> CopyFolder::contentHash(const QString &file)
{
    const auto before = stat(file);
    if (!before.isRegular) {
        return std::nullopt;
    }
    const int handle = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    QFile in;
    if (handle < 0 || !in.open(handle, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle)) {
        if (handle >= 0) {
            ::close(handle);
        }
        return std::nullopt;
    }
    QStringList blobs;
    while (true) {
        QByteArray piece;
        while (piece.size() < filePieceSize) {
            const auto more = in.read(filePieceSize - piece.size());
            if (more.isEmpty()) {
                break;
            }
            piece += more;
        }
        if (piece.isEmpty()) {
            break;
        }
        blobs << Blobs::idOf(piece);
    }
    return in.error() == QFileDevice::NoError && stat(file) == before ? std::optional(contentHash(blobs)) : std::nullopt;
}

QByteArray CopyFolder::contentHash(const QStringList &blobs)
{
    return QCryptographicHash::hash(blobs.join(u' ').toLatin1(), QCryptographicHash::Sha256);
}

QByteArray CopyFolder::wordHash(const QString &text)
{
    return text.isEmpty() ? QByteArray() : QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

}
