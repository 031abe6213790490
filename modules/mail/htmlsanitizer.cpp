// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmlsanitizer.h"

#include "mail/htmlsimplifier.h"
#include "mail/htmlstyle.h"
#include "mail/mailtext.h"

#include <KLocalizedString>
#include <QRegularExpression>
#include <QUrl>

#include <gumbo.h>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype longestOutput = 4 << 20;
constexpr qint64 mostImageData = 6 << 20;
constexpr qint64 mostQuoted = 16 << 20; // characters marked, counted anew at each level
constexpr int deepestTree = 800;

/// Walks the parser's tree and writes what may stay.
class Writer
{
public:
    explicit Writer(qsizetype atMost)
        : m_atMost(atMost)
    {
    }

    void children(const GumboElement &element, int depth, bool coloured)
    {
        if (depth > deepestTree) {
            cut = true;
            return;
        }
        for (unsigned i = 0; i < element.children.length; ++i) {
            if (html.size() > m_atMost || text.size() > m_atMost) {
                cut = true;
                return;
            }
            node(*static_cast<const GumboNode *>(element.children.data[i]), depth, coloured);
        }
    }

    QString html;
    QString text;
    bool remote = false;
    bool cut = false;

private:
    void node(const GumboNode &node, int depth, bool coloured)
    {
        switch (node.type) {
        case GUMBO_NODE_TEXT:
        case GUMBO_NODE_WHITESPACE:
        case GUMBO_NODE_CDATA:
            words(QString::fromUtf8(node.v.text.text));
            break;
        case GUMBO_NODE_ELEMENT:
        case GUMBO_NODE_TEMPLATE:
            element(node.v.element, depth, coloured);
            break;
        default:
            break;
        }
    }

    void words(const QString &raw)
    {
        const auto clean = m_preformatted ? MailText::lines(raw) : collapsed(raw);
        html += clean.toHtmlEscaped();
        if (m_preformatted) {
            text += clean;
        } else if (clean.startsWith(u' ') && (text.isEmpty() || text.back().isSpace())) {
            text += QStringView(clean).sliced(1);
        } else {
            text += clean;
        }
    }

    static QString collapsed(const QString &raw)
    {
        QString result;
        result.reserve(raw.size());
        bool blank = false;
        const auto clean = MailText::lines(raw);
        for (const QChar c : clean) {
            if (c == u' ' || c == u'\n' || c == u'\t') {
                blank = true;
                continue;
            }
            if (c == QChar(0x200c) || c == QChar(0x200d) || c == QChar(0x034f)) { // padding of newsletters
                continue;
            }
            if (blank) {
                result += u' ';
            }
            blank = false;
            result += c;
        }
        if (blank) {
            result += u' ';
        }
        return result;
    }

    static QString attribute(const GumboElement &element, const char *name)
    {
        const auto *found = gumbo_get_attribute(&element.attributes, name);
        return found ? QString::fromUtf8(found->value) : QString();
    }

    /// One or two line ends in the plain text.
    void lineEnd(int count = 1)
    {
        while (text.endsWith(u' ')) {
            text.chop(1);
        }
        if (text.isEmpty()) {
            return;
        }
        int have = 0;
        while (have < count && have < text.size() && text[text.size() - 1 - have] == u'\n') {
            ++have;
        }
        text += QString(count - have, u'\n');
    }

    void element(const GumboElement &element, int depth, bool coloured)
    {
        auto style = HtmlStyle::parse(attribute(element, "style"), attribute(element, "color"), attribute(element, "bgcolor"));
        if (style.isHidden || gumbo_get_attribute(&element.attributes, "hidden")) {
            return;
        }
        style.adaptToTheme(coloured);
        coloured = coloured || !style.background.isEmpty();
        switch (element.tag) {
        case GUMBO_TAG_BR:
            html += QLatin1StringView("<br>");
            while (text.endsWith(u' ')) {
                text.chop(1);
            }
            text += u'\n';
            return;
        case GUMBO_TAG_HR:
            html += QLatin1StringView("<hr>");
            lineEnd();
            text += QLatin1StringView("----------\n");
            return;
        case GUMBO_TAG_WBR:
            return;
        case GUMBO_TAG_IMG:
            image(element);
            return;
        case GUMBO_TAG_A:
            link(element, style, depth, coloured);
            return;
        default:
            block(element, style, depth, coloured);
        }
    }

