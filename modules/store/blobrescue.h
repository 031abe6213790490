// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rescue.h"
#include "store/storepaths.h"

namespace Kontor
{

/// The part of StoreRescue that concerns blobs. Error: Storage.
class BlobRescue
{
public:
    /// Puts a damaged blobs.db aside and makes a new one of what can be read.
    static Result<void> table(const StorePaths &paths, const QByteArray &key, StoreRescue::Report &report);

    /// Counts the unsent changes and looks whether all they consist of is whole; what is not
    /// comes from the safety copy.
    static Result<void> unsent(const StorePaths &paths, const QByteArray &key, StoreRescue::Report &report);
};

}
