// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chathtml.h"

#include "chat/chathtmlwords.h"
#include "chat/chattext.h"

#include <QSet>
#include <QStringView>

#include <algorithm>

namespace Kontor
{
namespace
{
using Tag = ChatHtmlWords::Tag;

constexpr int mostTags = 5000;
constexpr qint64 mostWaste = 1 << 20; // characters looked at in vain
constexpr qsizetype longestTag = 4096;

/// Reads once and writes at once: every "<" of the output was written here, and what is open is closed again.
class Reducer
{
public:
    Reducer(QStringView html, ChatHtml::Reply reply)
        : m_in(html.first(std::min(html.size(), ChatHtml::longestInput)))
        , m_reply(reply)
    {
        m_output.wasCut = html.size() > m_in.size();
    }

    ChatHtml::Output run()
    {
        while (m_at < m_in.size() && m_output.html.size() < ChatHtml::longestOutput) {
            const auto sign = m_in.indexOf(u'<', m_at);
            words(m_in.sliced(m_at, (sign < 0 ? m_in.size() : sign) - m_at));
            if (sign < 0) {
                m_at = m_in.size();
                break;
            }
            m_at = sign;
            markup();
        }
        m_output.wasCut = m_output.wasCut || m_at < m_in.size();
        while (!m_open.isEmpty()) {
            close();
        }
        m_output.html = m_hasFormatting ? m_output.html.trimmed() : QString();
        m_output.text = m_output.text.trimmed();
        if (m_output.text.isEmpty()) {
            m_output.html.clear();
        }
        return m_output;
    }

private:
    struct Open {
        Tag tag;
        QString html; ///< its closing
        qsizetype textStart = 0;
        QString link{}; ///< where it leads, for the eye
        int number = 0; ///< of a list: of the next entry; 0: it has dots
    };

    void markup()
    {
        const auto next = m_at + 1 < m_in.size() ? m_in[m_at + 1] : QChar();
        if (m_in.sliced(m_at).startsWith(QLatin1StringView("<!--"))) {
            const auto end = m_hasOpenComment ? -1 : m_in.indexOf(QLatin1StringView("-->"), m_at + 4);
            m_hasOpenComment = end < 0;
            m_at = end < 0 ? m_at + 4 : end + 3; // rather too much than nothing of the rest
            return;
        }
        const bool isClosing = next == u'/';
        const auto nameAt = m_at + (isClosing ? 2 : 1);
        const auto name = ChatHtmlWords::nameAt(m_in, nameAt);
        if (name.isEmpty() && next != u'!' && next != u'?' && !isClosing) {
            words(u"<");
            ++m_at;
            return;
        }
        const auto end = endOfTag(nameAt + name.size());
        if (end < 0) {
            words(u"<");
            ++m_at;
            return;
        }
        const auto attributes = m_in.sliced(nameAt + name.size(), end - nameAt - name.size());
        m_at = end + 1;
        if (name.isEmpty()) {
            return;
        }
        const auto tag = ChatHtmlWords::tagOf(name);
        if (isClosing) {
            closeTo(tag);
        } else if (tag == Tag::Hidden || (tag == Tag::Reply && m_reply == ChatHtml::Reply::Drop)) {
            skip(name, tag);
        } else if (tag != Tag::Unknown && tag != Tag::Reply) {
            open(tag, attributes);
        }
    }

    /// The ">" of a tag, not one in quotes; -1: nowhere near.
    qsizetype endOfTag(qsizetype from)
    {
        const auto limit = std::min(m_in.size(), from + longestTag);
        QChar quote;
        for (auto at = from; m_waste < mostWaste && at < limit; ++at) {
            const auto c = m_in[at];
            if (!quote.isNull()) {
                quote = c == quote ? QChar() : quote;
            } else if (c == u'>') {
                return at;
            } else if ((c == u'"' || c == u'\'') && at > from && (m_in[at - 1] == u'=' || m_in[at - 1].isSpace())) {
                quote = c;
            }
        }
        m_waste += limit - from;
        return -1;
    }

