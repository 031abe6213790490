// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

class QMimeData;

namespace Kontor::EventDrag
{

/// Events between calendars of this window, and as iCalendar for other programs.
QMimeData *make(const QList<ItemId> &items, const QString &title, const QByteArray &ics);

QList<ItemId> items(const QMimeData *data);
QByteArray ics(const QMimeData *data);
QList<QUrl> files(const QMimeData *data); ///< local .ics files
bool mayHoldEvents(const QMimeData *data);

}
