// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/synchronizer/synchronizerfixture.h"

#include <QCryptographicHash>
#include <QUuid>

namespace Kontor
{
namespace
{
Task<Result<void>> counted(int *commits)
{
    ++*commits;
    co_return Result<void>{};
}
}

SynchronizerFixture::SynchronizerFixture(const Workplace &workplace, const QString &service, int user)
    : other(workplace, workplace.user(user), service)
{
    const auto person = workplace.user(user);
    account.address = person.address;
    account.name = person.name;
    account.userName = person.user;
    account.password = person.password;
    account.imap = workplace.service(service);
    account.smtp = workplace.service(QStringLiteral("smtp"));
    account.ownCertificates = workplace.certificate();
    synchronizer = anotherSynchronizer();
}

std::unique_ptr<MailSynchronizer> SynchronizerFixture::anotherSynchronizer() const
{
    return std::make_unique<MailSynchronizer>(account, [blobs = m_blobs](const BlobId &id) -> Result<QByteArray> {
        const QMutexLocker lock(&blobs->mutex);
        if (!blobs->bytes.contains(id)) {
            return failure(Error::Kind::NotFound, QStringLiteral("no such blob"));
        }
        return blobs->bytes.value(id);
    });
}

QByteArray SynchronizerFixture::newMailbox()
{
    const QByteArray name = "t" + QUuid::createUuid().toByteArray(QUuid::Id128).first(10);
    return other.succeeds("CREATE " + name) ? name : QByteArray();
}

bool SynchronizerFixture::pull(const QByteArray &mailbox, MailboxMirror &mirror)
{
    Collection collection;
    collection.remoteId = QString::fromUtf8(mailbox);
    collection.name = collection.remoteId;
    for (int rounds = 0; rounds < 10'000; ++rounds) {
        collection.token = mirror.token;
        const auto delta = waitedFor(synchronizer->pull(collection));
        if (!delta) {
            error = delta.error();
            return false;
        }
        mirror.apply(*delta);
        if (!delta->more) {
            return true;
        }
    }
    return false;
}

Change SynchronizerFixture::change(const QByteArray &mailbox, int uid, const QString &kind, const QCborMap &arguments, const MailboxMirror *mirror) const
{
    Change change;
    change.collectionRemoteId = QString::fromUtf8(mailbox);
    change.item = ItemId{uid};
    change.itemRemoteId = uid > 0 ? QString::number(uid) : QString();
    change.kind = kind;
    change.arguments = arguments;
    if (mirror) {
        change.revision = mirror->messages.value(uid).revision;
    }
    return change;
}

Result<Receipt> SynchronizerFixture::push(Change change)
{
    return waitedFor(synchronizer->push(std::move(change), [this] {
        return counted(&commits);
    }));
}

BlobId SynchronizerFixture::keep(const QByteArray &bytes)
{
    const QMutexLocker lock(&m_blobs->mutex);
    const auto id = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    m_blobs->bytes.insert(id, bytes);
    return id;
}

std::optional<RemoteCollection> SynchronizerFixture::discovered(const QString &remoteId)
{
    const auto all = waitedFor(synchronizer->discover());
    if (!all) {
        error = all.error();
        return {};
    }
    for (const auto &collection : *all) {
        if (collection.remoteId == remoteId) {
            return collection;
        }
    }
    return {};
}

}
