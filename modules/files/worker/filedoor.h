// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/fileguest.h"

#include <QSocketNotifier>

namespace Kontor
{

/// The local socket other programs of this user come in by. Whoever opened it first in this session keeps it; what a
/// program left behind that ended is replaced. On the thread of the sockets.
class FileDoor : public QObject
{
    Q_OBJECT
public:
    FileDoor(FileServing *serving, uid_t user, QObject *parent = nullptr);
    ~FileDoor() override;

    /// Conflict: another program has it. Forbidden: the folder belongs to somebody else, or others may look into it.
    Result<void> open(const QString &path);
    void close();

    static constexpr int mostGuests = 64;

private:
    void welcome();

    FileServing *m_serving;
    uid_t m_user;
    std::unique_ptr<QSocketNotifier> m_bell;
    QList<FileGuest *> m_guests;
    QByteArray m_name; ///< of the socket, in its folder
    int m_folder = -1;
    int m_lock = -1;
    int m_socket = -1;
};

}
