// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsofevents.h"

#include "chat/chatfacts.h"
#include "chat/chatrowsassessment.h"
#include "chat/chatrowsofrooms.h"
#include "chat/chatwords.h"

namespace Kontor
{
namespace
{
constexpr int mostTouched = 100; // answers that quote one message

enum Redacted { Not = 0, ByServer = 1, Wished = 2 };

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QString orNull(const QString &text)
{
    return text.isEmpty() ? QString() : text;
}

/// Of which the search knows the words.
bool hasWords(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::Call:
    case ChatRowKind::State:
    case ChatRowKind::Redacted:
    case ChatRowKind::Unreadable:
    case ChatRowKind::Gap:
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        return false;
    default:
        return true;
    }
}

bool isMessage(ChatRowKind kind)
{
    return hasWords(kind) || kind == ChatRowKind::Call || kind == ChatRowKind::Redacted || kind == ChatRowKind::Unreadable;
}

/// What the row says so far.
struct Before {
    bool isThere = false;
    ItemId room{};
    QString relates{};
    int notifies = 0;
};

Result<std::optional<ChatEventFacts>> payloadOf(Transaction &transaction, ItemId item)
{
    const auto payload = transaction.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(item);
    if (!payload) {
        return std::unexpected(payload.error());
    }
    const auto bytes = payload->value_or(QByteArray());
    const auto facts = bytes.isEmpty() || ChatId::kindOfPayload(bytes) != ChatId::Kind::Event ? Result<ChatEventFacts>(std::unexpected(Error{})) : ChatEventFacts::fromCbor(bytes);
    return facts ? std::optional(*facts) : std::nullopt;
}

Result<ItemId> itemOf(Transaction &transaction, CollectionId collection, const QString &eventId)
{
    return transaction.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(collection, eventId).transform([](auto found) {
        return found.value_or(ItemId{});
    });
}

/// What the server said is gone here as well.
Result<std::optional<ChatEventFacts>> redactPayload(Transaction &transaction, ItemId item, const QString &by, const QString &reason)
{
    auto facts = payloadOf(transaction, item);
    if (!facts || !*facts || (*facts)->isRedacted) {
        return facts;
    }
    ChatFacts::redact(**facts, by, reason);
    return transaction.prepare("UPDATE item SET payload = ?2, edits = edits + 1 WHERE id = ?1").run(item, (*facts)->toCbor()).transform([&facts] {
        return *facts;
    });
}

Result<void> writeAnew(Transaction &transaction, ItemId item, CollectionId collection)
{
    auto facts = payloadOf(transaction, item);
    if (!facts || !*facts) {
        return facts.transform([](const auto &) { });
    }
    transaction.changes.touch(collection, item);
    return ChatRowsOfEvents::write(transaction, item, collection, **facts, ChatText::of(**facts));
}

/// Which edit counts, and what the search knows, of a message as it stands in its row. Each version has words of its own, at the
/// time of the message: a new edit takes none away, the search looks which version counts.
Result<void> refreshEdit(Transaction &transaction, ItemId item)
{
    struct Row {
        QString eventId;
        ChatWords::Document said;
        int shown = 0;
        int redacted = 0;
        ChatRelation relation = ChatRelation::None;
        qint64 words = 0;
        ItemId edit;
    };
    std::optional<Row> row;
    auto done = transaction.prepare("SELECT event_id, room, sender, kind, sent, text, file, shown, redacted, relation, words, edit FROM chat_event WHERE item = ?1")
                    .each(
                        [&](const Statement &found) {
                            row = Row{found.text(0),
                                      {item, found.get<ItemId>(1), found.text(2), found.get<ChatRowKind>(3), found.integer(4), found.text(5), found.text(6)},
                                      int(found.integer(7)),
                                      int(found.integer(8)),
                                      found.get<ChatRelation>(9),
                                      found.integer(10),
                                      found.get<ItemId>(11)};
                        },
                        item);
    if (!done || !row) {
        return done;
    }
    const bool isEdit = row->relation == ChatRelation::Edit;
    const bool isReadable = row->redacted != ByServer && hasWords(row->said.kind);
    std::optional<ChatWords::Document> edited;
    qint64 editWords = 0;
    if (isReadable && !isEdit && !row->eventId.isEmpty() && row->redacted == Not) {
        // The newest by the sender's clock, as the specification has it; what waits to be sent is newer still.
        done = transaction
                   .prepare("SELECT item, kind, text, file, words FROM chat_event WHERE relates = ?1 AND relation = 1 AND sender = ?2 AND room = ?3 AND redacted = 0 AND problem = 0 "
                            "AND kind < 10 ORDER BY event_id IS NULL DESC, sent DESC, event_id DESC, item DESC LIMIT 1")
                   .each(
                       [&](const Statement &found) {
                           edited = ChatWords::Document{found.get<ItemId>(0), row->said.room, row->said.sender, found.get<ChatRowKind>(1), row->said.sent, found.text(2), found.text(3)};
                           editWords = found.integer(4);
                       },
                       row->eventId,
                       row->said.sender,
                       row->said.room);
    }
    const auto hasSaid = [](const ChatWords::Document &document) {
        return !document.body.isEmpty() || !document.names.isEmpty();
    };
    auto &note = transaction.prepare("UPDATE chat_event SET words = ?2 WHERE item = ?1");
    if (done && edited && hasSaid(*edited)) {
        const auto words = ChatWords::write(transaction, editWords, *edited);
        done = words ? (*words == editWords ? Result<void>() : note.run(edited->item, *words)) : std::unexpected(words.error());
    }
    const bool isSearched = isReadable && (isEdit ? row->words != 0 : row->shown != 0) && hasSaid(row->said);
    if (done && isSearched && !isEdit) {
        const auto words = ChatWords::write(transaction, row->words, row->said);
        done = words ? (*words == row->words ? Result<void>() : note.run(item, *words)) : std::unexpected(words.error());
    } else if (done && !isSearched && row->words != 0) {
        done = ChatWords::remove(transaction, row->words).and_then([&] {
            return note.run(item, 0);
        });
    }
    const auto edit = edited ? edited->item : ItemId{};
    return done && edit != row->edit ? transaction.prepare("UPDATE chat_event SET edit = ?2 WHERE item = ?1").run(item, edit) : done;
}

/// Writes one row and all that follows from it.
class EventWriter
{
public:
    EventWriter(Transaction &transaction, ItemId item, CollectionId collection, ChatEventFacts facts, ChatSaid said)
        : m_transaction(transaction)
        , m_item(item)
        , m_collection(collection)
        , m_facts(std::move(facts))
        , m_said(std::move(said))
    {
    }

