// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "mail/protocol/imapframer.h"
#include "mail/protocol/imapsession.h"
#include "mail/protocol/wire.h"

#include <QSet>
#include <QTimer>

#include <deque>
#include <memory>

namespace Kontor
{

/// The inside of ImapSession: the queue of commands, what is under way, and who gets which answer.
///
/// Plain callbacks, no coroutines. Answers complete a Pending, whose owner resumes in a later
/// turn of the event loop, so nothing re-enters.
class ImapEngine : public QObject
{
    Q_OBJECT
public:
    explicit ImapEngine(ImapSession::Settings settings);
    ~ImapEngine() override;

    /// Queues a command; answers with the final status, whatever it is.
    Pending<ImapStatus> submit(ImapCommand command);
    /// The greeting, once.
    Pending<ImapStatus> greeting();
    /// Sends the last line of a command that goes on until told (IDLE).
    void breakOff();

    /// Ends everything; the first call wins.
    void end(const Error &error);
    /// Ends everything quietly after LOGOUT.
    void close();

    /// Looks at nothing more that arrives until thaw(): what follows is not plain IMAP.
    void freeze()
    {
        m_isFrozen = true;
    }
    void thaw();

    /// The server offers IDLE and ends it at once, again and again.
    bool isIdlingInVain() const;

    const ImapSession::Settings settings;
    Wire wire;
    ImapCapabilities capabilities;
    bool hasCapabilities = false;
    QSet<QByteArray> enabled;
    bool isSignedIn = false;
    bool isLoggingOut = false;
    bool isNotifying = false;
    QByteArray selected;
    bool isSelectedReadOnly = false;
    std::optional<Error> ended;
    int malformed = 0;
    ImapNews news; ///< since the last look
    std::optional<Pending<void>> watcher; ///< woken by news

    void wake();
    void noteNews(const ImapResponse &response);

Q_SIGNALS:
    void unsolicited(const Kontor::ImapResponse &response);
    void alerted(const QString &text);
    void lost(const Kontor::Error &error);

private:
    struct Entry {
        QByteArray tag{};
        ImapCommand command;
        Pending<ImapStatus> pending{};
        qsizetype part = 0;
        qint64 literalLeft = 0;
        bool isInLiteral = false;
        bool awaitsGo = false; // a synchronising literal
        bool mayEnd = false; // the server said "+" to an IDLE
        bool isEnding = false;
        int asked = 0; // how often the server wanted more
        std::optional<Error> brokenOff{}; // by our side of an authentication
    };
    using EntryPtr = std::shared_ptr<Entry>;

    void received();
    bool dispatch(ImapResponse response);
    void continued(const QByteArray &text);
    void tagged(const ImapStatus &status);
    void untagged(ImapResponse &response);
    void status(const ImapStatus &status);
    void schedulePump();
    void pump();
    bool mayStart(const Entry &entry) const;
    bool writeOn(Entry &entry, QByteArray &out);
    bool writeLiteral(Entry &entry, QByteArray &out);
    bool isNonSynchronising(qint64 size) const;
    void endIdle(Entry &entry);
    void noteIdleEnd(const Entry &entry);
    void watch();

    ImapFramer m_framer;
    std::deque<EntryPtr> m_queue;
    std::deque<EntryPtr> m_underWay;
    EntryPtr m_writing; // the last of m_underWay, or answered before all of it was sent
    std::optional<Pending<ImapStatus>> m_greeting;
    bool m_isGreeted = false;
    bool m_isFrozen = false;
    bool m_isPumpScheduled = false;
    bool m_isReceiving = false;
    quint32 m_lastTag = 0;
    int m_shortIdles = 0;
    QSet<QString> m_alerts;
    QTimer m_watchdog;
    QElapsedTimer m_waitingSince;
};

/// What a refusal means; \p status is NO, BAD or BYE.
[[nodiscard]] Error imapError(const ImapStatus &status);

/// Answers the value of a Pending that ends by itself at the latest with the connection.
constexpr std::chrono::hours ImapForever{24 * 20};

}
