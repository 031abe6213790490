// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "mail/protocol/smtpsession.h"

namespace Kontor
{

/// The one thing an SmtpSession waits for.
struct SmtpSession::Waiting {
    std::optional<Pending<SmtpReply>> reply;
    std::optional<Pending<void>> drained;
};

}
