// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixevent.h"

#include <QPointer>

namespace Kontor
{

/// A room as directories and spaces tell it. Names and topics are as written; not cleaned.
struct MatrixPublicRoom {
    QString roomId{};
    QString alias{}; ///< canonical
    QString name{};
    QString topic{};
    QString avatar{}; ///< mxc: address
    QString type{}; ///< "m.space", or empty
    QString joinRule{}; ///< "public" where none is told
    int members = 0;
    bool isReadable = false; ///< world_readable
    bool mayGuestsJoin = false;
    QList<MatrixEvent> children{}; ///< of a hierarchy: stripped m.space.child
};

struct MatrixPublicRooms {
    QList<MatrixPublicRoom> rooms{};
    QString next{}; ///< empty: no more
    int total = -1; ///< an estimate; -1: not told
};

struct MatrixDirectoryQuestion {
    QString server{}; ///< whose list; empty: our own
    QString words{};
    QString since{};
    int limit = 50;
    bool onlySpaces = false;
};

/// A person as the user directory tells it.
struct MatrixPerson {
    QString userId{};
    QString name{};
    QString avatar{};
};

struct MatrixPeople {
    QList<MatrixPerson> people{};
    bool isLimited = false; ///< there are more; more letters are needed
};

struct MatrixAlias {
    QString roomId{};
    QStringList servers{};
};

/// Rooms and people one may look for, names of rooms, and what lies in a space. Same thread, ends and errors as
/// MatrixConnection; Cancelled once that is gone.
class MatrixDirectory
{
public:
    explicit MatrixDirectory(MatrixConnection *connection);

    Task<Result<MatrixPublicRooms>> publicRooms(MatrixDirectoryQuestion question) const;
    Task<Result<MatrixPeople>> people(QString words, int limit = 20) const;
    Task<Result<MatrixPublicRooms>> hierarchy(QString space, QString from = {}, int depth = 1, int limit = 50) const; ///< the space itself comes first

    Task<Result<MatrixAlias>> resolve(QString alias) const;
    Task<Result<void>> putAlias(QString alias, QString room) const; ///< Conflict: taken
    Task<Result<void>> removeAlias(QString alias) const;
    Task<Result<QStringList>> aliases(QString room) const;
    Task<Result<bool>> isListed(QString room) const;
    enum class Listing { Public, Private };
    Task<Result<void>> setListing(QString room, Listing listing) const;

private:
    QPointer<MatrixConnection> m_connection;
};

}
