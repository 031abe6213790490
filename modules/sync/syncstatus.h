// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Kontor
{

/// What one resource is doing, for status bar, settings, outbox view and kontorctl. A value.
struct SyncStatus {
    enum class Activity { Idle, Connecting, Pushing, Listing, Pulling, Fetching, Watching, Waiting, Paused, Stopped };

    ResourceId resource;
    Activity activity = Activity::Idle;
    QString collection; ///< name of the collection at hand, for the user
    qint64 done = 0; ///< items of this run
    qint64 total = 0; ///< 0: unknown
    QDateTime lastSuccess; ///< of a whole round
    std::optional<Error> error; ///< why it waits, pauses or stopped
};

}

Q_DECLARE_METATYPE(Kontor::SyncStatus)
