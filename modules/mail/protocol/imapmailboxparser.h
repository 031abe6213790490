// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapresponse.h"

#include <optional>

namespace Kontor
{
class ImapCursor;

namespace ImapParser
{
// What servers say of mailboxes, each behind its keyword and a blank (RFC 9051 7.3, RFC 9208).
// nullopt: broken.
std::optional<ImapListed> listed(ImapCursor &cursor);
std::optional<ImapMailboxStatus> mailboxStatus(ImapCursor &cursor);
std::optional<ImapNamespaces> namespaces(ImapCursor &cursor);
std::optional<ImapQuota> quota(ImapCursor &cursor);
}

}
