// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Kontor
{

/// Mailbox names between the wire (modified UTF-7, RFC 3501 5.1.3) and the user.
namespace ImapMailboxName
{
/// Strict: nullopt if \p wire is not what encode() makes of some text.
std::optional<QString> decode(QByteArrayView wire);

/// For showing: decoded, or as UTF-8 or Latin-1 where the server broke the rules.
QString display(QByteArrayView wire);

QByteArray encode(QStringView name);

/// True for INBOX in any case, which is one and the same mailbox.
bool isInbox(QByteArrayView wire);
}

}
