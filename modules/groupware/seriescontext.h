// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contentidentity.h"

namespace Kontor
{

/// Single instances of a series are named by their times. Where one person moves the series and another one changes or
/// leaves out an instance, both edits apply by the letter, and the instance would be one of no series, or come back.
namespace SeriesContext
{

/// What an edit goes by: of an exception, EXDATE and RDATE the lines that say where the series begins, of DTSTART the
/// instances that are named; in both versions. Empty: it has nothing to do with series.
QList<QByteArray> of(const PropertyEdit &edit, const QList<ContentIdentity::Located> &before, const QList<ContentIdentity::Located> &after);

/// Somebody else changed what the edit goes by.
bool isOther(const PropertyEdit &edit, const QList<ContentIdentity::Located> &now);

}

}
