// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixmediastream.h"

#include <QPointer>
#include <QSize>

namespace Kontor
{

/// Where a file lies: mxc://server/id. A value.
struct MatrixMediaAddress {
    QString server{};
    QString id{};

    /// nullopt: no such address, or one that leads elsewhere ("mxc://a/../b", spaces, queries).
    [[nodiscard]] static std::optional<MatrixMediaAddress> of(const QString &mxc);
    QString text() const;
    bool operator==(const MatrixMediaAddress &) const = default;
};

/// Files on a homeserver: asked for with the access token where the server knows that (v1.11), as before where it does
/// not. Nothing is taken for what it claims to be. Same thread, ends and errors as MatrixConnection; Cancelled once that
/// is gone.
class MatrixMedia
{
public:
    enum class Way { Authenticated, Old };
    /// \p way: see MatrixServer::hasAuthenticatedMedia.
    MatrixMedia(MatrixConnection *connection, Way way);

    /// The octets from \p offset on, \p length at most. Whoever reads on where the last part ended reads on in the same
    /// answer; a server that gives no ranges has to send the whole again only to those who begin somewhere else.
    Task<Result<MatrixMediaPart>> fetch(MatrixMediaAddress address, qint64 offset, qint64 length) const;
    /// All of it, piece by piece. Protocol: more than \p atMost.
    Task<Result<void>> download(MatrixMediaAddress address, HttpSink sink, qint64 atMost) const;
    /// A small picture of it, made by the server. A few MB at most.
    Task<Result<MatrixMediaPart>> thumbnail(MatrixMediaAddress address, QSize pixels) const;
    /// Sends a file as it is read (what is read tells how far it is); the mxc: address. NOT the same address if repeated. \p name is empty for an encrypted one.
    Task<Result<QString>> upload(std::shared_ptr<const HttpSource> source, QByteArray type, QString name) const;
    /// The largest file the server takes, octets; -1: it does not say.
    Task<Result<qint64>> largestUpload() const;

private:
    QPointer<MatrixConnection> m_connection;
    Way m_way;
};

}
