// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/recurrencerule.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

/// Any RRULE in words, also those the editor has no fields for.
namespace Kontor::RuleWords
{

/// "every 2 weeks".
QString every(RecurrenceRule::Frequency frequency, qint64 interval);

/// "first" … "fifth", as in "on the first Monday".
QString ordinal(int nth);

/// How often and when; of a rule that is not understood, that only its first date is shown.
QString sentence(const QString &rule, const QDateTime &start);

/// A sentence on further rules, as EventDraft::otherRules has them ("RRULE:…", "EXRULE:…"); empty: there are none.
QString others(const QStringList &lines, const QDateTime &start);

/// False: instances beyond the first are unknown here, for example because they are counted in another calendar (RFC 7529).
bool isUnderstood(const QString &rule);

/// The last day on which a series may have an instance, for an UNTIL as it stands there.
QDate lastDay(const QByteArray &until, const QDateTime &start);

}
