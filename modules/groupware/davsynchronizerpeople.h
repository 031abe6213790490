// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizersession.h"

namespace Kontor
{

/// Asks the server about people and rooms: when they are free, and who there is.
class DavSynchronizerPeople : public std::enable_shared_from_this<DavSynchronizerPeople>
{
public:
    explicit DavSynchronizerPeople(std::shared_ptr<DavSynchronizerSession> session);

    Task<Result<QHash<QString, QByteArray>>> freeBusy(QString organizer, QStringList addresses, QDateTime from, QDateTime to);
    Task<Result<QList<DavSynchronizer::Principal>>> find(QString words);

private:
    std::shared_ptr<DavSynchronizerSession> m_session;
};

}
