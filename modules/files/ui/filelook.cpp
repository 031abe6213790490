// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filelook.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QHash>
#include <QMimeDatabase>

namespace Kontor
{
namespace
{
QIcon themed(const char *name, const char *other)
{
    return QIcon::fromTheme(QString::fromLatin1(name), QIcon::fromTheme(QString::fromLatin1(other)));
}
}

QIcon FileLook::icon(const QString &mediaType)
{
    static QHash<QString, QString> names; // of the theme's icon; icons themselves change with the theme
    auto found = names.constFind(mediaType);
    if (found == names.cend()) {
        const auto type = QMimeDatabase().mimeTypeForName(mediaType);
        const QStringList candidates{type.iconName(), type.genericIconName(), QStringLiteral("text-x-generic")};
        const auto there = std::ranges::find_if(candidates, [](const QString &name) {
            return !name.isEmpty() && QIcon::hasThemeIcon(name);
        });
        if (names.size() > 500) {
            names.clear();
        }
        found = names.insert(mediaType, there == candidates.end() ? QString() : *there);
    }
    return QIcon::fromTheme(*found, QIcon::fromTheme(QStringLiteral("unknown"), QIcon::fromTheme(QStringLiteral("text-x-generic"))));
}

QIcon FileLook::icon(const FileRow &row)
{
    if (row.isFolder) {
        return row.isMount || row.isSharedWithMe || row.isShared ? themed("folder-publicshare", "folder") : themed("folder", "inode-directory");
    }
    return icon(row.type);
}

QString FileLook::typeName(const FileRow &row)
{
    if (row.isFolder) {
        return i18nc("@info type of an entry", "Folder");
    }
    const auto type = QMimeDatabase().mimeTypeForName(row.type);
    return type.isValid() && !type.comment().isEmpty() ? type.comment() : row.type;
}

QList<FileLook::Mark> FileLook::marks(const FileRow &row)
{
    QList<Mark> marks;
    if (row.isContested) {
        marks << Mark{themed("vcs-conflicting", "dialog-warning"), i18nc("@info state of a file", "waits for a decision")};
    }
    if (row.isWaiting || row.isUnsent) {
        marks << Mark{themed("clock", "view-refresh"), row.isUnsent ? i18nc("@info state of a file", "not uploaded yet") : i18nc("@info state of a file", "waits to be sent")};
    }
    if (!row.lockedBy.isEmpty()) {
        marks << Mark{themed("object-locked", "emblem-locked"), i18nc("@info state of a file; %1 is a person", "locked by %1", row.lockedBy)};
    }
    if (row.isOffline) {
        marks << (row.kept == FileKept::Whole ? Mark{themed("emblem-checked", "emblem-default"), i18nc("@info state of a file", "kept offline")}
                                              : Mark{themed("folder-download", "download"), i18nc("@info state of a file", "being fetched to be kept offline")});
    } else if (row.kept == FileKept::Whole && !row.isFolder) {
        marks << Mark{themed("drive-harddisk", "computer"), i18nc("@info state of a file", "here also without a connection")};
    } else if (row.kept == FileKept::Older) {
        marks << Mark{themed("drive-harddisk", "computer"), i18nc("@info state of a file", "an older version is here")};
    }
    if (row.isFavourite) {
        marks << Mark{themed("favorite", "emblem-favorite"), i18nc("@info state of a file", "favourite")};
    }
    if (row.isSharedWithMe) {
        marks << Mark{themed("folder-publicshare-symbolic", "folder-publicshare"),
                      row.owner.isEmpty() ? i18nc("@info state of a file", "shared with you") : i18nc("@info state of a file; %1 is a person", "shared with you by %1", row.owner)};
    } else if (row.isShared) {
        marks << Mark{themed("emblem-shared-symbolic", "document-share"), i18nc("@info state of a file", "shared with others")};
    }
    return marks;
}

QString FileLook::sizeText(const FileRow &row)
{
    return row.size < 0 || (row.isFolder && row.size == 0) ? QString() : Words::size(row.size);
}

QString FileLook::modifiedText(const FileRow &row)
{
    return row.modified.isValid() && row.modified.toMSecsSinceEpoch() > 0 ? Words::shortDate(row.modified) : QString();
}

}
