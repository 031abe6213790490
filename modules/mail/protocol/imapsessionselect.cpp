// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a mailbox and leaving it.

#include "mail/protocol/imapcursor.h"
#include "mail/protocol/imapengine.h"
#include "mail/protocol/imapsession.h"

namespace Kontor
{
namespace
{
void noteSelectStatus(ImapSelected &result, const ImapStatus &status)
{
    const auto number = [&status] { return status.codeArguments.toUInt(); };
    if (status.code == "UIDVALIDITY") {
        result.uidValidity = number();
    } else if (status.code == "UIDNEXT") {
        result.uidNext = number();
    } else if (status.code == "HIGHESTMODSEQ") {
        result.highestModSeq = status.codeArguments.toULongLong();
    } else if (status.code == "NOMODSEQ") {
        result.highestModSeq = 0;
    } else if (status.code == "UIDNOTSTICKY") {
        result.uidValidity = 0;
    } else if (status.code == "PERMANENTFLAGS") {
        auto flags = status.codeArguments;
        if (flags.startsWith('(') && flags.endsWith(')')) {
            flags = flags.sliced(1, flags.size() - 2);
        }
        result.permanentFlags = flags.isEmpty() ? QList<QByteArray>() : flags.split(' ');
        result.takesNewKeywords = result.permanentFlags.removeAll("\\*") > 0;
    } else if (status.code == "MAILBOXID") {
        const auto id = ImapCursor(status.codeArguments).flatList();
        result.mailboxId = id ? id->value(0) : QByteArray();
    } else if (status.code == "CLOSED") {
        // What came before was about the mailbox that was open till now (RFC 7162 3.2.11).
        result = {.mailbox = result.mailbox};
    }
}

// Whatever else the server pours out unasked is not kept.
ImapFetch news(const ImapFetch &fetch)
{
    ImapFetch kept;
    kept.sequence = fetch.sequence;
    kept.uid = fetch.uid;
    kept.flags = fetch.flags;
    kept.modSeq = fetch.modSeq;
    return kept;
}

std::function<bool(ImapResponse &)> selecting(std::shared_ptr<ImapSelected> result)
{
    return [result](ImapResponse &response) {
        if (auto *status = std::get_if<ImapStatus>(&response)) {
            noteSelectStatus(*result, *status);
            return status->code != "ALERT" && status->kind == ImapStatus::Kind::Ok;
        }
        if (auto *exists = std::get_if<ImapExists>(&response)) {
            result->exists = exists->count;
            return true;
        }
        if (auto *flags = std::get_if<ImapFlags>(&response)) {
            result->flags = flags->flags;
            return true;
        }
        if (auto *vanished = std::get_if<ImapVanished>(&response)) {
            result->vanished.add(vanished->uids);
            return true;
        }
        if (auto *fetch = std::get_if<ImapFetch>(&response); fetch && fetch->uid != 0) {
            result->changed << news(*fetch);
            return true;
        }
        return std::holds_alternative<ImapRecent>(response);
    };
}
}

Task<Result<ImapSelected>> ImapSession::select(QByteArray mailbox, Access access, std::optional<ImapKnownState> known)
{
    const bool isResync = known && known->uidValidity != 0 && known->modSeq != 0 && isEnabled("QRESYNC");
    const auto result = std::make_shared<ImapSelected>(ImapSelected{.mailbox = mailbox});
    ImapCommand command(access == Access::ReadWrite ? "SELECT" : "EXAMINE");
    command.mailbox(mailbox);
    if (isResync) {
        QByteArray state = QByteArray::number(known->uidValidity) + ' ' + QByteArray::number(known->modSeq);
        const QByteArray uids = known->uids.toWire();
        if (!uids.isEmpty() && uids.size() < 7000) {
            state += ' ' + uids;
        }
        command.raw("(QRESYNC (" + state + "))");
    } else if (has("CONDSTORE") || has("QRESYNC")) {
        command.raw("(CONDSTORE)");
    }
    command.taking(selecting(result)).concluding([engine = m_engine.get(), result, mailbox, access](const ImapStatus &status) {
        const bool isOpen = status.kind == ImapStatus::Kind::Ok;
        result->isReadOnly = access == Access::ReadOnly || status.code == "READ-ONLY";
        engine->selected = isOpen ? mailbox : QByteArray();
        engine->isSelectedReadOnly = result->isReadOnly;
    });
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(status.error());
    }
    if (status->kind == ImapStatus::Kind::No && status->code.isEmpty()) {
        // Cyrus does not say what is wrong; whether the mailbox is there can be asked.
        const auto existing = co_await listStepwise("", mailbox);
        if (existing && existing->isEmpty()) {
            ImapStatus missing = *status;
            missing.code = "NONEXISTENT";
            co_return std::unexpected(imapError(missing));
        }
    }
    if (status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(imapError(*status));
    }
    result->isResync = isResync && result->uidValidity == known->uidValidity && result->highestModSeq != 0;
    co_return std::move(*result);
}

Task<Result<void>> ImapSession::unselect()
{
    const auto forget = [engine = m_engine.get()](const ImapStatus &) { engine->selected.clear(); };
    const bool isOffered = has("UNSELECT") || has("IMAP4REV2");
    ImapCommand command(isOffered ? "UNSELECT" : "EXAMINE");
    if (!isOffered) {
        command.mailbox("/kontor/no such mailbox/"); // a failed EXAMINE closes without expunging (RFC 3501 6.3.1)
    }
    command.concluding(forget);
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(status.error());
    }
    co_return {};
}

}
