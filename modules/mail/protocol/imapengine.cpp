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
constexpr std::chrono::milliseconds LongestCheck{5000};
constexpr std::chrono::milliseconds ShortestCheck{20};
constexpr std::chrono::seconds AfterBreakingOff{5}; // a server has little to say to "*"
constexpr int MostQuestions = 20; // of one sign-in
constexpr qsizetype MostNamedMailboxes = 1000;
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
    const EntryPtr entry = std::move(*found);
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
        Q_EMIT alerted(status.text);
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
        Q_EMIT unsolicited(response);
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
    Q_EMIT lost(error);
}

}
