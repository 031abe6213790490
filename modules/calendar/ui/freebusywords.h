// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/freebusyinquiry.h"

namespace Kontor::FreeBusyWords
{

/// How somebody is off, to be read and to be heard.
struct Sentence {
    QString shown{}, spoken{};
    bool operator==(const Sentence &) const = default;
};

/// How somebody is off in a span of time: the worst of what touches it.
enum class Verdict { Free, Tentative, Unavailable, Busy, Asked, Unknown };

Verdict verdict(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to);

/// "busy 14:00–15:00" or, as one says it, "busy 14:00 to 15:00"; "free", "not known": at the user's clock.
Sentence sentence(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to);

/// "busy", "tentative", "unavailable".
QString kind(FreeBusy::Kind kind);

/// "Free: 2. Busy: 1. Not known: 1."
QString summary(const QList<Verdict> &verdicts);

}
