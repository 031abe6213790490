// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorfolder.h"

#include "files/filename.h"
#include "files/mirror/mirrorignore.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QDateTime>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
qint64 nanoseconds(const timespec &time)
{
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr qsizetype readAtOnce = 1 << 20;
}

MirrorDescriptor::MirrorDescriptor(int descriptor)
    : m_descriptor(descriptor)
{
}

MirrorDescriptor::~MirrorDescriptor()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

MirrorDescriptor::MirrorDescriptor(MirrorDescriptor &&other) noexcept
    : m_descriptor(other.release())
{
}

MirrorDescriptor &MirrorDescriptor::operator=(MirrorDescriptor &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

int MirrorDescriptor::release()
{
    return std::exchange(m_descriptor, -1);
}

std::unexpected<Error> mirrorFailure(int code, const QString &path)
{
    const auto detail = QString(QString::fromLocal8Bit(std::strerror(code)) + QStringLiteral(" (") + QString::number(code) + u')');
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        return failure(Error::Kind::OverQuota, i18nc("@info", "There is no room left for “%1” on this computer.", path), detail);
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
        return failure(Error::Kind::NotFound, i18nc("@info", "“%1” is no longer where it was.", path), detail);
    case EEXIST:
    case ENOTEMPTY:
        return failure(Error::Kind::Conflict, i18nc("@info", "There is already something called “%1”.", path), detail);
    case ENAMETOOLONG:
        return failure(Error::Kind::Forbidden, i18nc("@info", "The name of “%1” is too long for this computer.", path), detail);
    case EACCES:
    case EPERM:
    case EROFS:
        return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” may not be read or changed on this computer.", path), detail);
    default:
        return failure(Error::Kind::Forbidden, i18nc("@info", "The disk of this computer does not allow to read or write “%1”.", path), detail);
    }
}

Result<std::shared_ptr<MirrorFolder>> MirrorFolder::open(const QString &path)
{
    MirrorDescriptor root(::open(path.toUtf8().constData(), folderFlags));
    if (!root) {
        return mirrorFailure(errno, path);
    }
    struct ::stat facts = {};
    if (::fstat(*root, &facts) != 0 || facts.st_uid != ::geteuid()) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "The folder “%1” belongs to somebody else.", path));
    }
    auto folder = std::make_shared<MirrorFolder>();
    folder->m_root = std::move(root);
    folder->m_path = path;
    return folder;
}

QString MirrorFolder::identity() const
{
    struct ::statvfs system = {};
    struct ::stat facts = {};
    ::fstatvfs(*m_root, &system);
    ::fstat(*m_root, &facts);
    // Device numbers change with each start of the machine; what the file system says of itself does not.
    const auto number = system.f_fsid != 0 ? quint64(system.f_fsid) : quint64(facts.st_dev);
    return QString::number(number, 16) + u':' + QString::number(facts.st_ino);
}

int MirrorFolder::descriptor() const
{
    return *m_root;
}

QString MirrorFolder::path() const
{
    return m_path;
}

QString MirrorFolder::absolute(const QString &path) const
{
    return mirrorPath(m_path, path);
}

bool MirrorFolder::isCaseBlind() const
{
    const QByteArray name = MirrorIgnore::mark().toLatin1() + "-case-" + QByteArray::number(::getpid());
    const MirrorDescriptor probe(::openat(*m_root, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct ::stat facts = {};
    const bool isBlind = probe && ::fstatat(*m_root, name.toUpper().constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0;
    if (probe) {
        ::unlinkat(*m_root, name.constData(), 0);
    }
    return isBlind;
}

MirrorFolder::Seen MirrorFolder::seen(const struct ::stat &facts)
{
    Seen seen{.type = S_ISREG(facts.st_mode) ? Seen::Type::File : (S_ISDIR(facts.st_mode) ? Seen::Type::Folder : Seen::Type::Other), .mode = facts.st_mode, .device = facts.st_dev};
    seen.stat.inode = facts.st_ino;
    if (seen.type == Seen::Type::File) {
        seen.stat.size = facts.st_size;
        seen.stat.mtime = nanoseconds(facts.st_mtim);
        seen.stat.ctime = nanoseconds(facts.st_ctim);
    }
    return seen;
}

Result<MirrorDescriptor> MirrorFolder::openFolder(const QString &path) const
{
    MirrorDescriptor at(::fcntl(*m_root, F_DUPFD_CLOEXEC, 0));
    struct ::stat top = {};
    ::fstat(*m_root, &top);
    for (const auto names = path.split(u'/', Qt::SkipEmptyParts); const auto &name : names) {
        if (name == u"." || name == u"..") {
            return mirrorFailure(ELOOP, path);
        }
        MirrorDescriptor next(::openat(*at, name.toUtf8().constData(), folderFlags));
        struct ::stat facts = {};
        if (!next || ::fstat(*next, &facts) != 0) {
            return mirrorFailure(errno, path);
        }
        if (facts.st_dev != top.st_dev) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "Another disk lies at “%1”, which is left alone.", path));
        }
        at = std::move(next);
    }
    return at;
}

