// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/copydesk.h"
#include "files/desk/opencopies.h"
#include "files/desk/whenanswered.h"

#include <QPointer>
#include <QPromise>
#include <QThread>

#include <map>

namespace Kontor
{

/// What OpenCopies knows of each copy, and how it asks the desk's thread. opencopies.cpp: their life; opencopying.cpp:
/// how they come; opensaving.cpp: what programs save; openrecovery.cpp: after a crash.
struct OpenCopies::Private {
    using Promise = std::shared_ptr<QPromise<Result<QString>>>;
    struct Entry {
        qint64 number = 0;
        ItemId item{}; ///< none: what it was of is no longer known
        QString path{};
        QString name{};
        QString base{};
        QByteArray content{}; ///< hash of the last state that is in the store
        QDateTime since{};
        CollectionId space{};
        ItemId folder{};
        FileRights rights = allFileRights;
        bool isReady = false;
        bool isAsleep = false;
        bool isClosing = false;
        bool hasUnsaved = false;
        bool hasFailed = false; ///< told once
        bool hasSaved = false; ///< perhaps: a new revision may be ours
        qint64 size = -1; ///< of the last state that was saved; -1: not known
        ItemId held{}; ///< whose content is not to be forgotten
        QString lookedAt{}; ///< the revision whose content was brought to compare it
        QList<Promise> waiting{}; ///< who asked for it
        QList<Promise> again{}; ///< who wants it once it is closed
        QFuture<Result<FileContent::Here>> bringing{};
    };

    Private(OpenCopies *q, Parts parts);
    ~Private();

    Entry *at(qint64 number);
    Entry *find(ItemId item); ///< that is not asleep

    // Coming
    void begin(ItemId item, const Promise &promise);
    void forgetOlder(ItemId item); ///< of its copies that are asleep all but the last
    void openAgain(Entry &known, const Promise &promise);
    void renew(Entry &known, const Promise &promise); ///< a new copy instead of it
    void hold(Entry &entry);
    void letGo(Entry &entry);
    void wait(Entry &entry, const Promise &promise);
    void bring(qint64 number, const Result<CopyPort::Item> &found);
    void write(qint64 number, const FileContent::Here &here, const CopyRecord &record);
    void fail(qint64 number, const Error &error);
    bool dropIfUnwanted(qint64 number); ///< nobody waits for it any more; answers whether it is gone
    static void finishOpening(Entry &entry, const Result<QString> &answer);

    // Saving
    void take(qint64 number, const QByteArray &content, const CopyStat &stat);
    void save(qint64 number, const QByteArray &content, const StagedContent &staged);
    void saveAs(qint64 number, const QByteArray &content, const StagedContent &staged);
    void become(qint64 number, ItemId item); ///< a copy of that from now on
    void makeNew(qint64 number, const QByteArray &content); ///< where it cannot be saved as a version
    void upload(qint64 number, const QStringList &files, QList<FileTarget> targets, const std::function<void(const Result<QList<ItemId>> &)> &then);
    void takeBeside(qint64 number, const CopyBeside &file);
    void uploadBeside(qint64 number, const CopyBeside &file);
    void besideTaken(qint64 number, CopyBeside file, ItemId item);
    void takeFolders(qint64 number, const QStringList &folders);
    QList<FileTarget> targetsOf(const Entry &entry) const; ///< where something new may go, the best first
    void taken(qint64 number, const QByteArray &content);
    void refused(qint64 number, const Error &error);
    void follow(const ChangeSet &changes);
    void follow(qint64 number);

    // Going
    void close(Entry &entry);
    void gone(qint64 number, CopyDesk::End end);
    void woke(qint64 number);

    // After a crash
    void adopt(const CopyDesk::Left &left);
    void recovered(qint64 number);
    std::shared_ptr<QPromise<Result<int>>> recovery{};
    QSet<qint64> recovering{};
    int recoveredStates = 0;

    template<class Work>
    auto ask(Work work) -> QFuture<std::invoke_result_t<Work, CopyDesk &>>
    {
        using R = std::invoke_result_t<Work, CopyDesk &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        auto future = promise->future();
        QMetaObject::invokeMethod(
            desk,
            [desk = desk, work = std::move(work), promise] {
                promise->addResult(work(*desk));
                promise->finish();
            },
            Qt::QueuedConnection);
        return future;
    }
    template<class Work>
    void tell(Work work)
    {
        QMetaObject::invokeMethod(
            desk,
            [desk = desk, work = std::move(work)] {
                work(*desk);
            },
            Qt::QueuedConnection);
    }

    OpenCopies *q;
    Parts parts;
    CopyPort port;
    QThread thread{};
    CopyDesk *desk; ///< in the thread
    std::map<qint64, Entry> entries{};
    qint64 lastNumber = 0;
};

}
