// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mailboxes: which there are, what is in them, changing them.

#include "mail/protocol/imapengine.h"
#include "mail/protocol/imapmailboxname.h"
#include "mail/protocol/imapsession.h"

#include <KLocalizedString>

#include <deque>

namespace Kontor
{
namespace
{
struct Listing {
    QList<ImapMailbox> mailboxes;
    QHash<QByteArray, qsizetype> places;

    ImapMailbox &at(const QByteArray &name)
    {
        const QByteArray key = ImapMailboxName::isInbox(name) ? QByteArray("INBOX") : name;
        if (!places.contains(key)) {
            places.insert(key, mailboxes.size());
            mailboxes << ImapMailbox{.name = key, .displayName = ImapMailboxName::display(key), .delimiter = {}, .attributes = {}, .status = {}};
        }
        return mailboxes[places.value(key)];
    }

    void add(const ImapListed &listed)
    {
        if (listed.name.isEmpty()) {
            return; // the answer to LIST "" "": only the delimiter
        }
        auto &mailbox = at(listed.name);
        mailbox.delimiter = listed.delimiter;
        mailbox.attributes |= listed.attributes;
        mailbox.isSubscribed = mailbox.isSubscribed || listed.attributes.contains("\\subscribed");
    }

    bool knows(const QByteArray &name) const
    {
        return places.contains(ImapMailboxName::isInbox(name) ? QByteArray("INBOX") : name);
    }
};

QByteArray joined(const QList<QByteArray> &words)
{
    return '(' + words.join(' ') + ')';
}

template <class T>
std::function<bool(ImapResponse &)> keepingIn(std::shared_ptr<T> place)
{
    return [place](ImapResponse &response) {
        auto *told = std::get_if<T>(&response);
        if (told) {
            *place = std::move(*told);
        }
        return told != nullptr;
    };
}

}

QByteArray ImapMailbox::specialUse() const
{
    for (const QByteArray use : {"\\sent", "\\drafts", "\\trash", "\\junk", "\\archive", "\\all", "\\flagged", "\\important"}) {
        if (attributes.contains(use)) {
            return use;
        }
    }
    return {};
}

Task<Result<ImapNamespaces>> ImapSession::namespaces()
{
    const auto result = std::make_shared<ImapNamespaces>();
    if (has("NAMESPACE") || has("IMAP4REV2")) {
        ImapCommand command("NAMESPACE");
        command.taking(keepingIn(result));
        const auto reply = co_await run(std::move(command));
        if (!reply) {
            co_return std::unexpected(reply.error());
        }
    }
    co_return *result;
}

Task<Result<QList<ImapMailbox>>> ImapSession::list(QByteArray prefix, QByteArray pattern, QList<QByteArray> status)
{
    const bool isExtended = has("LIST-EXTENDED") || has("IMAP4REV2");
    const bool hasStatus = has("LIST-STATUS") || has("IMAP4REV2");
    auto listing = isExtended ? listAtOnce(prefix, pattern, hasStatus ? status : QList<QByteArray>()) : listStepwise(prefix, pattern);
    auto mailboxes = co_await listing;
    if (!mailboxes || status.isEmpty() || (isExtended && hasStatus)) {
        co_return mailboxes;
    }
    constexpr size_t UnderWay = 500; // enough for every line; a hundred thousand mailboxes would take much memory at once
    std::deque<std::pair<qsizetype, Task<Result<ImapMailboxStatus>>>> asked;
    for (qsizetype next = 0; next < mailboxes->size() || !asked.empty();) {
        while (next < mailboxes->size() && asked.size() < UnderWay) {
            if (mailboxes->at(next).isSelectable()) {
                asked.emplace_back(next, this->status(mailboxes->at(next).name, status));
            }
            ++next;
        }
        if (asked.empty()) {
            break;
        }
        const auto place = asked.front().first;
        auto told = co_await asked.front().second;
        asked.pop_front();
        if (told) {
            (*mailboxes)[place].status = std::move(*told);
        } else if (isPassing(told.error().kind) || told.error().kind == Error::Kind::Cancelled) {
            co_return std::unexpected(told.error());
        }
    }
    co_return mailboxes;
}

Task<Result<QList<ImapMailbox>>> ImapSession::listAtOnce(QByteArray prefix, QByteArray pattern, QList<QByteArray> status)
{
    QList<QByteArray> wanted{"SUBSCRIBED", "CHILDREN"};
    if (has("SPECIAL-USE") || has("IMAP4REV2")) {
        wanted << "SPECIAL-USE";
    }
    if (!status.isEmpty()) {
        wanted << "STATUS " + joined(status);
    }
    const auto listing = std::make_shared<Listing>();
    ImapCommand command("LIST");
    command.mailbox(prefix).mailbox(pattern).raw("RETURN " + joined(wanted));
    command.taking([listing](ImapResponse &response) {
        if (auto *listed = std::get_if<ImapListed>(&response)) {
            listing->add(*listed);
            return true;
        }
        if (auto *told = std::get_if<ImapMailboxStatus>(&response); told && listing->knows(told->mailbox)) {
            listing->at(told->mailbox).status = std::move(*told);
            return true;
        }
        return false;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return listing->mailboxes;
}

Task<Result<QList<ImapMailbox>>> ImapSession::listStepwise(QByteArray prefix, QByteArray pattern)
{
    const auto listing = std::make_shared<Listing>();
    const auto subscribed = std::make_shared<QSet<QByteArray>>();
    ImapCommand list("LIST");
    list.mailbox(prefix).mailbox(pattern).taking([listing](ImapResponse &response) {
        auto *listed = std::get_if<ImapListed>(&response);
        if (listed && !listed->isLsub) {
            listing->add(*listed);
        }
        return listed && !listed->isLsub;
    });
    ImapCommand lsub("LSUB");
    lsub.mailbox(prefix).mailbox(pattern).taking([subscribed](ImapResponse &response) {
        auto *listed = std::get_if<ImapListed>(&response);
        if (listed && listed->isLsub && !listed->attributes.contains("\\noselect")) {
            subscribed->insert(listed->name);
        }
        return listed && listed->isLsub;
    });
    auto first = run(std::move(list));
    auto second = run(std::move(lsub));
    const auto reply = co_await first;
    const auto subscriptions = co_await second;
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (subscriptions) { // IMAP4rev2 servers need not know LSUB
        for (const auto &name : std::as_const(*subscribed)) {
            if (listing->knows(name)) {
                listing->at(name).isSubscribed = true;
            }
        }
    }
    co_return listing->mailboxes;
}

QList<QByteArray> ImapSession::statusItems() const
{
    QList<QByteArray> items{"MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN"};
    if (has("CONDSTORE") || has("QRESYNC")) {
        items << "HIGHESTMODSEQ";
    }
    if (has("STATUS=SIZE") || has("IMAP4REV2")) {
        items << "SIZE";
    }
    return items;
}

Task<Result<ImapMailboxStatus>> ImapSession::status(QByteArray mailbox, QList<QByteArray> items)
{
    const auto result = std::make_shared<std::optional<ImapMailboxStatus>>();
    ImapCommand command("STATUS");
    command.mailbox(mailbox).raw(joined(items)).taking([result, mailbox](ImapResponse &response) {
        auto *told = std::get_if<ImapMailboxStatus>(&response);
        const bool isOurs = told && (told->mailbox == mailbox || (ImapMailboxName::isInbox(mailbox) && ImapMailboxName::isInbox(told->mailbox)));
        if (isOurs) {
            *result = std::move(*told);
        }
        return isOurs;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!*result) {
        co_return failure(Error::Kind::Protocol,
                          i18nc("@info", "The mail server did not tell the state of the folder “%1”.", ImapMailboxName::display(mailbox)));
    }
    co_return **result;
}

Task<Result<void>> ImapSession::create(QByteArray mailbox, QByteArray specialUse)
{
    ImapCommand command("CREATE");
    command.mailbox(mailbox);
    if (!specialUse.isEmpty() && has("CREATE-SPECIAL-USE")) {
        command.raw("(USE (" + specialUse + "))");
    }
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<void>> ImapSession::rename(QByteArray from, QByteArray to)
{
    ImapCommand command("RENAME");
    command.mailbox(from).mailbox(to);
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<void>> ImapSession::remove(QByteArray mailbox)
{
    ImapCommand command("DELETE");
    command.mailbox(mailbox);
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<void>> ImapSession::subscribe(QByteArray mailbox, Subscription subscription)
{
    ImapCommand command(subscription == Subscription::Subscribed ? "SUBSCRIBE" : "UNSUBSCRIBE");
    command.mailbox(mailbox);
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<QList<ImapQuota>>> ImapSession::quota(QByteArray mailbox)
{
    const auto result = std::make_shared<QList<ImapQuota>>();
    if (has("QUOTA")) {
        ImapCommand command("GETQUOTAROOT");
        command.mailbox(mailbox).taking([result](ImapResponse &response) {
            if (auto *quota = std::get_if<ImapQuota>(&response)) {
                *result << std::move(*quota);
                return true;
            }
            return std::holds_alternative<ImapQuotaRoot>(response);
        });
        const auto reply = co_await run(std::move(command));
        if (!reply) {
            co_return std::unexpected(reply.error());
        }
    }
    co_return *result;
}

}