    /// All that stands in an element goes with it; of one that never ends the tag alone.
    void skip(const QString &name, Tag tag)
    {
        const QString closing = QStringLiteral("</") + name;
        const auto end = m_unclosed.contains(name) ? -1 : m_in.indexOf(closing, m_at, Qt::CaseInsensitive);
        if (end < 0) {
            m_unclosed.insert(name);
            m_at = tag == Tag::Hidden ? m_in.size() : m_at;
            return;
        }
        const auto behind = m_in.indexOf(u'>', end);
        m_at = behind < 0 ? m_in.size() : behind + 1;
    }

    void words(QStringView raw)
    {
        if (raw.isEmpty()) {
            return;
        }
        const bool isPre = isIn(Tag::Pre);
        auto clean = ChatText::lines(ChatHtmlWords::decoded(raw), raw.size() + 1);
        if (!isPre) {
            clean = ChatHtmlWords::collapsed(clean);
        }
        if (!isPre && isInTableOnly() && clean.trimmed().isEmpty()) {
            return;
        }
        m_output.html += clean.toHtmlEscaped().replace(u'\n', isPre ? QStringLiteral("<br>") : QStringLiteral(" "));
        if (!isPre && clean.startsWith(u' ') && (m_output.text.isEmpty() || m_output.text.back().isSpace())) {
            clean.remove(0, 1);
        }
        m_output.text += clean;
    }

    bool isIn(Tag tag) const
    {
        return std::ranges::any_of(m_open, [tag](const Open &one) {
            return one.tag == tag;
        });
    }

    bool isInTableOnly() const
    {
        return !m_open.isEmpty() && (m_open.last().tag == Tag::Table || m_open.last().tag == Tag::Row || m_open.last().tag == Tag::Rows);
    }

    /// What an element cannot lie in ends where it begins, as in any browser.
    void makeRoom(Tag tag)
    {
        if (ChatHtmlWords::isBlock(tag) && isIn(Tag::Paragraph)) {
            closeTo(Tag::Paragraph);
        }
        if (tag == Tag::Entry) {
            closeWithin(Tag::Entry, {Tag::List, Tag::Numbers});
        } else if (tag == Tag::Cell || tag == Tag::HeadCell) {
            closeWithin(Tag::Cell, {Tag::Row});
            closeWithin(Tag::HeadCell, {Tag::Row});
        } else if (tag == Tag::Row) {
            closeWithin(Tag::Row, {Tag::Table});
        } else if (tag == Tag::Rows || tag == Tag::HeadRows) {
            closeWithin(Tag::Rows, {Tag::Table});
            closeWithin(Tag::HeadRows, {Tag::Table});
        }
    }

    bool fits(Tag tag) const
    {
        switch (tag) {
        case Tag::Entry:
            return isIn(Tag::List) || isIn(Tag::Numbers);
        case Tag::Cell:
        case Tag::HeadCell:
            return isIn(Tag::Row);
        case Tag::Row:
        case Tag::Rows:
        case Tag::HeadRows:
        case Tag::Caption:
            return isIn(Tag::Table);
        case Tag::Link:
            return !isIn(Tag::Link);
        default:
            return true;
        }
    }

    void open(Tag tag, QStringView raw)
    {
        if (tag == Tag::Break) {
            m_output.html += QLatin1StringView("<br>");
            trimEnd();
            m_output.text += u'\n';
            return;
        }
        if (tag == Tag::Image) { // never fetched: what it is called stands for it
            const auto name = ChatHtmlWords::attribute(raw, QLatin1StringView("alt"));
            words(ChatHtmlWords::escaped(name.isEmpty() ? ChatHtmlWords::attribute(raw, QLatin1StringView("title")) : name));
            return;
        }
        if (++m_tags > mostTags || m_open.size() >= ChatHtml::deepest) {
            m_output.wasCut = true;
            return;
        }
        makeRoom(tag);
        if (!fits(tag)) {
            return;
        }
        if (tag == Tag::Rule) {
            m_output.html += QLatin1StringView("<hr>");
            lineEnd();
            m_output.text += QLatin1StringView("———\n");
            m_hasFormatting = true;
            return;
        }
        begin(tag, raw);
    }

