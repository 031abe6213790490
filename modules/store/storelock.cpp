// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storelock.h"

#include "store/storageproblem.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace Kontor
{

Result<std::unique_ptr<StoreLock>> StoreLock::take(const QString &folder)
{
    // flock() and not QLockFile: that one guesses by process ids whether a lock is stale, and
    // guesses wrong in containers, where the same small ids come again.
    const auto path = QFile::encodeName(folder + QStringLiteral("/kontor.lock"));
    const int descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return systemFailure(errno, QString::fromLocal8Bit(path));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        return std::unique_ptr<StoreLock>(new StoreLock(descriptor));
    }
    const int code = errno;
    ::close(descriptor);
    if (code == EWOULDBLOCK) {
        return storageFailure(StorageProblem::InUse, QStringLiteral("%1 is locked").arg(QString::fromLocal8Bit(path)));
    }
    return systemFailure(code, QString::fromLocal8Bit(path));
}

StoreLock::~StoreLock()
{
    ::close(m_descriptor);
}

}