    Result<void> run()
    {
        return look()
            .and_then([this] {
                return findRedaction();
            })
            .and_then([this] {
                return place();
            })
            .and_then([this] {
                return writeRow();
            })
            .and_then([this] {
                return dropRedacted();
            })
            .and_then([this] {
                return refreshEdit(m_transaction, m_item);
            })
            .and_then([this] {
                return tellOthers();
            })
            .and_then([this] {
                return tellRoom();
            });
    }

private:
    Result<void> look()
    {
        return m_transaction.prepare("SELECT i.remote_id, i.fingerprint, k.remote_id FROM item i JOIN collection k ON k.id = ?2 WHERE i.id = ?1")
            .each(
                [this](const Statement &row) {
                    m_eventId = row.text(0);
                    m_fingerprint = row.blob(1);
                    m_own = row.text(2);
                },
                m_item,
                m_collection)
            .and_then([this] {
                if (m_facts.sender.isEmpty() && (m_facts.isWaiting || !m_facts.transactionId.isEmpty())) {
                    m_facts.sender = m_own;
                }
                return m_transaction.prepare("SELECT room, coalesce(relates, ''), notifies FROM chat_event WHERE item = ?1")
                    .each(
                        [this](const Statement &row) {
                            m_before = Before{true, row.get<ItemId>(0), row.text(1), int(row.integer(2))};
                        },
                        m_item);
            });
    }

