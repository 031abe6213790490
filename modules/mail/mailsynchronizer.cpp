// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizer.h"

#include "mail/mailchange.h"
#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizerfetch.h"
#include "mail/mailsynchronizerfocus.h"
#include "mail/mailsynchronizerfolders.h"
#include "mail/mailsynchronizerpull.h"
#include "mail/mailsynchronizerpush.h"
#include "mail/mailsynchronizersend.h"
#include "mail/mailsynchronizertoken.h"
#include "mail/mailsynchronizerwatch.h"

#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{

struct MailSynchronizer::Private {
    std::shared_ptr<MailSignIn> signIn = std::make_shared<MailSignIn>();
    std::shared_ptr<MailSynchronizerConnection> main = std::make_shared<MailSynchronizerConnection>(signIn);
    std::shared_ptr<MailSynchronizerConnection> bodies = std::make_shared<MailSynchronizerConnection>(signIn);
    std::shared_ptr<MailSynchronizerConnection> watching = std::make_shared<MailSynchronizerConnection>(signIn);
    /// The fourth and last: hears the open folder, except while a large message goes up.
    std::shared_ptr<MailSynchronizerConnection> aside = std::make_shared<MailSynchronizerConnection>(signIn);
    std::shared_ptr<MailSynchronizerPull> pull = std::make_shared<MailSynchronizerPull>(main);
    std::shared_ptr<MailSynchronizerFolders> folders;
    std::shared_ptr<MailSynchronizerPush> push;
    std::shared_ptr<MailSynchronizerSend> send;
    std::shared_ptr<MailSynchronizerFetch> fetch;
    std::shared_ptr<MailSynchronizerWatch> watch;
    std::shared_ptr<MailSynchronizerFocus> focus;
};

namespace
{
/// Calls that come after stop(), and those that were under way, return Cancelled.
template<class T>
Task<Result<T>> unlessStopped(std::shared_ptr<MailSignIn> signIn, Task<Result<T>> call)
{
    auto result = co_await call;
    if (signIn->isStopped && !result) {
        co_return cancelled();
    }
    co_return result;
}

/// A change whose server could not even be reached safely (a bad certificate, tampering) waits
/// like one that is offline: nothing has refused the change itself.
Task<Result<Receipt>> orUnreachable(std::shared_ptr<MailSignIn> signIn, Task<Result<Receipt>> push)
{
    auto receipt = co_await push;
    const bool isUnsafe = !receipt && (receipt.error().kind == Error::Kind::Forbidden || receipt.error().kind == Error::Kind::Protocol);
    if (isUnsafe && signIn->unreachable && signIn->unreachable->message == receipt.error().message) {
        receipt.error().kind = Error::Kind::Timeout; // passes, and is not as quiet as Offline
    }
    co_return receipt;
}

Error inService(const Error &error, const QString &service)
{
    auto told = error;
    told.message = i18nc("@info %1 is “Receiving mail (IMAP)” or “Sending mail (SMTP)”, %2 a whole sentence", "%1: %2", service, error.message);
    return told;
}
}

MailSynchronizer::MailSynchronizer(Account account, ReadBlob readBlob, QObject *parent)
    : Synchronizer(parent)
    , d(std::make_shared<Private>())
{
    d->signIn->account = std::move(account);
    d->folders = std::make_shared<MailSynchronizerFolders>(d->main, [pull = d->pull](const QString &remoteId) {
        return pull->isReadOnly(remoteId);
    });
    d->focus = std::make_shared<MailSynchronizerFocus>(d->aside, [guarded = QPointer<MailSynchronizer>(this)](const QString &remoteId) {
        if (guarded) {
            Q_EMIT guarded->noticed({.news = Hint::News::Content, .collections = {remoteId}});
        }
    });
    d->push = std::make_shared<MailSynchronizerPush>(d->main, d->focus, d->folders, d->pull, readBlob);
    d->send = std::make_shared<MailSynchronizerSend>(d->signIn, d->push, readBlob);
    d->fetch = std::make_shared<MailSynchronizerFetch>(d->bodies, d->main, d->pull);
    d->watch = std::make_shared<MailSynchronizerWatch>(d->watching, d->folders);
}

MailSynchronizer::~MailSynchronizer()
{
    stop();
}

Task<Result<QList<RemoteCollection>>> MailSynchronizer::discover()
{
    return unlessStopped(d->signIn, d->folders->discover());
}

bool MailSynchronizer::isCurrent(const RemoteCollection &remote, const QByteArray &token) const
{
    if (remote.attributes.value(QLatin1StringView("noselect")).toBool()) {
        return true; // holds nothing that could be read
    }
    const auto known = MailSynchronizerToken::fromBytes(token);
    if (!known) {
        return false;
    }
    d->pull->remember(remote.remoteId, known->uidValidity);
    const auto status = mailboxStateFromBytes(remote.state);
    return status && known->covers(*status);
}

namespace
{
// Never a token of a mailbox: should it become one, it is read from the beginning.
Task<Result<Delta>> nothingToRead()
{
    Delta delta;
    delta.token = "-";
    co_return std::move(delta);
}
}

Task<Result<Delta>> MailSynchronizer::pull(Collection collection)
{
    if (collection.attributes.value(QLatin1StringView("noselect")).toBool()) {
        return unlessStopped(d->signIn, nothingToRead());
    }
    return unlessStopped(d->signIn, d->pull->pull(std::move(collection)));
}

