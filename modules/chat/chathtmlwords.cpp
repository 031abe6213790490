// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chathtmlwords.h"

#include "chat/chathtml.h"
#include "chat/chatname.h"

#include <QHash>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>

namespace Kontor
{
namespace
{
using ChatHtmlWords::Tag;

constexpr qsizetype longestName = 12;
constexpr qsizetype longestAddress = 2000;
constexpr qsizetype longestValue = 3000;
constexpr qsizetype longestEntity = 10;

struct Element {
    const char *names; ///< that mean it
    Tag tag;
    const char *output; ///< what is written; empty: nothing
};

constexpr Element elements[] = {
    {"script style title textarea xmp iframe noembed noframes svg math template select canvas audio video object applet noscript head frameset", Tag::Hidden, ""},
    {"mx-reply", Tag::Reply, ""},
    {"br", Tag::Break, "br"},
    {"hr", Tag::Rule, "hr"},
    {"img", Tag::Image, ""},
    {"a", Tag::Link, "a"},
    {"span font", Tag::Span, "span"},
    {"b strong", Tag::Bold, "b"},
    {"i em", Tag::Italic, "i"},
    {"u", Tag::Underlined, "u"},
    {"s del strike", Tag::Struck, "s"},
    {"code tt", Tag::Code, "code"},
    {"sup", Tag::Above, "sup"},
    {"sub", Tag::Below, "sub"},
    {"p", Tag::Paragraph, "p"},
    {"div details", Tag::Division, "div"},
    {"summary", Tag::Summary, "p"},
    {"h1", Tag::Heading1, "h1"},
    {"h2", Tag::Heading2, "h2"},
    {"h3", Tag::Heading3, "h3"},
    {"h4", Tag::Heading4, "h4"},
    {"h5", Tag::Heading5, "h5"},
    {"h6", Tag::Heading6, "h6"},
    {"blockquote", Tag::Quote, "blockquote"},
    {"pre", Tag::Pre, "pre"},
    {"ul", Tag::List, "ul"},
    {"ol", Tag::Numbers, "ol"},
    {"li", Tag::Entry, "li"},
    {"table", Tag::Table, "table"},
    {"caption", Tag::Caption, "caption"},
    {"thead", Tag::HeadRows, "thead"},
    {"tbody", Tag::Rows, "tbody"},
    {"tr", Tag::Row, "tr"},
    {"th", Tag::HeadCell, "th"},
    {"td", Tag::Cell, "td"},
};

QString outputName(Tag tag)
{
    for (const auto &element : elements) {
        if (element.tag == tag) {
            return QString::fromLatin1(element.output);
        }
    }
    return {};
}

const QHash<QString, QString> &entities()
{
    static const QHash<QString, QString> table = [] {
        constexpr QStringView words = u"amp&lt<gt>quot\"apos'nbsp\u00a0auml\u00e4ouml\u00f6uuml\u00fcAuml\u00c4Ouml\u00d6Uuml\u00dcszlig\u00dfeuro\u20ac"
                                      u"hellip\u2026ndash\u2013mdash\u2014laquo\u00abraquo\u00bblsquo\u2018rsquo\u2019ldquo\u201crdquo\u201dbdquo\u201esbquo\u201a"
                                      u"copy\u00a9reg\u00aetrade\u2122deg\u00b0times\u00d7middot\u00b7bull\u2022para\u00b6sect\u00a7eacute\u00e9egrave\u00e8"
                                      u"agrave\u00e0ccedil\u00e7ntilde\u00f1rarr\u2192larr\u2190ensp\u2002emsp\u2003thinsp\u2009";
        QHash<QString, QString> found;
        QString name;
        for (const auto c : words) {
            if (c < QChar(0x80) && c.isLetter()) {
                name += c;
            } else {
                found.insert(name, c);
                name.clear();
            }
        }
        return found;
    }();
    return table;
}

double luminance(int red, int green, int blue)
{
    const auto part = [](int value) {
        const double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
}

/// "#aabbcc" where it says so and nothing else, and where that can be read on white and on black.
QString readableColour(const QString &value)
{
    static const QRegularExpression form(QStringLiteral("^#[0-9a-fA-F]{6}$"));
    if (!form.match(value).hasMatch()) {
        return {};
    }
    const auto light = luminance(value.mid(1, 2).toInt(nullptr, 16), value.mid(3, 2).toInt(nullptr, 16), value.mid(5, 2).toInt(nullptr, 16));
    return light > 0.05 && light < 0.55 ? value.toLower() : QString();
}

bool isSpoiler(QStringView attributes)
{
    static const QRegularExpression form(QStringLiteral("(?:^|\\s)data-mx-spoiler(?:[\\s=]|$)"), QRegularExpression::CaseInsensitiveOption);
    return form.matchView(attributes).hasMatch();
}

/// matrix.to's names of things as "matrix:" writes them; empty: it names nothing.
QString matrixAddress(const QUrl &url)
{
    const auto fragment = url.fragment(QUrl::FullyEncoded);
    if (!fragment.startsWith(u'/')) {
        return {};
    }
    const auto query = fragment.indexOf(u'?');
    const auto parts = fragment.sliced(1, (query < 0 ? fragment.size() : query) - 1).split(u'/');
    const auto part = [&parts](qsizetype at) {
        return QUrl::fromPercentEncoding(parts.value(at).toUtf8());
    };
    const auto written = [](const QString &id) {
        return QString::fromLatin1(QUrl::toPercentEncoding(id.sliced(1), ":!$&'()*+,;=@"));
    };
    const auto id = part(0);
    if (id.size() < 2) {
        return {};
    }
    QString address;
    if (id.startsWith(u'@')) {
        return id.contains(u':') ? QStringLiteral("matrix:u/") + written(id) : QString();
    }
    if (id.startsWith(u'#') || id.startsWith(u'!')) {
        address = (id.startsWith(u'#') ? QStringLiteral("matrix:r/") : QStringLiteral("matrix:roomid/")) + written(id);
    }
    const auto event = part(1);
    if (!address.isEmpty() && event.startsWith(u'$') && event.size() > 1) {
        address += QStringLiteral("/e/") + written(event);
    }
    const auto via = query < 0 ? QString() : fragment.sliced(query);
    return address.isEmpty() || via.size() > 500 ? address : address + via;
}
}

QString ChatHtmlWords::nameAt(QStringView html, qsizetype at)
{
    auto end = at;
    while (end < html.size() && end - at <= longestName
           && ((html[end] < QChar(0x80) && html[end].isLetterOrNumber()) || (html[end] == u'-' && end > at))) {
        ++end;
    }
    const bool isName = end > at && html[at].isLetter();
    return isName ? html.sliced(at, end - at).toString().toLower() : QString();
}

ChatHtmlWords::Tag ChatHtmlWords::tagOf(const QString &name)
{
    static const auto table = [] {
        QHash<QString, Tag> found;
        for (const auto &element : elements) {
            for (const auto words = QString::fromLatin1(element.names).split(u' '); const auto &word : words) {
                found.insert(word, element.tag);
            }
        }
        return found;
    }();
    return table.value(name, Tag::Unknown);
}

bool ChatHtmlWords::isBlock(Tag tag)
{
    switch (tag) {
    case Tag::Paragraph:
    case Tag::Division:
    case Tag::Summary:
    case Tag::Heading1:
    case Tag::Heading2:
    case Tag::Heading3:
    case Tag::Heading4:
    case Tag::Heading5:
    case Tag::Heading6:
    case Tag::Quote:
    case Tag::Pre:
    case Tag::List:
    case Tag::Numbers:
    case Tag::Table:
    case Tag::Caption:
    case Tag::Rule:
        return true;
    default:
        return false;
    }
}

bool ChatHtmlWords::isParagraph(Tag tag)
{
    return isBlock(tag) && tag != Tag::Division && tag != Tag::List && tag != Tag::Numbers && tag != Tag::Table && tag != Tag::Caption;
}

bool ChatHtmlWords::isFormatting(Tag tag, QStringView attributes)
{
    if (tag == Tag::Span) {
        return isSpoiler(attributes) || !colours(attributes).isEmpty();
    }
    return tag != Tag::Paragraph && tag != Tag::Division;
}

QString ChatHtmlWords::opening(Tag tag, QStringView attributes)
{
    const auto name = outputName(tag);
    if (tag == Tag::Span) {
        const auto colour = colours(attributes);
        if (isSpoiler(attributes)) {
            return QStringLiteral("<span class=\"spoiler\">");
        }
        return colour.isEmpty() ? QStringLiteral("<span>") : QString(QLatin1String("<span style=\"") + colour + QLatin1String("\">"));
    }
    if (tag == Tag::Numbers) {
        const auto start = attribute(attributes, QLatin1StringView("start")).toInt();
        return start > 1 && start < 100000 ? QStringLiteral("<ol start=\"%1\">").arg(start) : QStringLiteral("<ol>");
    }
    if (tag == Tag::Summary) {
        return QStringLiteral("<p><b>");
    }
    return u'<' + name + u'>';
}

QString ChatHtmlWords::closing(Tag tag)
{
    return tag == Tag::Summary ? QStringLiteral("</b></p>") : QString(QLatin1String("</") + outputName(tag) + u'>');
}

QString ChatHtmlWords::attribute(QStringView attributes, QLatin1StringView name)
{
    qsizetype at = 0;
    const auto isEnd = [&] {
        return at >= attributes.size();
    };
    while (!isEnd()) {
        while (!isEnd() && (attributes[at].isSpace() || attributes[at] == u'/')) {
            ++at;
        }
        const auto start = at;
        while (!isEnd() && !attributes[at].isSpace() && attributes[at] != u'=') {
            ++at;
        }
        const auto found = attributes.sliced(start, at - start);
        while (!isEnd() && attributes[at].isSpace()) {
            ++at;
        }
        QStringView value;
        if (!isEnd() && attributes[at] == u'=') {
            ++at;
            while (!isEnd() && attributes[at].isSpace()) {
                ++at;
            }
            const auto quote = isEnd() ? QChar() : attributes[at];
            const bool isQuoted = quote == u'"' || quote == u'\'';
            const auto from = isQuoted ? ++at : at;
            while (!isEnd() && (isQuoted ? attributes[at] != quote : !attributes[at].isSpace())) {
                ++at;
            }
            value = attributes.sliced(from, at - from);
            at += isQuoted ? 1 : 0;
        }
        if (found.compare(name, Qt::CaseInsensitive) == 0) {
            return decoded(value.first(std::min(value.size(), longestValue)));
        }
    }
    return {};
}

QString ChatHtmlWords::colours(QStringView attributes)
{
    auto colour = readableColour(attribute(attributes, QLatin1StringView("data-mx-color")));
    if (colour.isEmpty()) {
        colour = readableColour(attribute(attributes, QLatin1StringView("color")));
    }
    return colour.isEmpty() ? QString() : QStringLiteral("color:") + colour;
}

QString ChatHtmlWords::decoded(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const auto end = text[at] == u'&' ? text.sliced(at, std::min(text.size() - at, longestEntity)).indexOf(u';') : -1;
        if (end < 2) {
            result += text[at];
            continue;
        }
        const auto name = text.sliced(at + 1, end - 1);
        if (name.startsWith(u'#')) {
            const bool isHex = name.size() > 1 && name[1].toLower() == u'x';
            bool isNumber = false;
            const auto point = name.sliced(isHex ? 2 : 1).toUInt(&isNumber, isHex ? 16 : 10);
            const char32_t c = isNumber && point > 0 && point <= 0x10ffff && !QChar::isSurrogate(point) ? point : 0xfffd;
            result += QString::fromUcs4(&c, 1);
            at += end;
        } else if (const auto known = entities().constFind(name.toString()); known != entities().cend()) {
            result += *known;
            at += end;
        } else {
            result += text[at];
        }
    }
    return result;
}

QString ChatHtmlWords::escaped(const QString &text)
{
    return QString(text).replace(u'&', QLatin1StringView("&amp;"));
}

QString ChatHtmlWords::collapsed(const QString &text)
{
    QString result;
    result.reserve(text.size());
    bool isBlank = false;
    for (const auto c : text) {
        if (c == u' ' || c == u'\n' || c == u'\t' || c == u'\r') {
            isBlank = true;
            continue;
        }
        if (isBlank) {
            result += u' ';
        }
        isBlank = false;
        result += c;
    }
    if (isBlank) {
        result += u' ';
    }
    return result;
}

QString ChatHtmlWords::pretended(const QString &shown, const QString &address)
{
    const QUrl url(address);
    if (url.scheme() == QLatin1StringView("matrix")) {
        return {};
    }
    const auto truth = url.scheme() == QLatin1StringView("mailto") ? url.path() : url.host(QUrl::FullyEncoded);
    // All of it, or what begins like an address; "see README.md" is none.
    static const QRegularExpression place(QStringLiteral("(?:^\\s*(?:https?://)?|https?://|(?=www\\.)|@)((?:[\\p{L}\\p{N}-]+\\.)+\\p{L}{2,})(?=[/:?#\\s]|$)"),
                                          QRegularExpression::CaseInsensitiveOption);
    const auto host = truth.section(u'@', -1);
    const auto bare = [](const QString &name) {
        return name.startsWith(QLatin1StringView("www."), Qt::CaseInsensitive) ? name.sliced(4) : name;
    };
    for (auto found = place.globalMatch(shown.left(longestAddress)); found.hasNext();) {
        if (bare(found.next().captured(1)).compare(bare(host), Qt::CaseInsensitive) != 0) {
            return ChatName::safe(truth, 200);
        }
    }
    return {};
}

QString ChatHtml::link(const QString &href)
{
    const auto trimmed = href.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > longestAddress) {
        return {};
    }
    const QUrl url(trimmed, QUrl::TolerantMode);
    const auto scheme = url.scheme();
    if (!url.isValid() || scheme.isEmpty()) {
        return {};
    }
    const bool isWeb = scheme == QLatin1StringView("https") || scheme == QLatin1StringView("http");
    if (isWeb && (url.host() == QLatin1StringView("matrix.to") || url.host() == QLatin1StringView("www.matrix.to"))) {
        return matrixAddress(url);
    }
    if (isWeb) {
        // A name in front of the host is there to be taken for it.
        return url.host().isEmpty() || !url.userInfo().isEmpty() ? QString() : url.toString(QUrl::FullyEncoded);
    }
    static const QRegularExpression matrix(QStringLiteral("^matrix:(?:u|r|roomid|room|user)/[^\\s<>\"]+$"));
    if (scheme == QLatin1StringView("matrix") && matrix.match(url.toString(QUrl::FullyEncoded)).hasMatch()) {
        return url.toString(QUrl::FullyEncoded);
    }
    return scheme == QLatin1StringView("mailto") && !url.path().isEmpty() ? url.toString(QUrl::FullyEncoded) : QString();
}

}
