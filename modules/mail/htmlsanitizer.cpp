// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmlsanitizer.h"

#include "mail/htmllink.h"
#include "mail/htmlsimplifier.h"
#include "mail/htmlstyle.h"
#include "mail/htmltag.h"
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
        auto style = HtmlStyle::parse(HtmlTag::attribute(element, "style"), HtmlTag::attribute(element, "color"), HtmlTag::attribute(element, "bgcolor"));
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
        const auto tag = HtmlTag::outputName(element.tag);
        const bool paragraph = HtmlTag::isParagraph(element.tag);
        const bool line = paragraph || HtmlTag::isLine(element.tag);
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
            html += u'<' + tag + HtmlTag::attributes(element, style) + u'>';
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
        const auto target = HtmlLink::parse(HtmlTag::attribute(element, "href"));
        const auto textStart = text.size();
        if (target.isEmpty() || m_inLink) {
            const auto css = style.toString();
            html += css.isEmpty() ? QStringLiteral("<span>") : QString(QLatin1String("<span style=\"") + css.toHtmlEscaped() + QLatin1String("\">"));
            children(element, depth + 1, coloured);
            html += QLatin1StringView("</span>");
            return;
        }
        const auto host = target.target();
        const auto encoded = target.encoded();
        const auto at = html.size();
        m_inLink = true;
        children(element, depth + 1, coloured);
        m_inLink = false;
        const auto shown = text.mid(textStart).simplified();
        QString open = QLatin1String("<a href=\"") + encoded.toHtmlEscaped() + u'"';
        if (!shown.contains(host, Qt::CaseInsensitive) || shown.size() > host.size() + 200) {
            open += QLatin1StringView(" title=\"") + MailText::line(host, 200).toHtmlEscaped() + u'"';
        }
        html.insert(at, open + u'>');
        html += QLatin1StringView("</a>");
        if (target.pretends(shown)) { // the text names another host: say the true one
            html += QLatin1StringView(" [") + MailText::line(host, 200).toHtmlEscaped() + u']';
        }
        if (!shown.isEmpty() && encoded.size() <= 500 && shown != encoded && !encoded.endsWith(shown) && encoded != QString(shown + u'/')) {
            text += QLatin1StringView(" <") + encoded + u'>';
        }
    }

    void image(const GumboElement &element)
    {
        const auto source = HtmlTag::attribute(element, "src").trimmed();
        const auto alt = MailText::line(HtmlTag::attribute(element, "alt"), 300);
        QString safe;
        if (source.startsWith(QLatin1StringView("cid:"), Qt::CaseInsensitive) && source.size() < 600) {
            static const QRegularExpression identifier(QStringLiteral("^[A-Za-z0-9@._+$!=&%#~{}\\[\\]^*-]+$"));
            const auto id = QUrl::fromPercentEncoding(source.mid(4).toUtf8());
            safe = identifier.match(id).hasMatch() ? QString(QLatin1String("cid:") + id) : QString();
        } else if (source.startsWith(QLatin1StringView("data:"), Qt::CaseInsensitive)) {
            static const QRegularExpression image(QStringLiteral("^data:image/(png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\\s%]+$"),
                                                  QRegularExpression::CaseInsensitiveOption);
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
        html += HtmlTag::number(element, "width", 4096) + HtmlTag::number(element, "height", 4096) + u'>';
        if (!alt.isEmpty()) {
            text += u'[' + alt + u']';
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
