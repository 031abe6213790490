// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ui/mailparts.h"
#include "mail/ui/messagereader.h"

namespace Kontor
{

/// Where the reader of the mail pane gets messages from, and what is known of their senders.
MessageReader::Source readerSource(const MailParts &parts);

}
