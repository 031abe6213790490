// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filetypes.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborValue>
#include <QUuid>

namespace Kontor
{
namespace
{
// One letter each: there are a hundred thousand of them.
namespace Key
{
constexpr auto Href = QLatin1StringView("h");
constexpr auto Name = QLatin1StringView("n");
constexpr auto Folder = QLatin1StringView("d");
constexpr auto Size = QLatin1StringView("s");
constexpr auto Modified = QLatin1StringView("m");
constexpr auto Type = QLatin1StringView("t");
constexpr auto Etag = QLatin1StringView("e");
constexpr auto FileId = QLatin1StringView("i");
constexpr auto Rights = QLatin1StringView("r");
constexpr auto Marks = QLatin1StringView("x");
constexpr auto Shares = QLatin1StringView("y");
constexpr auto Owner = QLatin1StringView("o");
constexpr auto Checksum = QLatin1StringView("c");
constexpr auto Former = QLatin1StringView("f");
constexpr auto Locked = QLatin1StringView("l");
constexpr auto Used = QLatin1StringView("q");
constexpr auto Available = QLatin1StringView("a");
constexpr auto Parent = QLatin1StringView("P");
constexpr auto Content = QLatin1StringView("C");
}

enum Mark { Favourite = 1, Mount = 2, SharedWithMe = 4, Preview = 8, Deleted = 16, Waiting = 32, Contested = 64 };

void put(QCborMap &map, QLatin1StringView key, const QString &text)
{
    if (!text.isEmpty()) {
        map.insert(key, text);
    }
}

void put(QCborMap &map, QLatin1StringView key, qint64 number, qint64 usual)
{
    if (number != usual) {
        map.insert(key, number);
    }
}
}

QByteArray FileFacts::toCbor() const
{
    QCborMap map;
    put(map, Key::Href, href);
    put(map, Key::Name, name);
    if (isFolder) {
        map.insert(Key::Folder, true);
    }
    put(map, Key::Size, size, 0);
    put(map, Key::Modified, modified, 0);
    put(map, Key::Type, type);
    put(map, Key::Etag, etag);
    put(map, Key::FileId, fileId);
    put(map, Key::Rights, rights.toInt(), allFileRights.toInt());
    put(map, Key::Marks,
        (isFavourite ? Favourite : 0) | (isMount ? Mount : 0) | (isSharedWithMe ? SharedWithMe : 0) | (hasPreview ? Preview : 0) | (isDeleted ? Deleted : 0)
            | (isWaiting ? Waiting : 0) | (isContested ? Contested : 0),
        0);
    if (!shareTypes.isEmpty()) {
        QCborArray types;
        for (const int shareType : shareTypes) {
            types << shareType;
        }
        map.insert(Key::Shares, types);
    }
    put(map, Key::Owner, owner);
    put(map, Key::Checksum, checksum);
    put(map, Key::Former, formerEtag);
    put(map, Key::Locked, lockedBy);
    put(map, Key::Used, quotaUsed, -1);
    put(map, Key::Available, quotaAvailable, -1);
    if (parent) {
        map.insert(Key::Parent, parent->value);
    }
    put(map, Key::Content, content);
    return QCborValue(map).toCbor();
}

Result<FileFacts> FileFacts::fromCbor(const QByteArray &bytes)
{
    QCborParserError broken;
    const auto value = QCborValue::fromCbor(bytes, &broken);
    if (!value.isMap() || broken.error != QCborError::NoError) {
        return failure(Error::Kind::Protocol, i18nc("@info", "What is known of a file cannot be read."), QStringLiteral("payload is no CBOR map"));
    }
    const auto map = value.toMap();
    FileFacts facts;
    facts.href = map.value(Key::Href).toString();
    facts.name = map.value(Key::Name).toString();
    facts.isFolder = map.value(Key::Folder).toBool();
    facts.size = map.value(Key::Size).toInteger();
    facts.modified = map.value(Key::Modified).toInteger();
    facts.type = map.value(Key::Type).toString();
    facts.etag = map.value(Key::Etag).toString();
    facts.fileId = map.value(Key::FileId).toString();
    facts.rights = FileRights::fromInt(int(map.value(Key::Rights).toInteger(allFileRights.toInt())));
    const auto marks = map.value(Key::Marks).toInteger();
    facts.isFavourite = marks & Favourite;
    facts.isMount = marks & Mount;
    facts.isSharedWithMe = marks & SharedWithMe;
    facts.hasPreview = marks & Preview;
    facts.isDeleted = marks & Deleted;
    facts.isWaiting = marks & Waiting;
    facts.isContested = marks & Contested;
    for (const auto types = map.value(Key::Shares).toArray(); const auto &shareType : types) {
        facts.shareTypes << int(shareType.toInteger());
    }
    facts.owner = map.value(Key::Owner).toString();
    facts.checksum = map.value(Key::Checksum).toString();
    facts.formerEtag = map.value(Key::Former).toString();
    facts.lockedBy = map.value(Key::Locked).toString();
    facts.quotaUsed = map.value(Key::Used).toInteger(-1);
    facts.quotaAvailable = map.value(Key::Available).toInteger(-1);
    if (const auto parent = map.value(Key::Parent); parent.isInteger()) {
        facts.parent = ItemId{parent.toInteger()};
    }
    facts.content = map.value(Key::Content).toString();
    return facts;
}

QString parentHref(const QString &href)
{
    const auto slash = href.lastIndexOf(u'/', href.endsWith(u'/') ? -2 : -1);
    return slash < 0 ? QString() : href.left(slash + 1);
}

QString FilePart::toString() const
{
    return QString::number(piece) + u'@' + revision;
}

std::optional<FilePart> FilePart::fromString(const QString &part)
{
    const auto at = part.indexOf(u'@');
    bool isNumber = false;
    const int piece = at > 0 ? QStringView(part).left(at).toInt(&isNumber) : -1;
    return isNumber && piece >= 0 ? std::optional(FilePart{piece, part.mid(at + 1)}) : std::nullopt;
}

QString fileContentKey(ItemId item, const QString &revision)
{
    return QString::number(item.value) + u'@' + revision;
}

QString newFileContentKey()
{
    return QStringLiteral("local:%1:%2").arg(QDateTime::currentMSecsSinceEpoch()).arg(QUuid::createUuid().toString(QUuid::WithoutBraces));
}

QString fileSortKey(const QString &name)
{
    QString key;
    key.reserve(name.size() + 8);
    const auto folded = name.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (qsizetype at = 0; at < folded.size();) {
        const auto c = folded[at];
        if (!c.isDigit()) {
            if (c.category() != QChar::Mark_NonSpacing) {
                key += c;
            }
            ++at;
            continue;
        }
        auto end = at;
        while (end < folded.size() && folded[end].isDigit()) {
            ++end;
        }
        auto first = at;
        while (first + 1 < end && folded[first].digitValue() == 0) {
            ++first;
        }
        // How many digits, then the digits: numbers by value without any arithmetic.
        key += QChar(ushort(u'0' + std::min<qsizetype>(end - first, 40)));
        key += QStringView(folded).mid(first, end - first);
        at = end;
    }
    return key;
}

}
