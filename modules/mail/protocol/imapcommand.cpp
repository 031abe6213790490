// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapcommand.h"

#include <algorithm>

namespace Kontor
{
namespace
{
bool isAtom(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](char c) {
        return uchar(c) > 0x20 && uchar(c) < 0x7f && !QByteArrayView("(){%*\"\\]").contains(c);
    });
}

bool isQuotable(QByteArrayView text)
{
    return text.size() <= 1000 && std::ranges::all_of(text, [](char c) {
        return uchar(c) >= 0x20 && uchar(c) < 0x7f;
    });
}

QByteArray quoted(QByteArrayView text)
{
    QByteArray result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result + '"';
}
}

ImapSource ImapSource::fromBytes(QByteArray bytes)
{
    auto at = std::make_shared<qint64>(0);
    const qint64 size = bytes.size();
    return {.size = size,
            .read =
                [bytes = std::move(bytes), at](qint64 atMost) {
                    const QByteArray piece = bytes.sliced(*at, std::min(atMost, bytes.size() - *at));
                    *at += piece.size();
                    return piece;
                },
            .progress = {}};
}

ImapCommand::ImapCommand(const QByteArray &name)
    : m_name(name)
    , m_parts{Part{.text = name, .source = {}}}
{
}

ImapCommand &ImapCommand::raw(const QByteArray &text)
{
    m_parts.last().text += ' ' + text;
    return *this;
}

ImapCommand &ImapCommand::string(QByteArrayView text)
{
    if (isAtom(text) && text.compare("NIL", Qt::CaseInsensitive) != 0) {
        return raw(text.toByteArray());
    }
    return isQuotable(text) ? raw(quoted(text)) : literal(ImapSource::fromBytes(text.toByteArray()));
}

ImapCommand &ImapCommand::mailbox(QByteArrayView wireName)
{
    // Always quoted: some servers take a name like "[Gmail]" or "+x" wrongly as an atom.
    return isQuotable(wireName) ? raw(quoted(wireName)) : string(wireName);
}

ImapCommand &ImapCommand::literal(ImapSource source)
{
    m_parts.last().text += ' ';
    m_parts.last().source = std::move(source);
    m_parts << Part{};
    return *this;
}

ImapCommand &ImapCommand::secret()
{
    m_secret = true;
    return *this;
}

ImapCommand &ImapCommand::pacing(Pacing pacing)
{
    m_pacing = pacing;
    return *this;
}

ImapCommand &ImapCommand::silence(std::chrono::milliseconds silence)
{
    m_silence = silence;
    return *this;
}

ImapCommand &ImapCommand::taking(std::function<bool(ImapResponse &)> take)
{
    m_take = std::move(take);
    return *this;
}

ImapCommand &ImapCommand::continuing(std::function<Result<QByteArray>(const QByteArray &)> answer)
{
    m_answer = std::move(answer);
    return *this;
}

ImapCommand &ImapCommand::concluding(std::function<void(const ImapStatus &)> concluded)
{
    m_concluded = std::move(concluded);
    return *this;
}

ImapCommand &ImapCommand::until(const QByteArray &line)
{
    m_until = line;
    m_pacing = Pacing::Alone;
    return *this;
}

}
