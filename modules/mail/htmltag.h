// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <gumbo.h>

namespace Kontor
{

struct HtmlStyle;

/// What an element of HTML becomes in a text document, and how it breaks lines in plain text.
namespace HtmlTag
{
/// Stands apart from what is around it, with an empty line between.
bool isParagraph(GumboTag tag);
/// Begins and ends a line.
bool isLine(GumboTag tag);
/// A name that a text document knows; empty: only the content stays.
QString outputName(GumboTag tag);

/// The value of an attribute as written; empty if there is none.
QString attribute(const GumboElement &element, const char *name);
/// ' name="5"' if the attribute is a number or a percentage, bounded; else empty.
QString number(const GumboElement &element, const char *name, int atMost);
/// All attributes that are harmless and mean something to a text document, each with a blank before.
QString attributes(const GumboElement &element, const HtmlStyle &style);
}

}
