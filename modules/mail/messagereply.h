// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/messagecontent.h"

namespace Kontor
{

/// How answers and forwarded messages begin. Pure functions of values; words in the user's language.
class MessageReply
{
public:
    enum class To {
        Sender, ///< Reply-To, else From
        All, ///< Mail-Followup-To, else everybody but oneself
        List, ///< List-Post, else like All
    };

    /// Quotes \p content and addresses the answer. \p item is marked answered when it is sent.
    static Draft reply(const MessageContent &content, ItemId item, const Account &account, To to);

    /// The text with a heading; attachments are the caller's to add (their bytes are needed).
    static Draft forwardInline(const MessageContent &content, ItemId item, const Account &account);

    /// An empty message; the caller adds the original as message/rfc822 under attachedName().
    static Draft forwardAttached(const MessageContent &content, ItemId item, const Account &account);
    static QString attachedName(const MessageContent &content);

    /// "Re: …" with no other prefix of the kind in front, whatever language it was written in.
    static QString replySubject(const QString &subject);
    static QString forwardSubject(const QString &subject);

    /// True if the message came over a mailing list that says where to post.
    static bool hasList(const MessageContent &content);

    static QString quoted(const MessageContent &content);
    static QString signatureBlock(const Account &account); ///< with two line ends before; empty: none
};

}
