// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Reduces the HTML of a message to what the Matrix specification allows (client-server API, m.room.message, "formatted_body"),
/// and that to what a text document shows without asking anybody for anything: no images, no scripts, no styles but colours,
/// links to http, https, mailto and Matrix alone. Addresses at matrix.to become "matrix:" ones, which open here.
///
/// Pure; takes every input; output and nesting are bounded.
namespace ChatHtml
{
inline constexpr qsizetype longestInput = 1 << 17; ///< UTF-16 units; the rest is left out
inline constexpr qsizetype longestOutput = 1 << 18;
inline constexpr int deepest = 100; ///< levels, as the specification wants it

struct Output {
    QString html{}; ///< the inside of a body; empty: there is no formatting in it, the text says it all
    QString text{}; ///< the same to be read as plain text
    bool wasCut = false;
};

enum class Reply {
    Keep,
    Drop, ///< the quote of what is answered (mx-reply), which the row shows by itself
};
Output reduce(const QString &html, Reply reply = Reply::Drop);

/// A safe address to be put into a link; empty: none. "matrix:" for what matrix.to names.
QString link(const QString &href);
}

}
