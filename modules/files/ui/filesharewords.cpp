// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesharewords.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor
{

QString FileShareWords::kind(FileShare::Type type)
{
    switch (type) {
    case FileShare::Type::User:
        return i18nc("@info whom something is shared with", "person");
    case FileShare::Type::Group:
        return i18nc("@info whom something is shared with", "group");
    case FileShare::Type::Link:
        return i18nc("@info whom something is shared with", "everybody with the link");
    case FileShare::Type::Mail:
        return i18nc("@info whom something is shared with", "by mail");
    case FileShare::Type::Remote:
        return i18nc("@info whom something is shared with", "person on another server");
    case FileShare::Type::Other:
        break;
    }
    return i18nc("@info whom something is shared with", "something else");
}

QString FileShareWords::title(const FileShare &share)
{
    const auto name = Words::withoutTricks(share.title.isEmpty() ? share.with : share.title);
    if (share.type == FileShare::Type::Link) {
        return name.isEmpty() ? i18nc("@item a share", "Link") : i18nc("@item a share with its label", "Link “%1”", name);
    }
    if (share.type == FileShare::Type::User) {
        return name;
    }
    return i18nc("@item a share: name (kind)", "%1 (%2)", name, kind(share.type));
}

QString FileShareWords::detail(const FileShare &share)
{
    QStringList parts;
    parts << (share.mayEdit ? i18nc("@info right of a share", "may edit") : i18nc("@info right of a share", "may only look"));
    if (share.hasPassword) {
        parts << i18nc("@info of a share", "with a password");
    }
    if (share.expires.isValid()) {
        parts << i18nc("@info of a share", "until %1", QLocale().toString(share.expires, QLocale::LongFormat));
    }
    if (!share.note.isEmpty()) {
        parts << Words::shortened(Words::withoutTricks(share.note));
    }
    return parts.join(QStringLiteral(" · "));
}

QString FileShareWords::sentence(const FileShare &share)
{
    return QString(title(share) + QLatin1StringView(", ") + detail(share).replace(QStringLiteral(" · "), QStringLiteral(", ")));
}

QIcon FileShareWords::icon(FileShare::Type type)
{
    const auto themed = [](const char *name, const char *other) {
        return QIcon::fromTheme(QString::fromLatin1(name), QIcon::fromTheme(QString::fromLatin1(other)));
    };
    switch (type) {
    case FileShare::Type::Group:
        return themed("system-users", "group");
    case FileShare::Type::Link:
        return themed("insert-link", "link");
    case FileShare::Type::Mail:
        return themed("mail-message", "internet-mail");
    case FileShare::Type::Remote:
        return themed("folder-remote", "network-server");
    default:
        return themed("user-identity", "user");
    }
}

}
