// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagequery.h"

#include "sync/changerows.h"

#include <QTimeZone>

#include <optional>
#include <vector>

namespace Kontor
{

namespace
{
/// Up to so many hits are looked up one by one; more are met while walking along the dates.
constexpr qsizetype fewHits = 3000;

struct Found {
    qint64 item;
    qint64 thread;
    qint64 flags;
};

QByteArray order(MessageListModel::SortBy sortBy, Qt::SortOrder direction, bool recipients)
{
    const QByteArray way = direction == Qt::AscendingOrder ? " ASC" : " DESC";
    const QByteArray newest = ", m.date DESC, m.item DESC";
    switch (sortBy) {
    case MessageListModel::SortBy::Date:
        break;
    case MessageListModel::SortBy::Person:
        return (recipients ? QByteArray("lower(m.recipients)") : QByteArray("lower(CASE m.from_name WHEN '' THEN m.from_address ELSE m.from_name END)")) + way + newest;
    case MessageListModel::SortBy::Subject:
        return "lower(CASE WHEN m.subject LIKE 're: %' OR m.subject LIKE 'aw: %' THEN substr(m.subject, 5) WHEN m.subject LIKE 'fwd: %' THEN substr(m.subject, 6) "
               "ELSE m.subject END)"
            + way + newest;
    case MessageListModel::SortBy::Size:
        return "m.size" + way + newest;
    case MessageListModel::SortBy::Unread:
        return "(m.flags & 1 = 0)" + way + newest;
    case MessageListModel::SortBy::Starred:
        return "(m.flags & 2)" + way + newest;
    case MessageListModel::SortBy::Attachment:
        return "(m.attachments > 0)" + way + newest;
    }
    return "m.date" + way + ", m.item" + way;
}

QByteArray conditions(const MessageListModel::View &view)
{
    QByteArray sql;
    const auto flag = [&sql](const std::optional<bool> &wanted, const char *yes, const char *no) {
        if (wanted) {
            sql += *wanted ? yes : no;
        }
    };
    const auto &search = view.search;
    flag(search.unread, " AND m.flags & 1 = 0", " AND m.flags & 1 <> 0");
    flag(search.starred, " AND m.flags & 2 <> 0", " AND m.flags & 2 = 0");
    flag(search.answered, " AND m.flags & 4 <> 0", " AND m.flags & 4 = 0");
    flag(search.hasAttachment, " AND m.attachments > 0", " AND m.attachments = 0");
    switch (view.show) {
    case MessageListModel::View::Show::All:
        break;
    case MessageListModel::View::Show::Unread:
        sql += " AND m.flags & 1 = 0";
        break;
    case MessageListModel::View::Show::Starred:
        sql += " AND m.flags & 2 <> 0";
        break;
    case MessageListModel::View::Show::WithAttachment:
        sql += " AND m.attachments > 0";
        break;
    }
    if (search.before.isValid()) {
        sql += " AND m.date < ?2";
    }
    if (search.after.isValid()) {
        sql += " AND m.date >= ?3";
    }
    if (search.largerThan > 0) {
        sql += " AND m.size > ?4";
    }
    if (search.smallerThan > 0) {
        sql += " AND m.size < ?5";
    }
    if (!search.tag.isEmpty()) {
        sql += " AND instr(' ' || lower(m.keywords) || ' ', ?6) > 0";
    }
    return sql;
}

qint64 midnight(const QDate &day)
{
    return day.isValid() ? QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch() : 0;
}

Result<QList<qint64>> matching(const Reader &reader, const QString &expression)
{
    QList<qint64> hits;
    return reader.prepare("SELECT rowid FROM search_index WHERE search_index MATCH ?1")
        .each(
            [&hits](const Statement &row) {
                hits << row.integer(0);
            },
            expression)
        .transform([&hits] {
            return hits;
        });
}

QString jsonNumbers(const QList<qint64> &numbers)
{
    QString list = QStringLiteral("[");
    for (const auto number : numbers) {
        if (list.size() > 1) {
            list += u',';
        }
        list += QString::number(number);
    }
    return list + u']';
}

/// Brings the messages of a thread together, at the place of the first.
QList<qint64> threaded(const std::vector<Found> &found, const QSet<qint64> &expanded, MessageQuery::Shapes &shapes)
{
    struct Thread {
        qint64 head;
        int unread = 0;
        QList<qint64> others;
        QList<bool> othersUnread;
    };
    std::vector<Thread> threads;
    threads.reserve(found.size());
    QHash<qint64, qsizetype> place;
    place.reserve(qsizetype(found.size()));
    for (const auto &message : found) {
        const bool unread = (message.flags & int(MessageFlag::Seen)) == 0;
        const auto known = place.constFind(message.thread);
        if (known == place.cend()) {
            place.insert(message.thread, qsizetype(threads.size()));
            threads.push_back(Thread{.head = message.item, .unread = unread, .others = {}, .othersUnread = {}});
            if (unread) {
                shapes.unread.insert(message.item);
            }
            continue;
        }
        auto &thread = threads[size_t(*known)];
        thread.others << message.item;
        thread.othersUnread << unread;
        thread.unread += unread;
    }
    QHash<qint64, qint64> threadOf;
    for (auto it = place.cbegin(); it != place.cend(); ++it) {
        if (!threads[size_t(*it)].others.isEmpty()) {
            threadOf.insert(threads[size_t(*it)].head, it.key());
        }
    }
    QList<qint64> ids;
    ids.reserve(qsizetype(found.size()));
    for (auto &thread : threads) {
        ids << thread.head;
        if (thread.others.isEmpty()) {
            continue;
        }
        MessageQuery::Shape shape;
        shape.thread = threadOf.value(thread.head);
        shape.size = int(thread.others.size()) + 1;
        shape.unread = thread.unread;
        shape.expanded = expanded.contains(shape.thread);
        if (shape.expanded) {
            auto below = shape;
            below.level = 1;
            for (qsizetype i = 0; i < thread.others.size(); ++i) {
                ids << thread.others[i];
                shapes.byItem.insert(thread.others[i], below);
                if (thread.othersUnread[i]) {
                    shapes.unread.insert(thread.others[i]);
                }
            }
        } else {
            for (const auto other : std::as_const(thread.others)) {
                shapes.shownFor.insert(other, thread.head);
            }
            if (thread.unread > 0) {
                shapes.unread.insert(thread.head);
            }
            shape.hidden = std::move(thread.others);
        }
        shapes.byItem.insert(thread.head, shape);
    }
    return ids;
}
}

Result<QList<CollectionId>> MessageQuery::foldersNamed(const Reader &reader, const QString &name)
{
    static const QHash<QString, QString> german = {
        {QStringLiteral("posteingang"), FolderRole::Inbox}, {QStringLiteral("entwürfe"), FolderRole::Drafts}, {QStringLiteral("entwuerfe"), FolderRole::Drafts},
        {QStringLiteral("gesendet"), FolderRole::Sent},     {QStringLiteral("archiv"), FolderRole::Archive},  {QStringLiteral("spam"), FolderRole::Junk},
        {QStringLiteral("unerwünscht"), FolderRole::Junk},  {QStringLiteral("papierkorb"), FolderRole::Trash}};
    const auto wanted = name.toLower();
    const auto role = german.value(wanted, wanted);
    QList<CollectionId> exact;
    QList<CollectionId> beginning;
    QList<CollectionId> containing;
    auto asked = reader.prepare("SELECT id, name, role FROM collection").each([&](const Statement &row) {
        const auto folder = row.text(1).toLower();
        if (folder == wanted || (!row.text(2).isEmpty() && row.text(2) == role)) {
            exact << row.get<CollectionId>(0);
        } else if (folder.startsWith(wanted)) {
            beginning << row.get<CollectionId>(0);
        } else if (folder.contains(wanted)) {
            containing << row.get<CollectionId>(0);
        }
    });
    return asked.transform([&] {
        return !exact.isEmpty() ? exact : !beginning.isEmpty() ? beginning : containing;
    });
}

Result<QList<qint64>> MessageQuery::ids(const Reader &reader, const MessageListModel::View &view, const QSet<qint64> &expanded, Channel &channel)
{
    const auto &search = view.search;
    QByteArray where = "1";
    QList<CollectionId> folders;
    if (!search.folder.isEmpty()) {
        auto named = foldersNamed(reader, search.folder);
        if (!named) {
            return std::unexpected(named.error());
        }
        folders = *named;
        if (folders.isEmpty()) {
            channel.put({});
            return QList<qint64>();
        }
    } else if (view.folder) {
        folders << view.folder;
    }
    if (folders.size() == 1) {
        where = "m.collection = ?1";
    } else if (folders.size() > 1) {
        where = "m.collection IN (SELECT value FROM json_each(?8))";
    }
    where += conditions(view);

    std::optional<QList<qint64>> hits;
    QSet<qint64> filter;
    bool filterExcludes = false;
    if (const auto expression = search.matchExpression(); !expression.isEmpty()) {
        auto found = matching(reader, expression);
        if (!found) {
            return std::unexpected(found.error());
        }
        hits = std::move(*found);
        if (hits->size() > fewHits) {
            filter = QSet<qint64>(hits->cbegin(), hits->cend());
        } else {
            where += " AND m.item IN (SELECT value FROM json_each(?7))";
        }
    } else if (const auto excluded = search.exclusionExpression(); !excluded.isEmpty()) {
        const auto found = matching(reader, excluded);
        if (!found) {
            return std::unexpected(found.error());
        }
        filter = QSet<qint64>(found->cbegin(), found->cend());
        filterExcludes = true;
    }

    // All parameters are named once, so that all may be bound.
    const QByteArray sql = "SELECT m.item, m.thread, m.flags FROM mail_message m WHERE coalesce(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1) IS NOT NULL AND " + where + " ORDER BY "
        + order(view.sortBy, view.order, view.showRecipients);
    QList<qint64> numbers;
    for (const auto folder : std::as_const(folders)) {
        numbers << folder.value;
    }
    std::vector<Found> found;
    auto read = reader.prepareOnce(sql).each(
        [&](const Statement &row) {
            const auto item = row.integer(0);
            if (!filter.isEmpty() && filter.contains(item) == filterExcludes) {
                return;
            }
            found.push_back(Found{item, row.integer(1), row.integer(2)});
        },
        folders.isEmpty() ? 0 : folders.first().value,
        midnight(search.before),
        midnight(search.after),
        search.largerThan,
        search.smallerThan,
        QString(u' ' + search.tag.toLower() + u' '),
        hits && filter.isEmpty() ? jsonNumbers(*hits) : QStringLiteral("[]"),
        jsonNumbers(numbers));
    if (!read) {
        return std::unexpected(read.error());
    }
    Shapes shapes;
    QList<qint64> ids;
    if (view.threads == MessageListModel::View::Threads::On) {
        ids = threaded(found, expanded, shapes);
    } else {
        ids.reserve(qsizetype(found.size()));
        for (const auto &message : found) {
            ids << message.item;
            if ((message.flags & int(MessageFlag::Seen)) == 0) {
                shapes.unread.insert(message.item);
            }
        }
    }
    channel.put(std::move(shapes));
    return ids;
}

Result<QHash<qint64, MessageRow>> MessageQuery::rows(const Reader &reader, const QList<qint64> &wanted)
{
    QHash<qint64, MessageRow> rows;
    rows.reserve(wanted.size());
    return reader
        .prepare("SELECT m.item, m.collection, m.thread, m.date, m.from_name, m.from_address, m.recipients, m.subject, m.preview, m.flags, m.keywords, m.size, "
                 "m.message_id, m.attachments, m.body FROM json_each(?1) j CROSS JOIN mail_message m ON m.item = j.value")
        .each(
            [&rows](const Statement &row) {
                MessageRow message;
                message.item = row.get<ItemId>(0);
                message.collection = row.get<CollectionId>(1);
                message.thread = row.integer(2);
                message.date = QDateTime::fromMSecsSinceEpoch(row.integer(3), QTimeZone::UTC);
                message.fromName = row.text(4);
                message.fromAddress = row.text(5);
                message.recipients = row.text(6);
                message.subject = row.text(7);
                message.preview = row.text(8);
                message.flags = MessageFlags::fromInt(int(row.integer(9)));
                message.keywords = row.text(10).split(u' ', Qt::SkipEmptyParts);
                message.size = row.integer(11);
                message.messageId = row.text(12);
                message.attachments = int(row.integer(13));
                message.body = row.text(14);
                rows.insert(message.item.value, message);
            },
            jsonNumbers(wanted))
        .transform([&rows] {
            return rows;
        });
}

}
