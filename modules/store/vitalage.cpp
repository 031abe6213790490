// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/vitalage.h"

#include <QFile>

namespace Kontor
{

namespace
{
/// -1 if it cannot be read or does not count yet.
qint64 ageIn(const QString &path, const QByteArray &key)
{
    if (!QFile::exists(path)) {
        return -1;
    }
    const auto database = Database::open({.path = path, .key = key, .mode = Database::Mode::ReadOnly, .cacheMiB = 1});
    if (!database) {
        return -1;
    }
    const auto age = (*database)->prepare("SELECT transactions FROM vital_age").value<qint64>();
    return age ? age->value_or(-1) : -1;
}
}

Result<void> VitalAge::count(Database &index)
{
    return index.prepare("UPDATE vital_age SET transactions = transactions + 1").run();
}

Result<void> VitalAge::raise(Database &index, qint64 atLeast)
{
    return index.prepare("UPDATE vital_age SET transactions = max(transactions, ?1)").run(atLeast);
}

qint64 VitalAge::ofCopy(const StorePaths &paths, const QByteArray &key)
{
    return std::max(ageIn(paths.safetyCopy(), key), qint64(0));
}

bool VitalAge::isBehind(const StorePaths &paths, const QByteArray &key)
{
    const auto own = ageIn(paths.index(), key);
    return own >= 0 && own < ageIn(paths.safetyCopy(), key);
}

}
