// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatname.h"
#include "chat/chatrows.h"
#include "chat/chatrowschanges.h"
#include "chat/chatrowsnames.h"
#include "chat/chattext.h"
#include "sync/changerows.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr int mostReactions = 20'000; // of all the events of one answer
constexpr qsizetype mostKeys = 60; // different ones of one event
constexpr qsizetype mostNames = 20; // of those who reacted
constexpr int mostReaders = 200; // of a room; those who read last

QString numbers(const QList<qint64> &ids)
{
    QString list(u'[');
    for (const auto id : ids) {
        list += (list.size() > 1 ? QStringLiteral(",") : QString()) + QString::number(id);
    }
    return list + u']';
}

bool needsPayload(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::Image:
    case ChatRowKind::Audio:
    case ChatRowKind::Video:
    case ChatRowKind::File:
    case ChatRowKind::Sticker:
    case ChatRowKind::State:
    case ChatRowKind::Redacted:
        return true;
    default:
        return false;
    }
}

/// Rows of one answer, put together from one statement for each thing they say.
class Page
{
public:
    explicit Page(const Reader &reader)
        : m_reader(reader)
        , m_names(reader)
    {
    }

    Result<QHash<qint64, ChatTimelineRow>> load(const QList<qint64> &events)
    {
        return loadEvents(events)
            .and_then([this] {
                return loadChanges();
            })
            .and_then([this] {
                return loadReactions();
            })
            .and_then([this] {
                return loadReplies();
            })
            .and_then([this] {
                return loadThreads();
            })
            .and_then([this] {
                return loadMedia();
            })
            .and_then([this] {
                return loadReaders();
            })
            .and_then([this] {
                return loadPins();
            })
            .and_then([this] {
                return m_names.load();
            })
            .transform([this] {
                return finished();
            });
    }

private:
    struct Draft {
        ChatTimelineRow row{};
        CollectionId collection{};
        qint64 edit = 0;
        QString fileName{};
        std::optional<ChatEventFacts> facts{}; ///< where the row alone does not suffice
        QString replySender{};
        ChatRowKind replyKind = ChatRowKind::Text;
        bool hasReply = false;
        struct Reaction {
            QString key;
            QStringList people; ///< user ids, each once
            ItemId mine;
        };
        QList<Reaction> reactions{};
        QStringList readers{}; ///< user ids
    };

    Result<void> loadEvents(const QList<qint64> &events)
    {
        return m_reader
            .prepare("SELECT e.item, e.collection, e.room, coalesce(e.event_id, ''), e.kind, e.sender, e.mine, e.sent, e.edit, coalesce(x.text, e.text), coalesce(x.html, e.html), "
                     "e.notifies, coalesce(e.reply, ''), iif(e.threaded, coalesce(e.relates, ''), ''), e.problem, e.trust, e.file, "
                     "iif(e.kind IN (3, 4, 5, 6, 9, 10, 12), i.payload, NULL) "
                     "FROM json_each(?1) j CROSS JOIN chat_event e ON e.item = j.value JOIN item i ON i.id = e.item LEFT JOIN chat_event x ON x.item = e.edit AND e.edit <> 0")
            .each(
                [this](const Statement &row) {
                    read(row);
                },
                numbers(events));
    }

