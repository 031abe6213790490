// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What goes out: which command may start, its literals, the end of an IDLE.

#include "base/log.h"
#include "mail/protocol/imapengine.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qint64 LiteralPiece = 64 * 1024;
constexpr std::chrono::seconds SoonAfter{10};
constexpr int MostShortIdles = 10;
}

void ImapEngine::schedulePump()
{
    if (m_isPumpScheduled) {
        return;
    }
    m_isPumpScheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isPumpScheduled = false;
            pump();
        },
        Qt::QueuedConnection);
}

bool ImapEngine::mayStart(const Entry &entry) const
{
    if (m_underWay.empty()) {
        return true;
    }
    return entry.command.m_pacing == ImapCommand::Pacing::Pipelined && m_underWay.back()->command.m_pacing == ImapCommand::Pacing::Pipelined
        && qsizetype(m_underWay.size()) < settings.window;
}

void ImapEngine::pump()
{
    if (ended || m_isFrozen || !m_isGreeted) {
        return;
    }
    QByteArray out;
    while (wire.unsent() + out.size() < Wire::HighWater) {
        if (!m_writing) {
            if (m_queue.empty()) {
                break;
            }
            if (!mayStart(*m_queue.front())) {
                if (!m_underWay.empty() && !m_underWay.back()->command.m_until.isEmpty()) {
                    endIdle(*m_underWay.back());
                }
                break;
            }
            m_writing = m_queue.front();
            m_queue.pop_front();
            m_writing->tag = 'k' + QByteArray::number(++m_lastTag);
            if (m_underWay.empty()) {
                m_waitingSince.start();
            }
            m_underWay.push_back(m_writing);
            m_watchdog.start();
            qCDebug(logMail) << "IMAP" << m_writing->tag << m_writing->command.name();
            out += m_writing->tag + ' ';
        }
        if (!writeOn(*m_writing, out)) {
            break;
        }
        m_writing.reset();
    }
    if (ended) {
        return;
    }
    wire.write(out);
}

// True when the whole command is in \p out or was before.
bool ImapEngine::writeOn(Entry &entry, QByteArray &out)
{
    while (true) {
        if (entry.awaitsGo) {
            return false;
        }
        auto &part = entry.command.m_parts[entry.part];
        if (entry.isInLiteral) {
            if (!writeLiteral(entry, out)) {
                return false;
            }
            entry.isInLiteral = false;
            if (++entry.part == entry.command.m_parts.size()) {
                return true;
            }
            continue;
        }
        out += part.text;
        if (!part.source) {
            out += "\r\n";
            return true;
        }
        const bool isNonSync = isNonSynchronising(part.source->size);
        out += '{' + QByteArray::number(part.source->size) + (isNonSync ? "+}\r\n" : "}\r\n");
        entry.literalLeft = part.source->size;
        entry.isInLiteral = true;
        entry.awaitsGo = !isNonSync;
    }
}

bool ImapEngine::isNonSynchronising(qint64 size) const
{
    return capabilities.has("LITERAL+") || ((capabilities.has("LITERAL-") || capabilities.has("IMAP4REV2")) && size <= 4096);
}

// Goes on at drained() when there is enough on the way.
bool ImapEngine::writeLiteral(Entry &entry, QByteArray &out)
{
    auto &source = *entry.command.m_parts[entry.part].source;
    while (entry.literalLeft > 0) {
        if (wire.unsent() + out.size() >= Wire::HighWater) {
            wire.write(out);
            out.clear();
            if (wire.unsent() > Wire::LowWater) {
                return false;
            }
        }
        const QByteArray piece = source.read(std::min(entry.literalLeft, LiteralPiece));
        if (piece.isEmpty() || piece.size() > entry.literalLeft) {
            // Part of a promise was kept; only the end of the connection releases us from the rest.
            end({.kind = Error::Kind::Storage,
                 .message = i18nc("@info", "The message could not be read completely, so it was not sent to the server."),
                 .detail = {}});
            return false;
        }
        out += piece;
        entry.literalLeft -= piece.size();
        if (source.progress) {
            source.progress(source.size - entry.literalLeft);
        }
    }
    return true;
}

void ImapEngine::breakOff()
{
    for (const auto *entries : {&m_underWay, &m_queue}) {
        for (const auto &entry : *entries) {
            if (!entry->command.m_until.isEmpty()) {
                endIdle(*entry); // one not sent yet ends as soon as it has begun
            }
        }
    }
}

void ImapEngine::endIdle(Entry &entry)
{
    if (entry.mayEnd && !entry.isEnding) {
        m_waitingSince.start();
        wire.write(entry.command.m_until + "\r\n");
    }
    entry.isEnding = true;
}

// A server that ends each IDLE at once by itself would be asked without a pause.
void ImapEngine::noteIdleEnd(const Entry &entry)
{
    const bool isEarly = !entry.isEnding && m_waitingSince.durationElapsed() < SoonAfter;
    m_shortIdles = isEarly ? m_shortIdles + 1 : 0;
}

bool ImapEngine::isIdlingInVain() const
{
    return m_shortIdles > MostShortIdles;
}

}