    /// It may have come before what it redacts, or before an edit of that.
    Result<void> findRedaction()
    {
        if (m_facts.isRedacted || m_eventId.isEmpty() || m_facts.isWaiting) {
            return {};
        }
        std::optional<ItemId> by;
        auto done = m_transaction.prepare("SELECT item FROM chat_event WHERE relates = ?1 AND relation = 3 AND event_id IS NOT NULL AND collection = ?2 LIMIT 1")
                        .each(
                            [&by](const Statement &row) {
                                by = row.get<ItemId>(0);
                            },
                            m_eventId,
                            m_collection);
        if (done && !by && m_said.relation == ChatRelation::Edit) {
            done = m_transaction
                       .prepare("SELECT e.item FROM item i JOIN chat_event e ON e.item = i.id WHERE i.collection = ?1 AND i.remote_id = ?2 AND e.redacted = 1 AND e.sender = ?3")
                       .each(
                           [&by](const Statement &row) {
                               by = row.get<ItemId>(0);
                           },
                           m_collection,
                           m_said.relates,
                           m_facts.sender);
        }
        if (!done || !by) {
            return done;
        }
        const auto redaction = payloadOf(m_transaction, *by);
        const auto who = redaction && *redaction ? (*redaction)->sender : QString();
        const auto reason = redaction && *redaction ? (*redaction)->content.value(QLatin1StringView("reason")).toString() : QString();
        return redactPayload(m_transaction, m_item, who, reason).transform([&](const std::optional<ChatEventFacts> &facts) {
            if (facts) {
                m_facts = *facts;
            } else {
                ChatFacts::redact(m_facts, who, reason);
            }
            m_said = ChatText::of(m_facts);
        });
    }

    Result<void> place()
    {
        m_mine = !m_facts.sender.isEmpty() && m_facts.sender == m_own;
        const bool isOurs = m_facts.isWaiting || !m_facts.transactionId.isEmpty() || m_eventId.isEmpty();
        m_position = m_facts.order != 0 ? m_facts.order : isOurs ? ChatRowsOfEvents::notTold + m_item.value : 0;
        m_isRow = m_said.isRow && m_position != 0;
        auto room = m_facts.ground ? m_transaction.prepare("SELECT item FROM chat_room WHERE item = ?1").value<ItemId>(m_facts.ground).transform([](auto found) {
            return found.value_or(ItemId{});
        })
                                   : Result<ItemId>(ItemId{});
        if (room && !*room) {
            room = ChatRowsOfRooms::find(m_transaction, m_collection, m_facts.roomId);
        }
        if (!room) {
            return std::unexpected(room.error());
        }
        m_room = *room;
        m_orphan = m_room ? QString() : m_facts.roomId;
        if (m_room && m_eventId.isEmpty()) { // what waits finds its room again after a rescue, which brings no rooms
            const auto roomId = m_transaction.prepare("SELECT room_id FROM chat_room WHERE item = ?1").value<QString>(m_room);
            if (!roomId) {
                return std::unexpected(roomId.error());
            }
            m_orphan = roomId->value_or(QString());
        }
        const auto ignored = m_transaction.prepare("SELECT 1 FROM chat_ignored WHERE collection = ?1 AND user_id = ?2").value<int>(m_collection, m_facts.sender);
        if (!ignored) {
            return std::unexpected(ignored.error());
        }
        m_shown = !m_isRow ? 0 : ignored->has_value() && !m_facts.stateKey ? 2 : 1;
        return hideTwin();
    }

    /// A message whose sending was not answered may be back already, by way of a sync.
    Result<void> hideTwin()
    {
        if (m_fingerprint.isEmpty()) {
            return {};
        }
        QList<ItemId> twins;
        auto done = m_transaction.prepare("SELECT id FROM item WHERE fingerprint = ?1 AND collection = ?2 AND id <> ?3 AND (remote_id IS NULL) <> (?4 = '')")
                        .each(
                            [&twins](const Statement &row) {
                                twins << row.get<ItemId>(0);
                            },
                            m_fingerprint,
                            m_collection,
                            m_item,
                            notNull(m_eventId));
        if (!done || twins.isEmpty()) {
            return done;
        }
        if (m_eventId.isEmpty()) {
            m_shown = 0;
            return {};
        }
        for (const auto twin : std::as_const(twins)) {
            m_transaction.changes.touch(m_collection, twin);
            done = done.and_then([&] {
                return m_transaction.prepare("UPDATE chat_event SET shown = 0 WHERE item = ?1").run(twin);
            });
        }
        return done;
    }

