// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "support/memoryserver.h"
#include "sync/synchronizer.h"

#include <QPointer>

namespace Kontor
{

/// Talks to a MemoryServer the way real synchronizers talk to theirs.
class MemorySynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    explicit MemorySynchronizer(MemoryServer *server, QObject *parent = nullptr);
    ~MemorySynchronizer() override;

    Task<Result<QList<RemoteCollection>>> discover() override;
    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

    /// Calls of this name ("pull", "push", …) wait, before the server acts or before their answer
    /// comes back, until release().
    void hold(const QString &call, MemoryServer::Strikes when);
    void release(const QString &call);
    int held(const QString &call) const; ///< how many wait there

private:
    struct Waiting {
        QString call;
        Pending<bool> arrival;
    };

    template<class T>
    Task<Result<T>> answer(QString call, std::function<Result<T>()> work);
    Task<Result<void>> travel(QString call, MemoryServer::Strikes way);
    Task<Result<Receipt>> send(Change change, CommitPoint commitPoint);

    void tellNews();
    Result<QList<RemoteCollection>> list() const;
    Result<Delta> read(const Collection &collection) const;
    Result<Receipt> carryOut(const Change &change);
    Result<Receipt> changeItem(const Change &change, MemoryServer::Folder &folder);
    Result<Receipt> create(const Change &change, MemoryServer::Folder &folder);
    Result<Receipt> move(const Change &change, MemoryServer::Folder &folder);
    Result<Receipt> changeFolders(const Change &change);

    QPointer<MemoryServer> m_server;
    QHash<QString, MemoryServer::Strikes> m_held;
    QList<Waiting> m_waiting;
    QList<Pending<Hint>> m_watching;
    Hint m_news; ///< nobody has been told yet
    bool m_stopped = false;
};

}
