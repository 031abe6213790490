// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cell/cryptostorefolder.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
const QString databases = QStringLiteral("/IndexedDB");
constexpr int damagedKept = 3;
constexpr qsizetype roomNeeded = 4 << 20; // two of its logs
constexpr int lockAttempts = 40;
constexpr useconds_t lockPause = 50'000;

bool hasDatabase(const QString &folder)
{
    QDirIterator files(folder, {QStringLiteral("CURRENT")}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext();
}

void syncPath(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        ::fsync(file);
        ::close(file);
    }
}

/// Tables of the database never change once they are there, so a second name is as good as a copy of them.
bool copyTree(const QString &from, const QString &to)
{
    if (!QDir().mkpath(to)) {
        return false;
    }
    QDirIterator entries(from, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden | QDir::NoSymLinks);
    while (entries.hasNext()) {
        const auto info = entries.nextFileInfo();
        const QString target = to + u'/' + info.fileName();
        if (info.isDir()) {
            if (!copyTree(info.filePath(), target)) {
                return false;
            }
            continue;
        }
        if (info.fileName() == QLatin1StringView("LOCK")) {
            continue;
        }
        const auto oldName = QFile::encodeName(info.filePath());
        const auto newName = QFile::encodeName(target);
        const bool isTable = info.suffix() == QLatin1StringView("ldb");
        if (isTable && ::link(oldName.constData(), newName.constData()) == 0) {
            continue;
        }
        if (!QFile::copy(info.filePath(), target)) {
            return false;
        }
        syncPath(target);
    }
    syncPath(to);
    return true;
}
}

CryptoStoreFolder::CryptoStoreFolder(const QString &path)
    : m_path(path)
{
}

CryptoStoreFolder::~CryptoStoreFolder()
{
    if (m_lock >= 0) {
        ::close(m_lock);
    }
}

CryptoStoreFolder::Lock CryptoStoreFolder::lock()
{
    if (!QDir().mkpath(m_path) || ::chmod(QFile::encodeName(m_path).constData(), 0700) != 0) {
        return Lock::Failed;
    }
    m_lock = ::open(QFile::encodeName(m_path + QStringLiteral("/lock")).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0) {
        return Lock::Failed;
    }
    // One that was closed or killed a moment ago may need this moment.
    for (int attempt = 0; attempt < lockAttempts; ++attempt) {
        if (::flock(m_lock, LOCK_EX | LOCK_NB) == 0) {
            return Lock::Held;
        }
        if (errno != EWOULDBLOCK) {
            return Lock::Failed;
        }
        ::usleep(lockPause);
    }
    return Lock::Elsewhere;
}

bool CryptoStoreFolder::isWritable() const
{
    // Quotas are not seen in what a file system says is free.
    QFile probe(m_path + QStringLiteral("/probe"));
    const bool isWritten = probe.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && probe.write(QByteArray(roomNeeded, 'p')) == roomNeeded;
    probe.close();
    return QFile::remove(probe.fileName()) && isWritten;
}

QString CryptoStoreFolder::live() const
{
    return m_path + QStringLiteral("/live");
}

bool CryptoStoreFolder::hasLive() const
{
    return hasDatabase(live() + databases);
}

bool CryptoStoreFolder::hasGood() const
{
    return hasDatabase(m_path + QStringLiteral("/good"));
}

bool CryptoStoreFolder::copyLive()
{
    dropCopy();
    if (!hasLive()) {
        return false;
    }
    if (copyTree(live() + databases, m_path + QStringLiteral("/copy"))) {
        return true;
    }
    dropCopy();
    return false;
}

void CryptoStoreFolder::keepCopy()
{
    if (!hasDatabase(m_path + QStringLiteral("/copy"))) {
        return;
    }
    QDir folder(m_path);
    QDir(m_path + QStringLiteral("/old")).removeRecursively();
    folder.rename(QStringLiteral("good"), QStringLiteral("old"));
    folder.rename(QStringLiteral("copy"), QStringLiteral("good"));
    syncPath(m_path);
    QDir(m_path + QStringLiteral("/old")).removeRecursively();
}

void CryptoStoreFolder::dropCopy()
{
    QDir(m_path + QStringLiteral("/copy")).removeRecursively();
}

bool CryptoStoreFolder::restore()
{
    QDir folder(m_path);
    const bool isGoodThere = hasGood() || folder.rename(QStringLiteral("old"), QStringLiteral("good")); // killed between two renames
    if (!isGoodThere || !hasGood()) {
        return false;
    }
    // The copy first: where that fails, everything is as it was.
    const QString next = m_path + QStringLiteral("/next");
    QDir(next).removeRecursively();
    if (!isWritable() || !copyTree(m_path + QStringLiteral("/good"), next)) {
        QDir(next).removeRecursively();
        return false;
    }
    const auto aside = QString(QStringLiteral("damaged-") + QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-hhmmss-zzz")));
    if (QFileInfo::exists(live() + databases) && !folder.rename(QStringLiteral("live/IndexedDB"), aside)) {
        return false;
    }
    if (!QDir().mkpath(live()) || !folder.rename(QStringLiteral("next"), QStringLiteral("live/IndexedDB"))) {
        return false;
    }
    syncPath(live());
    syncPath(m_path);
    auto kept = folder.entryList({QStringLiteral("damaged-*")}, QDir::Dirs, QDir::Name);
    while (kept.size() > damagedKept) {
        QDir(folder.filePath(kept.takeFirst())).removeRecursively();
    }
    return true;
}

}
