// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/transaction.h"

#include <QStringList>

namespace Kontor
{

/// The words of one item, as the search over all panes sees them. Plain text, no markup.
struct SearchDocument {
    QString from; ///< names and addresses of the author
    QString to; ///< of all others: to, cc, bcc, attendees
    QString title; ///< subject, file name, summary
    QString body;
    QString names; ///< of attachments
};

/// Replaces what the index knows of the item. Very long texts are indexed by their beginning only.
Result<void> writeSearch(Transaction &transaction, ItemId item, const SearchDocument &document);

Result<void> removeSearch(Transaction &transaction, ItemId item);

// Building blocks for the right side of "search_index MATCH ?". Whatever the user typed, the
// result is a valid FTS5 expression; empty means "nothing to look for" and must not be used
// with MATCH. Words match whatever their case and accents; ü and ue, ß and ss match each other.

enum class SearchColumn { From, To, Title, Body, Names };

/// WordEnd::Open matches words that begin so: for the word being typed.
enum class WordEnd { Closed, Open };

/// One word or several that must follow each other.
QString ftsPhrase(const QString &words, WordEnd end = WordEnd::Closed);

/// Restricts an expression to some columns.
QString ftsIn(const QList<SearchColumn> &columns, const QString &expression);

/// Empty parts are left out.
QString ftsAll(const QStringList &expressions);
QString ftsAny(const QStringList &expressions);

/// What matches \p expression and not \p without; FTS5 cannot search for a mere "not".
QString ftsWithout(const QString &expression, const QString &without);

/// Free text: every word must occur, "quoted words" follow each other, the last word may go on
/// unless a space or a quote ends it.
QString ftsWords(const QString &text);

}
