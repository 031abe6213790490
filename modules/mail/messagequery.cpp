// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagequery.h"

#include "sync/changerows.h"

#include <QTimeZone>

#include <algorithm>
#include <limits>
#include <optional>

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

/// Says of each id whether it is in a set; a bitmap, because ids are dense.
class IdSet
{
public:
    explicit IdSet(const QList<qint64> &ids = {})
    {
        for (const auto id : ids) {
            insert(id);
        }
    }
    void insert(qint64 id)
    {
        constexpr qint64 dense = qint64(1) << 28;
        if (id < 0 || id >= dense) {
            m_far.insert(id);
            return;
        }
        if (size_t(id) >= m_bits.size()) {
            m_bits.resize(std::max(size_t(id) + 1, m_bits.size() * 2));
        }
        m_bits[size_t(id)] = true;
    }
    bool contains(qint64 id) const
    {
        return id >= 0 && size_t(id) < m_bits.size() ? m_bits[size_t(id)] : m_far.contains(id);
    }

private:
    std::vector<bool> m_bits;
    QSet<qint64> m_far;
};

/// Brings the messages of a thread together, at the place of the first.
QList<qint64> threaded(const std::vector<Found> &found, const QSet<qint64> &expanded, MessageQuery::Shapes &shapes)
{
    struct Thread {
        qint64 number;
        qint64 head;
        bool headUnread;
        int unread;
        int first = -1; ///< of the others, as a chain
        int last = -1;
        int size = 1;
    };
    struct Other {
        qint64 item;
        bool unread;
        int next = -1;
    };
    std::vector<Thread> threads;
    threads.reserve(found.size());
    std::vector<Other> others;
    QHash<qint64, int> place;
    place.reserve(qsizetype(found.size()));
    for (const auto &message : found) {
        const bool unread = (message.flags & int(MessageFlag::Seen)) == 0;
        const int at = place.value(message.thread, -1);
        if (at < 0) {
            place.insert(message.thread, int(threads.size()));
            threads.push_back(Thread{.number = message.thread, .head = message.item, .headUnread = unread, .unread = unread});
            continue;
        }
        auto &thread = threads[size_t(at)];
        const int index = int(others.size());
        others.push_back(Other{.item = message.item, .unread = unread});
        (thread.last < 0 ? thread.first : others[size_t(thread.last)].next) = index;
        thread.last = index;
        thread.unread += unread;
        ++thread.size;
    }
    QList<qint64> ids;
    ids.reserve(qsizetype(found.size()));
    shapes.unread.reserve(found.size());
    for (const auto &thread : threads) {
        ids << thread.head;
        if (thread.size == 1) {
            shapes.unread.push_back(thread.headUnread);
            continue;
        }
        MessageQuery::Shape shape;
        shape.thread = thread.number;
        shape.size = thread.size;
        shape.unread = thread.unread;
        shape.expanded = expanded.contains(thread.number);
        shapes.unread.push_back(shape.expanded ? thread.headUnread : thread.unread > 0);
        auto below = shape;
        below.level = 1;
        for (int i = thread.first; i >= 0; i = others[size_t(i)].next) {
            const auto &other = others[size_t(i)];
            if (shape.expanded) {
                ids << other.item;
                shapes.unread.push_back(other.unread);
                shapes.byItem.insert(other.item, below);
            } else {
                shapes.shownFor.insert(other.item, thread.head);
                shape.hidden << other.item;
            }
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

Result<QList<qint64>> MessageQuery::ids(const Reader &reader, const MessageListModel::View &view, const QSet<qint64> &expanded, Channel &channel, Extent extent)
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
    IdSet filter;
    bool isFiltered = false;
    bool filterExcludes = false;
    if (const auto expression = search.matchExpression(); !expression.isEmpty()) {
        auto found = matching(reader, expression);
        if (!found) {
            return std::unexpected(found.error());
        }
        hits = std::move(*found);
        if (hits->size() > fewHits) {
            filter = IdSet(*hits);
            isFiltered = true;
        } else {
            where += " AND m.item IN (SELECT value FROM json_each(?7))";
        }
    } else if (const auto excluded = search.exclusionExpression(); !excluded.isEmpty()) {
        const auto found = matching(reader, excluded);
        if (!found) {
            return std::unexpected(found.error());
        }
        filter = IdSet(*found);
        isFiltered = filterExcludes = true;
    }

    // By date the first results need not wait for all: a page of the index after the other.
    const bool inPages = extent == Extent::First && isFiltered && view.sortBy == MessageListModel::SortBy::Date && view.order == Qt::DescendingOrder;
    constexpr qint64 page = 2000;
    if (inPages) {
        where += " AND (m.date, m.item) < (?9, ?10)";
    }
    // All parameters are named once, so that all may be bound.
    const QByteArray sql = "SELECT m.item, m.thread, m.flags, m.date FROM mail_message m WHERE coalesce(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1) IS NOT NULL AND "
        + where + " ORDER BY " + order(view.sortBy, view.order, view.showRecipients) + (inPages ? QByteArray(" LIMIT 2000") : QByteArray());
    QList<qint64> numbers;
    for (const auto folder : std::as_const(folders)) {
        numbers << folder.value;
    }
    const auto listed = hits && !isFiltered ? jsonNumbers(*hits) : QStringLiteral("[]");
    std::vector<Found> found;
    qint64 date = std::numeric_limits<qint64>::max();
    qint64 item = date;
    qint64 seen = page;
    auto &statement = reader.prepareOnce(sql);
    while (seen == page && !(inPages && found.size() >= firstResults)) {
        seen = 0;
        auto read = statement.each(
            [&](const Statement &row) {
                ++seen;
                item = row.integer(0);
                date = row.integer(3);
                if (isFiltered && filter.contains(item) == filterExcludes) {
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
            listed,
            jsonNumbers(numbers),
            date,
            item);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (!inPages) {
            break;
        }
    }
    Shapes shapes;
    shapes.isPartial = inPages && seen == page;
    QList<qint64> ids;
    if (view.threads == MessageListModel::View::Threads::On) {
        ids = threaded(found, expanded, shapes);
    } else {
        ids.reserve(qsizetype(found.size()));
        for (const auto &message : found) {
            ids << message.item;
            shapes.unread.push_back((message.flags & int(MessageFlag::Seen)) == 0);
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
