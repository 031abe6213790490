// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filesearch.h"

namespace Kontor
{

/// The words of the search among files in English and German; both always work, whatever the locale.
namespace FileSearchWords
{
enum class Operator { None, Name, Content, Type, Ending, In, Owner, Is, Before, After, On, Larger, Smaller };

bool isOperator(const QString &key);
Operator operatorOf(const QString &key);

std::optional<FileSearch::State> stateOf(const QString &value);

/// "image", "pdf", …: what FileSearch::kinds has; empty: the word names no kind.
QString kindOf(const QString &value);
bool isOfKind(const QString &kind, const QString &mediaType);

/// "type:", "is:pinned", … in the user's language first.
QStringList operatorsBeginningWith(const QString &start);
QStringList valuesOf(const QString &key, const QString &start);
}

}
