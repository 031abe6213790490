// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "store/statement.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

struct sqlite3;

namespace Kontor
{

/// One connection to an encrypted SQLite database (SQLCipher, raw 256-bit key).
///
/// Belongs to one thread at a time. Errors are of kind Storage. Statements are compiled once
/// and kept for the life of the connection.
class Database
{
public:
    enum class Mode { ReadWrite, ReadOnly };
    enum class Vacuum { Never, Incremental };
    struct Options {
        QString path;
        QByteArray key; ///< 32 bytes
        Mode mode = Mode::ReadWrite;
        int pageSize = 4096; ///< bytes; fixed when the file is made
        int cacheMiB = 32;
        Vacuum vacuum = Vacuum::Never; ///< fixed when the file is made
    };

    /// Opens or creates the file. A wrong key and a damaged file both give Storage; storageProblem()
    /// of storageproblem.h tells them apart.
    static Result<std::unique_ptr<Database>> open(Options options);

    /// Whether something lies at \p path that cannot be a database: a folder (Damaged), a link to
    /// what is not there (Unreadable: perhaps a disk that is not mounted).
    static Result<void> checkFile(const QString &path);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// The compiled statement for \p sql, reset and without bindings. \p sql must be a literal
    /// of the program, never text from outside. A statement that cannot be compiled is returned
    /// too; it fails when it runs.
    Statement &prepare(const char *sql);

    /// The same for texts put together from the program's own literals; only the last few are kept.
    Statement &prepareOnce(const QByteArray &sql);

    /// Runs one or several statements without results (schema files, PRAGMA).
    Result<void> execute(const QByteArray &sql);

    qint64 lastInsertId() const;
    int changedRows() const;

    /// For the fault sweep: called before each database access; a returned error is the answer.
    using Fault = std::function<std::optional<Error>()>;
    static void setFault(Fault fault);
    static std::optional<Error> nextFault();
    /// For threads whose accesses would make a sweep count differently each time.
    static void ignoreFaultsInThisThread();

    // Transactions; the store and the blobs alone use them.
    Result<void> begin();
    Result<void> commit();
    void rollback();

    /// Moves what the write-ahead log holds into the file and empties the log.
    Result<void> checkpoint();

    /// Write-ahead logging with synchronous = NORMAL survives a killed process but may forget the
    /// last commits when the power fails. What the user did must not be forgotten: this brings
    /// the log of the database at \p path to the disk. Any thread.
    static Result<void> flushLog(const QString &path);

    /// The bytes of one page as they lie in the file (encrypted), counted from 1.
    Result<QByteArray> rawPage(int number) const;

private:
    Database();
    struct Private;
    std::unique_ptr<Private> d;
};

}
