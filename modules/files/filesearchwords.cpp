// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filesearchwords.h"

#include <QLocale>

#include <algorithm>

namespace Kontor
{
namespace
{
using Word = FileSearchWords::Operator;
using State = FileSearch::State;

struct Spelling {
    const char16_t *text;
    Word meaning;
    bool isGerman;
};

constexpr Spelling spellings[] = {
    {u"name", Word::Name, false},       {u"filename", Word::Name, false},   {u"dateiname", Word::Name, true},    {u"content", Word::Content, false},
    {u"text", Word::Content, false},    {u"body", Word::Content, false},    {u"inhalt", Word::Content, true},    {u"type", Word::Type, false},
    {u"kind", Word::Type, false},       {u"typ", Word::Type, true},         {u"art", Word::Type, true},          {u"ext", Word::Ending, false},
    {u"extension", Word::Ending, false}, {u"endung", Word::Ending, true},   {u"in", Word::In, false},            {u"folder", Word::In, false},
    {u"ordner", Word::In, true},        {u"path", Word::In, false},         {u"pfad", Word::In, true},           {u"owner", Word::Owner, false},
    {u"from", Word::Owner, false},      {u"by", Word::Owner, false},        {u"von", Word::Owner, true},         {u"besitzer", Word::Owner, true},
    {u"is", Word::Is, false},           {u"ist", Word::Is, true},           {u"before", Word::Before, false},    {u"until", Word::Before, false},
    {u"vor", Word::Before, true},       {u"bis", Word::Before, true},       {u"after", Word::After, false},      {u"since", Word::After, false},
    {u"nach", Word::After, true},       {u"seit", Word::After, true},       {u"ab", Word::After, true},          {u"on", Word::On, false},
    {u"date", Word::On, false},         {u"modified", Word::On, false},     {u"am", Word::On, true},             {u"datum", Word::On, true},
    {u"geändert", Word::On, true},      {u"larger", Word::Larger, false},   {u"größer", Word::Larger, true},     {u"groesser", Word::Larger, true},
    {u"grösser", Word::Larger, true},   {u"smaller", Word::Smaller, false}, {u"kleiner", Word::Smaller, true},
};

struct StateSpelling {
    const char *words;
    State state;
};

constexpr StateSpelling states[] = {
    {"pinned angeheftet", State::Pinned},
    {"offline", State::Offline},
    {"here local kept hier lokal da", State::Here},
    {"favourite favorite starred favorit favorisiert markiert stern", State::Favourite},
    {"shared geteilt freigegeben", State::Shared},
    {"shared-with-me sharedwithme mitmir mit-mir-geteilt", State::SharedWithMe},
    {"waiting unsent wartend wartet ungesendet", State::Waiting},
    {"conflict contested konflikt", State::Contested},
    {"locked gesperrt", State::Locked},
    {"folder directory ordner verzeichnis", State::Folder},
    {"file datei", State::File},
};

struct KindSpelling {
    const char *words; ///< the first is FileSearch's
    const char *types; ///< beginnings of media types
};

constexpr KindSpelling kinds[] = {
    {"document documents dokument dokumente doc textdokument writer",
     "application/vnd.oasis.opendocument.text application/msword application/vnd.openxmlformats-officedocument.wordprocessingml application/vnd.ms-word application/rtf text/rtf "
     "application/vnd.apple.pages application/x-abiword application/epub+zip"},
    {"spreadsheet spreadsheets sheet tabelle tabellen calc",
     "application/vnd.oasis.opendocument.spreadsheet application/vnd.ms-excel application/vnd.openxmlformats-officedocument.spreadsheetml application/vnd.apple.numbers text/csv "
     "application/x-gnumeric"},
    {"presentation presentations slides präsentation praesentation präsentationen folien impress",
     "application/vnd.oasis.opendocument.presentation application/vnd.ms-powerpoint application/vnd.openxmlformats-officedocument.presentationml application/vnd.apple.keynote"},
    {"drawing drawings zeichnung zeichnungen", "application/vnd.oasis.opendocument.graphics application/vnd.visio image/svg"},
    {"pdf", "application/pdf application/x-pdf"},
    {"image images picture pictures photo photos bild bilder foto fotos", "image/ application/x-krita application/x-xcf"},
    {"video videos movie film filme", "video/"},
    {"audio music sound musik ton", "audio/"},
    {"text texts notiz", "text/ application/json application/xml application/x-shellscript application/javascript"},
    {"archive archives archiv",
     "application/zip application/gzip application/x-tar application/x-compressed-tar application/x-7z application/vnd.rar application/x-rar application/x-bzip application/x-xz "
     "application/zstd application/x-zstd application/x-bzip-compressed-tar application/x-xz-compressed-tar"},
    {"mail message e-mail nachricht", "message/ application/vnd.ms-outlook"},
};

bool prefersGerman()
{
    return QLocale().language() == QLocale::German;
}

bool isOneOf(const QString &text, const char *words)
{
    return QString::fromUtf8(words).split(u' ').contains(text.trimmed().toLower());
}
}

bool FileSearchWords::isOperator(const QString &key)
{
    return operatorOf(key) != Word::None;
}

FileSearchWords::Operator FileSearchWords::operatorOf(const QString &key)
{
    const auto found = std::ranges::find_if(spellings, [&key](const Spelling &spelling) {
        return key == QStringView(spelling.text);
    });
    return found == std::end(spellings) ? Word::None : found->meaning;
}

std::optional<FileSearch::State> FileSearchWords::stateOf(const QString &value)
{
    const auto found = std::ranges::find_if(states, [&value](const StateSpelling &spelling) {
        return isOneOf(value, spelling.words);
    });
    return found == std::end(states) ? std::nullopt : std::optional(found->state);
}

QString FileSearchWords::kindOf(const QString &value)
{
    const auto found = std::ranges::find_if(kinds, [&value](const KindSpelling &spelling) {
        return isOneOf(value, spelling.words);
    });
    return found == std::end(kinds) ? QString() : QString::fromUtf8(found->words).section(u' ', 0, 0);
}

bool FileSearchWords::isOfKind(const QString &kind, const QString &mediaType)
{
    if (kind.contains(u'/')) {
        return kind.endsWith(u'*') ? mediaType.startsWith(QStringView(kind).chopped(1), Qt::CaseInsensitive) : mediaType.compare(kind, Qt::CaseInsensitive) == 0;
    }
    for (const auto &spelling : kinds) {
        if (kind == QString::fromUtf8(spelling.words).section(u' ', 0, 0)) {
            const auto types = QString::fromUtf8(spelling.types).split(u' ');
            return std::ranges::any_of(types, [&mediaType](const QString &type) {
                return mediaType.startsWith(type, Qt::CaseInsensitive);
            });
        }
    }
    return false;
}

QStringList FileSearchWords::operatorsBeginningWith(const QString &start)
{
    static const QList<std::pair<QString, QString>> offered = {
        {QStringLiteral("type:"), QStringLiteral("typ:")},
        {QStringLiteral("ext:"), QStringLiteral("endung:")},
        {QStringLiteral("in:"), QStringLiteral("ordner:")},
        {QStringLiteral("name:"), QStringLiteral("name:")},
        {QStringLiteral("content:"), QStringLiteral("inhalt:")},
        {QStringLiteral("is:pinned"), QStringLiteral("ist:angeheftet")},
        {QStringLiteral("is:offline"), QStringLiteral("ist:offline")},
        {QStringLiteral("is:favourite"), QStringLiteral("ist:favorit")},
        {QStringLiteral("is:shared"), QStringLiteral("ist:geteilt")},
        {QStringLiteral("is:waiting"), QStringLiteral("ist:wartend")},
        {QStringLiteral("is:folder"), QStringLiteral("ist:ordner")},
        {QStringLiteral("owner:"), QStringLiteral("von:")},
        {QStringLiteral("before:"), QStringLiteral("vor:")},
        {QStringLiteral("after:"), QStringLiteral("nach:")},
        {QStringLiteral("on:"), QStringLiteral("am:")},
        {QStringLiteral("larger:"), QStringLiteral("größer:")},
        {QStringLiteral("smaller:"), QStringLiteral("kleiner:")},
    };
    QStringList own;
    QStringList other;
    for (const auto &[english, german] : offered) {
        const auto &first = prefersGerman() ? german : english;
        const auto &second = prefersGerman() ? english : german;
        if (first.startsWith(start, Qt::CaseInsensitive)) {
            own << first;
        }
        if (!start.isEmpty() && second != first && second.startsWith(start, Qt::CaseInsensitive)) {
            other << second;
        }
    }
    return own + other;
}

QStringList FileSearchWords::valuesOf(const QString &key, const QString &start)
{
    const bool isGerman = std::ranges::any_of(spellings, [&key](const Spelling &spelling) {
        return spelling.isGerman && key == QStringView(spelling.text);
    });
    QString values;
    switch (operatorOf(key)) {
    case Word::Type:
        values = isGerman ? QStringLiteral("dokument tabelle präsentation pdf bild video audio text archiv ordner")
                          : QStringLiteral("document spreadsheet presentation pdf image video audio text archive folder");
        break;
    case Word::Is:
        values = isGerman ? QStringLiteral("angeheftet offline lokal favorit geteilt wartend konflikt gesperrt ordner datei")
                          : QStringLiteral("pinned offline here favourite shared shared-with-me waiting conflict locked folder file");
        break;
    case Word::Ending:
        values = QStringLiteral("odt ods odp pdf docx xlsx pptx txt jpg png");
        break;
    case Word::Before:
    case Word::After:
    case Word::On:
        values = isGerman ? QStringLiteral("heute gestern woche vorwoche monat vormonat jahr vorjahr") : QStringLiteral("today yesterday week lastweek month lastmonth year lastyear");
        break;
    case Word::Larger:
    case Word::Smaller:
        values = QStringLiteral("100KB 1MB 10MB 100MB 1GB");
        break;
    default:
        return {};
    }
    QStringList fitting;
    for (const auto words = values.split(u' '); const auto &word : words) {
        if (word.startsWith(start, Qt::CaseInsensitive)) {
            fitting << (key + u':' + word);
        }
    }
    return fitting;
}

}