    void begin(Tag tag, QStringView raw)
    {
        Open one{.tag = tag, .html = ChatHtmlWords::closing(tag)};
        if (ChatHtmlWords::isBlock(tag) || tag == Tag::Entry || tag == Tag::Row) {
            lineEnd(ChatHtmlWords::isParagraph(tag) ? 2 : 1);
        }
        if (tag == Tag::Entry) {
            m_output.text += entrySign();
        } else if ((tag == Tag::Cell || tag == Tag::HeadCell) && !m_output.text.isEmpty() && !m_output.text.back().isSpace()) {
            m_output.text += u' ';
        }
        if (tag == Tag::Link) {
            const auto address = ChatHtml::link(ChatHtmlWords::attribute(raw, QLatin1StringView("href")));
            if (address.isEmpty()) {
                return;
            }
            one.link = address;
            m_output.html += QLatin1String("<a href=\"") + address.toHtmlEscaped() + QLatin1String("\">");
        } else {
            if (tag == Tag::Numbers) {
                const auto start = ChatHtmlWords::attribute(raw, QLatin1StringView("start")).toInt();
                one.number = start > 0 && start < 100000 ? start : 1;
            }
            m_output.html += ChatHtmlWords::opening(tag, raw);
        }
        one.textStart = m_output.text.size();
        m_hasFormatting = m_hasFormatting || ChatHtmlWords::isFormatting(tag, raw);
        m_open << one;
    }

    QString entrySign()
    {
        for (auto list = m_open.rbegin(); list != m_open.rend(); ++list) {
            if (list->tag == Tag::Numbers) {
                return QString::number(list->number++) + QStringLiteral(". ");
            }
            if (list->tag == Tag::List) {
                break;
            }
        }
        return QStringLiteral("• ");
    }

    void close()
    {
        const auto one = m_open.takeLast();
        if (one.tag == Tag::Quote) {
            quote(one.textStart);
        }
        m_output.html += one.html;
        if (!one.link.isEmpty()) {
            const auto host = ChatHtmlWords::pretended(m_output.text.sliced(std::min(one.textStart, m_output.text.size())), one.link);
            if (!host.isEmpty()) { // the text names another place: say the true one
                m_output.html += QLatin1String(" [") + host.toHtmlEscaped() + u']';
                m_output.text += QLatin1String(" [") + host + u']';
            }
        }
        if (ChatHtmlWords::isBlock(one.tag) || one.tag == Tag::Entry || one.tag == Tag::Row) {
            lineEnd(ChatHtmlWords::isParagraph(one.tag) ? 2 : 1);
        }
    }

    void closeTo(Tag tag)
    {
        if (isIn(tag)) {
            while (m_open.last().tag != tag) {
                close();
            }
            close();
        }
    }

    /// The same, but no further than the nearest of \p borders.
    void closeWithin(Tag tag, const QList<Tag> &borders)
    {
        for (auto one = m_open.crbegin(); one != m_open.crend() && !borders.contains(one->tag); ++one) {
            if (one->tag == tag) {
                closeTo(tag);
                return;
            }
        }
    }

    void trimEnd()
    {
        while (m_output.text.endsWith(u' ')) {
            m_output.text.chop(1);
        }
    }

    void lineEnd(int count = 1)
    {
        trimEnd();
        if (m_output.text.isEmpty()) {
            return;
        }
        int have = 0;
        while (have < count && have < m_output.text.size() && m_output.text[m_output.text.size() - 1 - have] == u'\n') {
            ++have;
        }
        m_output.text += QString(count - have, u'\n');
    }

    void quote(qsizetype start)
    {
        start = std::min(start, m_output.text.size());
        while (m_output.text.size() > start && m_output.text.back().isSpace()) {
            m_output.text.chop(1);
        }
        auto inner = m_output.text.sliced(start);
        m_quoted += inner.size();
        if (inner.isEmpty() || m_quoted > ChatHtml::longestOutput) {
            return;
        }
        inner.replace(u'\n', QLatin1StringView("\n> "));
        m_output.text.truncate(start);
        m_output.text += QLatin1String("> ") + inner;
    }

    QStringView m_in;
    ChatHtml::Reply m_reply;
    qsizetype m_at = 0;
    ChatHtml::Output m_output{};
    QList<Open> m_open{};
    QSet<QString> m_unclosed{};
    bool m_hasOpenComment = false;
    bool m_hasFormatting = false;
    int m_tags = 0;
    qint64 m_waste = 0;
    qint64 m_quoted = 0;
};
}

ChatHtml::Output ChatHtml::reduce(const QString &html, Reply reply)
{
    return Reducer(html, reply).run();
}

}