    Result<void> writeRow()
    {
        const bool mayNotify = m_shown == 1 && !m_mine && !m_facts.isRedacted && !m_eventId.isEmpty() && !m_facts.stateKey && m_room;
        const auto verdict = mayNotify ? ChatRowsAssessment::of(m_transaction, m_collection, m_room, m_facts) : Result<int>(0);
        if (!verdict) {
            return std::unexpected(verdict.error());
        }
        m_notifies = *verdict;
        const bool isUnread = m_facts.problem != ChatProblem::None && !m_facts.isRedacted;
        return m_transaction
            .prepare("INSERT INTO chat_event (item, collection, room, orphan, event_id, position, shown, threaded, kind, sender, mine, sent, relation, relates, reply, "
                     "redacted, notifies, problem, trust, session, text, html, file) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) "
                     "ON CONFLICT (item) DO UPDATE SET collection = excluded.collection, room = excluded.room, orphan = excluded.orphan, event_id = excluded.event_id, "
                     "position = excluded.position, shown = excluded.shown, threaded = excluded.threaded, kind = excluded.kind, sender = excluded.sender, "
                     "mine = excluded.mine, sent = excluded.sent, relation = excluded.relation, relates = excluded.relates, reply = excluded.reply, "
                     "redacted = excluded.redacted, notifies = excluded.notifies, problem = excluded.problem, trust = excluded.trust, session = excluded.session, "
                     "text = excluded.text, html = excluded.html, file = excluded.file")
            .run(m_item,
                 m_collection,
                 m_room,
                 orNull(m_orphan),
                 orNull(m_eventId),
                 m_position,
                 m_shown,
                 m_said.relation == ChatRelation::Thread ? 1 : 0,
                 int(m_said.kind),
                 notNull(m_facts.sender),
                 m_mine ? 1 : 0,
                 m_facts.sent,
                 int(m_said.relation),
                 orNull(m_said.relates),
                 orNull(m_said.reply),
                 int(!m_facts.isRedacted ? Not : m_facts.isWaiting ? Wished : ByServer),
                 m_notifies,
                 int(isUnread ? m_facts.problem : ChatProblem::None),
                 int(m_facts.trust),
                 isUnread ? orNull(m_facts.sessionId) : QString(),
                 notNull(m_said.text),
                 m_said.html.size() > 4 * ChatText::longestText ? QStringLiteral("") : notNull(m_said.html),
                 notNull(m_said.fileName));
    }

    /// What hangs on something redacted goes with it: its content, and the texts it had after edits.
    Result<void> dropRedacted()
    {
        if (!m_facts.isRedacted || m_facts.isWaiting) {
            return m_said.relation == ChatRelation::Redaction && !m_eventId.isEmpty() ? redactTarget() : Result<void>();
        }
        QList<ItemId> edits;
        auto done = m_transaction.prepare("DELETE FROM chat_media WHERE item = ?1").run(m_item).and_then([&]() -> Result<void> {
            return m_eventId.isEmpty() ? Result<void>()
                                       : m_transaction.prepare("SELECT item FROM chat_event WHERE relates = ?1 AND relation = 1 AND sender = ?2 AND redacted <> 1")
                                             .each(
                                                 [&edits](const Statement &row) {
                                                     edits << row.get<ItemId>(0);
                                                 },
                                                 m_eventId,
                                                 m_facts.sender);
        });
        for (auto edit = edits.cbegin(); done && edit != edits.cend(); ++edit) {
            const auto gone = redactPayload(m_transaction, *edit, m_facts.redactedBy, QString());
            done = gone ? (*gone ? writeAnew(m_transaction, *edit, m_collection) : Result<void>()) : std::unexpected(gone.error());
        }
        return done;
    }

    Result<void> redactTarget()
    {
        const auto target = itemOf(m_transaction, m_collection, m_said.relates);
        if (!target || !*target) {
            return target.transform([](ItemId) { });
        }
        const auto known = payloadOf(m_transaction, *target);
        if (!known || !*known || (*known)->isRedacted || ((*known)->roomId != m_facts.roomId && !(*known)->roomId.isEmpty())) {
            return known.transform([](const auto &) { });
        }
        return redactPayload(m_transaction, *target, m_facts.sender, m_facts.content.value(QLatin1StringView("reason")).toString()).and_then([&](const auto &) {
            return writeAnew(m_transaction, *target, m_collection);
        });
    }

