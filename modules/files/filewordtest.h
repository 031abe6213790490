// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filesearch.h"

#include <QRegularExpression>
#include <QSet>

namespace Kontor
{

/// Whether one word of a search is in a name, asked of the sort key first, which an index has, and of the name only where
/// that leaves it open. A value.
class FileWordTest
{
public:
    explicit FileWordTest(const FileSearch::Term &term);

    enum class Answer { No, Yes, LookAtName };
    Answer ofSortKey(const QByteArray &sort) const; ///< fileSortKey(), UTF-8
    bool ofName(const QString &plainName) const; ///< see plain()

    /// All sort keys that may belong to a fitting name have one of these; empty: any may.
    const QList<QByteArray> &runs() const;
    const FileSearch::Term &term() const;
    bool isPattern() const; ///< with * or ?: about names alone

    /// Without case and accents; unlike fileSortKey() it has the digits as they stand.
    static QString plain(const QString &text);

private:
    FileSearch::Term m_term;
    QStringList m_spellings{}; ///< plain
    QList<QByteArray> m_runs{};
    QRegularExpression m_pattern{};
    bool m_isSettledBySortKey = false;
};

}
