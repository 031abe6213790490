// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapengine.h"

#include "base/log.h"
#include "mail/protocol/imapparser.h"

#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{
namespace
{
constexpr qint64 LiteralPiece = 64 * 1024;
constexpr std::chrono::milliseconds LongestCheck{5000};
constexpr std::chrono::milliseconds ShortestCheck{20};
constexpr std::chrono::seconds AfterBreakingOff{5}; // a server has little to say to "*"
constexpr int MostQuestions = 20; // of one sign-in
constexpr qsizetype MostNamedMailboxes = 1000;
constexpr std::chrono::seconds SoonAfter{10};
constexpr int MostShortIdles = 10;
constexpr qsizetype MostAlerts = 20; // of one connection, each once

Error lostError()
{
    return {.kind = Error::Kind::Offline, .message = i18nc("@info", "The connection to the mail server is closed."), .detail = {}};
}
}

ImapEngine::ImapEngine(ImapSession::Settings settings)
    : settings(settings)
    , wire(settings.tls)
    , m_framer(settings.literalLimit, settings.lineLimit)
{
    connect(&wire, &Wire::received, this, &ImapEngine::received);
    connect(&wire, &Wire::drained, this, &ImapEngine::pump);
    connect(&wire, &Wire::lost, this, &ImapEngine::end);
    connect(&m_watchdog, &QTimer::timeout, this, &ImapEngine::watch);
    m_watchdog.setInterval(std::clamp(settings.silence / 4, ShortestCheck, LongestCheck));
}

ImapEngine::~ImapEngine()
{
    disconnect(this, nullptr, nullptr, nullptr);
    end(cancelled().error());
}

Pending<ImapStatus> ImapEngine::greeting()
{
    m_greeting.emplace();
    if (ended) {
        m_greeting->complete(std::unexpected(*ended));
    }
    return *m_greeting;
}