Task<Result<Receipt>> MailSynchronizer::push(Change change, CommitPoint commitPoint)
{
    const auto kind = change.kind;
    const auto pushing = [signIn = d->signIn](Task<Result<Receipt>> task) {
        return unlessStopped(signIn, orUnreachable(signIn, std::move(task)));
    };
    if (kind == MailChange::Flags) {
        return pushing(d->push->flags(std::move(change)));
    }
    if (kind == MailChange::Move) {
        return pushing(d->push->move(std::move(change)));
    }
    if (kind == MailChange::Copy) {
        return pushing(d->push->copy(std::move(change)));
    }
    if (kind == MailChange::Delete) {
        return pushing(d->push->remove(std::move(change)));
    }
    if (kind == MailChange::Append) {
        return pushing(d->push->append(std::move(change)));
    }
    if (kind == MailChange::EmptyFolder) {
        return pushing(d->push->empty(std::move(change)));
    }
    if (kind == MailChange::Send) {
        return unlessStopped(d->signIn, d->send->send(std::move(change), std::move(commitPoint)));
    }
    if (kind == MailChange::CreateFolder) {
        return pushing(d->folders->create(std::move(change)));
    }
    if (kind == MailChange::RenameFolder) {
        return pushing(d->folders->rename(std::move(change)));
    }
    if (kind == MailChange::DeleteFolder) {
        return pushing(d->folders->remove(std::move(change)));
    }
    if (kind == MailChange::Subscribe) {
        return pushing(d->folders->subscribe(std::move(change)));
    }
    return [](QString unknown) -> Task<Result<Receipt>> {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "This version of Kontor cannot carry out “%1”.", unknown));
    }(kind);
}

bool MailSynchronizer::concernsAll(const Change &change, const Error &error) const
{
    // Mail is sent by another server than it is read from.
    const bool isOther = change.kind == MailChange::Send && isPassing(error.kind);
    return !isOther && Synchronizer::concernsAll(change, error);
}

Task<Result<FetchedPart>> MailSynchronizer::fetch(ItemRef item, QString part, qint64 offset)
{
    return unlessStopped(d->signIn, d->fetch->fetch(std::move(item), std::move(part), offset));
}

Task<Result<Hint>> MailSynchronizer::watch(std::chrono::seconds atMost)
{
    d->focus->resume();
    return unlessStopped(d->signIn, d->watch->watch(atMost));
}

void MailSynchronizer::setFocus(const QString &remoteId)
{
    d->focus->set(remoteId);
}

void MailSynchronizer::stop()
{
    d->signIn->isStopped = true;
    d->signIn->turns->stop();
    d->pull->stop();
    d->fetch->stop();
    d->send->stop();
    d->focus->stop();
    for (const auto &connection : {d->main, d->bodies, d->watching, d->aside}) {
        connection->stop();
    }
}

void MailSynchronizer::setAccount(Account account)
{
    d->signIn->account = std::move(account);
    d->signIn->refused.reset();
    for (const auto &connection : {d->main, d->bodies, d->watching, d->aside}) {
        connection->close();
    }
    Q_EMIT ready();
}

namespace
{
Task<Result<QStringList>> searchMailbox(std::shared_ptr<MailSynchronizerConnection> connection, QString remoteId, QString words)
{
    auto lease = co_await connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    auto selected = co_await MailSynchronizerConnection::select(session, remoteId.toUtf8(), 0, ImapSession::Access::ReadOnly);
    if (!selected) {
        co_return std::unexpected(selected.error());
    }
    std::optional<UidSet> common;
    const auto each = words.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const auto &word : each) {
        const QByteArray key("TEXT");
        auto found = co_await session->searchText(key, word);
        if (!found) {
            co_return std::unexpected(found.error());
        }
        if (!common) {
            common = *found;
            continue;
        }
        auto others = *common;
        others.remove(*found);
        common->remove(others);
    }
    QStringList remoteIds;
    const auto uids = common.value_or(UidSet{}).uids(100'000);
    for (const auto uid : uids.value_or(QList<quint32>{})) {
        remoteIds << QString::number(uid);
    }
    co_return remoteIds;
}
}

Task<Result<QStringList>> MailSynchronizer::searchOnServer(QString collectionRemoteId, QString words)
{
    return unlessStopped(d->signIn, searchMailbox(d->main, std::move(collectionRemoteId), std::move(words)));
}

Task<Result<void>> MailSynchronizer::check(Account account)
{
    if (const auto problems = account.problems(); !problems.isEmpty()) {
        co_return failure(Error::Kind::Protocol, problems.join(u' '));
    }
    MailSignIn signIn;
    signIn.account = account;
    auto imap = std::make_shared<ImapSession>(signIn.imapSettings());
    auto opened = co_await imap->open(account.imap);
    if (opened) {
        opened = co_await imap->signIn(signIn.credential());
    }
    if (!opened) {
        co_return std::unexpected(inService(opened.error(), i18nc("@info", "Receiving mail (IMAP)")));
    }
    co_await imap->logout();
    auto smtp = MailSynchronizerSend::session(signIn);
    auto sending = co_await MailSynchronizerSend::open(smtp, account);
    if (!sending) {
        co_return std::unexpected(inService(sending.error(), i18nc("@info", "Sending mail (SMTP)")));
    }
    co_await smtp->quit();
    co_return Result<void>{};
}

}
