// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/protocol/imapresponse.h"

#include <QByteArray>
#include <QList>

#include <chrono>
#include <functional>
#include <memory>

namespace Kontor
{

/// Octets for a literal that come piece by piece, so that a large message is never held twice.
struct ImapSource {
    qint64 size = 0;
    std::function<QByteArray(qint64 atMost)> read; ///< the next bytes; empty before size: the command fails and the connection ends
    std::function<void(qint64 sent)> progress; ///< optional

    static ImapSource fromBytes(QByteArray bytes);
};

/// One command to be sent: its words, its literals, and who takes the answers.
class ImapCommand
{
public:
    /// How it goes together with others.
    enum class Pacing {
        Pipelined, ///< sent without waiting for the ones before
        Alone, ///< sent when all before are answered; the next waits for its answer
    };

    /// \p name is the command's first words: "UID FETCH".
    explicit ImapCommand(const QByteArray &name);

    /// Adds a space and \p text as it is: an atom, a sequence set, a list. Never data of others.
    ImapCommand &raw(const QByteArray &text);
    /// Adds a space and an astring: atom, quoted or literal, whatever \p text needs.
    ImapCommand &string(QByteArrayView text);
    /// Adds a space and a mailbox name in wire form.
    ImapCommand &mailbox(QByteArrayView wireName);
    /// Adds a space and a literal.
    ImapCommand &literal(ImapSource source);
    /// Keeps the words after the name out of the log.
    ImapCommand &secret();

    ImapCommand &pacing(Pacing pacing);
    /// Ends with Timeout after this much silence of the server; the session's if not set.
    ImapCommand &silence(std::chrono::milliseconds silence);

    /// Offered every untagged response while the command is under way, oldest command first;
    /// true: taken, nobody else sees it. May move from it only when taking it.
    ImapCommand &taking(std::function<bool(ImapResponse &)> take);
    /// Answers "+" that belongs to no literal (AUTHENTICATE). An error ends the exchange with
    /// "*" and is what run() returns.
    ImapCommand &continuing(std::function<Result<QByteArray>(const QByteArray &)> answer);

    /// Called when the server's final word arrives, before anything behind it is looked at.
    ImapCommand &concluding(std::function<void(const ImapStatus &)> concluded);
    /// The command goes on until \p line is sent (IDLE and DONE).
    ImapCommand &until(const QByteArray &line);

    QByteArray name() const
    {
        return m_name;
    }

private:
    friend class ImapEngine;
    friend class ImapSession;
    struct Part {
        QByteArray text{}; // sent as it is
        std::optional<ImapSource> source{}; // then this literal
    };
    QByteArray m_name;
    QList<Part> m_parts;
    bool m_secret = false;
    Pacing m_pacing = Pacing::Pipelined;
    std::chrono::milliseconds m_silence{0};
    std::function<bool(ImapResponse &)> m_take;
    std::function<Result<QByteArray>(const QByteArray &)> m_answer;
    std::function<void(const ImapStatus &)> m_concluded;
    QByteArray m_until;
};

/// The server's final OK. NO and BAD become errors.
using ImapReply = ImapStatus;

}
