// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventlines.h"

#include <QTimeZone>

namespace Kontor
{

/// VTIMEZONEs made from the machine's time zone database, for objects that use a zone for the first time.
namespace EventZones
{
/// Right for the years around and all that follow: where the database tells changes at regular days, as yearly rules; where it
/// does not (Morocco), change by change. Null: an unknown zone.
ComponentPointer definition(const QTimeZone &zone, const QDateTime &around);
}

}
