// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/store.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

namespace Kontor
{

/// A letter to the people of an event (iMIP, RFC 6047), waiting to be handed to mail.
///
/// Whoever hands it over inserts the mail and calls CalendarLetters::remove() in one transaction; then it goes out
/// once. Its seed makes the same Message-ID again should that be tried twice.
struct CalendarLetter {
    qint64 id = 0;
    AccountId account{};
    QString from{}, fromName{}; ///< one of the account's addresses: the one that was invited, or organises
    QStringList recipients{}; ///< addresses without mailto:
    QByteArray method{}; ///< "REQUEST", "REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "REFRESH"
    QString subject{}, text{}; ///< for readers without a calendar
    QByteArray ics{}; ///< text/calendar; method=…; charset=UTF-8
    QByteArray seed{}; ///< left part of the Message-ID
    QDateTime created{};

    // Which event it is about; for those who write letters.
    ItemId item{};
    QByteArray uid{};
    qint64 recurrence = 0; ///< OccurrenceRef::recurrence; 0: all of it
    QString comment{};
    QByteArray basis{}; ///< the object as its people know it, before this letter; empty: they know nothing
    enum class Hold { None, UntilServerTold } hold = Hold::None; ///< the server may tell it itself, and this letter is then dropped
};

/// The letters that wait. Told by ChangeSet::outbox.
namespace CalendarLetters
{
/// Those that may go out, oldest first.
Result<QList<CalendarLetter>> waiting(const Reader &reader);

Result<qint64> insert(Transaction &transaction, const CalendarLetter &letter);

/// NotFound: it is gone, because somebody else handed it over or the user thought better of it.
Result<void> remove(Transaction &transaction, qint64 letter);

/// All of one event, held ones too, oldest first.
Result<QList<CalendarLetter>> ofEvent(Transaction &transaction, const QByteArray &uid);

/// How many are held until the server has said whether it told them itself.
Result<int> held(const Reader &reader);

/// Some servers do not tell of events in the past (Cyrus): once such an event has gone to its server and come back,
/// the letter goes out if no SCHEDULE-STATUS says that the server did (RFC 6638, 7.3), and is dropped if one does.
Result<void> settle(Transaction &transaction, const QDateTime &now);
}

}