    /// Events whose rows say something of this one.
    Result<void> tellOthers()
    {
        Result<void> done;
        QStringList targets{m_said.relates};
        if (m_before.relates != m_said.relates) {
            targets << m_before.relates;
        }
        for (const auto &target : std::as_const(targets)) {
            const auto item = done && !target.isEmpty() ? itemOf(m_transaction, m_collection, target) : Result<ItemId>(ItemId{});
            if (!item) {
                return std::unexpected(item.error());
            }
            if (*item) {
                m_transaction.changes.touch(m_collection, *item);
                done = refreshEdit(m_transaction, *item);
            }
        }
        if (!done || m_eventId.isEmpty()) {
            return done;
        }
        return m_transaction.prepare("SELECT item FROM chat_event WHERE reply = ?1 LIMIT ?2")
            .each(
                [this](const Statement &row) {
                    m_transaction.changes.touch(m_collection, row.get<ItemId>(0));
                },
                m_eventId,
                mostTouched);
    }

    Result<void> tellRoom()
    {
        if (m_before.room && m_before.room != m_room) {
            if (auto done = ChatRowsOfRooms::refreshLast(m_transaction, m_before.room); !done) {
                return done;
            }
        }
        if (!m_room) {
            return {};
        }
        struct Room {
            ItemId last;
            qint64 lastPosition = 0;
            QString readEvent;
            qint64 readPosition = 0;
        } room;
        auto done = m_transaction.prepare("SELECT last, last_position, coalesce(read_event, ''), read_position FROM chat_room WHERE item = ?1")
                        .each(
                            [&room](const Statement &row) {
                                room = Room{row.get<ItemId>(0), row.integer(1), row.text(2), row.integer(3)};
                            },
                            m_room);
        m_transaction.changes.touch(m_collection, m_room);
        const bool isTold = m_facts.order != 0;
        const bool isRead = isTold && !m_eventId.isEmpty() && (m_eventId == room.readEvent || (m_mine && m_isRow && !m_facts.stateKey));
        const bool isNewest = m_shown == 1 && isMessage(m_said.kind) && m_position >= room.lastPosition;
        if (done && (isNewest || room.last == m_item)) {
            done = ChatRowsOfRooms::refreshLast(m_transaction, m_room);
        }
        if (done && isRead && m_position > room.readPosition) {
            return ChatRowsOfRooms::noteRead(m_transaction, m_room, m_position);
        }
        const bool counts = m_notifies != m_before.notifies && m_position > room.readPosition;
        return done && counts ? ChatRowsOfRooms::refreshCounts(m_transaction, m_room) : done;
    }

    Transaction &m_transaction;
    ItemId m_item;
    CollectionId m_collection;
    ChatEventFacts m_facts;
    ChatSaid m_said;
    QString m_eventId{};
    QByteArray m_fingerprint{};
    QString m_own{};
    Before m_before{};
    ItemId m_room{};
    QString m_orphan{};
    qint64 m_position = 0;
    bool m_mine = false;
    bool m_isRow = false;
    int m_shown = 0;
    int m_notifies = 0;
};
}

Result<void> ChatRowsOfEvents::write(Transaction &transaction, ItemId item, CollectionId collection, ChatEventFacts facts, ChatSaid said)
{
    return EventWriter(transaction, item, collection, std::move(facts), std::move(said)).run();
}

Result<void> ChatRowsOfEvents::writeGap(Transaction &transaction, ItemId item, CollectionId collection, const ChatGapFacts &facts)
{
    const auto room = ChatRowsOfRooms::find(transaction, collection, facts.roomId);
    if (!room) {
        return std::unexpected(room.error());
    }
    if (*room) {
        transaction.changes.touch(collection, *room);
    }
    return transaction
        .prepare("INSERT INTO chat_event (item, collection, room, orphan, position, shown, kind, sender, mine, sent) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, '', 0, 0) "
                 "ON CONFLICT (item) DO UPDATE SET room = excluded.room, orphan = excluded.orphan, position = excluded.position")
        .run(item, collection, *room, *room ? QString() : orNull(facts.roomId), facts.order, int(ChatRowKind::Gap))
        .and_then([&] {
            return transaction.prepare("INSERT OR REPLACE INTO chat_gap (item, token, floor) VALUES (?1, ?2, ?3)").run(item, notNull(facts.token), facts.floor);
        });
}

