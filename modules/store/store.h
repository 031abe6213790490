// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobs.h"
#include "store/transaction.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <functional>
#include <memory>
#include <optional>

namespace Kontor
{

/// A read connection, handed to Store::read(); sees the last committed state.
class Reader
{
public:
    explicit Reader(Database &database)
        : m_database(database)
    {
    }
    Q_DISABLE_COPY_MOVE(Reader)
    Statement &prepare(const char *sql) const
    {
        return m_database.prepare(sql);
    }
    /// For queries whose text is put together from the program's own literals (sorting, filters).
    Statement &prepareOnce(const QByteArray &sql) const
    {
        return m_database.prepareOnce(sql);
    }

private:
    Database &m_database;
};

/// Everything Kontor keeps: one encrypted database with one writer thread and two reader
/// threads (one for what the user waits for, one for background work), plus the blobs.
///
/// write() and read() may be called from every thread; the functions run on the store's threads
/// and must capture values only. Each write is a transaction of its own (40 µs; put what belongs
/// together into one). One that touches the outbox is flushed to the disk before its future is
/// ready. After each commit changed() is emitted (from the writer thread; connect queued, which
/// is the default across threads).
class Store : public QObject
{
    Q_OBJECT
public:
    enum class Urgency { Interactive, Background };

    struct Options {
        QString folder; ///< kontor.db, blobs.db and blobs/ live here
        QByteArray key; ///< 32 bytes, see KeyRing
        QStringList schemas; ///< resource folders with numbered schema files, in rank order; the store's own comes first by itself
    };

    /// Opens or makes the store and brings each schema up to date. Error kind Storage; message
    /// and storageProblem() say whether it is damaged (then see StoreRescue), newer than the
    /// program, in use by another process, or whether the key is wrong.
    static Result<std::shared_ptr<Store>> open(Options options);
    ~Store() override;

    /// True if the store in a folder was surely made with this key, even if its files no longer open.
    static bool isKeyOf(const QString &folder, const QByteArray &key);

    /// Runs \p work in a transaction on the writer thread. \p work: Result<T>(Transaction &).
    template<class Work>
    auto write(Work work) -> QFuture<std::invoke_result_t<Work, Transaction &>>
    {
        using R = std::invoke_result_t<Work, Transaction &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        auto future = promise->future();
        enqueueWrite(
            [work = std::move(work), answer = std::make_shared<std::optional<R>>(), promise](Transaction *transaction, const Error *error) mutable -> std::optional<Error> {
                if (error) { // begin or commit failed
                    promise->addResult(R(std::unexpected(*error)));
                    promise->finish();
                    return std::nullopt;
                }
                if (transaction) {
                    answer->emplace(work(*transaction));
                    return (*answer)->has_value() ? std::nullopt : std::optional<Error>((*answer)->error());
                }
                promise->addResult(std::move(**answer)); // committed, or rolled back by the work's own error
                promise->finish();
                return std::nullopt;
            });
        return future;
    }

    /// Runs \p work on a reader thread. \p work: Result<T>(const Reader &).
    template<class Work>
    auto read(Work work, Urgency urgency = Urgency::Interactive) -> QFuture<std::invoke_result_t<Work, const Reader &>>
    {
        using R = std::invoke_result_t<Work, const Reader &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        auto future = promise->future();
        enqueueRead(
            [this, work = std::move(work), promise](const Reader &reader) mutable {
                R answer = work(reader);
                if (!answer.has_value()) {
                    noteFailure(answer.error());
                }
                promise->addResult(std::move(answer));
                promise->finish();
            },
            urgency);
        return future;
    }

    Blobs &blobs();
    QString folder() const;

    /// Waits until everything queued so far has run (tests and shutdown). Not from the store's own threads.
    void drain();

Q_SIGNALS:
    void changed(const Kontor::ChangeSet &changes);

    /// A database access failed in a way that the disk or the file is to blame (full, damaged).
    void broken(const Kontor::Error &error);

    /// Blobs that rows may refer to are gone (a damaged file); see Projector::forgetBlobs(). From any thread.
    void blobsLost(const QSet<Kontor::BlobId> &lost);

private:
    /// Called with a transaction to do the work, then once more with (nullptr, nullptr) after
    /// the commit or rollback, or with (nullptr, error) instead when begin or commit failed.
    /// The answer to the first call is the work's own error, if it had one.
    using WriteStep = std::move_only_function<std::optional<Error>(Transaction *, const Error *)>;

    Store();
    void enqueueWrite(WriteStep step);
    void noteFailure(const Error &error);
    void enqueueRead(std::move_only_function<void(const Reader &)> work, Urgency urgency);
    struct Private;
    std::unique_ptr<Private> d;
};

}
