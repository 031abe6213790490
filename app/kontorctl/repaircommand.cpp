// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "profile.h"

#include <KLocalizedString>
#include <QJsonArray>

namespace Kontor
{

ExitCode repairStore(const Invocation &invocation, Report &report)
{
    const auto repaired = Profile::repair(invocation);
    if (!repaired) {
        return report.fail(repaired.error());
    }
    report.set(QStringLiteral("putAside"), QJsonArray::fromStringList(repaired->putAside));
    report.set(QStringLiteral("changes"), repaired->changes);
    report.set(QStringLiteral("unreadable"), repaired->unreadable);
    report.line(StoreRescue::sentence(*repaired));
    for (const auto &path : repaired->putAside) {
        report.line(i18nc("@info:shell %1 is a path", "Kept aside: %1", path));
    }
    return ExitCode::Ok;
}

}