    void block(const GumboElement &element, const HtmlStyle &style, int depth, bool coloured)
    {
        const auto tag = outputTag(element.tag);
        const bool paragraph = isParagraph(element.tag);
        const bool line = paragraph || isLine(element.tag);
        if (line) {
            lineEnd(paragraph ? 2 : 1);
        }
        if (element.tag == GUMBO_TAG_LI) {
            text += QStringLiteral("• ");
        } else if (element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH) {
            if (!text.isEmpty() && !text.back().isSpace()) {
                text += u' ';
            }
        }
        const auto quoteStart = text.size();
        if (!tag.isEmpty()) {
            html += u'<' + tag + attributes(element, style) + u'>';
        }
        const bool before = m_preformatted;
        m_preformatted = m_preformatted || element.tag == GUMBO_TAG_PRE;
        children(element, depth + 1, coloured);
        m_preformatted = before;
        if (!tag.isEmpty() && tag != QLatin1StringView("col")) {
            html += QLatin1StringView("</") + tag + u'>';
        }
        if (element.tag == GUMBO_TAG_BLOCKQUOTE) {
            quote(quoteStart);
        }
        if (line) {
            lineEnd(paragraph ? 2 : 1);
        }
    }

    /// Puts "> " before what a blockquote wrote.
    void quote(qsizetype start)
    {
        while (text.size() > start && text.back().isSpace()) {
            text.chop(1);
        }
        auto inner = text.mid(start);
        m_quoted += inner.size();
        if (inner.isEmpty() || m_quoted > mostQuoted) {
            return;
        }
        inner.replace(u'\n', QLatin1StringView("\n> "));
        text.truncate(start);
        text += QLatin1StringView("> ") + inner + u'\n';
    }

    void link(const GumboElement &element, const HtmlStyle &style, int depth, bool coloured)
    {
        const auto url = safeUrl(attribute(element, "href"));
        const auto textStart = text.size();
        if (url.isEmpty() || m_inLink) {
            const auto css = style.toString();
            html += css.isEmpty() ? QStringLiteral("<span>") : QString(QLatin1String("<span style=\"") + css.toHtmlEscaped() + QLatin1String("\">"));
            children(element, depth + 1, coloured);
            html += QLatin1StringView("</span>");
            return;
        }
        const bool isMail = url.scheme() == QLatin1StringView("mailto");
        const auto target = isMail ? url.path() : url.host(QUrl::PrettyDecoded);
        const auto encoded = QString::fromLatin1(url.toEncoded());
        const auto at = html.size();
        m_inLink = true;
        children(element, depth + 1, coloured);
        m_inLink = false;
        const auto shown = text.mid(textStart).simplified();
        QString open = QLatin1String("<a href=\"") + encoded.toHtmlEscaped() + u'"';
        if (!shown.contains(target, Qt::CaseInsensitive) || shown.size() > target.size() + 200) {
            open += QLatin1StringView(" title=\"") + MailText::line(target, 200).toHtmlEscaped() + u'"';
        }
        html.insert(at, open + u'>');
        html += QLatin1StringView("</a>");
        if (!isMail && pretends(shown, url)) { // the text names another host: say the true one
            html += QLatin1StringView(" [") + MailText::line(target, 200).toHtmlEscaped() + u']';
        }
        if (!shown.isEmpty() && encoded.size() <= 500 && shown != encoded && !encoded.endsWith(shown) && encoded != QString(shown + u'/')) {
            text += QLatin1StringView(" <") + encoded + u'>';
        }
    }

