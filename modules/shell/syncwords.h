// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/syncstatus.h"

#include <QList>
#include <QString>

namespace Kontor::SyncWords
{

/// One resource's state as a short sentence without a full stop: "Receiving 1,200 of 50,000".
QString sentence(const SyncStatus &status);

/// All resources and the outbox in one line: "Up to date", "Offline — 3 changes waiting".
QString summary(const QList<SyncStatus> &statuses, int waitingChanges);

/// 0 … 100, or -1 when nothing countable is under way.
int percent(const QList<SyncStatus> &statuses);

/// True when something wants the user's attention (sign-in refused, storage failed).
bool isProblem(const SyncStatus &status);

}
