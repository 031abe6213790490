// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/projector.h"

namespace Kontor
{

/// What the user sees of an item: its payload ⊕ pending changes, and where.
struct Folded {
    QByteArray payload;
    CollectionId collection;
};

/// Pure. A change that makes no sense (any more) is left out; the server's answer to it decides.
Folded fold(const Projector &projector, const QByteArray &payload, CollectionId collection, const QList<Change> &pending);

/// The rows for it; an item that cannot be understood gets none, and a line in the log.
Write projection(const Projector &projector, ItemId item, const Folded &folded);

}
