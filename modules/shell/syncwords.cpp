// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/syncwords.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor::SyncWords
{
namespace
{
bool isOffline(const SyncStatus &status)
{
    return status.error && status.error->kind == Error::Kind::Offline;
}

QString counted(const SyncStatus &status)
{
    const QLocale locale;
    if (status.total > 0) {
        return i18nc("@info:status done of total", "%1 of %2", locale.toString(std::min(status.done, status.total)), locale.toString(status.total));
    }
    return status.done > 0 ? locale.toString(status.done) : QString();
}
}

QString sentence(const SyncStatus &status)
{
    const auto count = counted(status);
    switch (status.activity) {
    case SyncStatus::Activity::Connecting:
        return i18nc("@info:status", "Connecting");
    case SyncStatus::Activity::Pushing:
        return count.isEmpty() ? i18nc("@info:status", "Sending changes") : i18nc("@info:status %1 is a count", "Sending changes: %1", count);
    case SyncStatus::Activity::Listing:
        return i18nc("@info:status", "Looking for folders");
    case SyncStatus::Activity::Pulling:
        if (!status.collection.isEmpty()) {
            return count.isEmpty() ? i18nc("@info:status %1 is a folder", "Checking %1", status.collection)
                                   : i18nc("@info:status %1 is a count, %2 a folder", "Receiving %1 in %2", count, status.collection);
        }
        return count.isEmpty() ? i18nc("@info:status", "Checking for news") : i18nc("@info:status %1 is a count", "Receiving %1", count);
    case SyncStatus::Activity::Fetching:
        return count.isEmpty() ? i18nc("@info:status", "Receiving content") : i18nc("@info:status %1 is a count", "Receiving content: %1", count);
    case SyncStatus::Activity::Paused:
        return status.error ? status.error->message : i18nc("@info:status", "Paused");
    case SyncStatus::Activity::Stopped:
        return status.error ? status.error->message : i18nc("@info:status", "Stopped");
    case SyncStatus::Activity::Waiting:
        if (isOffline(status)) {
            return i18nc("@info:status", "Offline");
        }
        return status.error ? status.error->message : i18nc("@info:status", "Waiting");
    case SyncStatus::Activity::Idle:
    case SyncStatus::Activity::Watching:
        if (isOffline(status)) {
            return i18nc("@info:status", "Offline");
        }
        if (status.error) {
            return status.error->message;
        }
        return status.lastSuccess.isValid() ? i18nc("@info:status", "Up to date") : i18nc("@info:status", "Not synchronised yet");
    }
    return {};
}

QString summary(const QList<SyncStatus> &statuses, int waitingChanges)
{
    QString words;
    if (statuses.isEmpty()) {
        words = i18nc("@info:status", "No account");
    } else {
        // The one that is worst off, or busiest, speaks for all.
        const auto weight = [](const SyncStatus &status) {
            return isProblem(status) ? 4 : isOffline(status) ? 3 : status.activity == SyncStatus::Activity::Watching || status.activity == SyncStatus::Activity::Idle ? 0 : 2;
        };
        const auto loudest = std::ranges::max_element(statuses, {}, weight);
        words = sentence(*loudest);
    }
    if (waitingChanges > 0) {
        return i18ncp("@info:status %2 is the state of synchronisation", "%2 — %1 change waiting", "%2 — %1 changes waiting", waitingChanges, words);
    }
    return words;
}

int percent(const QList<SyncStatus> &statuses)
{
    qint64 done = 0;
    qint64 total = 0;
    for (const auto &status : statuses) {
        const bool isBusy = status.activity == SyncStatus::Activity::Pulling || status.activity == SyncStatus::Activity::Fetching
            || status.activity == SyncStatus::Activity::Pushing;
        if (isBusy && status.total > 0) {
            done += std::min(status.done, status.total);
            total += status.total;
        }
    }
    return total > 0 ? int(done * 100 / total) : -1;
}

bool isProblem(const SyncStatus &status)
{
    return status.error && !isPassing(status.error->kind) && status.error->kind != Error::Kind::Cancelled;
}

}
