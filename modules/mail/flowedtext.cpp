// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/flowedtext.h"

#include <QStringTokenizer>

namespace Kontor
{

namespace
{
qsizetype quoteDepth(QStringView line)
{
    qsizetype depth = 0;
    while (depth < line.size() && line[depth] == u'>') {
        ++depth;
    }
    return depth;
}

void appendLine(QString &result, qsizetype depth, QStringView text)
{
    result += QString(depth, u'>');
    if (depth > 0 && !text.isEmpty()) {
        result += u' ';
    }
    result += text;
    result += u'\n';
}
}

QString FlowedText::joined(const QString &text, DelSp delSp)
{
    QString result;
    result.reserve(text.size());
    QString paragraph;
    qsizetype depth = -1; // of the open paragraph; -1: none
    const auto close = [&] {
        if (depth >= 0) {
            appendLine(result, depth, paragraph);
            paragraph.clear();
            depth = -1;
        }
    };
    QStringView all(text);
    if (all.endsWith(u'\n')) {
        all.chop(1);
    }
    for (auto line : QStringTokenizer(all, u'\n')) {
        if (line.endsWith(u'\r')) {
            line.chop(1);
        }
        const auto quotes = quoteDepth(line);
        line = line.sliced(quotes);
        if (line.startsWith(u' ')) { // stuffed
            line = line.sliced(1);
        }
        if (depth >= 0 && depth != quotes) {
            close();
        }
        if (line == u"-- ") { // the mark of a signature never flows (4.3)
            close();
            appendLine(result, quotes, line);
            continue;
        }
        const bool flows = line.endsWith(u' ');
        if (flows && delSp == DelSp::Yes) {
            line.chop(1);
        }
        paragraph += line;
        depth = quotes;
        if (!flows) {
            close();
        }
    }
    close();
    if (!text.endsWith(u'\n') && result.endsWith(u'\n')) {
        result.chop(1);
    }
    return result;
}

QString FlowedText::broken(const QString &text, int width)
{
    QString result;
    result.reserve(text.size() + text.size() / 40);
    QStringView all(text);
    if (all.endsWith(u'\n')) {
        all.chop(1);
    }
    for (auto line : QStringTokenizer(all, u'\n')) {
        const auto quotes = quoteDepth(line);
        const QString prefix(quotes, u'>');
        auto rest = line.sliced(quotes);
        if (quotes > 0 && rest.startsWith(u' ')) {
            rest = rest.sliced(1);
        }
        const bool signature = rest == u"-- ";
        while (!signature && rest.endsWith(u' ')) { // a blank at the end would let the line flow
            rest.chop(1);
        }
        for (;;) {
            const auto room = std::max<qsizetype>(20, width - quotes);
            auto cut = rest.size();
            if (!signature && rest.size() > room) {
                cut = rest.first(room).lastIndexOf(u' ');
                if (cut <= 0) {
                    cut = rest.indexOf(u' ', room);
                }
                cut = cut < 0 ? rest.size() : cut + 1; // the blank stays at the end of the line
                while (cut < rest.size() && rest[cut] == u' ') {
                    ++cut;
                }
            }
            const auto piece = rest.first(cut);
            result += prefix;
            if (quotes > 0 || piece.startsWith(u' ') || piece.startsWith(u'>') || piece.startsWith(u"From ")) {
                result += u' ';
            }
            result += piece;
            result += u'\n';
            rest = rest.sliced(cut);
            if (rest.isEmpty()) {
                break;
            }
        }
    }
    return result;
}

}
