// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerpush.h"

#include "base/log.h"
#include "mail/mailsynchronizertoken.h"
#include "mail/protocol/imapmailboxname.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int commandUids = 500;
constexpr auto longestPush = 12h; // the commands below have their own, shorter timeouts

std::unexpected<Error> readOnly(const QString &mailbox)
{
    return failure(Error::Kind::Forbidden,
                   i18nc("@info", "You may only read in “%1”; nothing can be changed there.", ImapMailboxName::display(mailbox.toUtf8())));
}
}

QList<QByteArray> MailSynchronizerPush::flagList(const QCborValue &value)
{
    QList<QByteArray> flags;
    const auto array = value.toArray();
    for (const auto &flag : array) {
        // Only what IMAP takes as a flag (RFC 9051 flag-keyword); the rest cannot be said at all.
        const auto text = flag.toString().toUtf8();
        const bool isSayable = !text.isEmpty() && std::ranges::none_of(text.startsWith('\\') ? text.sliced(1) : text, [](char c) {
            return c <= ' ' || c == 0x7f || QByteArrayView("(){%*\"\\]").contains(c);
        });
        if (isSayable) {
            flags << text;
        }
    }
    std::ranges::sort(flags);
    return flags;
}

MailSynchronizerPush::MailSynchronizerPush(std::shared_ptr<MailSynchronizerConnection> connection,
                                           std::shared_ptr<MailSynchronizerFocus> focus,
                                           std::shared_ptr<MailSynchronizerFolders> folders,
                                           std::shared_ptr<const MailSynchronizerPull> pull,
                                           ReadBlob readBlob)
    : m_connection(std::move(connection))
    , m_focus(std::move(focus))
    , m_folders(std::move(folders))
    , m_pull(std::move(pull))
    , m_readBlob(std::move(readBlob))
{
}

QByteArray MailSynchronizerPush::Group::key() const
{
    return (QStringList{kind, mailbox, QString::number(uidValidity), target}.join(u'\n')).toUtf8() + '\n' + add.join(' ') + '\n' + remove.join(' ');
}

UidSet MailSynchronizerPush::Group::uids() const
{
    QList<quint32> uids;
    for (const auto &member : members) {
        uids << member.uid;
    }
    return UidSet::fromUids(uids);
}

Task<Result<Receipt>> MailSynchronizerPush::flags(Change change)
{
    Group group;
    group.kind = QStringLiteral("flags");
    group.add = flagList(change.arguments.value(QLatin1StringView("add")));
    group.remove = flagList(change.arguments.value(QLatin1StringView("remove")));
    return join(std::move(group), std::move(change));
}

Task<Result<Receipt>> MailSynchronizerPush::move(Change change)
{
    auto target = change.destinationRemoteId;
    if (target.isEmpty()) {
        target = change.arguments.value(QLatin1StringView("remote")).toString();
    }
    Group group;
    group.kind = QStringLiteral("move");
    group.target = target;
    return join(std::move(group), std::move(change));
}

Task<Result<Receipt>> MailSynchronizerPush::remove(Change change)
{
    Group group;
    group.kind = QStringLiteral("delete");
    return join(std::move(group), std::move(change));
}

Task<Result<Receipt>> MailSynchronizerPush::join(Group group, Change change)
{
    auto self = shared_from_this();
    group.mailbox = change.collectionRemoteId;
    group.uidValidity = MailRevision::fromString(change.revision).uidValidity;
    Member member;
    member.uid = change.itemRemoteId.toUInt();
    member.answerLost = change.answerLost;
    if (member.uid == 0 || group.mailbox.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer on the server."));
    }
    if (group.kind == u"move" && group.target.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The folder the message should go to no longer exists."));
    }
    if (group.kind == u"move" && group.target == group.mailbox) {
        co_return Receipt{};
    }
    const auto key = group.key();
    auto &waiting = m_groups[key];
    if (!waiting) {
        waiting = std::make_shared<Group>(std::move(group));
        carryOutLater(key);
    }
    m_groups[key]->members << member;
    co_return co_await member.answer.result(longestPush);
}

Task<> MailSynchronizerPush::carryOutLater(QByteArray key)
{
    auto self = shared_from_this();
    co_await sleepFor(0ms);
    co_await carryOut(m_groups.take(key));
}

