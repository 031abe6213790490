// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatoutgoingmarkup.h"

#include "chat/chatlink.h"

#include <QRegularExpression>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int deepest = 8; // bold in a list in a quote …
constexpr qsizetype longestAddress = 2000;
constexpr qsizetype longestLanguage = 20; // of a program

struct Mark {
    QLatin1StringView sign;
    QLatin1StringView opening;
    QLatin1StringView ending;
    bool isWordBound; ///< "snake_case_name" is no emphasis
};
constexpr Mark marks[] = {
    {QLatin1StringView("**"), QLatin1StringView("<strong>"), QLatin1StringView("</strong>"), false},
    {QLatin1StringView("__"), QLatin1StringView("<strong>"), QLatin1StringView("</strong>"), true},
    {QLatin1StringView("~~"), QLatin1StringView("<del>"), QLatin1StringView("</del>"), false},
    {QLatin1StringView("||"), QLatin1StringView("<span data-mx-spoiler>"), QLatin1StringView("</span>"), false},
    {QLatin1StringView("*"), QLatin1StringView("<em>"), QLatin1StringView("</em>"), false},
    {QLatin1StringView("_"), QLatin1StringView("<em>"), QLatin1StringView("</em>"), true},
};

bool isWord(QStringView text, qsizetype at)
{
    return at >= 0 && at < text.size() && text.at(at).isLetterOrNumber();
}

bool isSafe(const QUrl &url)
{
    static const QStringList schemes{QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("mailto"), QStringLiteral("matrix")};
    return url.isValid() && schemes.contains(url.scheme());
}

QString anchor(const QString &target, const QString &text)
{
    return QLatin1StringView("<a href=\"") + target.toHtmlEscaped() + QLatin1StringView("\">") + text + QLatin1StringView("</a>");
}

bool isFence(const QString &line)
{
    return line.startsWith(QLatin1StringView("```"));
}

bool isQuote(const QString &line)
{
    return line.startsWith(u'>');
}

int headingLevel(const QString &line)
{
    int level = 0;
    while (level < line.size() && line.at(level) == u'#') {
        ++level;
    }
    return level >= 1 && level <= 6 && level < line.size() && line.at(level) == u' ' ? level : 0;
}

/// "- a", "* a", "+ a", "12. a": what begins an entry of a list.
struct Bullet {
    bool isOrdered = false;
    int number = 1;
    QString text{};
};
std::optional<Bullet> bullet(const QString &line)
{
    static const QRegularExpression form(QStringLiteral("^ {0,3}(?:([-*+])|([0-9]{1,6})[.)]) +(\\S.*)$"));
    const auto found = form.match(line);
    if (!found.hasMatch()) {
        return std::nullopt;
    }
    const bool isOrdered = found.hasCaptured(2) && !found.captured(2).isEmpty();
    return Bullet{isOrdered, isOrdered ? found.captured(2).toInt() : 1, found.captured(3)};
}

bool beginsBlock(const QString &line)
{
    return isFence(line) || isQuote(line) || headingLevel(line) > 0 || bullet(line);
}
}

ChatOutgoingMarkup::ChatOutgoingMarkup(const QList<ChatOutgoingMention> &mentions)
    : m_mentions(mentions)
{
    m_mentions.removeIf([](const ChatOutgoingMention &mention) {
        return mention.text.isEmpty() || mention.id == u"@room" || !ChatLink::parse(mention.id);
    });
    std::ranges::stable_sort(m_mentions, [](const ChatOutgoingMention &one, const ChatOutgoingMention &other) {
        return one.text.size() > other.text.size();
    });
}

bool ChatOutgoingMarkup::hasFormatting() const
{
    return m_hasFormatting;
}

QString ChatOutgoingMarkup::html(const QString &text)
{
    QString clean = text;
    clean.replace(QLatin1StringView("\r\n"), QLatin1StringView("\n")).replace(u'\r', u'\n').remove(QChar::Null);
    return blocks(clean.split(u'\n'), 0);
}

