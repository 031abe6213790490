// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace Kontor
{

/// The words of the search field in English and German; both always work, whatever the locale.
namespace SearchWords
{
enum class Operator { None, From, To, Subject, Body, File, Has, Is, In, Tag, Before, After, On, Larger, Smaller };
enum class State { Unknown, Unread, Read, Starred, Answered };

bool isOperator(const QString &key);

/// What a word before the colon means. "vor" and "nach" are about dates, "an" about people.
Operator operatorOf(const QString &key, const QString &value);

State stateOf(const QString &value);
bool meansAttachment(const QString &value);
bool meansStar(const QString &value);

/// "from:", "has:attachment", … in the user's language first.
QStringList operatorsBeginningWith(const QString &start);
QStringList valuesOf(const QString &key, const QString &start);
}

}
