// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/mailtypes.h"
#include "mail/messagecontent.h"

namespace Kontor
{

/// Turns a message into the draft of an answer. Pure.
struct DraftWriter {
    enum class Answer { Sender, All };

    /// \p selection, if not empty, is quoted instead of the whole text.
    static Draft reply(Draft empty, const Account &account, const MessageContent &content, ItemId item, Answer answer, const QString &selection = {});

    /// The text of the forwarded message below the signature; attachments are the caller's.
    static Draft forwardInline(Draft empty, const MessageContent &content, ItemId item);
    static Draft forwardAttached(Draft empty, const MessageContent &content, ItemId item);

    /// "Re: " before the subject, unless it or a translation of it stands there.
    static QString replySubject(const QString &subject);
    static QString forwardSubject(const QString &subject);

    /// Each line behind "> ", without the signature.
    static QString quoted(const QString &text);
};

}