Task<> MailSynchronizerPush::carryOut(Working group)
{
    auto self = shared_from_this();
    Result<void> done;
    {
        auto lease = co_await m_connection->lease();
        if (!lease) {
            done = std::unexpected(lease.error());
        } else {
            done = co_await MailSynchronizerConnection::select(lease->session, group->mailbox.toUtf8(), group->uidValidity, ImapSession::Access::ReadWrite);
            if (done && lease->session->isSelectedReadOnly()) {
                done = readOnly(group->mailbox);
            } else if (done && group->kind == u"flags") {
                done = co_await carryOutFlags(lease->session, group);
            } else if (done && group->kind == u"move") {
                done = co_await carryOutMove(lease->session, group);
            } else if (done) {
                done = co_await carryOutRemove(lease->session, group);
            }
            if (!done) {
                done = std::unexpected(co_await reasonOf(lease->session, group, done.error()));
            }
            if (!done && done.error().kind == Error::Kind::Forbidden && group->isAboutSeenOnly()) {
                // Reading what others share sets \Seen all by itself, and where that is not kept there
                // is nothing to decide: what the server has is taken over.
                done = co_await takeOverFlags(lease->session, group, group->uids());
            }
        }
    }
    if (done) {
        co_return;
    }
    const auto left = std::ranges::count_if(group->members, [](const Member &member) {
        return !member.answer.isComplete();
    });
    const auto kind = done.error().kind;
    const bool mayBeOneOfThem = kind == Error::Kind::Protocol || kind == Error::Kind::NotFound || kind == Error::Kind::OverQuota;
    if (left > 1 && mayBeOneOfThem) {
        // Perhaps one message is to blame; the others should not suffer.
        for (const auto &member : std::as_const(group->members)) {
            if (!member.answer.isComplete()) {
                auto alone = std::make_shared<Group>(*group);
                alone->members = {member};
                co_await carryOut(alone);
            }
        }
        co_return;
    }
    for (const auto &member : std::as_const(group->members)) {
        member.answer.complete(std::unexpected(done.error()));
    }
}

Task<Result<void>> MailSynchronizerPush::carryOutFlags(Session session, Working group)
{
    auto self = shared_from_this();
    const auto batches = group->uids().split(commandUids);
    for (const auto &uids : batches) {
        std::optional<Task<Result<ImapStored>>> adding;
        std::optional<Task<Result<ImapStored>>> removing;
        if (!group->add.isEmpty()) {
            adding.emplace(session->store(uids, ImapSession::StoreMode::Add, group->add));
        }
        if (!group->remove.isEmpty()) {
            removing.emplace(session->store(uids, ImapSession::StoreMode::Remove, group->remove));
        }
        Result<void> done;
        if (adding) {
            auto added = co_await *adding;
            if (!added) {
                done = std::unexpected(added.error());
            }
        }
        if (removing) {
            auto removed = co_await *removing;
            if (!removed && done) {
                done = std::unexpected(removed.error());
            }
        }
        if (!done) {
            co_return done;
        }
        // Not in one flight with STORE, whose own answers could not be told from these.
        auto taken = co_await takeOverFlags(session, group, uids);
        if (!taken) {
            co_return taken;
        }
    }
    co_return Result<void>{};
}

/// Without MOVE a lost answer may mean "copied, not removed yet": what already lies in the
/// target is only removed here.
Task<Result<void>> MailSynchronizerPush::forgetCopied(Session session, Working group)
{
    auto self = shared_from_this();
    const auto mailbox = group->mailbox.toUtf8();
    for (const auto &member : std::as_const(group->members)) {
        if (!member.answerLost) {
            continue;
        }
        auto messageId = co_await messageIdOfUid(session, member.uid);
        if (!messageId) {
            co_return std::unexpected(messageId.error());
        }
        if (messageId->isEmpty()) {
            continue;
        }
        auto found = co_await find(session, group->target.toUtf8(), *messageId, -1);
        auto back = co_await MailSynchronizerConnection::select(session, mailbox, group->uidValidity, ImapSession::Access::ReadWrite);
        if (!back) {
            co_return back;
        }
        if (!found || *found == 0) {
            continue;
        }
        const UidSet one{member.uid};
        const QList<QByteArray> deleted{"\\Deleted"};
        auto stored = co_await session->store(one, ImapSession::StoreMode::Add, deleted);
        if (!stored) {
            co_return std::unexpected(stored.error());
        }
        auto expunged = co_await session->expunge(one);
        if (!expunged) {
            co_return expunged;
        }
        Receipt receipt;
        receipt.remoteId = QString::number(*found);
        receipt.collectionRemoteId = group->target;
        member.answer.complete(receipt);
    }
    co_return Result<void>{};
}

