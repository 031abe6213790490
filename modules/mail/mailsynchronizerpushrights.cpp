// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizernames.h"
#include "mail/mailsynchronizerpush.h"

#include "mail/mailpayload.h"
#include "mail/mailsynchronizertoken.h"
#include "mail/protocol/imapmailboxname.h"

#include <KLocalizedString>

// What is done when the server does not allow a change: mailboxes are shared, and rights are
// withdrawn while a change waits (RFC 4314). Servers say little more than NO to it.

namespace Kontor
{
namespace
{
bool mayBeForRights(const Error &error)
{
    return error.kind == Error::Kind::Protocol || error.kind == Error::Kind::Forbidden;
}

Error forbidden(const QString &message, const Error &error)
{
    return Error{.kind = Error::Kind::Forbidden, .message = message, .detail = error.detail};
}
}

bool MailSynchronizerPush::Group::isAboutSeenOnly() const
{
    const auto all = add + remove;
    return kind == u"flags" && !all.isEmpty() && std::ranges::all_of(all, [](const QByteArray &flag) { return flag.compare("\\Seen", Qt::CaseInsensitive) == 0; });
}

/// Answers the members with the flags the server has now, or that they are no longer there.
Task<Result<void>> MailSynchronizerPush::takeOverFlags(Session session, Working group, UidSet uids)
{
    auto self = shared_from_this();
    auto told = std::make_shared<QHash<quint32, Receipt>>();
    const auto uidValidity = session->property("uidValidity").toUInt();
    const QByteArray items = session->has("CONDSTORE") || session->has("QRESYNC") ? "FLAGS MODSEQ" : "FLAGS";
    auto asked = co_await session->fetch(uids, items, [told, uidValidity](ImapFetch &&fetch) {
        if (fetch.uid == 0 || !fetch.flags) {
            return;
        }
        MailPayload payload;
        for (const auto &flag : std::as_const(*fetch.flags)) {
            if (flag.compare("\\Recent", Qt::CaseInsensitive) != 0) {
                payload.flags << QString::fromUtf8(flag);
            }
        }
        payload.hasFlags = true;
        Receipt receipt;
        receipt.revision = MailRevision{.uidValidity = uidValidity, .modSeq = fetch.modSeq.value_or(0)}.toString();
        receipt.payload = payload.toCbor();
        receipt.partial = true;
        told->insert(fetch.uid, receipt);
    });
    if (!asked) {
        co_return std::unexpected(asked.error());
    }
    for (const auto &member : std::as_const(group->members)) {
        if (!uids.contains(member.uid) || member.answer.isComplete()) {
            continue;
        }
        Receipt gone;
        gone.itemGone = true;
        member.answer.complete(told->value(member.uid, gone));
    }
    co_return Result<void>{};
}

/// The error of a refused group; in words of its own if a right is missing.
Task<Error> MailSynchronizerPush::reasonOf(Session session, Working group, Error error)
{
    auto self = shared_from_this();
    if (!mayBeForRights(error)) {
        co_return std::move(error);
    }
    auto letters = co_await m_folders->rightLetters(session, group->mailbox.toUtf8());
    if (!letters || letters->isEmpty()) {
        co_return std::move(error);
    }
    const auto name = ImapMailboxName::display(group->mailbox.toUtf8());
    if (group->kind == u"flags") {
        const auto needed = group->isAboutSeenOnly() ? 's' : 'w';
        if (letters->contains(needed)) {
            co_return std::move(error);
        }
        co_return forbidden(i18nc("@info %1 is a folder", "You are not allowed to mark messages in “%1”.", name), error);
    }
    if (!MailSynchronizerNames::rightsOfLetters(*letters).testFlag(Right::Remove)) {
        co_return forbidden(i18nc("@info %1 is a folder", "You are not allowed to remove messages from “%1”.", name), error);
    }
    if (group->kind != u"move") {
        co_return std::move(error);
    }
    co_return co_await reasonOfFiling(session, group->target.toUtf8(), error);
}

/// The same where messages were to be added.
Task<Error> MailSynchronizerPush::reasonOfFiling(Session session, QByteArray target, Error error)
{
    auto self = shared_from_this();
    if (!mayBeForRights(error)) {
        co_return std::move(error);
    }
    auto letters = co_await m_folders->rightLetters(session, target);
    if (!letters || letters->isEmpty() || letters->contains('i')) {
        co_return std::move(error);
    }
    co_return forbidden(i18nc("@info %1 is a folder", "You are not allowed to put messages into “%1”.", ImapMailboxName::display(target)), error);
}

}
