// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "contacts/contacttypes.h"
#include "contacts/ldapfilter.h"

#include <atomic>
#include <memory>

namespace Kontor
{

/// Somebody a directory knows.
struct DirectoryPerson {
    QString dn{};
    ContactDraft card{};
};

/// One question to a directory (RFC 4511), from connecting to the last answer; never without TLS.
/// Blocks, so on a thread of its own; ends early when \p stop becomes true.
class LdapConversation
{
public:
    struct Question {
        LdapPlace place{};
        QString words{};
        QByteArray password{}; ///< for place.bindName
        QByteArray certificates{}; ///< PEM to trust besides the system's
        int atMost = 50;
        int seconds = 10;
    };
    static Result<QList<DirectoryPerson>> ask(const Question &question, const std::atomic<bool> &stop);
};

}
