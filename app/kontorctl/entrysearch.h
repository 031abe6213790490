// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "store/store.h"

#include <QDateTime>

namespace Kontor
{

/// An event, a task or a contact that has the words of a search.
struct FoundEntry {
    qint64 item = 0;
    QString kind; ///< "event", "task", "journal", "contact"
    QString account;
    QString collection;
    QString title;
    QDateTime start; ///< of the first instance; null: contacts, and tasks without one
    bool isAllDay = false;
    QString address; ///< of a contact

    /// \p expression as for the search index; \p account: only of this one, empty: all. On a reader thread.
    static Result<QList<FoundEntry>> matching(const Reader &reader, const QString &expression, const QString &account);
};

}