Pending<ImapStatus> ImapEngine::submit(ImapCommand command)
{
    auto entry = std::make_shared<Entry>(Entry{.tag = {}, .command = std::move(command), .pending = {}, .brokenOff = {}});
    if (ended || !wire.isOpen()) {
        entry->pending.complete(std::unexpected(ended.value_or(lostError())));
        return entry->pending;
    }
    m_queue.push_back(entry);
    schedulePump();
    return entry->pending;
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

void ImapEngine::thaw()
{
    m_isFrozen = false;
    schedulePump();
}

void ImapEngine::received()
{
    if (m_isReceiving) {
        return; // the loop below is further out and will see it
    }
    m_isReceiving = true;
    auto &incoming = wire.incoming();
    while (!ended && !m_isFrozen && !incoming.isEmpty()) {
        const auto frame = m_framer.next(incoming);
        if (!frame) {
            end(frame.error());
            break;
        }
        if (!*frame) {
            break;
        }
        const auto view = incoming.view().first((*frame)->size);
        auto response = ImapParser::parse(view, (*frame)->omitted);
        const bool isImap = view.startsWith('*') || view.startsWith('+') || view.trimmed().isEmpty();
        incoming.consume((*frame)->size);
        wire.noteProgress();
        if (response) {
            if (!dispatch(std::move(*response))) {
                break;
            }
        } else if (isImap && m_isGreeted) {
            ++malformed;
            qCWarning(logMail) << "a malformed answer of the mail server was passed over";
        } else {
            const auto message = m_isGreeted
                ? i18nc("@info", "The mail server sent something that cannot be understood, so the connection was closed.")
                : i18nc("@info", "The server does not speak IMAP as expected, so the connection was closed. The port may be wrong.");
            end({.kind = Error::Kind::Protocol, .message = message, .detail = QStringLiteral("not an IMAP response")});
        }
    }
    m_isReceiving = false;
    schedulePump();
}

bool ImapEngine::dispatch(ImapResponse response)
{
    if (!m_isGreeted) {
        auto *status = std::get_if<ImapStatus>(&response);
        if (!status || !status->tag.isEmpty()) {
            end({.kind = Error::Kind::Protocol, .message = i18nc("@info", "The server did not greet as an IMAP server. The port may be wrong."), .detail = {}});
            return false;
        }
        m_isGreeted = true;
        this->status(*status);
        if (m_greeting) {
            m_greeting->complete(*status);
        }
        return true;
    }
    if (auto *continuation = std::get_if<ImapContinuation>(&response)) {
        continued(continuation->text);
        return true;
    }
    if (auto *status = std::get_if<ImapStatus>(&response); status && !status->tag.isEmpty()) {
        tagged(*status);
        return true;
    }
    untagged(response);
    return true;
}

void ImapEngine::continued(const QByteArray &text)
{
    if (m_writing && m_writing->awaitsGo) {
        m_writing->awaitsGo = false;
        pump();
        return;
    }
    if (m_underWay.empty()) {
        ++malformed;
        return;
    }
    auto &entry = *m_underWay.back();
    if (!entry.command.m_until.isEmpty()) {
        const bool wasEnding = std::exchange(entry.isEnding, false);
        entry.mayEnd = true;
        if (wasEnding) {
            endIdle(entry);
        }
        return;
    }
    if (!entry.command.m_answer) {
        ++malformed;
        return;
    }
    if (++entry.asked > MostQuestions) {
        end({.kind = Error::Kind::Protocol,
             .message = i18nc("@info", "The mail server does not come to an end with the sign-in, so the connection was closed."),
             .detail = {}});
        return;
    }
    const auto answer = entry.brokenOff ? Result<QByteArray>(std::unexpected(*entry.brokenOff)) : entry.command.m_answer(text);
    if (!answer) {
        entry.brokenOff = answer.error();
        entry.command.silence(AfterBreakingOff);
    }
    wire.write((answer ? *answer : QByteArray("*")) + "\r\n");
}

void ImapEngine::tagged(const ImapStatus &status)
{
    const auto found = std::ranges::find_if(m_underWay, [&status](const EntryPtr &entry) { return entry->tag == status.tag; });
    if (found == m_underWay.end()) {
        end({.kind = Error::Kind::Protocol,
             .message = i18nc("@info", "The mail server answered a question that was never asked, so the connection was closed."),
             .detail = QStringLiteral("unknown tag")});
        return;
    }
    const EntryPtr entry = *found;
    m_underWay.erase(found);
    if (entry == m_writing && entry->awaitsGo) {
        m_writing.reset(); // refused before the literal; the rest is never sent
    } else if (entry == m_writing && status.kind == ImapStatus::Kind::Ok) {
        end({.kind = Error::Kind::Protocol,
             .message = i18nc("@info", "The mail server answered before the question was complete, so the connection was closed."),
             .detail = {}});
        entry->pending.complete(std::unexpected(*ended));
        return;
    }
    if (!entry->command.m_until.isEmpty()) {
        noteIdleEnd(*entry);
    }
    m_waitingSince.start();
    if (m_underWay.empty() && !m_writing) {
        m_watchdog.stop();
    }
    this->status(status);
    if (entry->command.m_concluded) {
        entry->command.m_concluded(status);
    }
    if (entry->brokenOff) {
        entry->pending.complete(std::unexpected(*entry->brokenOff));
    } else {
        entry->pending.complete(status);
    }
}

// What any status may carry besides its meaning.
void ImapEngine::status(const ImapStatus &status)
{
    if (status.code == "CAPABILITY") {
        ImapCapabilities fresh;
        for (const auto &word : status.codeArguments.split(' ')) {
            fresh.names << word.toUpper();
        }
        capabilities = fresh;
        hasCapabilities = true;
    } else if (status.code == "ALERT" && wire.isEncrypted() && !m_alerts.contains(status.text) && m_alerts.size() < MostAlerts) {
        m_alerts << status.text;
        Q_EMIT
        alerted(status.text);
    }
}

void ImapEngine::untagged(ImapResponse &response)
{
    if (const auto *fresh = std::get_if<ImapCapabilities>(&response)) {
        capabilities = *fresh;
        hasCapabilities = true;
    } else if (const auto *now = std::get_if<ImapEnabled>(&response)) {
        for (const auto &name : now->names) {
            enabled << name;
        }
    } else if (const auto *word = std::get_if<ImapStatus>(&response)) {
        status(*word);
        if (word->kind == ImapStatus::Kind::Bye && !isLoggingOut) {
            end(imapError(*word));
            return;
        }
    }
    // A callback may submit commands, but those only change the queue.
    for (size_t i = 0; i < m_underWay.size() && !ended; ++i) {
        const EntryPtr entry = m_underWay[i];
        if (entry->command.m_take && entry->command.m_take(response)) {
            return;
        }
    }
    if (!ended) {
        noteNews(response);
        Q_EMIT
        unsolicited(response);
    }
}

void ImapEngine::noteNews(const ImapResponse &response)
{
    const auto *vanished = std::get_if<ImapVanished>(&response);
    if (std::holds_alternative<ImapExists>(response) || std::holds_alternative<ImapExpunged>(response) || std::holds_alternative<ImapFetch>(response)
        || (vanished && !vanished->earlier)) {
        news.selectedChanged = true;
    } else if (const auto *status = std::get_if<ImapMailboxStatus>(&response)) {
        if (news.mailboxes.size() >= MostNamedMailboxes) {
            news.mailboxesChanged = true; // whoever looks at all of them need not be told which
        } else if (!news.mailboxes.contains(status->mailbox)) {
            news.mailboxes << status->mailbox;
        }
    } else if (std::holds_alternative<ImapListed>(response)) {
        news.mailboxesChanged = true;
    } else {
        return;
    }
    news.isNews = true;
    wake();
}

void ImapEngine::wake()
{
    if (watcher) {
        watcher->complete({});
    }
}

void ImapEngine::watch()
{
    if (ended || (m_underWay.empty() && !m_writing)) {
        return;
    }
    const Entry &oldest = m_underWay.empty() ? *m_writing : *m_underWay.front();
    if (!oldest.command.m_until.isEmpty() && oldest.mayEnd && !oldest.isEnding) {
        return; // silence is what IDLE is for
    }
    const auto limit = oldest.command.m_silence.count() > 0 ? oldest.command.m_silence : settings.silence;
    const std::chrono::milliseconds waited(m_waitingSince.elapsed());
    if (std::min(waited, wire.silence()) > limit) {
        Error error = timeoutFailure().error();
        error.detail = QStringLiteral("no answer to %1").arg(QString::fromLatin1(oldest.command.name()));
        end(error);
    }
}

void ImapEngine::close()
{
    ended = lostError();
    m_watchdog.stop();
    wire.close();
}

void ImapEngine::end(const Error &error)
{
    if (ended) {
        return;
    }
    ended = error;
    m_watchdog.stop();
    wire.abort();
    const auto failAll = [&error](std::deque<EntryPtr> &entries) {
        for (const auto &entry : std::exchange(entries, {})) {
            entry->pending.complete(std::unexpected(entry->brokenOff.value_or(error)));
        }
    };
    failAll(m_underWay);
    failAll(m_queue);
    if (m_greeting) {
        m_greeting->complete(std::unexpected(error));
    }
    if (watcher) {
        watcher->complete(std::unexpected(error));
    }
    Q_EMIT
    lost(error);
}

}