QString ChatOutgoingMarkup::blocks(const QStringList &lines, int depth)
{
    QStringList made;
    qsizetype paragraphs = 0;
    QStringList paragraph;
    const auto endParagraph = [&] {
        while (!paragraph.isEmpty() && paragraph.last().isEmpty()) {
            paragraph.removeLast();
        }
        if (!paragraph.isEmpty()) {
            made << inlines(std::exchange(paragraph, {}).join(u'\n'), depth);
            ++paragraphs;
        }
    };
    QList<bool> isPlain; // of what was made
    const auto add = [&](const QString &block) {
        endParagraph();
        while (isPlain.size() < made.size()) {
            isPlain << true;
        }
        made << block;
        isPlain << false;
        m_hasFormatting = true;
    };
    for (qsizetype at = 0; at < lines.size();) {
        const auto &line = lines.at(at);
        if (isFence(line)) {
            const auto end = std::find_if(lines.cbegin() + at + 1, lines.cend(), isFence);
            if (end != lines.cend()) {
                static const QRegularExpression notLanguage(QStringLiteral("[^A-Za-z0-9+#_-]"));
                const auto language = line.mid(3).trimmed().remove(notLanguage).left(longestLanguage);
                const auto place = end - lines.cbegin();
                const auto code = QString(lines.mid(at + 1, place - at - 1).join(u'\n') + u'\n').toHtmlEscaped();
                add(QLatin1StringView("<pre><code") + (language.isEmpty() ? QString() : QString(QLatin1StringView(" class=\"language-") + language + u'"'))
                    + u'>' + code + QLatin1StringView("</code></pre>"));
                at = place + 1;
                continue;
            }
        }
        if (isQuote(line) && depth < deepest) {
            QStringList inside;
            for (; at < lines.size() && isQuote(lines.at(at)); ++at) {
                inside << lines.at(at).mid(lines.at(at).startsWith(QLatin1StringView("> ")) ? 2 : 1);
            }
            const auto quoted = blocks(inside, depth + 1);
            add(QLatin1StringView("<blockquote>") + quoted + QLatin1StringView("</blockquote>"));
            continue;
        }
        if (const auto level = headingLevel(line)) {
            const auto tag = QString(u'h' + QString::number(level));
            const auto title = inlines(QStringView(line).mid(level + 1).trimmed(), depth);
            add(u'<' + tag + u'>' + title + QLatin1StringView("</") + tag + u'>');
            ++at;
            continue;
        }
        if (auto entries = list(lines, &at)) {
            QString items;
            for (const auto &entry : std::as_const(entries->entries)) {
                items += QLatin1StringView("<li>") + inlines(entry, depth) + QLatin1StringView("</li>");
            }
            const auto tag = entries->isOrdered ? QLatin1StringView("ol") : QLatin1StringView("ul");
            const auto start
                = entries->isOrdered && entries->first != 1 ? QString(QLatin1StringView(" start=\"") + QString::number(entries->first) + u'"') : QString();
            add(u'<' + tag + start + u'>' + items + QLatin1StringView("</") + tag + u'>');
            continue;
        }
        if (line.trimmed().isEmpty() && !paragraph.isEmpty() && at + 1 < lines.size()) {
            endParagraph();
        } else if (!line.isEmpty()) {
            paragraph << line;
        }
        ++at;
    }
    endParagraph();
    while (isPlain.size() < made.size()) {
        isPlain << true;
    }
    if (made.size() == 1) {
        return made.first();
    }
    QString all;
    for (qsizetype place = 0; place < made.size(); ++place) {
        all += isPlain.at(place) ? QString(QLatin1StringView("<p>") + made.at(place) + QLatin1StringView("</p>")) : made.at(place);
    }
    return all;
}

std::optional<ChatOutgoingMarkup::List> ChatOutgoingMarkup::list(const QStringList &lines, qsizetype *at) const
{
    auto first = bullet(lines.at(*at));
    if (!first) {
        return std::nullopt;
    }
    List made{.isOrdered = first->isOrdered, .first = first->number, .entries = {first->text}};
    for (++*at; *at < lines.size(); ++*at) {
        const auto &line = lines.at(*at);
        if (auto next = bullet(line)) {
            if (next->isOrdered != made.isOrdered) {
                break;
            }
            made.entries << next->text;
        } else if (line.trimmed().isEmpty() || beginsBlock(line)) {
            break;
        } else {
            made.entries.last() += u'\n' + line.trimmed();
        }
    }
    return made;
}

QString ChatOutgoingMarkup::inlines(QStringView text, int depth)
{
    QString out;
    out.reserve(text.size());
    QHash<QString, qsizetype> vain; // marks that end nowhere behind this place
    for (qsizetype at = 0; at < text.size();) {
        const auto sign = text.at(at);
        const bool isEscape = sign == u'\\' && at + 1 < text.size() && text.at(at + 1).isPunct() && text.at(at + 1).unicode() < 128;
        if (isEscape || (sign == u'\\' && at + 1 < text.size() && QStringView(u"`~|<>+=$^").contains(text.at(at + 1)))) {
            out += QString(text.at(at + 1)).toHtmlEscaped();
            m_hasFormatting = true; // else the backslash would be seen
            at += 2;
            continue;
        }
        qsizetype next = mention(text, at, &out);
        next = next > at ? next : code(text, at, &out);
        next = next > at ? next : address(text, at, &out);
        next = next > at ? next : link(text, at, &out, depth);
        next = next > at ? next : span(text, at, &out, depth, &vain);
        if (next > at) {
            at = next;
            continue;
        }
        if (sign == u'\n') {
            out += QLatin1StringView("<br/>");
        } else if (sign == u'<') {
            out += QLatin1StringView("&lt;");
        } else if (sign == u'>') {
            out += QLatin1StringView("&gt;");
        } else if (sign == u'&') {
            out += QLatin1StringView("&amp;");
        } else if (sign == u'"') {
            out += QLatin1StringView("&quot;");
        } else {
            out += sign;
        }
        ++at;
    }
    return out;
}