    void read(const Statement &row)
    {
        Draft draft;
        auto &shown = draft.row;
        shown.item = row.get<ItemId>(0);
        draft.collection = row.get<CollectionId>(1);
        shown.room = row.get<ItemId>(2);
        shown.eventId = row.text(3);
        shown.kind = row.get<ChatRowKind>(4);
        shown.sender = row.text(5);
        shown.isMine = row.integer(6) != 0;
        shown.time = row.integer(7) > 0 ? QDateTime::fromMSecsSinceEpoch(row.integer(7)) : QDateTime();
        draft.edit = row.integer(8);
        shown.isEdited = draft.edit != 0;
        shown.text = row.text(9);
        shown.html = row.text(10);
        shown.mentionsMe = row.integer(11) == 2;
        shown.replyToId = row.text(12);
        shown.threadRoot = row.text(13);
        shown.problem = row.get<ChatProblem>(14);
        shown.trust = row.get<ChatTrust>(15);
        draft.fileName = row.text(16);
        if (const auto payload = row.blob(17); !payload.isEmpty()) {
            if (const auto facts = ChatEventFacts::fromCbor(payload)) {
                draft.facts = *facts;
            }
        }
        m_names.want(shown.room, shown.sender);
        if (draft.facts && shown.kind == ChatRowKind::State && draft.facts->stateKey && draft.facts->stateKey->startsWith(u'@')) {
            m_names.want(shown.room, *draft.facts->stateKey);
        }
        m_rooms.insert(shown.room);
        m_collection = draft.collection;
        if (!shown.eventId.isEmpty()) {
            m_eventIds << shown.eventId;
            m_byEvent.insert(shown.eventId, shown.item.value);
        }
        m_drafts.insert(shown.item.value, draft);
    }

    /// What waits or was refused: of the message itself, and of an edit that has not left yet.
    Result<void> loadChanges()
    {
        QList<qint64> items;
        QHash<qint64, qint64> targets;
        for (const auto &[item, draft] : m_drafts.asKeyValueRange()) {
            items << item;
            targets.insert(item, item);
            if (draft.edit != 0) {
                items << draft.edit;
                targets.insert(draft.edit, item);
            }
        }
        return ChatRows::changesOf(m_reader, items).transform([&](const QHash<qint64, QList<Change>> &changes) {
            for (const auto &[item, list] : changes.asKeyValueRange()) {
                auto &draft = m_drafts[targets.value(item)];
                auto facts = draft.facts.value_or(ChatEventFacts{});
                for (const auto &change : list) {
                    const bool hasFailed = change.state == ChangeState::Parked || change.state == ChangeState::Uncertain;
                    draft.row.isWaiting = draft.row.isWaiting || !hasFailed;
                    draft.row.hasFailed = draft.row.hasFailed || hasFailed;
                    if (!draft.row.change || (hasFailed && draft.row.failure.isEmpty())) {
                        draft.row.change = change.id;
                        draft.row.failure = hasFailed ? change.error.message : QString();
                    }
                    facts = ChatRowsChanges::event(facts, change, ChatRowsChanges::Stage::Wished);
                    if (const auto pieces = ChatRowsChanges::pieces(change.arguments); !pieces.isEmpty()) {
                        setPieces(draft.row, pieces);
                        draft.row.thumbnailBlob = ChatRowsChanges::thumbnail(change.arguments);
                    }
                }
                if (needsPayload(draft.row.kind) && item == draft.row.item.value) {
                    draft.facts = facts;
                }
            }
        });
    }

    static void setPieces(ChatTimelineRow &row, const QStringList &pieces)
    {
        row.attachmentBlob = pieces.size() == 1 ? pieces.first() : QString();
        row.attachmentPieces = pieces.size() == 1 ? QStringList() : pieces;
    }

    Result<void> loadReactions()
    {
        return m_reader
            .prepare("SELECT r.item, r.relates, r.text, r.sender, r.mine, r.room FROM json_each(?1) j CROSS JOIN chat_event r ON r.relates = j.value AND r.relation = 2 "
                     "WHERE r.redacted = 0 AND r.text <> '' ORDER BY r.position, r.item LIMIT ?2")
            .each(
                [this](const Statement &row) {
                    const auto found = m_drafts.find(m_byEvent.value(row.text(1)));
                    if (found == m_drafts.end() || found->row.room != row.get<ItemId>(5)) {
                        return;
                    }
                    const auto key = row.text(2);
                    const auto person = row.text(3);
                    auto reaction = std::ranges::find(found->reactions, key, &Draft::Reaction::key);
                    if (reaction == found->reactions.end()) {
                        if (found->reactions.size() >= mostKeys) {
                            return;
                        }
                        found->reactions << Draft::Reaction{key, {}, {}};
                        reaction = found->reactions.end() - 1;
                    }
                    if (!m_counted.contains({found->row.item.value, key + u'\n' + person})) { // a second one of the same person says nothing new
                        m_counted.insert({found->row.item.value, key + u'\n' + person});
                        reaction->people << person;
                        if (reaction->people.size() <= mostNames) {
                            m_names.want(found->row.room, person);
                        }
                    }
                    if (row.integer(4) != 0) {
                        reaction->mine = row.get<ItemId>(0);
                    }
                },
                jsonList(m_eventIds),
                mostReactions);
    }

