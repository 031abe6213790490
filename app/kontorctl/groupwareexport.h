// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "store/store.h"

namespace Kontor
{

/// A calendar or an address book as one file, as the user sees it: with what waits for the server,
/// and every property the server's objects have.
class GroupwareExport
{
public:
    QByteArray bytes{};
    int objects = 0;

    /// \p kind: ResourceKind of the collection. On a reader thread.
    static Result<GroupwareExport> read(const Reader &reader, CollectionId collection, const QString &kind);
};

}
