// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmltag.h"

#include "mail/htmlstyle.h"

#include <QRegularExpression>

#include <algorithm>

namespace Kontor::HtmlTag
{
namespace
{
// Names the parts of a page and is a box like any other.
bool isSection(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
        return true;
    default:
        return false;
    }
}

QString word(const GumboElement &element, const char *name)
{
    static const QRegularExpression simple(QStringLiteral("^[A-Za-z0-9 ,#+-]{1,60}$"));
    const auto value = attribute(element, name);
    return simple.match(value).hasMatch() ? QString(u' ' + QString::fromLatin1(name) + QLatin1String("=\"") + value + u'"') : QString();
}
}

bool isParagraph(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
        return true;
    default:
        return false;
    }
}

bool isLine(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_ADDRESS:
        return true;
    default:
        return isSection(tag);
    }
}

QString outputName(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_UNKNOWN:
        return {};
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_MENU:
        return QStringLiteral("ul");
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_ACRONYM:
    case GUMBO_TAG_MARK:
        return QStringLiteral("span");
    default:
        return isSection(tag) ? QStringLiteral("div") : QString::fromLatin1(gumbo_normalized_tagname(tag));
    }
}

QString attribute(const GumboElement &element, const char *name)
{
    const auto *found = gumbo_get_attribute(&element.attributes, name);
    return found ? QString::fromUtf8(found->value) : QString();
}

QString number(const GumboElement &element, const char *name, int atMost)
{
    static const QRegularExpression digits(QStringLiteral("^\\s*([0-9]{1,5})(%?)"));
    const auto match = digits.match(attribute(element, name));
    if (!match.hasMatch()) {
        return {};
    }
    const bool percent = !match.captured(2).isEmpty();
    const int value = std::min(match.captured(1).toInt(), percent ? 100 : atMost);
    return u' ' + QString::fromLatin1(name) + QLatin1String("=\"") + QString::number(value) + match.captured(2) + u'"';
}

QString attributes(const GumboElement &element, const HtmlStyle &style)
{
    QString result;
    if (const auto css = style.toString(); !css.isEmpty()) {
        result += QLatin1StringView(" style=\"") + css.toHtmlEscaped() + u'"';
    }
    switch (element.tag) {
    case GUMBO_TAG_TABLE:
        result += number(element, "width", 900) + number(element, "border", 5) + number(element, "cellpadding", 20) + number(element, "cellspacing", 20)
            + word(element, "align");
        break;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
        result += number(element, "width", 900) + number(element, "colspan", 100) + number(element, "rowspan", 1000) + word(element, "align")
            + word(element, "valign");
        break;
    case GUMBO_TAG_TR:
        result += word(element, "align") + word(element, "valign");
        break;
    case GUMBO_TAG_FONT:
        result += word(element, "face") + word(element, "size");
        break;
    case GUMBO_TAG_OL:
        result += number(element, "start", 9999) + word(element, "type");
        break;
    default:
        result += word(element, "align") + word(element, "dir");
    }
    return result;
}

}
