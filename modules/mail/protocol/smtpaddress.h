// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>

namespace Kontor
{

/// An address as SMTP wants it between its angle brackets.
struct SmtpAddress {
    QByteArray wire{}; ///< local part in UTF-8, domain in ASCII (IDNA) where the local part is
    bool needsUtf8 = false; ///< SMTPUTF8 (RFC 6531)

    /// Refuses with Protocol what would break the command line or cannot be an address.
    static Result<SmtpAddress> parse(const QString &address);
};

}
