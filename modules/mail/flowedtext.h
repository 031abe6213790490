// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Text whose lines flow (RFC 3676). Lines end with \n.
namespace FlowedText
{
enum class DelSp { No, Yes };

/// Joins flowed lines to paragraphs; quoted ones keep their ">" marks.
QString joined(const QString &text, DelSp delSp);

/// Breaks long lines softly, stuffs what needs it; quoted lines are never joined wrongly.
QString broken(const QString &text, int width = 72);
}

}
