// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesplace.h"

#include <KLocalizedString>

namespace Kontor
{

QString FilesPlace::name(Kind kind)
{
    switch (kind) {
    case Kind::Folder:
        return i18nc("@item a place in the files pane", "Folder");
    case Kind::Recent:
        return i18nc("@item a place in the files pane", "Recent");
    case Kind::Favourites:
        return i18nc("@item a place in the files pane", "Favourites");
    case Kind::SharedWithMe:
        return i18nc("@item a place in the files pane", "Shared with Me");
    case Kind::Offline:
        return i18nc("@item a place in the files pane: what is kept on this machine", "Offline");
    case Kind::Conflicts:
        return i18nc("@item a place in the files pane", "Conflicts");
    case Kind::Trash:
        return i18nc("@item a place in the files pane", "Trash");
    }
    return {};
}

QIcon FilesPlace::icon(Kind kind)
{
    const auto themed = [](const char *name, const char *other) {
        return QIcon::fromTheme(QString::fromLatin1(name), QIcon::fromTheme(QString::fromLatin1(other)));
    };
    switch (kind) {
    case Kind::Folder:
        return themed("folder", "inode-directory");
    case Kind::Recent:
        return themed("document-open-recent", "view-history");
    case Kind::Favourites:
        return themed("favorite", "emblem-favorite");
    case Kind::SharedWithMe:
        return themed("folder-publicshare", "folder-shared");
    case Kind::Offline:
        return themed("folder-download", "emblem-downloads");
    case Kind::Conflicts:
        return themed("messagebox_warning-symbolic", "dialog-warning");
    case Kind::Trash:
        return themed("user-trash", "edit-delete");
    }
    return {};
}

}
