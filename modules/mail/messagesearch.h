// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QDate>
#include <QList>

#include <QString>
#include <QStringList>

#include <optional>

namespace Kontor
{

/// What the user typed into the search field, understood: words and operators
/// (from: to: subject: body: has:attachment is:unread is:starred is:answered in:FOLDER tag:
/// before: after: on: larger: smaller:), German spellings too (von: an: betreff: text: hat:anhang
/// ist:ungelesen vor: nach: …), "phrases" and -exclusion. A value.
struct MessageSearch {
    struct Term {
        enum class Field { Anywhere, From, To, Subject, Body, Attachment };
        Field field = Field::Anywhere;
        QString text;
        bool isPhrase = false;
        bool isExcluded = false;
        bool operator==(const Term &) const = default;
    };
    QList<Term> terms;
    std::optional<bool> unread, starred, answered, hasAttachment;
    QString tag;
    QString folder; ///< name, as typed
    QDate before, after; ///< before: exclusive; after: inclusive
    qint64 largerThan = 0, smallerThan = 0;
    QStringList misunderstood; ///< operators whose value made no sense, as whole sentences

    bool isEmpty() const;
    static MessageSearch parse(const QString &text, const QDate &today = QDate::currentDate());

    /// The FTS5 MATCH expression for the terms; empty when there are none.
    QString matchExpression() const;

    /// What must not match, when there is nothing that must.
    QString exclusionExpression() const;

    /// Completions for the word at the cursor: operators first, then fitting values.
    static QStringList completions(const QString &text, int cursor);
};

}
