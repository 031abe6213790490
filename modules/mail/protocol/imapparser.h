// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapframer.h"
#include "mail/protocol/imapresponse.h"

namespace Kontor
{

/// Turns one framed response into a typed one; pure.
namespace ImapParser
{
/// \p frame is a whole response with its line end. nullopt: malformed.
std::optional<ImapResponse> parse(QByteArrayView frame, const QList<ImapOmitted> &omitted = {});

/// What stands behind "* 12 FETCH ".
std::optional<ImapFetch> parseFetch(quint32 sequence, QByteArrayView text, const QList<ImapOmitted> &omitted);

/// The server's words as the user may see them: one line, no control characters, at most 500.
QString cleanText(QByteArrayView text);
}

}
