// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmlsimplifier.h"

#include <QSet>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qint64 mostWork = 400'000;
constexpr int mostAttributes = 40;
constexpr qsizetype longestValue = 3 << 19; // of a data: image
constexpr qsizetype longestName = 20;

QSet<QString> words(const char *text)
{
    const auto list = QString::fromLatin1(text).split(u' ');
    return {list.begin(), list.end()};
}

const QSet<QString> &keptElements()
{
    static const auto set = words(
        "a abbr acronym address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li "
        "mark menu ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr article section header footer main nav aside "
        "figure figcaption details summary");
    return set;
}

/// Elements that go with all they contain.
const QSet<QString> &droppedWhole()
{
    static const auto set = words("script style title textarea xmp iframe noembed noframes svg math template select canvas audio video applet frameset");
    return set;
}

/// Elements a parser closes by itself; they do not nest without one that counts.
const QSet<QString> &selfClosing()
{
    static const auto set = words("p li td th tr tbody thead tfoot dd dt caption colgroup col br hr img wbr");
    return set;
}

const QSet<QString> &formatting()
{
    static const auto set = words("a b big code em font i s small strike strong tt u");
    return set;
}

const QSet<QString> &keptAttributes()
{
    static const auto set = words("href src alt title style color bgcolor face size align valign width height colspan rowspan border cellpadding cellspacing start type dir lang hidden");
    return set;
}

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\n' || c == u'\t' || c == u'\r' || c == u'\f';
}

bool looksRemote(QStringView value)
{
    const auto text = value.trimmed();
    return text.startsWith(QLatin1StringView("http"), Qt::CaseInsensitive) || text.startsWith(QLatin1StringView("//")) || text.startsWith(QLatin1StringView("ftp:"), Qt::CaseInsensitive);
}

bool mentionsRemote(QStringView css)
{
    return css.contains(QLatin1StringView("://")) || css.contains(QLatin1StringView("@import"), Qt::CaseInsensitive) || css.contains(QLatin1StringView("url(//"), Qt::CaseInsensitive);
}
}

QByteArray HtmlSimplifier::simplify(QStringView html)
{
    m_cut = html.size() > longestInput;
    m_in = html.first(std::min(html.size(), longestInput));
    m_out.reserve(m_in.size());
    m_out = QStringLiteral("<!DOCTYPE html><body>");
    while (m_at < m_in.size()) {
        const auto tag = m_in.indexOf(u'<', m_at);
        if (tag < 0) {
            m_out += m_in.sliced(m_at);
            break;
        }
        if (tag > m_at) {
            m_out += m_in.sliced(m_at, tag - m_at);
        }
        m_at = tag;
        const QChar next = tag + 1 < m_in.size() ? m_in[tag + 1] : QChar();
        if (next == u'!' || next == u'?') {
            comment();
        } else if (next == u'/') {
            closingTag();
        } else if (isLetter(next)) {
            openingTag();
        } else {
            m_out += QLatin1StringView("&lt;");
            ++m_at;
        }
    }
    m_out.remove(QChar(0));
    return m_out.toUtf8();
}

void HtmlSimplifier::comment()
{
    if (m_in.sliced(m_at).startsWith(QLatin1StringView("<!--"))) {
        if (m_in.sliced(m_at).startsWith(QLatin1StringView("<!-->")) || m_in.sliced(m_at).startsWith(QLatin1StringView("<!--->"))) {
            m_at = m_in.indexOf(u'>', m_at) + 1;
            return;
        }
        const auto key = QStringLiteral("--");
        const auto end = m_unclosed.value(key) ? -1 : m_in.indexOf(QLatin1StringView("-->"), m_at + 4);
        if (end >= 0) {
            m_at = end + 3;
            return;
        }
        m_unclosed[key] = true; // rather show too much than hide the rest of the message
        m_at += 4;
        return;
    }
    m_at = endOfTag(m_at + 1);
}

QString HtmlSimplifier::nameAt(qsizetype at) const
{
    auto end = at;
    while (end < m_in.size() && end - at <= longestName && !isBlank(m_in[end]) && m_in[end] != u'>' && m_in[end] != u'/') {
        ++end;
    }
    return m_in.sliced(at, end - at).toString().toLower();
}

qsizetype HtmlSimplifier::endOfTag(qsizetype at)
{
    const auto key = QStringLiteral(">");
    const auto end = m_unclosed.value(key) ? -1 : m_in.indexOf(u'>', at);
    if (end < 0) {
        m_unclosed[key] = true;
        return m_in.size();
    }
    return end + 1;
}

void HtmlSimplifier::closingTag()
{
    const auto name = nameAt(m_at + 2);
    m_at = endOfTag(m_at + 2);
    if (!keptElements().contains(name)) {
        return;
    }
    if (formatting().contains(name)) {
        if (const auto open = m_formatting.lastIndexOf(name); open >= 0) {
            m_formatting.removeAt(open);
        }
    } else if (!selfClosing().contains(name)) {
        const auto open = m_open.lastIndexOf(name);
        if (open < 0) {
            return;
        }
        m_open.removeAt(open);
    }
    m_out += QLatin1StringView("</") + name + u'>';
}