Result<void> ChatRowsOfEvents::remove(Transaction &transaction, ItemId item)
{
    ItemId room;
    CollectionId collection;
    QString relates;
    bool wasLast = false;
    qint64 words = 0;
    auto done = transaction
                    .prepare("SELECT e.room, e.collection, coalesce(e.relates, ''), coalesce(r.last = e.item, 0), e.words FROM chat_event e LEFT JOIN chat_room r ON r.item = e.room "
                             "WHERE e.item = ?1")
                    .each(
                        [&](const Statement &row) {
                            room = row.get<ItemId>(0);
                            collection = row.get<CollectionId>(1);
                            relates = row.text(2);
                            wasLast = row.integer(3) != 0;
                            words = row.integer(4);
                        },
                        item);
    if (!done || !collection) {
        return done;
    }
    done = (words != 0 ? ChatWords::remove(transaction, words) : Result<void>())
               .and_then([&] {
                   return transaction.prepare("UPDATE chat_event SET words = 0 WHERE item = ?1 AND words <> 0").run(item);
               })
               .and_then([&] {
                   return transaction.prepare("DELETE FROM chat_media WHERE item = ?1").run(item);
               })
               .and_then([&] {
                   return transaction.prepare("DELETE FROM chat_gap WHERE item = ?1").run(item);
               })
               .and_then([&] {
                   return transaction.prepare("DELETE FROM chat_event WHERE item = ?1").run(item);
               });
    const auto target = done && !relates.isEmpty() ? itemOf(transaction, collection, relates) : Result<ItemId>(ItemId{});
    if (done && target && *target) {
        transaction.changes.touch(collection, *target);
        done = refreshEdit(transaction, *target);
    }
    if (!done || !target || !room) {
        return target ? done : std::unexpected(target.error());
    }
    transaction.changes.touch(collection, room);
    return (wasLast ? ChatRowsOfRooms::refreshLast(transaction, room) : Result<void>()).and_then([&] {
        return ChatRowsOfRooms::refreshCounts(transaction, room);
    });
}

namespace
{
/// What waits to be sent into a room that had another number before a rescue.
Result<void> ground(Transaction &transaction, ItemId item, ItemId room)
{
    return transaction
        .prepare("UPDATE change SET ground = ?2, state = iif(state = 4, 0, state) WHERE item = ?1 AND ground IS NOT NULL AND ground NOT IN (SELECT id FROM item)")
        .run(item, room)
        .transform([&transaction] {
            transaction.changes.outbox = transaction.changes.outbox || transaction.changedRows() > 0;
        });
}
}

Result<int> ChatRowsOfEvents::adopt(Transaction &transaction, ItemId room, CollectionId collection, const QString &roomId)
{
    QList<ItemId> orphans;
    auto done = transaction.prepare("SELECT item FROM chat_event WHERE orphan = ?1 AND collection = ?2 ORDER BY position")
                    .each(
                        [&orphans](const Statement &row) {
                            orphans << row.get<ItemId>(0);
                        },
                        roomId,
                        collection);
    if (!done || orphans.isEmpty()) {
        return done.transform([] {
            return 0;
        });
    }
    done = transaction.prepare("UPDATE chat_event SET room = ?3, orphan = iif(event_id IS NULL AND kind <> 15, orphan, NULL) WHERE orphan = ?1 AND collection = ?2")
               .run(roomId, collection, room);
    for (auto item = orphans.cbegin(); done && item != orphans.cend(); ++item) {
        done = writeAnew(transaction, *item, collection).and_then([&] {
            return ground(transaction, *item, room);
        });
    }
    return done.transform([&orphans] {
        return int(orphans.size());
    });
}

Result<void> ChatRowsOfEvents::setIgnored(Transaction &transaction, CollectionId collection, const QString &userId, Qt::CheckState on)
{
    const int from = on == Qt::Checked ? 1 : 2;
    return transaction.prepare("UPDATE chat_event SET shown = ?4, notifies = 0 WHERE collection = ?1 AND sender = ?2 AND shown = ?3 AND kind <> 10").run(collection, userId, from, 3 - from);
}

}
