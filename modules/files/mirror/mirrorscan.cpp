// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorscan.h"

#include "files/filename.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>

#include <algorithm>
#include <ctime>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int deepest = 500; // folders; descriptors are held on the way down

qint64 nowInNanoseconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// Another change within the same tick of the file system's clock would leave the same times.
bool isYoung(const MirrorStat &stat, qint64 now)
{
    constexpr qint64 second = 1'000'000'000;
    const bool isCoarse = stat.mtime % second == 0 && stat.ctime % second == 0;
    return std::abs(now - stat.ctime) < (isCoarse ? 5 * second / 2 : second / 20);
}

struct Walk {
    const MirrorScan::Options &options;
    MirrorScan::Found found{};
    dev_t device{};

    bool isStopped() const
    {
        return options.isStopped && options.isStopped();
    }

    void enter(MirrorDescriptor folder, const QString &path, qsizetype place, int depth);
    void meet(int folder, const QByteArray &name, const QString &path, qsizetype place, int depth);
    void mark(qsizetype place, bool MirrorLocal::*what)
    {
        if (place >= 0) {
            found.entries[place].*what = true;
        }
    }
};

void Walk::enter(MirrorDescriptor folder, const QString &path, qsizetype place, int depth)
{
    if (options.entered) {
        options.entered(*folder, path);
    }
    const int descriptor = ::fcntl(*folder, F_DUPFD_CLOEXEC, 0);
    auto *listing = descriptor >= 0 ? ::fdopendir(descriptor) : nullptr;
    if (!listing) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
        found.unread << path;
        found.problems << MirrorProblem{path, i18nc("@info", "The folder cannot be read."), {}};
        return;
    }
    QList<QByteArray> names;
    errno = 0;
    while (const auto *entry = ::readdir(listing)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..") {
            names << name;
        }
        errno = 0;
    }
    const bool isWhole = errno == 0;
    ::closedir(listing);
    if (!isWhole) {
        found.unread << path;
        found.problems << MirrorProblem{path, i18nc("@info", "The folder cannot be read."), {}};
    }
    std::ranges::sort(names);
    const auto before = found.entries.size();
    for (const auto &name : std::as_const(names)) {
        if (isStopped()) {
            return;
        }
        meet(*folder, name, path, place, depth);
    }
    if (place >= 0) {
        found.entries[place].isEmptyButOthers = found.entries.size() == before && !names.isEmpty();
    }
}

void Walk::meet(int folder, const QByteArray &name, const QString &path, qsizetype place, int depth)
{
    const auto text = QString::fromUtf8(name);
    const auto whole = mirrorPath(path, text);
    if (options.ignore->isTemporary(text)) {
        const QString mark = MirrorIgnore::mark();
        const bool isOurs = text.startsWith(QString(mark + u'-')) && !text.startsWith(QString(mark + QStringLiteral("-mirror")));
        if (isOurs) {
            found.litter.append({path, text});
        }
        return;
    }
    struct ::stat facts = {};
    if (::fstatat(folder, name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return; // gone meanwhile
    }
    const auto seen = MirrorFolder::seen(facts);
    if (text.toUtf8() != name) {
        mark(place, &MirrorLocal::holdsOthers);
        found.problems << MirrorProblem{whole, i18nc("@info", "The name is written in an unknown way and cannot be read."), FileName::free(QString(text).replace(QChar::ReplacementCharacter, u'_'), {})};
        return;
    }
    if (options.ignore->isUnwanted(whole)) {
        mark(place, &MirrorLocal::holdsOthers);
        return;
    }
    const bool isElsewhere = seen.type == MirrorFolder::Seen::Type::Folder && seen.device != device;
    if (seen.type == MirrorFolder::Seen::Type::Other || isElsewhere || depth >= deepest) {
        mark(place, &MirrorLocal::holdsOthers);
        found.others << whole;
        return;
    }
    MirrorLocal entry{.path = whole, .isFolder = seen.type == MirrorFolder::Seen::Type::Folder, .stat = seen.stat};
    if (!entry.isFolder) {
        entry.isYoung = isYoung(entry.stat, nowInNanoseconds());
        found.entries << entry;
        return;
    }
    MirrorDescriptor next(::openat(folder, name.constData(), folderFlags));
    const auto index = found.entries.size();
    found.entries << entry;
    if (!next) {
        found.unread << whole;
        found.problems << MirrorProblem{whole, i18nc("@info", "The folder cannot be read."), {}};
        return;
    }
    enter(std::move(next), whole, index, depth + 1);
}
}

MirrorScan::Found MirrorScan::scan(const MirrorFolder &folder, const Options &options)
{
    Walk walk{.options = options};
    struct ::stat facts = {};
    ::fstat(folder.descriptor(), &facts);
    walk.device = facts.st_dev;
    walk.enter(MirrorDescriptor(::openat(folder.descriptor(), ".", folderFlags)), {}, -1, 0);
    return std::move(walk.found);
}

bool MirrorScan::isSame(int descriptor, const QString &path, const QList<MirrorLocal> &below)
{
    const MirrorIgnore nothing;
    const Options options{.ignore = &nothing};
    Walk walk{.options = options};
    struct ::stat facts = {};
    ::fstat(descriptor, &facts);
    walk.device = facts.st_dev;
    walk.enter(MirrorDescriptor(::openat(descriptor, ".", folderFlags)), path, -1, 0);
    if (walk.found.entries.size() != below.size() || !walk.found.unread.isEmpty() || !walk.found.others.isEmpty()) {
        return false;
    }
    QHash<QString, const MirrorLocal *> expected;
    for (const auto &one : below) {
        expected.insert(one.path, &one);
    }
    return std::ranges::all_of(walk.found.entries, [&expected](const MirrorLocal &now) {
        const auto *was = expected.value(now.path);
        return was && was->isFolder == now.isFolder && (now.isFolder ? was->stat.inode == now.stat.inode : was->stat.isProbably(now.stat));
    });
}

}