bool HtmlSimplifier::skipContent(const QString &name)
{
    const auto begin = m_at;
    auto from = m_unclosed.value(name) ? qsizetype(-1) : m_at;
    while (from >= 0) {
        from = m_in.indexOf(QString(QLatin1String("</") + name), from, Qt::CaseInsensitive);
        if (from < 0) {
            m_unclosed[name] = true;
            break;
        }
        const auto behind = from + 2 + name.size();
        if (behind >= m_in.size() || isBlank(m_in[behind]) || m_in[behind] == u'>' || m_in[behind] == u'/') {
            if (name == QLatin1StringView("style")) {
                m_remote = m_remote || mentionsRemote(m_in.sliced(begin, from - begin));
            }
            m_at = endOfTag(behind);
            return true;
        }
        from = behind;
    }
    return false;
}

void HtmlSimplifier::openingTag()
{
    const auto name = nameAt(m_at + 1);
    m_at += 1 + name.size();
    QString kept;
    attributes(name, kept);
    if (droppedWhole().contains(name)) {
        skipContent(name);
        return;
    }
    if (!keptElements().contains(name)) {
        return;
    }
    const bool isFormatting = formatting().contains(name);
    const bool full = m_open.size() >= deepest;
    if (isFormatting) {
        if (m_formatting.size() >= mostFormatting || m_work > mostWork) {
            return;
        }
        m_formatting << name;
    } else if (!selfClosing().contains(name)) {
        if (full) {
            m_cut = m_cut || m_open.size() > deepest;
            return;
        }
        m_open << name;
    }
    m_work += m_formatting.size();
    if (m_work > mostWork && !m_formatting.isEmpty()) { // each further block would repeat them all
        for (const auto &open : std::as_const(m_formatting)) {
            m_out += QLatin1StringView("</") + open + u'>';
        }
        m_formatting.clear();
    }
    m_out += u'<' + name + kept + u'>';
}

void HtmlSimplifier::attributes(const QString &name, QString &kept)
{
    int count = 0;
    QSet<QString> seen;
    while (m_at < m_in.size()) {
        while (m_at < m_in.size() && (isBlank(m_in[m_at]) || m_in[m_at] == u'/')) {
            ++m_at;
        }
        if (m_at >= m_in.size()) {
            return;
        }
        if (m_in[m_at] == u'>') {
            ++m_at;
            return;
        }
        const auto begin = m_at;
        ++m_at;
        while (m_at < m_in.size() && !isBlank(m_in[m_at]) && m_in[m_at] != u'=' && m_in[m_at] != u'>' && m_in[m_at] != u'/') {
            ++m_at;
        }
        const auto attributeName = m_in.sliced(begin, std::min(m_at - begin, longestName)).toString().toLower();
        auto look = m_at;
        while (look < m_in.size() && isBlank(m_in[look])) {
            ++look;
        }
        QStringView value;
        if (look < m_in.size() && m_in[look] == u'=') {
            ++look;
            while (look < m_in.size() && isBlank(m_in[look])) {
                ++look;
            }
            if (look < m_in.size() && (m_in[look] == u'"' || m_in[look] == u'\'')) {
                const QChar quote = m_in[look];
                auto end = m_unclosed.value(QString(quote)) ? qsizetype(-1) : m_in.indexOf(quote, look + 1);
                if (end < 0) {
                    m_unclosed[QString(quote)] = true;
                    end = m_in.indexOf(u'>', look);
                    end = end < 0 ? m_in.size() : end;
                }
                value = m_in.sliced(look + 1, std::max<qsizetype>(0, end - look - 1));
                m_at = std::min(end < m_in.size() && m_in[end] == quote ? end + 1 : end, m_in.size());
            } else {
                auto end = look;
                while (end < m_in.size() && !isBlank(m_in[end]) && m_in[end] != u'>') {
                    ++end;
                }
                value = m_in.sliced(look, end - look);
                m_at = end;
            }
        }
        if (++count <= mostAttributes && !seen.contains(attributeName)) {
            seen.insert(attributeName);
            attribute(name, attributeName, value, kept);
        }
    }
}

void HtmlSimplifier::attribute(const QString &element, const QString &name, QStringView value, QString &kept)
{
    static const auto fetching = words("src srcset background poster data lowsrc dynsrc xlink:href longdesc");
    if (fetching.contains(name) || (name == QLatin1StringView("href") && element == QLatin1StringView("link"))) {
        m_remote = m_remote || looksRemote(value) || (name == QLatin1StringView("srcset") && value.contains(QLatin1StringView("//")));
    }
    if (name == QLatin1StringView("style")) {
        m_remote = m_remote || (value.contains(QLatin1StringView("url"), Qt::CaseInsensitive) && mentionsRemote(value));
    }
    if (!keptAttributes().contains(name) || value.size() > longestValue) {
        return;
    }
    if (name == QLatin1StringView("src") && element != QLatin1StringView("img")) {
        return;
    }
    kept += u' ' + name + QLatin1StringView("=\"") + value.toString().replace(u'"', QLatin1StringView("&quot;")) + u'"';
}

}