Result<MirrorFolder::Place> MirrorFolder::place(const QString &path) const
{
    const auto name = mirrorName(path);
    if (name.isEmpty() || name == u"." || name == u".." || name.contains(QChar(0)) || path.startsWith(u'/')) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” is no name for a file.", path));
    }
    return openFolder(mirrorParent(path)).transform([&name](MirrorDescriptor folder) {
        return Place{std::move(folder), name.toUtf8()};
    });
}

Result<std::optional<MirrorFolder::Seen>> MirrorFolder::look(const QString &path) const
{
    const auto where = place(path);
    if (!where) {
        return where.error().kind == Error::Kind::NotFound ? Result<std::optional<Seen>>(std::nullopt) : std::unexpected(where.error());
    }
    struct ::stat facts = {};
    if (::fstatat(*where->folder, where->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
        return seen(facts);
    }
    return errno == ENOENT ? Result<std::optional<Seen>>(std::nullopt) : mirrorFailure(errno, path);
}

Result<MirrorDescriptor> MirrorFolder::openFile(const QString &path, const MirrorStat &expected) const
{
    const auto where = place(path);
    if (!where) {
        return std::unexpected(where.error());
    }
    // Not blocking: it may have become a pipe.
    MirrorDescriptor file(::openat(*where->folder, where->name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct ::stat facts = {};
    if (!file || ::fstat(*file, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    if (!S_ISREG(facts.st_mode) || seen(facts).stat != expected) {
        return failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
    }
    return file;
}

Result<void> MirrorFolder::read(const QString &path, const MirrorStat &expected, const Piece &piece) const
{
    const auto file = openFile(path, expected);
    if (!file) {
        return std::unexpected(file.error());
    }
    QByteArray bytes(readAtOnce, Qt::Uninitialized);
    qint64 all = 0;
    while (true) {
        const auto count = ::read(**file, bytes.data(), size_t(bytes.size()));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return mirrorFailure(errno, path);
        }
        if (count == 0) {
            break;
        }
        all += count;
        if (auto taken = piece(bytes.first(count)); !taken) {
            return taken;
        }
    }
    struct ::stat facts = {};
    if (::fstat(**file, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    if (seen(facts).stat != expected || all != expected.size) {
        return failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
    }
    return {};
}

Result<MirrorStat> MirrorFolder::makeFolder(const QString &path) const
{
    const auto where = place(path);
    if (!where) {
        return std::unexpected(where.error());
    }
    struct ::stat facts = {};
    if (::fstat(*where->folder, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    // Nobody sees more of it than of the folder it is in.
    if (::mkdirat(*where->folder, where->name.constData(), 0700 | (facts.st_mode & 0777)) != 0 && errno != EEXIST) {
        return mirrorFailure(errno, path);
    }
    if (::fstatat(*where->folder, where->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(facts.st_mode)) {
        return mirrorFailure(EEXIST, path);
    }
    ::fsync(*where->folder);
    return seen(facts).stat;
}

Result<void> MirrorFolder::move(const QString &from, const QString &to) const
{
    const auto source = place(from);
    const auto target = place(to);
    if (!source || !target) {
        return std::unexpected(source ? target.error() : source.error());
    }
    if (::renameat2(*source->folder, source->name.constData(), *target->folder, target->name.constData(), RENAME_NOREPLACE) != 0) {
        const int code = errno;
        struct ::stat here = {};
        struct ::stat there = {};
        const bool isHere = ::fstatat(*source->folder, source->name.constData(), &here, AT_SYMLINK_NOFOLLOW) == 0;
        const bool isThere = ::fstatat(*target->folder, target->name.constData(), &there, AT_SYMLINK_NOFOLLOW) == 0;
        const bool isRespelled = isHere && isThere && here.st_ino == there.st_ino && here.st_dev == there.st_dev && here.st_nlink == 1;
        const bool isPlain = code == EINVAL && !isThere; // a file system that knows no conditions
        if ((!isRespelled && !isPlain) || ::renameat(*source->folder, source->name.constData(), *target->folder, target->name.constData()) != 0) {
            return mirrorFailure(code, code == EEXIST ? to : from);
        }
    }
    ::fsync(*target->folder);
    ::fsync(*source->folder);
    return {};
}

Result<void> MirrorFolder::rename(const QString &path, const QString &name) const
{
    auto source = place(path);
    const auto target = place(mirrorPath(mirrorParent(path), name));
    if (!source || !target) {
        return std::unexpected(source ? target.error() : source.error());
    }
    struct ::stat facts = {};
    if (::fstatat(*source->folder, source->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        const int descriptor = ::openat(*source->folder, ".", folderFlags);
        auto *listing = descriptor >= 0 ? ::fdopendir(descriptor) : nullptr;
        while (const auto *entry = listing ? ::readdir(listing) : nullptr) {
            if (QString::fromUtf8(entry->d_name) == mirrorName(path)) {
                source->name = entry->d_name;
            }
        }
        if (listing) {
            ::closedir(listing);
        }
    }
    if (::renameat2(*source->folder, source->name.constData(), *target->folder, target->name.constData(), RENAME_NOREPLACE) != 0) {
        return mirrorFailure(errno, errno == EEXIST ? name : path);
    }
    return {};
}

Result<void> MirrorFolder::exchange(const QString &one, const QString &other) const
{
    const auto source = place(one);
    const auto target = place(other);
    if (!source || !target) {
        return std::unexpected(source ? target.error() : source.error());
    }
    if (::renameat2(*source->folder, source->name.constData(), *target->folder, target->name.constData(), RENAME_EXCHANGE) == 0) {
        ::fsync(*target->folder);
        return {};
    }
    // A file system that cannot: the one makes room, and the next look goes on.
    return giveWay(*target, mirrorParent(other), mirrorName(other)).transform([](const QString &) {
    });
}

Result<QString> MirrorFolder::giveWay(const QString &path) const
{
    return place(path).and_then([&](const Place &where) {
        return giveWay(where, mirrorParent(path), mirrorName(path));
    });
}

Result<QString> MirrorFolder::giveWay(const Place &where, const QString &folder, const QString &name) const
{
    const auto wanted = FileName::ofConflict(name, {}, QDateTime::currentDateTime());
    QStringList taken;
    auto candidate = wanted;
    while (true) {
        const auto bytes = candidate.toUtf8();
        struct ::stat facts = {};
        const bool isThere = ::fstatat(*where.folder, bytes.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0;
        if (!isThere) {
            int done = ::renameat2(*where.folder, where.name.constData(), *where.folder, bytes.constData(), RENAME_NOREPLACE);
            if (done != 0 && errno == EINVAL) {
                done = ::renameat(*where.folder, where.name.constData(), *where.folder, bytes.constData());
            }
            if (done == 0) {
                ::fsync(*where.folder);
                return mirrorPath(folder, candidate);
            }
            if (errno != EEXIST) {
                return mirrorFailure(errno, mirrorPath(folder, name));
            }
        }
        taken << candidate;
        candidate = FileName::free(wanted, taken);
    }
}

bool MirrorFolder::isOpenForWriting(int descriptor)
{
    // A lease for reading is refused while somebody writes. Should it be broken in this very moment, the signal is one
    // that is ignored.
    ::fcntl(descriptor, F_SETSIG, SIGURG);
    if (::fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(descriptor, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

QString MirrorFolder::mark() const
{
    const auto name = QByteArray(MirrorIgnore::mark().toLatin1() + "-mirror");
    const MirrorDescriptor file(::openat(*m_root, name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    char text[200];
    const auto count = file ? ::read(*file, text, sizeof text) : 0;
    return count > 0 ? QString::fromLatin1(text, count).trimmed() : QString();
}

Result<void> MirrorFolder::setMark(const QString &text) const
{
    const auto name = QByteArray(MirrorIgnore::mark().toLatin1() + "-mirror");
    const auto next = QByteArray(name + "-new");
    ::unlinkat(*m_root, next.constData(), 0);
    {
        const MirrorDescriptor file(::openat(*m_root, next.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        const auto bytes = QByteArray(text.toLatin1() + '\n');
        if (!file || ::write(*file, bytes.constData(), size_t(bytes.size())) != bytes.size() || ::fsync(*file) != 0) {
            return mirrorFailure(errno, QString::fromLatin1(name));
        }
    }
    if (::renameat(*m_root, next.constData(), *m_root, name.constData()) != 0) {
        return mirrorFailure(errno, QString::fromLatin1(name));
    }
    ::fsync(*m_root);
    return {};
}

void MirrorFolder::removeMark() const
{
    ::unlinkat(*m_root, QByteArray(MirrorIgnore::mark().toLatin1() + "-mirror").constData(), 0);
}

}
