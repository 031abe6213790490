// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "store/store.h"

#include <vector>

namespace Kontor
{

/// The folders of all accounts as the user sees them: what the server said, with the changes
/// that wait folded in. A value; read on a reader thread.
struct FolderListing {
    struct Folder {
        qint64 id = 0; ///< collection; for accounts minus the account's id
        qint64 parent = 0; ///< same numbering
        qint64 collection = 0;
        qint64 resource = 0;
        qint64 account = 0;
        QString name; ///< the server's
        QString role;
        int rights = 0;
        bool subscribed = true;
        bool selectable = true;
        QString policy;
        QString problem;
        int unread = 0;
        int total = 0;

        /// What the user reads: folders with a role in the user's language, however the server calls them.
        QString title() const;
        bool operator==(const Folder &) const = default;
    };
    std::vector<Folder> folders; ///< parents before children, in the order shown

    static Result<FolderListing> read(const Reader &reader);
};

}
