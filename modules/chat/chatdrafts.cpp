// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatdrafts.h"

#include "base/clock.h"
#include "base/log.h"

#include <QHash>
#include <QTimer>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;
constexpr auto patience = 400ms; // behind the last keystroke
constexpr auto atMost = 1s; // however fast somebody types

struct Place {
    ItemId room{};
    QString thread{};
    bool operator==(const Place &) const = default;
    friend size_t qHash(const Place &place, size_t seed = 0)
    {
        return qHashMulti(seed, place.room, place.thread);
    }
};

/// How drafts of a room are called: by what stays when the store is made anew.
constexpr const char *nameSql = "SELECT collection, coalesce(room_id, 'item:' || item) FROM chat_room WHERE item = ?1";

struct Name {
    CollectionId account{};
    QString room{};
};

template <class Access>
Result<std::optional<Name>> nameOf(Access &access, ItemId room)
{
    std::optional<Name> name;
    return access.prepare(nameSql)
        .each(
            [&name](const Statement &row) {
                name = Name{row.get<CollectionId>(0), row.text(1)};
            },
            room)
        .transform([&name] {
            return name;
        });
}

Result<void> keep(Transaction &transaction, const Place &place, const ChatOutgoing &draft)
{
    const auto name = nameOf(transaction, place.room);
    if (!name || !*name) {
        return name ? Result<void>() : std::unexpected(name.error());
    }
    auto done = draft.isEmpty() ? transaction.prepare("DELETE FROM chat_draft WHERE collection = ?1 AND room_id IN (?2, 'item:' || ?3) AND thread = ?4")
                                      .run((*name)->account, (*name)->room, place.room, place.thread)
                                : transaction
                                      .prepare("INSERT INTO chat_draft (collection, room_id, thread, draft, changed) VALUES (?1, ?2, ?3, ?4, ?5) "
                                               "ON CONFLICT (collection, room_id, thread) DO UPDATE SET draft = excluded.draft, changed = excluded.changed")
                                      .run((*name)->account, (*name)->room, place.thread, draft.toCbor(), Clock::system().now().toMSecsSinceEpoch());
    if (done && transaction.changedRows() > 0) {
        transaction.changes.touch((*name)->account, place.room);
    }
    return done;
}
}

struct ChatDrafts::Private {
    std::shared_ptr<Store> store;
    QHash<Place, ChatOutgoing> unsaved;
    QHash<Place, ChatOutgoing> underWay; ///< not in the store for sure
    QTimer pause;
    QTimer deadline;

    void save(QObject *context);
};

ChatDrafts::ChatDrafts(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->store = std::move(store);
    for (auto *timer : {&d->pause, &d->deadline}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &ChatDrafts::flush);
    }
    d->pause.setInterval(patience);
    d->deadline.setInterval(atMost);
}

ChatDrafts::~ChatDrafts()
{
    d->save(nullptr);
}

QFuture<Result<ChatOutgoing>> ChatDrafts::draft(ItemId room, const QString &threadRoot)
{
    const Place place{room, threadRoot.isNull() ? QStringLiteral("") : threadRoot};
    for (const auto *known : {&d->unsaved, &d->underWay}) {
        if (const auto draft = known->constFind(place); draft != known->cend()) {
            return QtFuture::makeReadyValueFuture(Result<ChatOutgoing>(*draft));
        }
    }
    return d->store->read([place](const Reader &reader) -> Result<ChatOutgoing> {
        const auto name = nameOf(reader, place.room);
        if (!name || !*name) {
            return name ? Result<ChatOutgoing>() : std::unexpected(name.error());
        }
        return reader
            .prepare("SELECT draft FROM chat_draft WHERE collection = ?1 AND room_id IN (?2, 'item:' || ?3) AND thread = ?4 ORDER BY changed DESC LIMIT 1")
            .value<QByteArray>((*name)->account, (*name)->room, place.room, place.thread)
            .transform([](const std::optional<QByteArray> &bytes) {
                return bytes ? ChatOutgoing::fromCbor(*bytes) : ChatOutgoing();
            });
    });
}

void ChatDrafts::note(ItemId room, const ChatOutgoing &draft)
{
    if (!room) {
        return;
    }
    d->unsaved.insert({room, draft.threadRoot.isNull() ? QStringLiteral("") : draft.threadRoot}, draft);
    if (draft.isEmpty()) {
        flush();
        return;
    }
    d->pause.start();
    if (!d->deadline.isActive()) {
        d->deadline.start();
    }
}

void ChatDrafts::drop(ItemId room, const QString &threadRoot)
{
    ChatOutgoing empty;
    empty.threadRoot = threadRoot;
    note(room, empty);
}

void ChatDrafts::flush()
{
    d->save(this);
}

void ChatDrafts::Private::save(QObject *context)
{
    pause.stop();
    deadline.stop();
    if (unsaved.isEmpty()) {
        return;
    }
    const auto drafts = std::exchange(unsaved, {});
    auto future = store->write([drafts](Transaction &transaction) -> Result<void> {
        for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft) {
            if (auto done = keep(transaction, draft.key(), draft.value()); !done) {
                return done;
            }
        }
        return {};
    });
    if (!context) {
        return;
    }
    underWay.insert(drafts);
    future.then(context, [this, drafts](const Result<void> &done) {
        for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft) {
            if (const auto known = underWay.constFind(draft.key()); known != underWay.cend() && *known == draft.value()) {
                underWay.erase(known);
            }
        }
        if (!done) {
            qCWarning(logStore) << "a draft could not be kept:" << done.error().detail;
        }
    });
}

}
