// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/occurrenceexpansion.h"
#include "store/search.h"

#include <QHash>

namespace Kontor
{

/// What a calendar object says in rows, made in any thread and written later. A value.
struct CalendarRows {
    static CalendarRows of(const QByteArray &payload, const QDateTime &now);

    Result<void> write(Transaction &transaction, ItemId item, CollectionId collection) const;
    static Result<void> remove(Transaction &transaction, ItemId item);

private:
    struct Part {
        int index = 0;
        QString summary{}, location{}, zone{}, conference{};
        EventFlags flags{};
        QString organizer{}; ///< lower case
        QHash<QString, Participation> answers{}; ///< by address, lower case
    };
    struct People; ///< whose calendar it is

    void readTask(const CalendarObject &object, const QDateTime &now);

    QByteArray m_uid{};
    int m_kind = 0;
    QString m_summary{};
    EventFlags m_flags{};
    std::optional<qint64> m_start{}, m_due{}, m_completed{};
    bool m_isWall = false;
    qint64 m_recurrence = 0;
    int m_priority = 0, m_percent = 0, m_sequence = 0;
    QByteArray m_parent{};
    QList<Part> m_parts{};
    OccurrenceExpansion m_expansion{};
    QByteArray m_series{};
    SearchDocument m_words{};
};

}
