// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filewords.h"
#include "files/worker/fileplaces.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr int mayRead = 0400;
constexpr int mayWrite = 0200;
constexpr int mayEnter = 0100;

int accessOf(const FileRow &row)
{
    if (row.isFolder) {
        const bool maySow = row.isUnsent || (row.rights & (FileRight::AddFiles | FileRight::AddFolders));
        return mayRead | mayEnter | (maySow ? mayWrite : 0);
    }
    return mayRead | (row.isUnsent || row.rights.testFlag(FileRight::Write) ? mayWrite : 0);
}

QStringList overlaysOf(const FileRow &row)
{
    QStringList overlays;
    if (row.isContested) {
        overlays << QStringLiteral("emblem-warning");
    } else if (row.isWaiting) {
        overlays << QStringLiteral("emblem-synchronizing-symbolic");
    }
    if (!row.lockedBy.isEmpty()) {
        overlays << QStringLiteral("emblem-locked");
    }
    if (row.isShared || row.isSharedWithMe) {
        overlays << QStringLiteral("emblem-shared");
    }
    if (row.isOffline) {
        overlays << QStringLiteral("emblem-checked");
    }
    if (row.isFavourite) {
        overlays << QStringLiteral("emblem-favorite");
    }
    return overlays;
}
}

QCborMap FileEntries::entry(const FileRow &row)
{
    QCborMap entry{{QLatin1StringView("name"), row.name}, {QLatin1StringView("folder"), row.isFolder}, {QLatin1StringView("access"), accessOf(row)}};
    if (row.size >= 0) {
        entry.insert(QLatin1StringView("size"), row.size);
    }
    if (row.modified.isValid()) {
        entry.insert(QLatin1StringView("modified"), row.modified.toSecsSinceEpoch());
    }
    if (!row.isFolder && !row.type.isEmpty()) {
        entry.insert(QLatin1StringView("type"), row.type);
    }
    if (!row.owner.isEmpty()) {
        entry.insert(QLatin1StringView("owner"), row.owner);
    }
    if (const auto overlays = overlaysOf(row); !overlays.isEmpty()) {
        entry.insert(QLatin1StringView("overlays"), overlays.join(u','));
    }
    if (const auto states = FileWords::states(row); !states.isEmpty()) {
        entry.insert(QLatin1StringView("comment"), states.join(i18nc("@item between two states of a file", ", ")));
    }
    return entry;
}

QCborMap FileEntries::entry(const FileQuery::Space &space)
{
    return {{QLatin1StringView("name"), space.title},
            {QLatin1StringView("folder"), true},
            {QLatin1StringView("access"), mayRead | mayWrite | mayEnter},
            {QLatin1StringView("icon"), QStringLiteral("folder-cloud")}};
}

QCborMap FileEntries::entry(const FilePlace &place)
{
    switch (place.kind) {
    case FilePlace::Kind::Root:
        return {{QLatin1StringView("name"), QStringLiteral(".")},
                {QLatin1StringView("title"), i18nc("@title the program's name", "Kontor")},
                {QLatin1StringView("folder"), true},
                {QLatin1StringView("access"), mayRead | mayEnter},
                {QLatin1StringView("icon"), QStringLiteral("folder-cloud")}};
    case FilePlace::Kind::Top:
        return entry(place.space);
    case FilePlace::Kind::Entry:
        break;
    }
    return entry(place.row);
}

size_t FileEntries::print(const QList<FileRow> &rows)
{
    size_t sum = size_t(rows.size());
    for (const auto &row : rows) {
        sum += qHashMulti(1, row.item, row.name, row.isFolder, row.size, row.modified, row.type, row.rights.toInt(), row.owner, row.lockedBy, row.isFavourite, row.isShared,
                          row.isSharedWithMe, row.isOffline, row.isWaiting, row.isContested);
    }
    return sum;
}

size_t FileEntries::print(const QList<FileQuery::Space> &spaces)
{
    size_t sum = size_t(spaces.size());
    for (const auto &space : spaces) {
        sum += qHashMulti(1, space.id, space.title);
    }
    return sum;
}

}
