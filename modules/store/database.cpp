// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "store/cipherpages.h"
#include "store/storageproblem.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QMutex>

#include <openssl/crypto.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <deque>
#include <vector>

namespace Kontor
{

namespace
{

constexpr int busyMilliseconds = 5000;
constexpr int onceKept = 64;

QMutex faultMutex;
Database::Fault faultFunction;
std::atomic<bool> faultSet = false;
thread_local bool faultsIgnored = false;

/// Why the first read failed: SQLite says "not a database" for a wrong key as well as for a damaged first page.
StorageProblem whyUnreadable(const Database::Options &options)
{
    QFile file(options.path);
    if (!file.open(QIODevice::ReadOnly)) {
        return StorageProblem::NotPermitted;
    }
    const auto start = file.read(16);
    if (start.size() < 16 || start == CipherPages::saltOf(options.key)) {
        return StorageProblem::Damaged;
    }
    const CipherPages pages(options.key, options.pageSize);
    const qint64 count = file.size() / options.pageSize;
    const qint64 stride = std::max(qint64(1), count / 256);
    bool allZero = start.count('\0') == start.size();
    for (qint64 number = 1; number <= count; number += stride) {
        file.seek((number - 1) * options.pageSize);
        if (pages.isWhole(file.read(options.pageSize), quint32(number))) {
            return StorageProblem::Damaged;
        }
    }
    return allZero ? StorageProblem::Damaged : StorageProblem::WrongKey;
}

/// Files are the owner's alone; SQLite gives the log files the same rights.
Result<void> makePrivate(const QString &path)
{
    QFile file(path);
    if (file.exists()) {
        // Rights that were taken away by mistake: who owns it may have them back.
        constexpr auto own = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
        for (const QString &name : {QString(path), QString(path + QStringLiteral("-wal")), QString(path + QStringLiteral("-shm"))}) {
            if (QFile::exists(name) && (QFile::permissions(name) & own) != own) {
                QFile::setPermissions(name, own);
            }
        }
        return {};
    }
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return storageFailure(StorageProblem::NotPermitted, file.errorString());
    }
    return {};
}

}

struct Database::Private {
    sqlite3 *handle = nullptr;
    QHash<QByteArray, std::vector<std::unique_ptr<Statement>> *> byText;
    std::deque<std::vector<std::unique_ptr<Statement>>> statements;
    std::deque<std::pair<QByteArray, std::unique_ptr<Statement>>> once;
};

Database::Database()
    : d(std::make_unique<Private>())
{
}

Database::~Database()
{
    d->statements.clear();
    d->once.clear();
    sqlite3_close(d->handle);
}

Result<std::unique_ptr<Database>> Database::open(Options options)
{
    if (options.key.size() != 32) {
        return storageFailure(StorageProblem::WrongKey, QStringLiteral("the key has %1 bytes").arg(options.key.size()));
    }
    if (auto checked = checkFile(options.path); !checked) {
        return std::unexpected(checked.error());
    }
    if (options.mode == Mode::ReadWrite) {
        if (auto made = makePrivate(options.path); !made) {
            return std::unexpected(made.error());
        }
    }
    if (auto fault = nextFault()) {
        return std::unexpected(*fault);
    }
    if (const auto size = QFileInfo(options.path).size(); size > 0 && size < options.pageSize) {
        // SQLite would take it for a new file.
        return storageFailure(StorageProblem::Damaged, QStringLiteral("only %1 bytes are left").arg(size));
    }
    std::unique_ptr<Database> database(new Database);
    int code = sqlite3_open_v2(
        QFile::encodeName(options.path).constData(), &database->d->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    auto *handle = database->d->handle;
    if (code != SQLITE_OK) {
        return std::unexpected(sqliteError(handle, code));
    }
    sqlite3_busy_timeout(handle, busyMilliseconds);

    // Key and salt are given both: a file whose first bytes are lost can still be read.
    QByteArray key = "x'" + options.key.toHex() + CipherPages::saltOf(options.key).toHex() + "'";
    code = sqlite3_key(handle, key.constData(), int(key.size()));
    OPENSSL_cleanse(key.data(), size_t(key.size()));
    if (code != SQLITE_OK) {
        return std::unexpected(sqliteError(handle, code));
    }
    // After the key: with the first one SQLCipher decides anew where to log. We tell the user ourselves.
    sqlite3_exec(handle, "PRAGMA cipher_log_level = NONE", nullptr, nullptr, nullptr);
    if (auto done = database->execute("PRAGMA cipher_page_size = " + QByteArray::number(options.pageSize)); !done) {
        return std::unexpected(done.error());
    }
    code = sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_NOTADB) {
        return storageFailure(whyUnreadable(options), QStringLiteral("the first page cannot be read"));
    }
    if (code != SQLITE_OK) {
        return std::unexpected(sqliteError(handle, code));
    }

    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    // Overwriting deleted rows is of no use in a file that is encrypted anyway.
    QByteArray settings = "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA secure_delete = OFF; PRAGMA cache_size = -"
        + QByteArray::number(qint64(options.cacheMiB) * 1024);
    if (options.mode == Mode::ReadWrite) {
        // Checkpoints of 16 MiB: fewer fsyncs while much is written. The log shrinks afterwards.
        if (options.vacuum == Vacuum::Incremental) {
            settings += "; PRAGMA auto_vacuum = INCREMENTAL";
        }
        settings += "; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 33554432; PRAGMA wal_autocheckpoint = "
            + QByteArray::number((16 << 20) / options.pageSize);
    } else {
        settings += "; PRAGMA query_only = ON";
    }
    if (auto done = database->execute(settings); !done) {
        return std::unexpected(done.error());
    }
    return database;
}

