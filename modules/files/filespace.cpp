// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filespace.h"

#include <QCborArray>

namespace Kontor
{
namespace
{
namespace Key
{
constexpr auto Used = QLatin1StringView("quotaUsed");
constexpr auto Available = QLatin1StringView("quotaAvailable");
constexpr auto Features = QLatin1StringView("features");
constexpr auto Product = QLatin1StringView("product");
constexpr auto Web = QLatin1StringView("web");
constexpr auto LinkDays = QLatin1StringView("linkExpiryDays");
constexpr auto Characters = QLatin1StringView("forbiddenCharacters");
constexpr auto Names = QLatin1StringView("forbiddenNames");
constexpr auto Extensions = QLatin1StringView("forbiddenExtensions");
}

struct Switch {
    QLatin1StringView key;
    bool FileFeatures::*value;
};
constexpr Switch switches[] = {
    {QLatin1StringView("cloud"), &FileFeatures::isCloud},
    {QLatin1StringView("links"), &FileFeatures::links},
    {QLatin1StringView("linkPasswordEnforced"), &FileFeatures::linkPasswordEnforced},
    {QLatin1StringView("linkExpiryEnforced"), &FileFeatures::linkExpiryEnforced},
    {QLatin1StringView("people"), &FileFeatures::people},
    {QLatin1StringView("trash"), &FileFeatures::trash},
    {QLatin1StringView("versions"), &FileFeatures::versions},
    {QLatin1StringView("favourites"), &FileFeatures::favourites},
    {QLatin1StringView("locking"), &FileFeatures::locking},
    {QLatin1StringView("webOffice"), &FileFeatures::webOffice},
    {QLatin1StringView("previews"), &FileFeatures::previews},
};

QStringList texts(const QCborValue &array)
{
    QStringList found;
    for (const auto values = array.toArray(); const auto &value : values) {
        found << value.toString();
    }
    return found;
}
}

QCborMap FileSpace::toAttributes() const
{
    QCborMap map;
    for (const auto &[key, value] : switches) {
        if (features.*value) {
            map.insert(key, true);
        }
    }
    map.insert(Key::Product, features.product);
    map.insert(Key::Web, features.web.toString());
    map.insert(Key::LinkDays, features.linkExpiryDays);
    map.insert(Key::Characters, QCborArray::fromStringList(features.forbiddenCharacters));
    map.insert(Key::Names, QCborArray::fromStringList(features.forbiddenNames));
    map.insert(Key::Extensions, QCborArray::fromStringList(features.forbiddenExtensions));
    return {{Key::Used, quotaUsed}, {Key::Available, quotaAvailable}, {Key::Features, map}};
}

FileSpace FileSpace::fromAttributes(const QCborMap &attributes)
{
    FileSpace space;
    space.quotaUsed = attributes.value(Key::Used).toInteger(-1);
    space.quotaAvailable = attributes.value(Key::Available).toInteger(-1);
    const auto map = attributes.value(Key::Features).toMap();
    for (const auto &[key, value] : switches) {
        space.features.*value = map.value(key).toBool();
    }
    space.features.product = map.value(Key::Product).toString();
    space.features.web = QUrl(map.value(Key::Web).toString());
    space.features.linkExpiryDays = int(map.value(Key::LinkDays).toInteger());
    space.features.forbiddenCharacters = texts(map.value(Key::Characters));
    space.features.forbiddenNames = texts(map.value(Key::Names));
    space.features.forbiddenExtensions = texts(map.value(Key::Extensions));
    return space;
}

}
