// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copytraces.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>
#include <QXmlStreamReader>

namespace Kontor
{
namespace
{
constexpr qint64 longestList = 64 << 20; // what is larger is no list of ours to read

bool isBelow(const QString &address, const QString &folder)
{
    const QUrl url(address);
    return url.isLocalFile() && QDir::cleanPath(url.toLocalFile()).startsWith(folder + u'/');
}

/// The list without what lies below the folder; null: there is nothing of it, or it cannot be read. All else stays as it
/// is, letter by letter: other programs keep words of their own in it.
QByteArray without(const QByteArray &list, const QString &folder)
{
    const auto text = QString::fromUtf8(list);
    QXmlStreamReader in(text);
    QString rest;
    qint64 copied = 0;
    while (!in.atEnd()) {
        if (in.readNext() != QXmlStreamReader::StartElement || in.name() != u"bookmark" || !isBelow(in.attributes().value(QLatin1StringView("href")).toString(), folder)) {
            continue;
        }
        const auto begin = text.lastIndexOf(QLatin1StringView("<bookmark"), in.characterOffset() - 1);
        in.skipCurrentElement();
        const auto end = in.characterOffset();
        if (begin < copied || end > text.size() || end <= begin || text.at(end - 1) != u'>') {
            return {};
        }
        rest += QStringView(text).sliced(copied, begin - copied);
        copied = end;
    }
    if (copied == 0 || in.hasError() || text.toUtf8() != list) {
        return {};
    }
    rest += QStringView(text).sliced(copied);
    return rest.toUtf8();
}

void forgetBookmarks(const QString &dataFolder, const QString &folder)
{
    const auto path = dataFolder + QStringLiteral("/recently-used.xbel");
    QFile in(path);
    if (!in.exists() || in.size() > longestList) {
        return;
    }
    QLockFile lock(path + QStringLiteral(".lock")); // KDE's lists are written under it
    lock.setStaleLockTime(0);
    const bool isLocked = lock.tryLock(500);
    if (!in.open(QIODevice::ReadOnly)) {
        return;
    }
    if (const auto rest = without(in.readAll(), folder); !rest.isNull()) {
        QSaveFile out(path);
        if (out.open(QIODevice::WriteOnly)) {
            out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            out.write(rest);
            out.commit();
        }
    }
    if (isLocked) {
        lock.unlock();
    }
}

/// One desktop file for each document.
void forgetDesktopFiles(const QString &dataFolder, const QString &folder)
{
    const QDir list(dataFolder + QStringLiteral("/RecentDocuments"));
    for (const auto names = list.entryList({QStringLiteral("*.desktop")}, QDir::Files); const auto &name : names) {
        QFile in(list.absoluteFilePath(name));
        if (!in.open(QIODevice::ReadOnly)) {
            continue;
        }
        const auto lines = in.read(65536).split('\n');
        for (const auto &line : lines) {
            const auto value = line.startsWith("URL[$e]=") ? line.mid(8) : line.startsWith("URL=") ? line.mid(4) : QByteArray();
            if (!value.isEmpty() && isBelow(QString::fromUtf8(value), folder)) {
                in.remove();
                break;
            }
        }
    }
}

/// A thumbnail is named by the address, which programs do not all spell alike.
void forgetThumbnails(const QString &cacheFolder, const QSet<QString> &files)
{
    const QDir thumbnails(cacheFolder + QStringLiteral("/thumbnails"));
    QStringList places;
    for (const auto sizes = thumbnails.entryList(QDir::Dirs | QDir::NoDotAndDotDot); const auto &size : sizes) {
        places << thumbnails.absoluteFilePath(size);
        for (const auto makers = QDir(places.last()).entryList(QDir::Dirs | QDir::NoDotAndDotDot); const auto &maker : makers) {
            places << QDir(thumbnails.absoluteFilePath(size)).absoluteFilePath(maker);
        }
    }
    for (const auto &file : files) {
        const QSet<QByteArray> spellings{
            QUrl::fromLocalFile(file).toEncoded(),
            "file://" + QUrl::toPercentEncoding(file, "!$&'()*+,:=@/;"), // RFC 3986 to the letter, as GLib
            "file://" + QUrl::toPercentEncoding(file, "!$&'()*+,:=@/"),
            "file://" + QUrl::toPercentEncoding(file, "/"),
        };
        for (const auto &spelling : spellings) {
            const auto name = QString::fromLatin1(QCryptographicHash::hash(spelling, QCryptographicHash::Md5).toHex()) + QStringLiteral(".png");
            for (const auto &place : std::as_const(places)) {
                QFile::remove(place + u'/' + name);
            }
        }
    }
}
}

void CopyTraces::forget(const QString &folder, const QSet<QString> &files)
{
    const auto dataFolder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    const auto clean = QDir::cleanPath(folder);
    forgetBookmarks(dataFolder, clean);
    forgetDesktopFiles(dataFolder, clean);
    forgetThumbnails(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation), files);
}

}
