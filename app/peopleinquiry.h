// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/freebusy.h"

#include <QFuture>
#include <QObject>

#include <chrono>

namespace Kontor
{

class Engines;

/// Asks an account's calendar server about people: when they are busy, and who there is. Without a connection the answer is an
/// error at once; every question ends, and one that was cancelled meanwhile is not asked. GUI thread.
class PeopleInquiry : public QObject
{
    Q_OBJECT
public:
    explicit PeopleInquiry(Engines *engines, QObject *parent = nullptr);

    QFuture<Result<FreeBusy::Told>> freeBusy(AccountId account, const QString &organizer, const QStringList &addresses, const QDateTime &from, const QDateTime &to);

    /// Rooms without words.
    QFuture<Result<QList<Attendee>>> find(AccountId account, const QString &words);

    void setPatience(std::chrono::milliseconds patience); ///< for tests other than usual

private:
    Engines *m_engines;
    std::chrono::milliseconds m_patience;
};

}