    /// True if the text of a link reads like an address of a host it does not lead to.
    static bool pretends(const QString &shown, const QUrl &url)
    {
        static const QRegularExpression hostLike(QStringLiteral("(?:https?://)?((?:[\\w-]{1,63}\\.){1,8}[a-z]{2,24})(?=$|[/:?#\\s])"),
                                                 QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
        const auto match = hostLike.match(shown.left(300));
        if (!match.hasMatch()) {
            return false;
        }
        auto named = match.captured(1).toLower();
        auto host = url.host(QUrl::PrettyDecoded).toLower();
        for (auto *name : {&named, &host}) {
            if (name->startsWith(QLatin1String("www."))) {
                *name = name->mid(4);
            }
        }
        return named != host && !host.endsWith(QString(u'.' + named));
    }

    void image(const GumboElement &element)
    {
        const auto source = attribute(element, "src").trimmed();
        const auto alt = MailText::line(attribute(element, "alt"), 300);
        QString safe;
        if (source.startsWith(QLatin1StringView("cid:"), Qt::CaseInsensitive) && source.size() < 600) {
            static const QRegularExpression identifier(QStringLiteral("^[A-Za-z0-9@._+$!=&%#~{}\\[\\]^*-]+$"));
            const auto id = QUrl::fromPercentEncoding(source.mid(4).toUtf8());
            safe = identifier.match(id).hasMatch() ? QString(QLatin1String("cid:") + id) : QString();
        } else if (source.startsWith(QLatin1StringView("data:"), Qt::CaseInsensitive)) {
            static const QRegularExpression image(QStringLiteral("^data:image/(png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\\s%]+$"), QRegularExpression::CaseInsensitiveOption);
            if (m_imageData + source.size() <= mostImageData && image.match(source).hasMatch()) {
                m_imageData += source.size();
                safe = source;
                safe.remove(u'\n').remove(u' ').remove(u'\t').remove(u'\r');
            }
        } else if (!source.isEmpty()) {
            remote = true;
        }
        if (safe.isEmpty()) {
            if (!alt.isEmpty()) {
                html += u'[' + alt.toHtmlEscaped() + u']';
                text += u'[' + alt + u']';
            }
            return;
        }
        html += QLatin1StringView("<img src=\"") + safe.toHtmlEscaped() + u'"';
        if (!alt.isEmpty()) {
            html += QLatin1StringView(" alt=\"") + alt.toHtmlEscaped() + u'"';
        }
        html += number(element, "width", 4096) + number(element, "height", 4096) + u'>';
        if (!alt.isEmpty()) {
            text += u'[' + alt + u']';
        }
    }

    static QString number(const GumboElement &element, const char *name, int atMost)
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

    static QString word(const GumboElement &element, const char *name)
    {
        static const QRegularExpression simple(QStringLiteral("^[A-Za-z0-9 ,#+-]{1,60}$"));
        const auto value = attribute(element, name);
        return simple.match(value).hasMatch() ? QString(u' ' + QString::fromLatin1(name) + QLatin1String("=\"") + value + u'"') : QString();
    }

    static QString attributes(const GumboElement &element, const HtmlStyle &style)
    {
        QString result;
        if (const auto css = style.toString(); !css.isEmpty()) {
            result += QLatin1StringView(" style=\"") + css.toHtmlEscaped() + u'"';
        }
        switch (element.tag) {
        case GUMBO_TAG_TABLE:
            result += number(element, "width", 900) + number(element, "border", 5) + number(element, "cellpadding", 20) + number(element, "cellspacing", 20) + word(element, "align");
            break;
        case GUMBO_TAG_TD:
        case GUMBO_TAG_TH:
            result += number(element, "width", 900) + number(element, "colspan", 100) + number(element, "rowspan", 1000) + word(element, "align") + word(element, "valign");
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

    static QUrl safeUrl(const QString &href)
    {
        QString clean;
        for (const QChar c : href.trimmed()) { // tabs and line ends inside are ignored by browsers too
            if (c > u' ' || c == u' ') {
                clean += c;
            }
        }
        if (clean.startsWith(QLatin1StringView("//"))) {
            clean.prepend(QLatin1StringView("https:"));
        }
        if (clean.isEmpty() || clean.size() > 8000) {
            return {};
        }
        const QUrl url(clean, QUrl::TolerantMode);
        const auto scheme = url.scheme();
        if (!url.isValid() || (scheme != QLatin1StringView("http") && scheme != QLatin1StringView("https") && scheme != QLatin1StringView("mailto"))) {
            return {};
        }
        return scheme == QLatin1StringView("mailto") || !url.host().isEmpty() ? url : QUrl();
    }

    static bool isParagraph(GumboTag tag)
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

    static bool isLine(GumboTag tag)
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

    /// Names a text document knows; empty: only the content.
    static QString outputTag(GumboTag tag)
    {
        switch (tag) {
        case GUMBO_TAG_HTML:
        case GUMBO_TAG_HEAD:
        case GUMBO_TAG_BODY:
        case GUMBO_TAG_UNKNOWN:
            return {};
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
            return QStringLiteral("div");
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
            return QString::fromLatin1(gumbo_normalized_tagname(tag));
        }
    }

    qsizetype m_atMost;
    qint64 m_imageData = 0;
    qint64 m_quoted = 0;
    bool m_preformatted = false;
    bool m_inLink = false;
};
}

HtmlSanitizer::Output HtmlSanitizer::sanitize(const QString &html)
{
    HtmlSimplifier simplifier;
    const auto simple = simplifier.simplify(html);
    auto options = kGumboDefaultOptions;
    options.max_errors = 0;
    auto *const parsed = gumbo_parse_with_options(&options, simple.constData(), size_t(simple.size()));
    Writer writer(longestOutput);
    writer.html.reserve(simple.size());
    writer.children(parsed->root->v.element, 0, false);
    gumbo_destroy_output(&options, parsed);
    Output output;
    output.html = writer.html.trimmed();
    output.text = writer.text.trimmed();
    output.hadRemoteContent = simplifier.sawRemoteContent() || writer.remote;
    output.wasCut = simplifier.wasCut() || writer.cut;
    if (output.text.isEmpty() && !output.html.contains(QLatin1StringView("<img"))) {
        output.html.clear();
    }
    return output;
}

QString HtmlSanitizer::toPlainText(const QString &html, qsizetype atMost)
{
    // A text of n characters has a few times n of markup around it.
    const auto output = sanitize(html.left(std::max<qsizetype>(atMost, 4096) * 8));
    return output.text.left(atMost);
}

}
