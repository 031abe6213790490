// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filewords.h"

#include <KLocalizedString>
#include <QLocale>
#include <QMimeDatabase>

namespace Kontor
{

QString FileWords::size(qint64 bytes)
{
    return bytes < 0 ? QString() : QLocale().formattedDataSize(bytes, bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString FileWords::time(const QDateTime &when)
{
    if (!when.isValid()) {
        return {};
    }
    const auto local = when.toLocalTime();
    const auto today = QDate::currentDate();
    const QLocale locale;
    const auto clock = locale.toString(local.time(), QLocale::ShortFormat);
    if (local.date() == today) {
        return i18nc("@info when a file was changed; %1 a time", "today %1", clock);
    }
    if (local.date() == today.addDays(-1)) {
        return i18nc("@info when a file was changed; %1 a time", "yesterday %1", clock);
    }
    return locale.toString(local.date(), QLocale::ShortFormat);
}

QString FileWords::kind(const FileRow &row)
{
    if (row.isFolder) {
        return i18nc("@info what kind of a file it is", "folder");
    }
    // Rows ask again and again; there are some dozens of types.
    thread_local QHash<QString, QString> known;
    if (const auto found = known.constFind(row.type); found != known.cend()) {
        return *found;
    }
    if (known.size() > 1000) {
        known.clear();
    }
    const auto type = QMimeDatabase().mimeTypeForName(row.type);
    const auto words = type.isValid() && !type.isDefault() ? type.comment() : i18nc("@info what kind of a file it is", "file");
    known.insert(row.type, words);
    return words;
}

QStringList FileWords::states(const FileRow &row)
{
    QStringList states;
    if (row.isContested) {
        states << i18nc("@info state of a file", "in conflict");
    }
    if (row.isUnsent) {
        states << (row.isFolder ? i18nc("@info state of a folder", "waiting to be created") : i18nc("@info state of a file", "waiting to be uploaded"));
    } else if (row.isWaiting) {
        states << i18nc("@info state of a file: a change of it has not reached the server", "waiting for the server");
    }
    if (row.isOffline) {
        states << (row.isUnsent || row.kept == FileKept::Whole ? i18nc("@info state of a file", "kept offline") : i18nc("@info state of a file", "being fetched to be kept offline"));
    } else if (row.kept == FileKept::Whole && !row.isFolder && !row.isUnsent) {
        states << i18nc("@info state of a file: its content is here", "on this computer");
    } else if (row.kept == FileKept::Older) {
        states << i18nc("@info state of a file", "an older version is on this computer");
    }
    if (row.isFavourite) {
        states << i18nc("@info state of a file", "favorite");
    }
    if (row.isSharedWithMe) {
        states << (row.owner.isEmpty() ? i18nc("@info state of a file", "shared with you") : i18nc("@info state of a file; %1 a person", "shared by %1", row.owner));
    } else if (row.isShared) {
        states << i18nc("@info state of a file", "shared");
    }
    if (!row.lockedBy.isEmpty()) {
        states << i18nc("@info state of a file; %1 a person", "locked by %1", row.lockedBy);
    }
    if (!row.isFolder && !row.rights.testFlag(FileRight::Write)) {
        states << i18nc("@info state of a file", "read-only");
    }
    return states;
}

QString FileWords::sentence(const FileRow &row)
{
    QStringList parts{row.name, kind(row)};
    if (!row.path.isEmpty()) {
        parts << i18nc("@info spoken; %1 the folders a file lies in", "in %1", row.path);
    }
    if (!row.isFolder || row.size > 0) {
        parts << size(row.size);
    }
    if (row.modified.isValid()) {
        parts << i18nc("@info spoken; %1 a time", "changed %1", time(row.modified));
    }
    parts << states(row);
    parts.removeAll(QString());
    return QString(parts.join(QLatin1StringView(", ")) + u'.');
}

}
