// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "sync/change.h"
#include "sync/collection.h"
#include "sync/delta.h"

#include <QObject>

#include <chrono>
#include <functional>

namespace Kontor
{

/// What a watch() learned.
struct Hint {
    enum class News { None, Collections, Content };
    News news = News::None; ///< None: the time is over, nothing seen
    QStringList collections{}; ///< remote ids with news; empty with Content: look everywhere
};

/// A fetched part: bytes in memory. Synchronizers read large parts in ranges.
struct FetchedPart {
    QByteArray bytes{};
    bool more = false; ///< this was a range; there is more behind it
};

/// How one kind of server is talked to; knows no database and no widgets.
///
/// Lives on the network thread. Each call ends: with a value, an error, a timeout of its own, or
/// Cancelled after stop(). Many fetch() and push() calls may be under way at once; the
/// implementation may join them into one command.
class Synchronizer : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// All collections of the resource.
    virtual Task<Result<QList<RemoteCollection>>> discover() = 0;

    /// True when \p remote.state shows that nothing happened since \p token: no pull needed.
    virtual bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const;

    /// What changed since the token; asked again while delta.more. The next pull may be asked
    /// before this one's delta has been written.
    virtual Task<Result<Delta>> pull(Collection collection) = 0;

    /// Carries out a change; safe to repeat after a lost answer (change.answerLost: look first).
    /// \p commitPoint is awaited before a step that must never be repeated silently (the end of
    /// SMTP DATA); if it fails the step is not taken. A Timeout or Offline error after it makes
    /// the change Uncertain.
    using CommitPoint = std::function<Task<Result<void>>()>;
    virtual Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) = 0;

    /// True when a change that failed so says that nothing else will work now, either. False where
    /// this kind of change goes to a server of its own: the other one may be well.
    virtual bool concernsAll(const Change &change, const Error &error) const;

    /// A part of an item ("" is all of it), from \p offset on.
    virtual Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) = 0;

    /// Waits for the server to hint at news.
    virtual Task<Result<Hint>> watch(std::chrono::seconds atMost) = 0;

    /// The collection the user looks at ("": none): its news should be noticed() fastest.
    virtual void setFocus(const QString &remoteId);

    /// All pending calls return Cancelled; later calls too.
    virtual void stop() = 0;

Q_SIGNALS:
    /// Sign-in works again or was renewed, or the network came up: worth trying at once.
    void ready();

    /// News that were learned outside of watch().
    void noticed(const Kontor::Hint &hint);
};

}