    Result<void> loadReplies()
    {
        QStringList wanted;
        QMultiHash<QString, qint64> asking;
        for (const auto &[item, draft] : m_drafts.asKeyValueRange()) {
            if (!draft.row.replyToId.isEmpty()) {
                wanted << draft.row.replyToId;
                asking.insert(draft.row.replyToId, item);
            }
        }
        wanted.removeDuplicates();
        if (wanted.isEmpty()) {
            return {};
        }
        return m_reader
            .prepare("SELECT i.remote_id, e.item, e.sender, e.kind, coalesce(x.text, e.text), e.file, e.room FROM json_each(?1) j "
                     "CROSS JOIN item i ON i.collection = ?2 AND i.remote_id = j.value JOIN chat_event e ON e.item = i.id LEFT JOIN chat_event x ON x.item = e.edit AND e.edit <> 0")
            .each(
                [&](const Statement &row) {
                    for (const auto items = asking.values(row.text(0)); const auto item : items) {
                        auto &draft = m_drafts[item];
                        if (draft.row.room != row.get<ItemId>(6)) {
                            continue;
                        }
                        draft.hasReply = true;
                        draft.row.replyTo = row.get<ItemId>(1);
                        draft.replySender = row.text(2);
                        draft.replyKind = row.get<ChatRowKind>(3);
                        draft.row.replyText = ChatText::summary(draft.replyKind, row.text(4).isEmpty() ? row.text(5) : row.text(4));
                        m_names.want(draft.row.room, draft.replySender);
                    }
                },
                jsonList(wanted),
                m_collection);
    }

    Result<void> loadThreads()
    {
        return m_reader
            .prepare("SELECT t.relates, count(*), t.room FROM json_each(?1) j CROSS JOIN chat_event t ON t.relates = j.value AND t.relation = 4 AND t.shown = 1 AND t.redacted = 0 "
                     "GROUP BY t.relates, t.room")
            .each(
                [this](const Statement &row) {
                    const auto found = m_drafts.find(m_byEvent.value(row.text(0)));
                    if (found != m_drafts.end() && found->row.room == row.get<ItemId>(2)) {
                        found->row.threadCount = int(row.integer(1));
                    }
                },
                jsonList(m_eventIds));
    }

    Result<void> loadMedia()
    {
        QHash<qint64, QStringList> files;
        return m_reader.prepare("SELECT m.item, m.part, m.blob FROM json_each(?1) j CROSS JOIN chat_media m ON m.item = j.value ORDER BY m.item, m.part, m.piece")
            .each(
                [&](const Statement &row) {
                    if (row.integer(1) == 0) {
                        files[row.integer(0)] << row.text(2);
                    } else {
                        m_drafts[row.integer(0)].row.thumbnailBlob = row.text(2);
                    }
                },
                numbers(m_drafts.keys()))
            .transform([&] {
                for (const auto &[item, pieces] : files.asKeyValueRange()) {
                    setPieces(m_drafts[item].row, pieces);
                }
            });
    }

    /// Somebody has read up to a row if no later one is read; their receipt may stand at what is no row.
    Result<void> loadReaders()
    {
        Result<void> done;
        for (auto room = m_rooms.cbegin(); done && room != m_rooms.cend(); ++room) {
            done = m_reader
                       .prepare("SELECT m.user_id, (SELECT s.item FROM chat_event s INDEXED BY chat_event_place WHERE s.room = m.room AND s.position <= e.position AND s.shown = 1 "
                                "AND s.threaded = 0 AND s.kind <> 15 ORDER BY s.position DESC, s.item DESC LIMIT 1) "
                                "FROM (SELECT user_id, room, receipt, collection FROM chat_member WHERE room = ?1 AND receipt IS NOT NULL AND membership = 'join' "
                                "ORDER BY receipt_time DESC LIMIT ?2) m "
                                "JOIN collection k ON k.id = m.collection AND k.remote_id <> m.user_id "
                                "CROSS JOIN item i ON i.collection = m.collection AND i.remote_id = m.receipt CROSS JOIN chat_event e ON e.item = i.id AND e.room = m.room")
                       .each(
                           [&](const Statement &row) {
                               const auto found = m_drafts.find(row.integer(1));
                               if (found != m_drafts.end()) {
                                   found->readers << row.text(0);
                                   m_names.want(*room, row.text(0));
                               }
                           },
                           *room,
                           mostReaders);
        }
        return done;
    }