// `code`, ``co`de``
qsizetype ChatOutgoingMarkup::code(QStringView text, qsizetype at, QString *out)
{
    if (text.at(at) != u'`') {
        return at;
    }
    qsizetype ticks = 1;
    while (at + ticks < text.size() && text.at(at + ticks) == u'`') {
        ++ticks;
    }
    constexpr qsizetype mostTicks = 3;
    if (ticks > mostTicks) {
        *out += text.mid(at, ticks);
        return at + ticks;
    }
    const auto end = text.indexOf(text.mid(at, ticks), at + ticks);
    if (end <= at + ticks) {
        *out += text.mid(at, ticks);
        return at + ticks;
    }
    *out += QLatin1StringView("<code>") + text.mid(at + ticks, end - at - ticks).trimmed().toString().toHtmlEscaped() + QLatin1StringView("</code>");
    m_hasFormatting = true;
    return end + ticks;
}

// [text](https://…)
qsizetype ChatOutgoingMarkup::link(QStringView text, qsizetype at, QString *out, int depth)
{
    if (text.at(at) != u'[' || depth >= deepest) {
        return at;
    }
    const auto near = text.mid(at, longestAddress);
    const auto middle = near.indexOf(u"](");
    const auto end = middle > 1 ? near.indexOf(u')', middle) : -1;
    if (end < 0) {
        return at;
    }
    const auto target = near.mid(middle + 2, end - middle - 2).trimmed().toString();
    if (target.isEmpty() || target.contains(u' ') || !isSafe(QUrl(target, QUrl::StrictMode))) {
        return at;
    }
    const auto title = near.mid(1, middle - 1);
    if (title.contains(u'[') || title.contains(u'\n')) {
        return at;
    }
    *out += anchor(target, title.toString().toHtmlEscaped());
    m_hasFormatting = true;
    return at + end + 1;
}

// An address stays as it is, whatever signs are in it.
qsizetype ChatOutgoingMarkup::address(QStringView text, qsizetype at, QString *out)
{
    const auto rest = text.mid(at);
    if (isWord(text, at - 1) || !(rest.startsWith(u"https://") || rest.startsWith(u"http://") || rest.startsWith(u"matrix:"))) {
        return at;
    }
    qsizetype end = at;
    while (end < text.size() && !text.at(end).isSpace() && text.at(end) != u'<' && text.at(end) != u'>' && text.at(end) != u'"') {
        ++end;
    }
    // "**https://example.org**", "(https://example.org)."
    while (end > at && QStringView(u".,;:!?*)|'").contains(text.at(end - 1))) {
        --end;
    }
    *out += text.mid(at, end - at).toString().toHtmlEscaped();
    return end;
}

qsizetype ChatOutgoingMarkup::mention(QStringView text, qsizetype at, QString *out)
{
    for (const auto &one : std::as_const(m_mentions)) {
        if (text.mid(at).startsWith(one.text) && !isWord(text, at - 1) && !isWord(text, at + one.text.size())) {
            *out += anchor(ChatLink::parse(one.id)->toMatrixTo(), one.text.toHtmlEscaped());
            m_hasFormatting = true;
            return at + one.text.size();
        }
    }
    return at;
}

qsizetype ChatOutgoingMarkup::closing(QStringView text, qsizetype from, QStringView mark, bool isWordBound) const
{
    for (auto end = text.indexOf(mark, from); end >= 0; end = text.indexOf(mark, end + 1)) {
        const bool isEmpty = end == from || text.at(end - 1).isSpace() || text.at(end - 1) == u'\\';
        // "**a*b**": the single one must not take half of the double one.
        const bool isHalf = mark.size() == 1 && ((end + 1 < text.size() && text.at(end + 1) == mark.at(0)) || text.at(end - 1) == mark.at(0));
        if (!isEmpty && !isHalf && !(isWordBound && isWord(text, end + mark.size()))) {
            return end;
        }
    }
    return -1;
}

qsizetype ChatOutgoingMarkup::span(QStringView text, qsizetype at, QString *out, int depth, QHash<QString, qsizetype> *vain)
{
    if (depth >= deepest) {
        return at;
    }
    for (const auto &mark : marks) {
        const auto length = mark.sign.size();
        if (!text.mid(at).startsWith(mark.sign) || at + length >= text.size() || text.at(at + length).isSpace()) {
            continue;
        }
        if (mark.isWordBound && isWord(text, at - 1)) {
            continue;
        }
        const QString sign(mark.sign);
        if (vain->contains(sign)) {
            continue;
        }
        const auto end = closing(text, at + length, sign, mark.isWordBound);
        if (end < 0) {
            vain->insert(sign, at);
            continue;
        }
        *out += mark.opening + inlines(text.mid(at + length, end - at - length), depth + 1) + mark.ending;
        m_hasFormatting = true;
        return end + length;
    }
    return at;
}

}
