// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "sync/collection.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace Kontor
{

/// What names, attributes and letters of IMAP mailboxes mean. Pure functions.
namespace MailSynchronizerNames
{
/// FolderRole for a special-use attribute (RFC 6154), "\\sent"; empty: none.
QString roleOfAttribute(const QByteArray &attribute);

/// Gives the roles nobody has by the names people and programs use in German and English.
/// Only at the top, below INBOX, or beside another special folder.
void guessRoles(QList<RemoteCollection> &collections);

/// Rights by the letters of RFC 4314 (and the older RFC 2086).
Rights rightsOfLetters(const QByteArray &letters);

/// The last word of an untagged response.
QByteArray lastWord(const QByteArray &text);

/// The wire name of a folder below \p parent (a remote id; empty: the top). Forbidden with a
/// sentence that says why where the name cannot be used.
Result<QByteArray> wireName(const QString &parent, const QString &name, const QByteArray &delimiter);
}

}
