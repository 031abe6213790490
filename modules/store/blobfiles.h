// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sealedfile.h"

#include <QSet>
#include <QString>

namespace Kontor
{

/// The large blobs: one sealed file each, whose name says nothing about the content. Any thread.
/// Ids are raw (32 bytes).
class BlobFiles
{
public:
    BlobFiles(const QString &folder, const QByteArray &key);

    Result<void> makeFolder() const;
    QString pathOf(const QByteArray &id) const;
    QString nameOf(const QByteArray &id) const;
    bool has(const QByteArray &id) const;
    void remove(const QByteArray &id) const;

    /// A file that becomes the blob when it is finished under pathOf().
    Result<std::unique_ptr<SealedFileWriter>> create() const;
    Result<std::unique_ptr<SealedFileReader>> read(const QByteArray &id) const;

    /// What writers left behind that did not get to their end. Nobody else may be writing.
    void removeUnfinished() const;
    /// Removes all blobs but those with these names; answers how many bytes that freed.
    qint64 keepOnly(const std::function<bool(const QString &name)> &isKept) const;
    /// Names of all blobs.
    QSet<QString> names() const;
    /// Bytes on disk.
    qint64 size() const;

private:
    QString m_folder;
    QByteArray m_contentKey;
    QByteArray m_nameKey;
};

}
