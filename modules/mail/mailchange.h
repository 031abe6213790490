// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/change.h"

#include <QStringList>

namespace Kontor
{

/// The kinds of changes mail knows, and their arguments; written by MailActions, read by
/// MailProjector (what the user sees) and MailSynchronizer (what the server is told).
namespace MailChange
{
inline const QString Flags = QStringLiteral("flags"); ///< add: [text], remove: [text]
inline const QString Move = QStringLiteral("move"); ///< to: collection id, remote: its remote id
inline const QString Copy = QStringLiteral("copy"); ///< on the NEW item; from/uid: source remote ids; payload
inline const QString Delete = QStringLiteral("delete"); ///< for good
inline const QString Append = QStringLiteral("append"); ///< blob, flags, date (ms), payload, original: item it is made of; put a local message into its collection
inline const QString Leave = QStringLiteral("leave"); ///< as: the item in another account; held, and becomes Delete when that one is there
inline const QString Send = QStringLiteral("send"); ///< blob, sender, recipients: [text], messageId, sent: Sent's remote id, payload, answers, forwards: item ids, letter: bool, it cannot become a draft
inline const QString CreateFolder = QStringLiteral("createFolder"); ///< name, parent: remote id, to: parent's collection id
inline const QString RenameFolder = QStringLiteral("renameFolder"); ///< name; parent ("": top) and to only if it moves
inline const QString DeleteFolder = QStringLiteral("deleteFolder");
inline const QString Subscribe = QStringLiteral("subscribe"); ///< on: bool
inline const QString EmptyFolder = QStringLiteral("emptyFolder"); ///< upTo: highest known uid; nothing newer is removed
}

}