    Result<void> loadPins()
    {
        Result<void> done;
        for (auto room = m_rooms.cbegin(); done && room != m_rooms.cend(); ++room) {
            done = ChatRows::pinned(m_reader, *room).transform([this](const QList<ChatRows::PinnedEvent> &pinned) {
                for (const auto &one : pinned) {
                    if (const auto found = m_drafts.find(m_byEvent.value(one.eventId)); found != m_drafts.end()) {
                        found->row.isPinned = true;
                    }
                }
            });
        }
        return done;
    }

    QHash<qint64, ChatTimelineRow> finished()
    {
        QHash<qint64, ChatTimelineRow> rows;
        rows.reserve(m_drafts.size());
        for (auto &draft : m_drafts) {
            finish(draft);
            rows.insert(draft.row.item.value, draft.row);
        }
        return rows;
    }

    void finish(Draft &draft)
    {
        auto &row = draft.row;
        row.senderName = m_names.name(row.room, row.sender);
        row.senderAvatar = m_names.avatar(row.room, row.sender);
        if (draft.hasReply) {
            row.replyName = m_names.name(row.room, draft.replySender);
        }
        for (const auto &reaction : std::as_const(draft.reactions)) {
            ChatReaction shown{.key = reaction.key, .count = int(reaction.people.size()), .isMine = bool(reaction.mine), .mine = reaction.mine};
            for (const auto &person : reaction.people.first(std::min(reaction.people.size(), mostNames))) {
                shown.names << m_names.name(row.room, person);
            }
            row.reactions << shown;
        }
        for (const auto &reader : std::as_const(draft.readers)) {
            row.readers << m_names.name(row.room, reader);
        }
        if (draft.facts) {
            row.attachment = row.kind == ChatRowKind::State || row.kind == ChatRowKind::Redacted ? std::nullopt : ChatText::attachment(*draft.facts);
            if (row.attachment && !draft.fileName.isEmpty()) {
                row.attachment->name = draft.fileName;
            }
        }
        if (row.kind == ChatRowKind::State && draft.facts) {
            row.text = ChatText::state(*draft.facts, [this, &row](const QString &user) {
                return m_names.name(row.room, user);
            });
        } else if (row.kind == ChatRowKind::Redacted) {
            row.text = deleted(draft);
        } else if (row.kind == ChatRowKind::Call) {
            row.text = i18nc("@info in a chat, %1 is a person", "%1 started a call", ChatName::isolated(row.senderName));
        }
    }

    QString deleted(const Draft &draft) const
    {
        const auto reason = draft.facts ? ChatText::line(draft.facts->redactionReason) : QString();
        return reason.isEmpty() ? i18nc("@info in place of a message", "Message deleted")
                                : i18nc("@info in place of a message, %1 is the reason given", "Message deleted: %1", ChatName::isolated(reason));
    }

    const Reader &m_reader;
    ChatRowsNames m_names;
    QHash<qint64, Draft> m_drafts{};
    QHash<QString, qint64> m_byEvent{};
    QStringList m_eventIds{};
    QSet<ItemId> m_rooms{};
    QSet<std::pair<qint64, QString>> m_counted{};
    CollectionId m_collection{};
};
}

Result<QHash<qint64, ChatTimelineRow>> ChatRows::timeline(const Reader &reader, const QList<qint64> &events)
{
    return events.isEmpty() ? Result<QHash<qint64, ChatTimelineRow>>() : Page(reader).load(events);
}

}
