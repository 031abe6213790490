// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entrysearch.h"

#include "app/kinds/enginekind.h"

#include <QTimeZone>

namespace Kontor
{
namespace
{
QString nameOfComponent(qint64 kind)
{
    return kind == 1 ? QStringLiteral("task") : kind == 2 ? QStringLiteral("journal") : QStringLiteral("event");
}

FoundEntry readEvent(const Statement &row)
{
    FoundEntry entry;
    entry.item = row.integer(0);
    entry.account = row.text(1);
    entry.collection = row.text(2);
    entry.title = row.text(3);
    entry.isAllDay = row.integer(5) != 0;
    entry.kind = nameOfComponent(row.integer(6));
    if (row.integer(7) != 0) {
        entry.start = QDateTime::fromMSecsSinceEpoch(row.integer(4), QTimeZone::UTC);
        if (entry.isAllDay) {
            entry.start = QDateTime(entry.start.date(), entry.start.time()); // wall time, kept as if it were UTC
        }
    }
    return entry;
}
}

Result<QList<FoundEntry>> FoundEntry::matching(const Reader &reader, const QString &expression, const QString &account)
{
    QList<FoundEntry> entries;
    const auto keep = [&](FoundEntry entry) {
        if (account.isEmpty() || entry.account == account) {
            entries << std::move(entry);
        }
    };
    if (EngineKind::find(ResourceKind::Calendar)) {
        auto read = reader
                        .prepare("SELECT o.item, a.address, c.name, o.summary, coalesce(o.start, 0), o.is_wall, o.kind, o.start IS NOT NULL FROM calendar_object o "
                                 "JOIN collection c ON c.id = o.collection JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "
                                 "WHERE o.item IN (SELECT rowid FROM search_index WHERE search_index MATCH ?1) ORDER BY o.start DESC, o.item DESC")
                        .each([&](const Statement &row) { keep(readEvent(row)); }, expression);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    if (EngineKind::find(ResourceKind::Contacts)) {
        auto read = reader
                        .prepare("SELECT o.item, a.address, c.name, o.name, o.email FROM contact o "
                                 "JOIN collection c ON c.id = o.collection JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "
                                 "WHERE o.item IN (SELECT rowid FROM search_index WHERE search_index MATCH ?1) ORDER BY o.family_key, o.item")
                        .each(
                            [&](const Statement &row) {
                                FoundEntry entry;
                                entry.item = row.integer(0);
                                entry.kind = QStringLiteral("contact");
                                entry.account = row.text(1);
                                entry.collection = row.text(2);
                                entry.title = row.text(3);
                                entry.address = row.text(4);
                                keep(entry);
                            },
                            expression);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return entries;
}

}
