// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileservices.h"

#include <QCborArray>

namespace Kontor
{
namespace
{
struct Flag {
    QLatin1StringView key;
    bool FileFeatures::*field;
};
constexpr Flag flags[]{
    {QLatin1StringView("cloud"), &FileFeatures::isCloud},
    {QLatin1StringView("links"), &FileFeatures::links},
    {QLatin1StringView("linkPassword"), &FileFeatures::linkPasswordEnforced},
    {QLatin1StringView("linkExpiry"), &FileFeatures::linkExpiryEnforced},
    {QLatin1StringView("people"), &FileFeatures::people},
    {QLatin1StringView("trash"), &FileFeatures::trash},
    {QLatin1StringView("versions"), &FileFeatures::versions},
    {QLatin1StringView("favourites"), &FileFeatures::favourites},
    {QLatin1StringView("locking"), &FileFeatures::locking},
    {QLatin1StringView("webOffice"), &FileFeatures::webOffice},
    {QLatin1StringView("previews"), &FileFeatures::previews},
};
constexpr QLatin1StringView productKey("product");
constexpr QLatin1StringView linkExpiryDaysKey("linkExpiryDays");
constexpr QLatin1StringView charactersKey("forbiddenCharacters");
constexpr QLatin1StringView namesKey("forbiddenNames");
constexpr QLatin1StringView extensionsKey("forbiddenExtensions");
constexpr QLatin1StringView webKey("web");

QStringList texts(const QCborValue &value)
{
    QStringList list;
    for (const auto array = value.toArray(); const auto &entry : array) {
        if (entry.isString()) {
            list << entry.toString();
        }
    }
    return list;
}
}

QCborMap FileFeatures::toCbor() const
{
    QCborMap map{{productKey, product},
                 {linkExpiryDaysKey, linkExpiryDays},
                 {charactersKey, QCborArray::fromStringList(forbiddenCharacters)},
                 {namesKey, QCborArray::fromStringList(forbiddenNames)},
                 {extensionsKey, QCborArray::fromStringList(forbiddenExtensions)},
                 {webKey, web.toString(QUrl::FullyEncoded)}};
    for (const auto &flag : flags) {
        map.insert(flag.key, this->*flag.field);
    }
    return map;
}

FileFeatures FileFeatures::fromCbor(const QCborMap &attributes)
{
    FileFeatures features;
    for (const auto &flag : flags) {
        features.*flag.field = attributes.value(flag.key).toBool();
    }
    features.product = attributes.value(productKey).toString();
    features.linkExpiryDays = int(attributes.value(linkExpiryDaysKey).toInteger());
    features.forbiddenCharacters = texts(attributes.value(charactersKey));
    features.forbiddenNames = texts(attributes.value(namesKey));
    features.forbiddenExtensions = texts(attributes.value(extensionsKey));
    features.web = QUrl(attributes.value(webKey).toString());
    return features;
}

}
