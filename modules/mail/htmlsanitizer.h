// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Turns the HTML of a mail into a small subset that is safe to show and readable in a text
/// document: no scripts, style sheets, forms or frames, nothing that would be fetched from
/// anywhere (images only as cid: or data:), links only to http, https and mailto, each with
/// its true host told when the text says something else. Colours that fight a dark theme go.
///
/// Pure; takes every input; output and nesting are bounded.
class HtmlSanitizer
{
public:
    struct Output {
        QString html; ///< the inside of a body; empty if nothing is to be seen
        QString text; ///< the same to read as plain text
        bool hadRemoteContent = false;
        bool wasCut = false; ///< too long or too deep; the rest was left out
    };

    static Output sanitize(const QString &html);

    /// Only the text; \p atMost characters, for the search index and previews.
    static QString toPlainText(const QString &html, qsizetype atMost = 4 << 20);
};

}
