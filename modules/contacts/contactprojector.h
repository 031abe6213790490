// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davprojector.h"

#include <functional>

namespace Kontor
{

/// How vCards become the rows of the contacts pane. Small pictures are blobs of their own.
class ContactProjector : public DavProjector
{
public:
    using PutBlob = std::function<Result<BlobId>(const QByteArray &)>;

    /// \p putBlob keeps small pictures; called on the pool and on the writer thread.
    explicit ContactProjector(PutBlob putBlob);

    Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const override;
    Result<QSet<BlobId>> usedBlobs(const Reader &reader) const override;
    Result<void> forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const override;

private:
    PutBlob m_putBlob;
};

}