Result<void> Database::checkFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isFile()) {
        return storageFailure(StorageProblem::Damaged, QStringLiteral("%1 is not a file").arg(path));
    }
    if (!info.exists() && info.isSymLink()) {
        return storageFailure(StorageProblem::Unreadable, QStringLiteral("%1 links to %2, which is not there").arg(path, info.symLinkTarget()));
    }
    return {};
}

Statement &Database::prepare(const char *sql)
{
    const auto text = QByteArray::fromRawData(sql, qsizetype(qstrlen(sql)));
    auto *copies = d->byText.value(text);
    if (!copies) {
        copies = &d->statements.emplace_back();
        d->byText.insert(QByteArray(sql), copies);
    }
    for (const auto &statement : *copies) {
        if (!statement->isBusy()) {
            return *statement;
        }
    }
    return *copies->emplace_back(std::make_unique<Statement>(d->handle, QByteArray(sql)));
}

Statement &Database::prepareOnce(const QByteArray &sql)
{
    for (const auto &[text, statement] : d->once) {
        if (text == sql && !statement->isBusy()) {
            return *statement;
        }
    }
    if (d->once.size() >= onceKept && !d->once.front().second->isBusy()) {
        d->once.pop_front();
    }
    return *d->once.emplace_back(sql, std::make_unique<Statement>(d->handle, sql)).second;
}

Result<void> Database::execute(const QByteArray &sql)
{
    if (auto fault = nextFault()) {
        return std::unexpected(*fault);
    }
    if (const int code = sqlite3_exec(d->handle, sql.constData(), nullptr, nullptr, nullptr); code != SQLITE_OK) {
        return std::unexpected(sqliteError(d->handle, code));
    }
    return {};
}

Result<void> Database::begin()
{
    return prepare("BEGIN IMMEDIATE").run();
}

Result<void> Database::commit()
{
    return prepare("COMMIT").run();
}

void Database::rollback()
{
    // Past the fault hook and without a result: SQLite may have rolled back by itself already.
    if (!sqlite3_get_autocommit(d->handle)) {
        sqlite3_exec(d->handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Result<void> Database::checkpoint()
{
    if (const int code = sqlite3_wal_checkpoint_v2(d->handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr); code != SQLITE_OK) {
        return std::unexpected(sqliteError(d->handle, code));
    }
    return {};
}

Result<void> Database::flushLog(const QString &path)
{
    // SQLite puts the log beside the file itself, not beside a link to it.
    const auto real = QFileInfo(path).canonicalFilePath();
    const int descriptor = ::open(QFile::encodeName((real.isEmpty() ? path : real) + QStringLiteral("-wal")).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno == ENOENT ? Result<void>() : systemFailure(errno, path);
    }
    const int code = ::fdatasync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return code == 0 ? Result<void>() : systemFailure(code, path);
}

Result<QByteArray> Database::rawPage(int number) const
{
    // Through SQLite's own file: closing another descriptor of the file would drop its locks.
    sqlite3_file *file = nullptr;
    sqlite3_file_control(d->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    int size = 0;
    sqlite3_exec(
        d->handle,
        "PRAGMA page_size",
        [](void *answer, int, char **values, char **) {
            *static_cast<int *>(answer) = atoi(values[0]);
            return 0;
        },
        &size,
        nullptr);
    QByteArray page(size, '\0');
    if (!file || !file->pMethods || size <= 0 || file->pMethods->xRead(file, page.data(), size, qint64(number - 1) * size) != SQLITE_OK) {
        return storageFailure(StorageProblem::Unreadable, QStringLiteral("page %1 cannot be read").arg(number));
    }
    return page;
}

qint64 Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(d->handle);
}

int Database::changedRows() const
{
    return sqlite3_changes(d->handle);
}

void Database::setFault(Fault fault)
{
    const QMutexLocker lock(&faultMutex);
    faultFunction = std::move(fault);
    faultSet = bool(faultFunction);
}

std::optional<Error> Database::nextFault()
{
    if (!faultSet || faultsIgnored) {
        return std::nullopt;
    }
    const QMutexLocker lock(&faultMutex);
    return faultFunction ? faultFunction() : std::nullopt;
}

void Database::ignoreFaultsInThisThread()
{
    faultsIgnored = true;
}

}
