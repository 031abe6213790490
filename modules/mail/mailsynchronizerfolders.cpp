// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerfolders.h"

#include "base/log.h"
#include "mail/mailsynchronizernames.h"
#include "mail/mailsynchronizertoken.h"
#include "mail/mailtext.h"
#include "mail/mailtypes.h"
#include "mail/protocol/imapmailboxname.h"

#include <KLocalizedString>
#include <QSet>

namespace Kontor
{
namespace
{
constexpr qsizetype longestName = 4096;
constexpr qsizetype deepest = 100; // levels; each is shown and kept

QString remoteIdOf(const QByteArray &wire)
{
    // INBOX is one mailbox in any case (RFC 9051 5.1).
    return ImapMailboxName::isInbox(wire) ? QStringLiteral("INBOX") : QString::fromUtf8(wire);
}

std::unexpected<Error> inboxIsFixed()
{
    return failure(Error::Kind::Forbidden, i18nc("@info", "The inbox can be neither renamed, moved nor deleted."));
}

ImapCommand askRights(const QByteArray &mailbox, const std::shared_ptr<QByteArray> &letters)
{
    ImapCommand command("MYRIGHTS");
    command.mailbox(mailbox);
    command.taking([letters](ImapResponse &response) {
        const auto *unknown = std::get_if<ImapUnknown>(&response);
        if (!unknown || unknown->name != "MYRIGHTS" || !letters->isEmpty()) {
            return false;
        }
        *letters = MailSynchronizerNames::lastWord(unknown->rest);
        return true;
    });
    return command;
}
}

MailSynchronizerFolders::MailSynchronizerFolders(std::shared_ptr<MailSynchronizerConnection> connection, IsReadOnly isReadOnly)
    : m_connection(std::move(connection))
    , m_isReadOnly(std::move(isReadOnly))
{
}

Task<Result<QList<RemoteCollection>>> MailSynchronizerFolders::discover()
{
    auto self = shared_from_this();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    // STATUS of the open mailbox may tell what this session has seen, not what is (RFC 9051 6.3.11).
    std::optional<Task<Result<void>>> closing;
    if (!lease->session->selectedMailbox().isEmpty()) {
        closing.emplace(lease->session->unselect());
    }
    auto listed = co_await lease->session->list(QByteArray(), QByteArray("*"), lease->session->statusItems());
    if (closing) {
        co_await *closing;
    }
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    auto collections = collectionsOf(*listed);
    if (collections.isEmpty()) {
        // Each account has an inbox (RFC 9051 5.1); an empty list would take all mail away here.
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The mail server does not name any folders."));
    }
    auto rights = co_await this->rights(lease->session, *listed);
    if (!rights) {
        co_return std::unexpected(rights.error());
    }
    for (auto &collection : collections) {
        if (const auto found = rights->constFind(collection.remoteId.toUtf8()); found != rights->constEnd()) {
            collection.rights = *found;
        } else if (m_isReadOnly(collection.remoteId)) {
            collection.rights = Right::Read;
        }
    }
    m_states = statesOf(*listed);
    noteRoles(collections);
    co_return collections;
}

QHash<QString, QByteArray> MailSynchronizerFolders::statesOf(const QList<ImapMailbox> &mailboxes)
{
    QHash<QString, QByteArray> states;
    for (const auto &mailbox : mailboxes) {
        if (mailbox.status) {
            states.insert(remoteIdOf(mailbox.name), mailboxStateToBytes(*mailbox.status));
        }
    }
    return states;
}

QList<RemoteCollection> MailSynchronizerFolders::collectionsOf(const QList<ImapMailbox> &mailboxes) const
{
    QList<RemoteCollection> collections;
    QSet<QString> known;
    for (const auto &mailbox : mailboxes) {
        const auto remoteId = remoteIdOf(mailbox.name);
        const auto delimiter = QString::fromUtf8(mailbox.delimiter);
        if (remoteId.isEmpty() || known.contains(remoteId) || remoteId.size() > longestName || (!delimiter.isEmpty() && remoteId.count(delimiter) > deepest)) {
            continue;
        }
        known.insert(remoteId);
        RemoteCollection collection;
        collection.remoteId = remoteId;
        const auto cut = delimiter.isEmpty() ? -1 : remoteId.lastIndexOf(delimiter);
        collection.parentRemoteId = cut > 0 ? remoteId.first(cut) : QString();
        collection.name = remoteId == u"INBOX" ? i18nc("@title the mail folder", "Inbox")
                                               : MailText::line(ImapMailboxName::display((cut >= 0 ? remoteId.sliced(cut + delimiter.size()) : remoteId).toUtf8()));
        if (collection.name.trimmed().isEmpty()) {
            collection.name = MailText::line(remoteId);
        }
        collection.role = MailSynchronizerNames::roleOfAttribute(mailbox.specialUse());
        if (remoteId == u"INBOX") {
            collection.role = FolderRole::Inbox;
        }
        collection.subscribed = mailbox.isSubscribed || remoteId == u"INBOX";
        collection.attributes.insert(QLatin1StringView("delimiter"), delimiter);
        if (!mailbox.isSelectable()) {
            collection.attributes.insert(QLatin1StringView("noselect"), true);
            collection.rights = Right::Read | Right::CreateChild | Right::Rename;
        }
        if (mailbox.attributes.contains("\\nonexistent")) {
            collection.attributes.insert(QLatin1StringView("nonexistent"), true);
        }
        if (mailbox.attributes.contains("\\noinferiors")) {
            collection.rights.setFlag(Right::CreateChild, false);
        }
        if (remoteId == u"INBOX") {
            collection.rights.setFlag(Right::Rename, false);
        }
        if (mailbox.status) {
            collection.state = mailboxStateToBytes(*mailbox.status);
        }
        collections << collection;
    }
    // What holds neither messages nor folders is only left over (Dovecot keeps the place of a
    // deleted mailbox that had a search index). The deepest first.
    std::ranges::stable_sort(collections, std::ranges::greater(), [](const RemoteCollection &collection) {
        return collection.remoteId.size();
    });
    QSet<QString> parents;
    collections.removeIf([&parents](const RemoteCollection &collection) {
        const bool isLeftOver = collection.attributes.value(QLatin1StringView("noselect")).toBool() && !collection.subscribed && !parents.contains(collection.remoteId);
        if (!isLeftOver) {
            parents.insert(collection.parentRemoteId);
        }
        return isLeftOver;
    });
    std::ranges::reverse(collections); // and then the parents before their children
    // Servers may name "a/b" without "a".
    for (qsizetype i = 0; i < collections.size(); ++i) {
        const auto parent = collections.at(i).parentRemoteId;
        if (parent.isEmpty() || known.contains(parent)) {
            continue;
        }
        known.insert(parent);
        const auto delimiter = collections.at(i).attributes.value(QLatin1StringView("delimiter")).toString();
        const auto cut = parent.lastIndexOf(delimiter);
        RemoteCollection level;
        level.remoteId = parent;
        level.parentRemoteId = cut > 0 ? parent.first(cut) : QString();
        level.name = MailText::line(ImapMailboxName::display((cut >= 0 ? parent.sliced(cut + delimiter.size()) : parent).toUtf8()));
        level.rights = Right::Read | Right::CreateChild;
        level.attributes.insert(QLatin1StringView("delimiter"), delimiter);
        level.attributes.insert(QLatin1StringView("noselect"), true);
        level.attributes.insert(QLatin1StringView("nonexistent"), true);
        collections << level;
    }
    MailSynchronizerNames::guessRoles(collections);
    return collections;
}

void MailSynchronizerFolders::noteRoles(const QList<RemoteCollection> &collections)
{
    m_roles.clear();
    for (const auto &collection : collections) {
        if (!collection.role.isEmpty()) {
            m_roles.insert(collection.remoteId, collection.role);
        }
        if (const auto delimiter = collection.attributes.value(QLatin1StringView("delimiter")).toString(); !delimiter.isEmpty()) {
            m_delimiter = delimiter.toUtf8();
        }
    }
    m_isListed = true;
}

Task<Result<QString>> MailSynchronizerFolders::roleOf(Session session, QString remoteId)
{
    auto self = shared_from_this();
    if (!m_isListed) {
        auto listed = co_await session->list(QByteArray(), QByteArray("*"), QList<QByteArray>());
        if (!listed) {
            co_return std::unexpected(listed.error());
        }
        noteRoles(collectionsOf(*listed));
    }
    co_return m_roles.value(remoteId);
}

Task<Result<QByteArray>> MailSynchronizerFolders::rightLetters(Session session, QByteArray mailbox)
{
    auto self = shared_from_this();
    if (!session->has("ACL")) {
        co_return QByteArray();
    }
    auto letters = std::make_shared<QByteArray>();
    auto answer = co_await session->run(askRights(mailbox, letters));
    if (!answer && isPassing(answer.error().kind)) {
        co_return std::unexpected(answer.error());
    }
    co_return std::move(*letters);
}

/// MYRIGHTS of the mailboxes that are not the user's own, all in one flight.
Task<Result<QHash<QByteArray, Rights>>> MailSynchronizerFolders::rights(Session session, QList<ImapMailbox> mailboxes)
{
    auto self = shared_from_this();
    QHash<QByteArray, Rights> rights;
    if (!session->has("ACL") || !session->has("NAMESPACE")) {
        co_return rights;
    }
    auto spaces = co_await session->namespaces();
    if (!spaces) {
        co_return rights;
    }
    const auto foreign = spaces->others + spaces->shared;
    struct Question {
        QByteArray mailbox;
        std::shared_ptr<QByteArray> letters;
        Task<Result<ImapReply>> asking;
    };
    std::deque<Question> questions;
    for (const auto &mailbox : std::as_const(mailboxes)) {
        const bool isForeign = std::ranges::any_of(foreign, [&mailbox](const auto &space) {
            return !space.prefix.isEmpty() && mailbox.name.startsWith(space.prefix);
        });
        if (!isForeign || !mailbox.isSelectable()) {
            continue;
        }
        auto letters = std::make_shared<QByteArray>();
        questions.push_back({.mailbox = mailbox.name, .letters = letters, .asking = session->run(askRights(mailbox.name, letters))});
    }
    for (auto &question : questions) {
        auto answer = co_await question.asking;
        if (!answer && isPassing(answer.error().kind)) {
            co_return std::unexpected(answer.error());
        }
        if (answer && !question.letters->isEmpty()) {
            rights.insert(question.mailbox, MailSynchronizerNames::rightsOfLetters(*question.letters));
        }
    }
    co_return rights;
}

Task<Result<QByteArray>> MailSynchronizerFolders::delimiter(Session session)
{
    auto self = shared_from_this();
    if (!m_delimiter) {
        auto listed = co_await session->list(QByteArray(), QByteArray("INBOX"), QList<QByteArray>());
        if (!listed) {
            co_return std::unexpected(listed.error());
        }
        m_delimiter = listed->isEmpty() ? QByteArray() : listed->first().delimiter;
    }
    QByteArray copy = *m_delimiter; // co_return moves from what it is given
    co_return copy;
}

Task<Result<std::optional<ImapMailbox>>> MailSynchronizerFolders::find(Session session, QByteArray mailbox)
{
    // % and * in the name are wildcards for LIST; only the exact answer counts.
    auto listed = co_await session->list(QByteArray(), mailbox, QList<QByteArray>());
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    std::optional<ImapMailbox> found;
    for (const auto &candidate : std::as_const(*listed)) {
        if (candidate.name == mailbox && !candidate.attributes.contains("\\nonexistent")) {
            found = candidate;
        }
    }
    co_return found;
}

Task<Result<void>> MailSynchronizerFolders::make(Session session, QByteArray mailbox)
{
    auto self = shared_from_this();
    auto made = co_await session->create(mailbox);
    if (!made && made.error().kind != Error::Kind::Conflict) {
        co_return made;
    }
    auto subscribed = co_await session->subscribe(mailbox, ImapSession::Subscription::Subscribed);
    if (!subscribed) {
        qCDebug(logMail) << "not subscribed:" << subscribed.error().detail;
    }
    co_return Result<void>{};
}

Task<Result<Receipt>> MailSynchronizerFolders::create(Change change)
{
    auto self = shared_from_this();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    auto delimiter = co_await this->delimiter(session);
    if (!delimiter) {
        co_return std::unexpected(delimiter.error());
    }
    const auto parent = change.destinationRemoteId.isEmpty() ? change.arguments.value(QLatin1StringView("parent")).toString() : change.destinationRemoteId;
    const auto mailbox = MailSynchronizerNames::wireName(parent, change.arguments.value(QLatin1StringView("name")).toString(), *delimiter);
    if (!mailbox) {
        co_return std::unexpected(mailbox.error());
    }
    auto made = co_await session->create(*mailbox);
    if (!made && made.error().kind != Error::Kind::Conflict) {
        // Some servers say no more than NO to what exists already.
        auto found = co_await find(session, *mailbox);
        if (!found || !*found) {
            co_return std::unexpected(made.error());
        }
    }
    auto subscribed = co_await session->subscribe(*mailbox, ImapSession::Subscription::Subscribed);
    if (!subscribed && isPassing(subscribed.error().kind)) {
        co_return std::unexpected(subscribed.error());
    }
    Receipt receipt;
    receipt.remoteId = remoteIdOf(*mailbox);
    co_return receipt;
}

Task<Result<Receipt>> MailSynchronizerFolders::rename(Change change)
{
    auto self = shared_from_this();
    if (ImapMailboxName::isInbox(change.collectionRemoteId.toUtf8())) {
        co_return inboxIsFixed();
    }
    if (change.collectionRemoteId.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This folder no longer exists on the server."));
    }
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    auto delimiter = co_await this->delimiter(session);
    if (!delimiter) {
        co_return std::unexpected(delimiter.error());
    }
    const auto from = change.collectionRemoteId.toUtf8();
    auto parent = change.destinationRemoteId;
    if (parent.isEmpty()) {
        const auto named = change.arguments.value(QLatin1StringView("parent"));
        const auto cut = delimiter->isEmpty() ? -1 : from.lastIndexOf(*delimiter);
        parent = named.isString() ? named.toString() : QString::fromUtf8(cut > 0 ? from.first(cut) : QByteArray());
    }
    const auto to = MailSynchronizerNames::wireName(parent, change.arguments.value(QLatin1StringView("name")).toString(), *delimiter);
    if (!to) {
        co_return std::unexpected(to.error());
    }
    Receipt receipt;
    receipt.remoteId = remoteIdOf(*to);
    if (*to == from) {
        co_return receipt;
    }
    // What lies below is renamed along, and subscriptions stay with the old names (RFC 9051 6.3.6).
    auto below = co_await session->list(QByteArray(), QByteArray("*"), QList<QByteArray>());
    if (!below) {
        co_return std::unexpected(below.error());
    }
    const QByteArray inside = delimiter->isEmpty() ? QByteArray() : from + *delimiter;
    const auto isBelow = [&inside](const QByteArray &name) {
        return !inside.isEmpty() && name.startsWith(inside);
    };
    QList<ImapMailbox> moving;
    bool isThere = false;
    bool isDone = false;
    for (const auto &mailbox : std::as_const(*below)) {
        if (mailbox.name == from || isBelow(mailbox.name)) {
            moving << mailbox;
        }
        isThere = isThere || mailbox.name == from;
        isDone = isDone || mailbox.name == *to;
    }
    if (!isThere && isDone && change.answerLost) {
        co_return receipt;
    }
    if (session->selectedMailbox() == from || isBelow(session->selectedMailbox())) {
        auto closed = co_await session->unselect();
        if (!closed && isPassing(closed.error().kind)) {
            co_return std::unexpected(closed.error());
        }
    }
    auto renamed = co_await session->rename(from, *to);
    if (!renamed) {
        co_return std::unexpected(renamed.error());
    }
    for (const auto &mailbox : std::as_const(moving)) {
        const QByteArray name = *to + mailbox.name.sliced(from.size());
        receipt.renamed.insert(remoteIdOf(mailbox.name), remoteIdOf(name));
        if (mailbox.isSubscribed) {
            auto added = session->subscribe(name, ImapSession::Subscription::Subscribed);
            auto dropped = co_await session->subscribe(mailbox.name, ImapSession::Subscription::Unsubscribed);
            auto done = co_await added;
            if (!done || !dropped) {
                qCDebug(logMail) << "the subscription did not follow a renamed folder";
            }
        }
    }
    receipt.renamed.remove(remoteIdOf(from));
    co_return receipt;
}

Task<Result<Receipt>> MailSynchronizerFolders::remove(Change change)
{
    auto self = shared_from_this();
    const auto mailbox = change.collectionRemoteId.toUtf8();
    if (ImapMailboxName::isInbox(mailbox)) {
        co_return inboxIsFixed();
    }
    Receipt receipt;
    receipt.itemGone = true;
    if (mailbox.isEmpty()) {
        co_return receipt;
    }
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    if (session->selectedMailbox() == mailbox) {
        auto closed = co_await session->unselect();
        if (!closed && isPassing(closed.error().kind)) {
            co_return std::unexpected(closed.error());
        }
    }
    auto removed = co_await session->remove(mailbox);
    if (!removed && removed.error().kind != Error::Kind::NotFound) {
        auto found = co_await find(session, mailbox);
        if (!found || (*found && (*found)->isSelectable())) {
            co_return std::unexpected(removed.error());
        }
    }
    auto dropped = co_await session->subscribe(mailbox, ImapSession::Subscription::Unsubscribed);
    if (!dropped) {
        qCDebug(logMail) << "still subscribed:" << dropped.error().detail;
    }
    co_return receipt;
}

Task<Result<Receipt>> MailSynchronizerFolders::subscribe(Change change)
{
    auto self = shared_from_this();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    const auto on = change.arguments.value(QLatin1StringView("on")).toBool(true);
    auto done = co_await lease->session->subscribe(change.collectionRemoteId.toUtf8(),
                                                   on ? ImapSession::Subscription::Subscribed : ImapSession::Subscription::Unsubscribed);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{};
}

}
