// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/blobs.h"

#include <QCache>
#include <QFuture>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include <functional>

namespace Kontor
{

/// The pictures of people, rooms and messages, decoded in the background and kept while they are looked at.
///
/// Whatever is asked for comes at once if it is here, else a null picture, and arrived() later. A picture that cannot be had
/// is asked for once more only after forget(). Never reads more than is needed for what is shown; a small file that claims
/// to be a huge picture is refused. GUI thread.
class ChatPictures : public QObject
{
    Q_OBJECT
public:
    using Blob = std::function<QFuture<Result<QByteArray>>(const BlobId &blob)>;
    using Avatar = std::function<QFuture<Result<QByteArray>>(CollectionId account, const QString &mxc, int pixels)>;

    explicit ChatPictures(QObject *parent = nullptr);
    void setSources(Blob blob, Avatar avatar); ///< either may be none

    /// \p wanted in device pixels; the picture fits into it and is never enlarged.
    QPixmap blob(const BlobId &blob, const QSize &wanted);
    QPixmap avatar(CollectionId account, const QString &mxc, int side);

    void forget(); ///< what could not be had

Q_SIGNALS:
    void arrived();

private:
    void load(const QString &key, QFuture<Result<QByteArray>> bytes, const QSize &wanted);

    Blob m_blob;
    Avatar m_avatar;
    QCache<QString, QPixmap> m_ready;
    QSet<QString> m_loading;
    QSet<QString> m_failed;
};

}
