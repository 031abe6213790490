// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storageproblem.h"

#include <KLocalizedString>

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace Kontor
{

namespace
{

struct Word {
    StorageProblem problem;
    QLatin1StringView text;
};

constexpr Word words[] = {
    {StorageProblem::Damaged, QLatin1StringView("damaged")},
    {StorageProblem::WrongKey, QLatin1StringView("wrong-key")},
    {StorageProblem::DiskFull, QLatin1StringView("disk-full")},
    {StorageProblem::Unreadable, QLatin1StringView("unreadable")},
    {StorageProblem::InUse, QLatin1StringView("in-use")},
    {StorageProblem::NotPermitted, QLatin1StringView("not-permitted")},
    {StorageProblem::TooNew, QLatin1StringView("too-new")},
    {StorageProblem::Other, QLatin1StringView("other")},
};

QString sentence(StorageProblem problem)
{
    switch (problem) {
    case StorageProblem::None:
        break;
    case StorageProblem::Damaged:
        return i18nc("@info", "The local data of Kontor is damaged. It can be rebuilt from the servers; what you did but was not sent yet is rescued as far as possible.");
    case StorageProblem::WrongKey:
        return i18nc("@info", "The local data of Kontor cannot be opened with the key that was found.");
    case StorageProblem::DiskFull:
        return i18nc("@info", "There is no space left on the disk, so Kontor cannot save anything. Please free some space.");
    case StorageProblem::Unreadable:
        return i18nc("@info", "The disk reported an error while Kontor was using its local data.");
    case StorageProblem::InUse:
        return i18nc("@info", "The local data is in use by another running Kontor.");
    case StorageProblem::NotPermitted:
        return i18nc("@info", "Kontor is not permitted to read or write its local data.");
    case StorageProblem::TooNew:
        return i18nc("@info", "The local data was written by a newer version of Kontor. Please update Kontor.");
    case StorageProblem::Other:
        break;
    }
    return i18nc("@info", "The local data of Kontor could not be read or written.");
}

Error makeError(StorageProblem problem, const QString &detail)
{
    for (const auto &word : words) {
        if (word.problem == problem) {
            return Error{.kind = Error::Kind::Storage, .message = sentence(problem), .detail = word.text + QStringLiteral(": ") + detail};
        }
    }
    return Error{.kind = Error::Kind::Storage, .message = sentence(problem), .detail = detail};
}

StorageProblem problemOfErrno(int code)
{
    switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: // the process's file size limit: as good as full
        return StorageProblem::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return StorageProblem::NotPermitted;
    case EIO:
        return StorageProblem::Unreadable;
    default:
        return StorageProblem::Other;
    }
}

StorageProblem problemOfSqlite(sqlite3 *handle, int code)
{
    const int systemCode = handle ? sqlite3_system_errno(handle) : 0;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return StorageProblem::DiskFull;
    case SQLITE_IOERR: {
        const auto problem = problemOfErrno(systemCode);
        return problem == StorageProblem::Other ? StorageProblem::Unreadable : problem;
    }
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return StorageProblem::Damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return StorageProblem::InUse;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return StorageProblem::NotPermitted;
    case SQLITE_CANTOPEN: {
        const auto problem = problemOfErrno(systemCode);
        return problem == StorageProblem::Other ? StorageProblem::NotPermitted : problem;
    }
    default:
        return StorageProblem::Other;
    }
}

}

StorageProblem storageProblem(const Error &error)
{
    if (error.kind != Error::Kind::Storage) {
        return StorageProblem::None;
    }
    for (const auto &word : words) {
        if (error.detail.startsWith(word.text + QLatin1Char(':'))) {
            return word.problem;
        }
    }
    return StorageProblem::Other;
}

bool isDamaged(const Error &error)
{
    return storageProblem(error) == StorageProblem::Damaged;
}

std::unexpected<Error> storageFailure(StorageProblem problem, const QString &detail)
{
    return std::unexpected(makeError(problem, detail));
}

Error sqliteError(sqlite3 *handle, int code)
{
    const auto text = handle ? QString::fromUtf8(sqlite3_errmsg(handle)) : QString::fromUtf8(sqlite3_errstr(code));
    return makeError(problemOfSqlite(handle, code), QStringLiteral("sqlite %1: %2").arg(code).arg(text));
}

std::unexpected<Error> systemFailure(int code, const QString &what)
{
    return storageFailure(problemOfErrno(code), QStringLiteral("%1: %2").arg(what, QString::fromLocal8Bit(std::strerror(code))));
}

}
