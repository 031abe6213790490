// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace Kontor
{

/// The words of the HTML in messages: which elements there are, what becomes of them and of their attributes. Pure functions.
namespace ChatHtmlWords
{
enum class Tag {
    Unknown, ///< the tag goes, what is in it stays
    Hidden, ///< goes with all that is in it
    Reply, ///< mx-reply
    Break,
    Rule,
    Image,
    Link,
    Span,
    Bold,
    Italic,
    Underlined,
    Struck,
    Code,
    Above,
    Below,
    Paragraph,
    Division,
    Summary,
    Heading1,
    Heading2,
    Heading3,
    Heading4,
    Heading5,
    Heading6,
    Quote,
    Pre,
    List,
    Numbers,
    Entry,
    Table,
    Caption,
    HeadRows,
    Rows,
    Row,
    HeadCell,
    Cell,
};

QString nameAt(QStringView html, qsizetype at); ///< lower case; empty: no element begins so
Tag tagOf(const QString &name);
bool isBlock(Tag tag);
bool isParagraph(Tag tag); ///< with an empty line around it
bool isFormatting(Tag tag, QStringView attributes); ///< plain text could not say the same

QString opening(Tag tag, QStringView attributes);
QString closing(Tag tag);
/// Decoded; empty: it has none.
QString attribute(QStringView attributes, QLatin1StringView name);
/// "color:#aabbcc" of what can be read on light and dark ground; or empty.
QString colours(QStringView attributes);

QString decoded(QStringView text); ///< entities as what they stand for
QString escaped(const QString &text); ///< for what is decoded once more
QString collapsed(const QString &text); ///< white space

/// The true host if what is shown of a link reads like another address; otherwise empty.
QString pretended(const QString &shown, const QString &address);
}

}
