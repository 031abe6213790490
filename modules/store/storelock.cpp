// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storelock.h"

#include "store/storageproblem.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace Kontor
{

namespace
{
constexpr int readersAtMost = 5000; // ms
constexpr int pause = 50; // ms

QString readersFile(const QString &folder)
{
    return folder + QStringLiteral("/kontor-readers.lock");
}
}

Result<std::unique_ptr<StoreLock>> StoreLock::take(const QString &folder)
{
    return lock(folder + QStringLiteral("/kontor.lock"), LOCK_EX);
}

Result<std::unique_ptr<StoreLock>> StoreLock::takeForReading(const QString &folder)
{
    return lock(readersFile(folder), LOCK_SH);
}

Result<std::unique_ptr<StoreLock>> StoreLock::takeFromReaders(const QString &folder)
{
    const QDeadlineTimer deadline(readersAtMost);
    for (;;) {
        auto taken = lock(readersFile(folder), LOCK_EX);
        if (taken || storageProblem(taken.error()) != StorageProblem::InUse || deadline.hasExpired()) {
            return taken;
        }
        QThread::msleep(pause);
    }
}

Result<std::unique_ptr<StoreLock>> StoreLock::lock(const QString &path, int operation)
{
    // flock() and not QLockFile: that one guesses by process ids whether a lock is stale, and
    // guesses wrong in containers, where the same small ids come again.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return systemFailure(errno, path);
    }
    if (::flock(descriptor, operation | LOCK_NB) == 0) {
        return std::unique_ptr<StoreLock>(new StoreLock(descriptor));
    }
    const int code = errno;
    ::close(descriptor);
    if (code == EWOULDBLOCK) {
        return storageFailure(StorageProblem::InUse, QStringLiteral("%1 is locked").arg(path));
    }
    return systemFailure(code, path);
}

StoreLock::~StoreLock()
{
    ::close(m_descriptor);
}

}
