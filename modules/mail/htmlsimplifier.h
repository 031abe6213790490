// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringView>

namespace Kontor
{

/// Reduces the HTML of a mail to harmless tags and attributes before a parser builds a tree of it.
///
/// Reads once, keeps no tree, and bounds what a tree may become: nesting, open formatting,
/// attributes. Scripts, style sheets, comments, frames, vector images and forms disappear here, so
/// that nobody can disagree with us about where they end.
class HtmlSimplifier
{
public:
    static constexpr qsizetype longestInput = 2 << 20; ///< characters; the rest is left out
    static constexpr int deepest = 100; ///< nested elements
    static constexpr int mostFormatting = 24; ///< formatting elements open at once

    /// UTF-8, ready for the parser.
    QByteArray simplify(QStringView html);

    bool sawRemoteContent() const
    {
        return m_remote;
    }
    bool wasCut() const
    {
        return m_cut;
    }

private:
    void comment();
    void closingTag();
    void openingTag();
    bool skipContent(const QString &name);
    void attributes(const QString &name, QString &kept);
    void attribute(const QString &element, const QString &name, QStringView value, QString &kept);
    QString nameAt(qsizetype at) const;
    qsizetype endOfTag(qsizetype at);

    QStringView m_in;
    qsizetype m_at = 0;
    QString m_out;
    QList<QString> m_open; ///< names of elements that add depth
    QList<QString> m_formatting;
    QHash<QString, bool> m_unclosed; ///< names whose end is nowhere further on
    qint64 m_work = 0; ///< how often the parser will have to repeat open formatting
    bool m_remote = false;
    bool m_cut = false;
};

}
