// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatsearch.h"

#include "base/searchtext.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{
namespace
{
enum class Operator { None, From, In, Has, Before, After, On };

struct Spelling {
    const char16_t *text;
    Operator meaning;
    bool isGerman;
};

constexpr Spelling spellings[] = {
    {u"from", Operator::From, false},    {u"by", Operator::From, false},     {u"sender", Operator::From, false}, {u"von", Operator::From, true},
    {u"absender", Operator::From, true}, {u"in", Operator::In, false},       {u"room", Operator::In, false},     {u"raum", Operator::In, true},
    {u"chat", Operator::In, false},      {u"has", Operator::Has, false},     {u"hat", Operator::Has, true},      {u"mit", Operator::Has, true},
    {u"before", Operator::Before, false}, {u"until", Operator::Before, false}, {u"vor", Operator::Before, true},  {u"bis", Operator::Before, true},
    {u"after", Operator::After, false},  {u"since", Operator::After, false}, {u"nach", Operator::After, true},   {u"seit", Operator::After, true},
    {u"ab", Operator::After, true},      {u"on", Operator::On, false},       {u"date", Operator::On, false},     {u"am", Operator::On, true},
    {u"datum", Operator::On, true},
};

struct HasSpelling {
    const char *words;
    ChatSearch::Has has;
};

constexpr HasSpelling contents[] = {
    {"image images picture pictures photo bild bilder foto fotos", ChatSearch::Has::Image},
    {"video videos film", ChatSearch::Has::Video},
    {"audio sound voice ton sprachnachricht", ChatSearch::Has::Audio},
    {"file files attachment datei dateien anhang anhänge", ChatSearch::Has::File},
    {"link links url", ChatSearch::Has::Link},
    {"poll umfrage", ChatSearch::Has::Poll},
    {"location place ort standort", ChatSearch::Has::Location},
    {"sticker", ChatSearch::Has::Sticker},
};

Operator operatorOf(const QString &key)
{
    const auto found = std::ranges::find_if(spellings, [&key](const Spelling &spelling) {
        return key == QStringView(spelling.text);
    });
    return found == std::end(spellings) ? Operator::None : found->meaning;
}

bool isOperator(const QString &key)
{
    return operatorOf(key) != Operator::None;
}

std::optional<ChatSearch::Has> hasOf(const QString &value)
{
    const auto found = std::ranges::find_if(contents, [&value](const HasSpelling &spelling) {
        return QString::fromUtf8(spelling.words).split(u' ').contains(value.trimmed().toLower());
    });
    return found == std::end(contents) ? std::nullopt : std::optional(found->has);
}

void readDate(ChatSearch &search, const SearchToken &token, Operator meaning, const QDate &today)
{
    const auto span = SearchText::span(token.value, today);
    if (!span) {
        search.misunderstood << i18nc("@info", "“%1” is no date.", token.value);
        return;
    }
    if (meaning == Operator::Before) {
        search.before = span->first;
    } else if (meaning == Operator::After) {
        search.after = span->first;
    } else {
        search.after = span->first;
        search.before = span->second;
    }
}

void read(ChatSearch &search, const SearchToken &token, const QDate &today)
{
    const auto meaning = token.key.isEmpty() ? Operator::None : operatorOf(token.key);
    if (meaning != Operator::None && token.value.trimmed().isEmpty()) {
        return; // still being typed
    }
    switch (meaning) {
    case Operator::From:
        search.senders << ChatSearch::Wish{token.value, token.isExcluded};
        break;
    case Operator::In:
        search.rooms << ChatSearch::Wish{token.value, token.isExcluded};
        break;
    case Operator::Has:
        if (const auto has = hasOf(token.value)) {
            search.contents << ChatSearch::HasWish{*has, token.isExcluded};
        } else {
            search.misunderstood << i18nc("@info", "“%1” is nothing that a message could have.", token.value);
        }
        break;
    case Operator::Before:
    case Operator::After:
    case Operator::On:
        readDate(search, token, meaning, today);
        break;
    case Operator::None:
        if (SearchText::isSearchable(token.value)) {
            search.terms << ChatSearch::Term{token.value, token.isPhrase, token.isExcluded};
        }
        break;
    }
}
}

bool ChatSearch::isEmpty() const
{
    return terms.isEmpty() && senders.isEmpty() && rooms.isEmpty() && contents.isEmpty() && !before.isValid() && !after.isValid();
}

ChatSearch ChatSearch::parse(const QString &text, const QDate &today)
{
    ChatSearch search;
    const auto tokens = SearchText::tokens(text, isOperator);
    for (const auto &token : tokens) {
        read(search, token, today);
    }
    const bool isLastOpen = !tokens.isEmpty() && tokens.last().key.isEmpty() && !tokens.last().isPhrase && tokens.last().end >= text.size();
    if (isLastOpen && !search.terms.isEmpty() && search.terms.last().text == tokens.last().value) {
        search.terms.last().isOpen = true;
    }
    return search;
}

QStringList ChatSearch::completions(const QString &text, int cursor)
{
    const auto before = text.left(cursor);
    const auto word = before.mid(before.lastIndexOf(u' ') + 1);
    const bool isGerman = QLocale().language() == QLocale::German;
    QStringList found;
    const auto colon = word.indexOf(u':');
    if (colon < 0) {
        const auto offered = isGerman ? QStringLiteral("von: raum: hat: vor: nach: am:") : QStringLiteral("from: in: has: before: after: on:");
        for (const auto words = offered.split(u' '); const auto &one : words) {
            if (one.startsWith(word, Qt::CaseInsensitive)) {
                found << one;
            }
        }
        return found;
    }
    const auto key = word.left(colon).toLower();
    QString values;
    switch (operatorOf(key)) {
    case Operator::Has:
        values = isGerman ? QStringLiteral("bild video ton datei link umfrage ort") : QStringLiteral("image video audio file link poll location");
        break;
    case Operator::Before:
    case Operator::After:
    case Operator::On:
        values = isGerman ? QStringLiteral("heute gestern woche vorwoche monat vormonat jahr") : QStringLiteral("today yesterday week lastweek month lastmonth year");
        break;
    case Operator::From:
        values = isGerman ? QStringLiteral("mir") : QStringLiteral("me");
        break;
    default:
        return {};
    }
    for (const auto words = values.split(u' '); const auto &one : words) {
        if (one.startsWith(word.mid(colon + 1), Qt::CaseInsensitive)) {
            found << QString(key + u':' + one);
        }
    }
    return found;
}

}
