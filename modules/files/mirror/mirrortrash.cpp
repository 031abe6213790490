// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The trash of this user, as desktops keep it (freedesktop.org Trash specification 1.0): in the home folder for what lies
// on the same file system, else at the top of its own.
#include "files/mirror/mirrorfolder.h"
#include "files/mirror/mirrorscan.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

MirrorDescriptor madeFolder(int parent, const char *name)
{
    ::mkdirat(parent, name, 0700);
    MirrorDescriptor folder(::openat(parent, name, folderFlags));
    struct ::stat facts = {};
    const bool isMine = folder && ::fstat(*folder, &facts) == 0 && facts.st_uid == ::getuid();
    return isMine ? std::move(folder) : MirrorDescriptor();
}

struct Trash {
    MirrorDescriptor files{};
    MirrorDescriptor info{};
    QString top{}; ///< paths are told from here; empty: whole ones

    explicit operator bool() const
    {
        return files && info;
    }
};

Trash opened(MirrorDescriptor folder, const QString &top)
{
    if (!folder) {
        return {};
    }
    return {madeFolder(*folder, "files"), madeFolder(*folder, "info"), top};
}

dev_t deviceOf(const QString &path)
{
    struct ::stat facts = {};
    return ::stat(path.toUtf8().constData(), &facts) == 0 ? facts.st_dev : dev_t{};
}

/// Those that may take something of this file system, the best first.
QList<std::shared_ptr<Trash>> trashesFor(const QString &root, dev_t device)
{
    QList<std::shared_ptr<Trash>> found;
    const auto home = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    QDir().mkpath(home);
    if (deviceOf(home) == device) {
        const MirrorDescriptor folder(::open(home.toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        found << std::make_shared<Trash>(opened(folder ? madeFolder(*folder, "Trash") : MirrorDescriptor(), {}));
    }
    auto top = root;
    while (top != u"/" && deviceOf(QFileInfo(top).path()) == device) {
        top = QFileInfo(top).path();
    }
    const MirrorDescriptor folder(::open(top.toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto name = QByteArray(".Trash-" + QByteArray::number(::getuid()));
    found << std::make_shared<Trash>(opened(folder ? madeFolder(*folder, name.constData()) : MirrorDescriptor(), top));
    found.removeIf([](const std::shared_ptr<Trash> &trash) {
        return !*trash;
    });
    return found;
}

/// The note that keeps a place in the trash; the name there, or nothing.
QByteArray reserved(const Trash &trash, const QString &name, const QString &path)
{
    const auto told = trash.top.isEmpty() ? path : path.mid(trash.top.size() + (trash.top.endsWith(u'/') ? 0 : 1));
    const auto text = QByteArray("[Trash Info]\nPath=" + QUrl::toPercentEncoding(told, "/") + "\nDeletionDate=" + QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")).toLatin1() + '\n');
    const auto bytes = name.toUtf8();
    for (int count = 1; count < 10'000; ++count) {
        const auto ending = QByteArray(count == 1 ? QByteArray() : '.' + QByteArray::number(count));
        const auto place = QByteArray(bytes.left(255 - ending.size() - 10) + ending);
        const auto note = QByteArray(place + ".trashinfo");
        const MirrorDescriptor file(::openat(*trash.info, note.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file) {
            if (errno == EEXIST) {
                continue;
            }
            return {};
        }
        struct ::stat facts = {};
        if (::fstatat(*trash.files, place.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0 || ::write(*file, text.constData(), size_t(text.size())) != text.size()) {
            ::unlinkat(*trash.info, note.constData(), 0);
            continue;
        }
        return place;
    }
    return {};
}
}

Result<void> MirrorFolder::toTrash(const QString &path, const MirrorLocal &expected, const QList<MirrorLocal> &below) const
{
    const auto where = place(path);
    if (!where) {
        return std::unexpected(where.error());
    }
    struct ::stat facts = {};
    if (::fstatat(*where->folder, where->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return mirrorFailure(errno, path);
    }
    const auto isAsExpected = [&](const struct ::stat &now) {
        const auto is = seen(now);
        return expected.isFolder ? is.type == Seen::Type::Folder && is.stat.inode == expected.stat.inode : is.type == Seen::Type::File && is.stat.isProbably(expected.stat);
    };
    if (!isAsExpected(facts)) {
        return failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
    }
    return trash(*where, path, [&](int folder, const QByteArray &name) {
        struct ::stat now = {};
        if (::fstatat(folder, name.constData(), &now, AT_SYMLINK_NOFOLLOW) != 0 || !isAsExpected(now)) {
            return false;
        }
        if (!expected.isFolder) {
            return true;
        }
        const MirrorDescriptor all(::openat(folder, name.constData(), folderFlags));
        return all && MirrorScan::isSame(*all, path, below);
    });
}

Result<void> MirrorFolder::trash(const Place &where, const QString &path, const Check &isSame) const
{
    struct ::stat facts = {};
    if (::fstatat(*where.folder, where.name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return mirrorFailure(errno, path);
    }
    for (const auto all = trashesFor(m_path, facts.st_dev); const auto &trash : all) {
        const auto name = reserved(*trash, mirrorName(path), absolute(path));
        if (name.isEmpty()) {
            continue;
        }
        const auto note = QByteArray(name + ".trashinfo");
        int moved = ::renameat2(*where.folder, where.name.constData(), *trash->files, name.constData(), RENAME_NOREPLACE);
        if (moved != 0 && errno == EINVAL) {
            moved = ::renameat(*where.folder, where.name.constData(), *trash->files, name.constData());
        }
        if (moved != 0) {
            const int code = errno;
            ::unlinkat(*trash->info, note.constData(), 0);
            if (code == EXDEV) {
                continue;
            }
            return mirrorFailure(code, path);
        }
        ::fsync(*where.folder);
        // Saved in this very moment? Then back with it.
        if (isSame && !isSame(*trash->files, name) && ::renameat2(*trash->files, name.constData(), *where.folder, where.name.constData(), RENAME_NOREPLACE) == 0) {
            ::unlinkat(*trash->info, note.constData(), 0);
            return failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
        }
        return {};
    }
    return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” was deleted on the server, but there is no trash here that could take it. It stays.", path));
}

}
