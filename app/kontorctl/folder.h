// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "store/store.h"

namespace Kontor
{

/// A mail folder, a calendar or an address book, as one names it on the command line.
struct Folder {
    CollectionId id;
    QString kind; ///< ResourceKind
    QString account;
    QString path; ///< display names joined by slashes

    /// All that \p wanted may mean: an account's address, a name, a path or what the server calls it.
    static Result<QList<Folder>> named(const Reader &reader, const QString &wanted);
};

}
