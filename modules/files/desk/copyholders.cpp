// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copyholders.h"

#include "files/desk/copyfolder.h"

#include <QDir>
#include <QFile>
#include <QUrl>

#include <array>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
QByteArray target(const QByteArray &link)
{
    std::array<char, PATH_MAX> buffer;
    const auto length = readlink(link.constData(), buffer.data(), buffer.size());
    return length > 0 ? QByteArray(buffer.data(), length) : QByteArray();
}

QByteArray beginningOf(const QByteArray &path, qint64 atMost)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.read(atMost) : QByteArray();
}

bool mayWrite(const QByteArray &process, const QByteArray &descriptor)
{
    const auto lines = beginningOf(process + "/fdinfo/" + descriptor, 512).split('\n');
    for (const auto &line : lines) {
        if (line.startsWith("flags:")) {
            return (line.mid(6).trimmed().toLongLong(nullptr, 8) & O_ACCMODE) != O_RDONLY;
        }
    }
    return false;
}

/// The names in a folder of /proc.
QList<QByteArray> numbersIn(const QByteArray &path)
{
    QList<QByteArray> numbers;
    if (auto *folder = opendir(path.constData())) {
        while (const auto *entry = readdir(folder)) {
            if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') {
                numbers << QByteArray(entry->d_name);
            }
        }
        closedir(folder);
    }
    return numbers;
}

struct Wanted {
    QByteArray file;
    QByteArray folder; ///< with a slash
    QByteArray folderInUrl;
};

void look(const QByteArray &process, const QList<Wanted> &wanted, QList<CopyHolders::Hold> &found)
{
    const auto note = [&](const QByteArray &path, const QByteArray &descriptor) {
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            if (path.startsWith(wanted[i].folder)) {
                found[i].isHeld = true;
                found[i].isWritten = found[i].isWritten || (path == wanted[i].file && !descriptor.isEmpty() && mayWrite(process, descriptor));
            }
        }
    };
    const auto open = process + "/fd/";
    for (const auto descriptors = numbersIn(open); const auto &descriptor : descriptors) {
        note(target(open + descriptor), descriptor);
    }
    note(target(process + "/cwd") + '/', {});
    const auto command = beginningOf(process + "/cmdline", 1 << 16);
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        found[i].isHeld = found[i].isHeld || command.contains(wanted[i].folder) || command.contains(wanted[i].folderInUrl);
    }
}
}

QList<CopyHolders::Hold> CopyHolders::of(const QStringList &files)
{
    QList<Hold> found(files.size());
    QList<Wanted> wanted;
    for (qsizetype i = 0; i < files.size(); ++i) {
        const auto slash = files[i].lastIndexOf(u'/');
        const auto folder = files[i].left(slash + 1);
        wanted << Wanted{QFile::encodeName(files[i]), QFile::encodeName(folder), QUrl::fromLocalFile(folder).toEncoded()};
        const auto names = QDir(folder).entryList(QDir::Files | QDir::Hidden | QDir::System);
        for (const auto &name : names) {
            found[i].isHeld = found[i].isHeld || CopyFolder::isLockOf(name, files[i].mid(slash + 1));
        }
    }
    const auto own = QByteArray::number(getpid());
    for (const auto processes = files.isEmpty() ? QList<QByteArray>() : numbersIn("/proc"); const auto &process : processes) {
        struct stat about{};
        const QByteArray path = QByteArray("/proc/") + process;
        if (process != own && ::stat(path.constData(), &about) == 0 && about.st_uid == geteuid()) {
            look(path, wanted, found);
        }
    }
    return found;
}

}
