// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatsasemoji.h"

#include <array>

namespace Kontor
{
namespace
{
struct Entry {
    const char16_t *symbol;
    const char16_t *english;
    const char16_t *german;
};

constexpr std::array<Entry, ChatSasEmoji::count> table{{
    {u"🐶", u"Dog", u"Hund"},
    {u"🐱", u"Cat", u"Katze"},
    {u"🦁", u"Lion", u"Löwe"},
    {u"🐎", u"Horse", u"Pferd"},
    {u"🦄", u"Unicorn", u"Einhorn"},
    {u"🐷", u"Pig", u"Schwein"},
    {u"🐘", u"Elephant", u"Elefant"},
    {u"🐰", u"Rabbit", u"Hase"},
    {u"🐼", u"Panda", u"Panda"},
    {u"🐓", u"Rooster", u"Hahn"},
    {u"🐧", u"Penguin", u"Pinguin"},
    {u"🐢", u"Turtle", u"Schildkröte"},
    {u"🐟", u"Fish", u"Fisch"},
    {u"🐙", u"Octopus", u"Oktopus"},
    {u"🦋", u"Butterfly", u"Schmetterling"},
    {u"🌷", u"Flower", u"Blume"},
    {u"🌳", u"Tree", u"Baum"},
    {u"🌵", u"Cactus", u"Kaktus"},
    {u"🍄", u"Mushroom", u"Pilz"},
    {u"🌏", u"Globe", u"Globus"},
    {u"🌙", u"Moon", u"Mond"},
    {u"☁️", u"Cloud", u"Wolke"},
    {u"🔥", u"Fire", u"Feuer"},
    {u"🍌", u"Banana", u"Banane"},
    {u"🍎", u"Apple", u"Apfel"},
    {u"🍓", u"Strawberry", u"Erdbeere"},
    {u"🌽", u"Corn", u"Mais"},
    {u"🍕", u"Pizza", u"Pizza"},
    {u"🎂", u"Cake", u"Kuchen"},
    {u"❤️", u"Heart", u"Herz"},
    {u"😀", u"Smiley", u"Lächeln"},
    {u"🤖", u"Robot", u"Roboter"},
    {u"🎩", u"Hat", u"Hut"},
    {u"👓", u"Glasses", u"Brille"},
    {u"🔧", u"Spanner", u"Schraubenschlüssel"},
    {u"🎅", u"Santa", u"Weihnachtsmann"},
    {u"👍", u"Thumbs Up", u"Daumen Hoch"},
    {u"☂️", u"Umbrella", u"Regenschirm"},
    {u"⌛", u"Hourglass", u"Sanduhr"},
    {u"⏰", u"Clock", u"Uhr"},
    {u"🎁", u"Gift", u"Geschenk"},
    {u"💡", u"Light Bulb", u"Glühbirne"},
    {u"📕", u"Book", u"Buch"},
    {u"✏️", u"Pencil", u"Bleistift"},
    {u"📎", u"Paperclip", u"Büroklammer"},
    {u"✂️", u"Scissors", u"Schere"},
    {u"🔒", u"Lock", u"Schloss"},
    {u"🔑", u"Key", u"Schlüssel"},
    {u"🔨", u"Hammer", u"Hammer"},
    {u"☎️", u"Telephone", u"Telefon"},
    {u"🏁", u"Flag", u"Flagge"},
    {u"🚂", u"Train", u"Zug"},
    {u"🚲", u"Bicycle", u"Fahrrad"},
    {u"✈️", u"Aeroplane", u"Flugzeug"},
    {u"🚀", u"Rocket", u"Rakete"},
    {u"🏆", u"Trophy", u"Pokal"},
    {u"⚽", u"Ball", u"Ball"},
    {u"🎸", u"Guitar", u"Gitarre"},
    {u"🎺", u"Trumpet", u"Trompete"},
    {u"🔔", u"Bell", u"Glocke"},
    {u"⚓", u"Anchor", u"Anker"},
    {u"🎧", u"Headphones", u"Kopfhörer"},
    {u"📁", u"Folder", u"Ordner"},
    {u"📌", u"Pin", u"Stecknadel"},
}};
}

ChatSasEmoji ChatSasEmoji::at(int number, QLocale::Language language)
{
    if (number < 0 || number >= count) {
        return {};
    }
    const auto &entry = table.at(size_t(number));
    return {.symbol = QString::fromUtf16(entry.symbol), .name = QString::fromUtf16(language == QLocale::German ? entry.german : entry.english)};
}

}
