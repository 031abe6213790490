// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"

namespace Kontor
{

/// Reads the subset of Markdown that ChatOutgoingText names and writes the HTML that stands for it. A value with one use.
/// Takes time in proportion to the text, whatever it is.
class ChatOutgoingMarkup
{
public:
    explicit ChatOutgoingMarkup(const QList<ChatOutgoingMention> &mentions);

    QString html(const QString &text);
    bool hasFormatting() const; ///< plain text would not say the same

private:
    struct List {
        bool isOrdered = false;
        int first = 1;
        QStringList entries{};
    };
    QString blocks(const QStringList &lines, int depth);
    QString inlines(QStringView text, int depth);
    qsizetype closing(QStringView text, qsizetype from, QStringView mark, bool isWordBound) const;
    std::optional<List> list(const QStringList &lines, qsizetype *at) const;

    qsizetype code(QStringView text, qsizetype at, QString *out);
    qsizetype link(QStringView text, qsizetype at, QString *out, int depth);
    qsizetype address(QStringView text, qsizetype at, QString *out);
    qsizetype mention(QStringView text, qsizetype at, QString *out);
    qsizetype span(QStringView text, qsizetype at, QString *out, int depth, QHash<QString, qsizetype> *vain);

    QList<ChatOutgoingMention> m_mentions; ///< longest first
    bool m_hasFormatting = false;
};

}
