// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundchats.h"

#include "chat/chatrows.h"

#include <QRegularExpression>

namespace Kontor
{
namespace
{
QString quoted(QString text)
{
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}
}

QString FoundChats::expression(const QString &text)
{
    static const QRegularExpression tokens(QStringLiteral("(-?)(?:(\\w+):)?(?:\"([^\"]*)\"?|(\\S+))"), QRegularExpression::UseUnicodePropertiesOption);
    QStringList wanted;
    QStringList unwanted;
    for (auto all = tokens.globalMatch(text); all.hasNext();) {
        const auto match = all.next();
        const auto field = match.captured(2).toLower();
        const auto phrase = match.captured(3);
        const auto word = match.captured(4);
        if (!field.isEmpty() && field != u"from" && field != u"von") {
            return {};
        }
        if (phrase.isEmpty() && word.isEmpty()) {
            continue;
        }
        const auto columns = field.isEmpty() ? QStringLiteral("{who body names}") : QStringLiteral("who");
        const QString term = columns + QStringLiteral(" : ") + (phrase.isEmpty() ? quoted(word) + u'*' : quoted(phrase));
        (match.captured(1).isEmpty() ? wanted : unwanted) << u'(' + term + u')';
    }
    if (wanted.isEmpty()) {
        return {};
    }
    auto expression = wanted.join(QStringLiteral(" AND "));
    for (const auto &term : std::as_const(unwanted)) {
        expression = QStringLiteral("(%1) NOT %2").arg(expression, term);
    }
    return expression;
}

Result<FoundChats> FoundChats::matching(const Reader &reader, const QString &text, const QString &account, qint64 limit)
{
    FoundChats found;
    const auto words = expression(text);
    if (words.isEmpty()) {
        return found;
    }
    QList<qint64> ids;
    QHash<qint64, Message> places;
    auto read = reader
                    .prepare("SELECT w.item, a.address, coalesce(r.room_id, ''), r.item FROM chat_words w JOIN chat_event e ON e.item = w.item JOIN chat_room r ON r.item = e.room "
                             "JOIN collection k ON k.id = e.collection JOIN resource s ON s.id = k.resource JOIN account a ON a.id = s.account "
                             "WHERE chat_words MATCH ?1 ORDER BY w.rowid DESC")
                    .each(
                        [&](const Statement &row) {
                            if (!account.isEmpty() && row.text(1) != account) {
                                return;
                            }
                            ++found.total;
                            if (ids.size() < limit) {
                                ids << row.integer(0);
                                places.insert(row.integer(0), {.row = {}, .account = row.text(1), .roomId = row.text(2), .room = QString::number(row.integer(3))});
                            }
                        },
                        words);
    if (!read) {
        return std::unexpected(read.error());
    }
    const auto rows = ChatRows::timeline(reader, ids);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QList<qint64> rooms;
    for (const auto &place : std::as_const(places)) {
        rooms << place.room.toLongLong();
    }
    const auto titles = ChatRows::rooms(reader, rooms);
    if (!titles) {
        return std::unexpected(titles.error());
    }
    for (const auto id : std::as_const(ids)) {
        if (rows->contains(id)) {
            auto message = places.value(id);
            message.row = rows->value(id);
            message.room = titles->value(message.room.toLongLong()).title;
            found.first << message;
        }
    }
    return found;
}

}