Task<Result<void>> MailSynchronizerPush::carryOutMove(Session session, Working group)
{
    auto self = shared_from_this();
    if (!session->has("MOVE")) {
        auto forgotten = co_await forgetCopied(session, group);
        if (!forgotten) {
            co_return forgotten;
        }
    }
    QList<quint32> numbers;
    for (const auto &member : std::as_const(group->members)) {
        if (!member.answer.isComplete()) {
            numbers << member.uid;
        }
    }
    const auto target = group->target.toUtf8();
    const auto batches = UidSet::fromUids(numbers).split(commandUids);
    for (const auto &uids : batches) {
        auto moved = co_await session->move(uids, target);
        if (!moved && moved.error().kind == Error::Kind::NotFound) {
            auto made = co_await m_folders->make(session, target); // TRYCREATE
            if (!made) {
                co_return std::unexpected(moved.error());
            }
            moved = co_await session->move(uids, target);
        }
        if (!moved) {
            co_return std::unexpected(moved.error());
        }
        QHash<quint32, quint32> arrived;
        for (const auto &[from, to] : std::as_const(moved->uids)) {
            arrived.insert(from, to);
        }
        for (const auto &member : std::as_const(group->members)) {
            if (!uids.contains(member.uid)) {
                continue;
            }
            Receipt receipt;
            receipt.collectionRemoteId = group->target;
            if (const auto uid = arrived.value(member.uid); uid != 0) {
                receipt.remoteId = QString::number(uid);
                receipt.revision = MailRevision{.uidValidity = moved->uidValidity, .modSeq = 0}.toString();
            } else {
                // Not told, or it was no longer there: found again by its fingerprint.
                receipt.itemGone = true;
            }
            member.answer.complete(receipt);
        }
    }
    co_return Result<void>{};
}

Task<Result<void>> MailSynchronizerPush::carryOutRemove(Session session, Working group)
{
    auto self = shared_from_this();
    const QList<QByteArray> deleted{"\\Deleted"};
    const auto batches = group->uids().split(commandUids);
    for (const auto &uids : batches) {
        auto marking = session->store(uids, ImapSession::StoreMode::Add, deleted);
        auto expunged = co_await session->expunge(uids);
        auto marked = co_await marking;
        if (!marked) {
            co_return std::unexpected(marked.error());
        }
        if (!expunged) {
            if (!isPassing(expunged.error().kind)) {
                // One may mark but not remove: left marked, they would go with the next person who cleans up.
                auto unmarked = co_await session->store(uids, ImapSession::StoreMode::Remove, deleted);
                if (!unmarked) {
                    qCDebug(logMail) << "still marked as deleted:" << unmarked.error().detail;
                }
            }
            co_return expunged;
        }
        for (const auto &member : std::as_const(group->members)) {
            if (uids.contains(member.uid)) {
                Receipt receipt;
                receipt.itemGone = true;
                member.answer.complete(receipt);
            }
        }
    }
    co_return Result<void>{};
}

Task<Result<Receipt>> MailSynchronizerPush::empty(Change change)
{
    auto self = shared_from_this();
    const auto upTo = change.arguments.value(QLatin1StringView("upTo")).toInteger();
    if (upTo <= 0 || upTo > 0xffffffffLL) {
        co_return Receipt{};
    }
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    const auto uidValidity = m_pull->uidValidityOf(change.collectionRemoteId);
    auto opened = co_await MailSynchronizerConnection::select(session, change.collectionRemoteId.toUtf8(), uidValidity, ImapSession::Access::ReadWrite);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    if (session->isSelectedReadOnly()) {
        co_return readOnly(change.collectionRemoteId);
    }
    const QByteArray criteria = "UID 1:" + QByteArray::number(upTo);
    auto found = co_await session->search(criteria);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    const QList<QByteArray> deleted{"\\Deleted"};
    const auto batches = found->split(commandUids);
    for (const auto &uids : batches) {
        auto marked = co_await session->store(uids, ImapSession::StoreMode::Add, deleted);
        if (!marked) {
            co_return std::unexpected(marked.error());
        }
        auto expunged = co_await session->expunge(uids);
        if (!expunged) {
            co_return std::unexpected(expunged.error());
        }
    }
    co_return Receipt{};
}

}
