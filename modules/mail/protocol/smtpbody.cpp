// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpbody.h"

#include <QByteArrayView>

#include <algorithm>

namespace Kontor
{
namespace
{
// Where the line that begins at \p from ends, and where the next begins. A lone CR or LF ends
// one too: left alone it would let one mail pass for two at a careless server.
std::pair<qsizetype, qsizetype> lineEnd(QByteArrayView text, qsizetype from)
{
    const auto *begin = text.data();
    const auto *end = begin + text.size();
    const auto *found = std::find_if(begin + from, end, [](char c) {
        return c == '\r' || c == '\n';
    });
    const auto at = qsizetype(found - begin);
    if (found == end) {
        return {at, at};
    }
    const bool isPair = *found == '\r' && found + 1 != end && found[1] == '\n';
    return {at, at + (isPair ? 2 : 1)};
}
}

SmtpBody::SmtpBody(const QByteArray &message, Dots dots)
    : m_message(message)
    , m_dots(dots)
{
}

QByteArray SmtpBody::next(qsizetype wanted)
{
    QByteArray piece;
    piece.reserve(wanted + 1100);
    while (piece.size() < wanted && m_at < m_message.size()) {
        const auto [end, following] = lineEnd(m_message, m_at);
        if (m_dots == Dots::Doubled && m_message[m_at] == '.') {
            piece += '.';
        }
        piece += QByteArrayView(m_message).sliced(m_at, end - m_at);
        piece += "\r\n";
        m_at = following == end ? m_message.size() : following;
    }
    return piece;
}

SmtpBody::Survey SmtpBody::survey(const QByteArray &message)
{
    Survey survey;
    bool isHeader = true;
    for (qsizetype at = 0; at < message.size();) {
        const auto [end, following] = lineEnd(message, at);
        const auto line = QByteArrayView(message).sliced(at, end - at);
        const bool isEightBit = std::ranges::any_of(line, [](char c) {
            return uchar(c) >= 0x80;
        });
        isHeader = isHeader && !line.isEmpty();
        survey.isEightBit = survey.isEightBit || isEightBit;
        survey.hasEightBitHeader = survey.hasEightBitHeader || (isEightBit && isHeader);
        survey.longestLine = std::max(survey.longestLine, line.size());
        survey.size += line.size() + 2;
        at = following == end ? message.size() : following;
    }
    return survey;
}

}
