// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a file of the real folder is written and replaced, and what is made of the remains of an interruption.
#include "files/mirror/mirrorfolder.h"
#include "files/mirror/mirrorignore.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QRandomGenerator>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
// ".~kontor-new-…" is ours and unfinished. ".~kontor-<inode>-…" was finished; once it has changed places with what was
// there before, its inode is another one than the name says.
QByteArray fresh(const QByteArray &kind)
{
    return MirrorIgnore::mark().toLatin1() + '-' + kind + '-' + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
}

std::unexpected<Error> killed()
{
    return cancelled();
}
}

Result<MirrorStat> MirrorFolder::write(const QString &path, const Replacement &replacement) const
{
    const auto target = place(path);
    if (!target) {
        return std::unexpected(target.error());
    }
    const auto pulse = [&replacement] {
        return !replacement.pulse || replacement.pulse();
    };
    auto name = fresh("new");
    MirrorDescriptor file(::openat(*target->folder, name.constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct ::stat facts = {};
    if (!file || ::fstat(*file, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    const auto giveUp = [&](const Error &error) -> Result<MirrorStat> {
        // Only what is ours: after a change of places that name is another's.
        struct ::stat now = {};
        if (::fstatat(*target->folder, name.constData(), &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == facts.st_ino) {
            ::unlinkat(*target->folder, name.constData(), 0);
        }
        return std::unexpected(error);
    };
    if (!pulse()) {
        return killed();
    }
    if (auto filled = replacement.fill(*file); !filled) {
        return filled.error().kind == Error::Kind::Cancelled && !pulse() ? Result<MirrorStat>(killed()) : giveUp(filled.error());
    }
    struct ::stat before = {};
    // Nobody sees more of it than of the folder it is in.
    mode_t mode = 0600 | (::fstat(*target->folder, &before) == 0 ? before.st_mode & 0666 : 0);
    if (replacement.replaced) {
        if (::fstatat(*target->folder, target->name.constData(), &before, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(before.st_mode)) {
            mode = before.st_mode & 0777;
        }
    } else {
        static const mode_t mask = [] {
            const auto known = ::umask(077);
            ::umask(known);
            return known;
        }();
        mode &= ~mask;
    }
    if (replacement.modified != 0) {
        const auto milliseconds = replacement.modified;
        const auto seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0);
        const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = time_t(seconds), .tv_nsec = long(milliseconds - seconds * 1000) * 1'000'000}};
        ::futimens(*file, times);
    }
    ::fchmod(*file, mode);
    if (::fsync(*file) != 0) {
        return giveUp(mirrorFailure(errno, path).error());
    }
    const auto finished = fresh(QByteArray::number(quint64(facts.st_ino)));
    if (::renameat(*target->folder, name.constData(), *target->folder, finished.constData()) != 0) {
        return giveUp(mirrorFailure(errno, path).error());
    }
    name = finished;
    if (!pulse()) {
        return killed();
    }
    auto replaced = replacement.prepare ? replacement.prepare() : Result<void>();
    if (replaced) {
        replaced = replace(*target, name, path, replacement);
    }
    if (!replaced) {
        if (replaced.error().kind == Error::Kind::Cancelled) {
            return killed();
        }
        return giveUp(replaced.error());
    }
    ::fsync(*target->folder);
    if (::fstat(*file, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    return seen(facts).stat;
}

Result<void> MirrorFolder::replace(const Place &target, const QByteArray &temporary, const QString &path, const Replacement &replacement) const
{
    const int folder = *target.folder;
    const auto *from = temporary.constData();
    const auto *to = target.name.constData();
    const auto pulse = [&replacement] {
        return !replacement.pulse || replacement.pulse();
    };
    if (!replacement.replaced) {
        if (::renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0) {
            return {};
        }
        if (errno != EINVAL) {
            return mirrorFailure(errno, path);
        }
        // A file system without conditions: a second name is refused where something is.
        if (::linkat(folder, from, folder, to, 0) == 0) {
            ::unlinkat(folder, from, 0);
            return {};
        }
        struct ::stat facts = {};
        if (errno == EEXIST || ::fstatat(folder, to, &facts, AT_SYMLINK_NOFOLLOW) == 0) {
            return mirrorFailure(EEXIST, path);
        }
        return ::renameat(folder, from, folder, to) == 0 ? Result<void>() : mirrorFailure(errno, path);
    }
    const MirrorDescriptor before(::openat(folder, to, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct ::stat facts = {};
    if (!before || ::fstat(*before, &facts) != 0) {
        return mirrorFailure(errno, path);
    }
    const auto was = seen(facts).stat;
    if (was != *replacement.replaced || isOpenForWriting(*before)) {
        return failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
    }
    if (::renameat2(folder, from, folder, to, RENAME_EXCHANGE) != 0) {
        if (errno != EINVAL && errno != ENOSYS) {
            return mirrorFailure(errno, path);
        }
        const auto aside = fresh("0");
        if (::renameat(folder, to, folder, aside.constData()) != 0) {
            return mirrorFailure(errno, path);
        }
        if (::renameat(folder, from, folder, to) != 0) {
            const int code = errno;
            ::renameat(folder, aside.constData(), folder, to);
            return mirrorFailure(code, path);
        }
        ::renameat(folder, aside.constData(), folder, from);
    }
    ::fsync(folder);
    if (!pulse()) {
        return killed();
    }
    // What was there lies under our name now. Is it still what it was?
    if (::fstatat(folder, from, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return {};
    }
    const auto is = seen(facts).stat;
    const Place old{MirrorDescriptor(::fcntl(folder, F_DUPFD_CLOEXEC, 0)), temporary};
    if (is.isProbably(was) && !isOpenForWriting(*before)) {
        if (!replacement.isKept) {
            ::unlinkat(folder, from, 0);
            return {};
        }
        if (trash(old, path, {})) {
            return {};
        }
    }
    return giveWay(old, mirrorParent(path), mirrorName(path)).transform([](const QString &) {
    });
}

Result<void> MirrorFolder::clear(const QString &folder, const QString &name, const QSet<QByteArray> &known) const
{
    const auto where = place(mirrorPath(folder, name));
    if (!where) {
        return std::unexpected(where.error());
    }
    struct ::stat facts = {};
    if (::fstatat(*where->folder, where->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) {
        return {};
    }
    const auto kind = where->name.split('-').value(1);
    const bool isOurs = kind == "new" || kind == "case" || kind.toULongLong() == quint64(facts.st_ino);
    if (isOurs) {
        return ::unlinkat(*where->folder, where->name.constData(), 0) == 0 || errno == ENOENT ? Result<void>() : mirrorFailure(errno, name);
    }
    const auto recovered = i18nc("the name of a file whose own is not known", "Recovered File");
    QCryptographicHash hash(QCryptographicHash::Sha256);
    auto hashed = read(mirrorPath(folder, name), seen(facts).stat, [&hash](const QByteArray &piece) -> Result<void> {
        hash.addData(piece);
        return {};
    });
    if (!hashed) {
        return hashed;
    }
    if (known.contains(hash.result()) && trash(*where, mirrorPath(folder, recovered), {})) {
        return {};
    }
    return giveWay(*where, folder, recovered).transform([](const QString &) {
    });
}

}
