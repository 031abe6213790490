// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/enginekind.h"

#include "app/kinds/chatengine.h"
#include "calendar/calendarprojector.h"
#include "chat/chatprojector.h"
#include "contacts/contactprojector.h"
#include "files/fileprojector.h"
#include "files/protocol/filesynchronizer.h"
#include "groupware/davsynchronizer.h"
#include "mail/mailprojector.h"
#include "mail/mailsynchronizer.h"

#include <KLocalizedString>
#include <QHostAddress>

namespace Kontor
{
namespace
{
EngineKind mailKind()
{
    return {.kind = ResourceKind::Mail,
            .schema = QStringLiteral(":/kontor/schema/mail"),
            .title = [] { return i18nc("@title kind of data an account has", "Mail"); },
            .makeProjector = [](const std::shared_ptr<Store> &store) -> std::shared_ptr<const Projector> {
                // The outbox holds the projector and the store the outbox's last answers: no owning pointer back.
                return std::make_shared<MailProjector>([blobs = &store->blobs()](const BlobId &blob) { return blobs->get(blob); });
            },
            .makeSynchronizer = [](const Account &account, const std::shared_ptr<Store> &store, ResourceId) -> std::unique_ptr<Synchronizer> {
                return std::make_unique<MailSynchronizer>(account, [store](const BlobId &blob) { return store->blobs().get(blob); });
            },
            .setAccount = [](Synchronizer *synchronizer, const Account &account) { static_cast<MailSynchronizer *>(synchronizer)->setAccount(account); },
            .check = &MailSynchronizer::check,
            .isSameSignIn =
                [](const Account &one, const Account &other) {
                    return one.userName == other.userName && one.password == other.password && one.imap == other.imap && one.smtp == other.smtp
                        && one.ownCertificates == other.ownCertificates;
                },
            .hosts = [](const Account &account) { return QStringList{account.imap.host}; }};
}

bool isSameDavSignIn(const Account &one, const Account &other)
{
    return one.userNameForDav() == other.userNameForDav() && one.passwordForDav() == other.passwordForDav() && one.ownCertificates == other.ownCertificates;
}

void setDavAccount(Synchronizer *synchronizer, const Account &account)
{
    static_cast<DavSynchronizer *>(synchronizer)->setAccount(account);
}

EngineKind calendarKind()
{
    return {.kind = ResourceKind::Calendar,
            .schema = QStringLiteral(":/kontor/schema/calendar"),
            .title = [] { return i18nc("@title kind of data an account has", "Calendars"); },
            .makeProjector = [](const std::shared_ptr<Store> &) -> std::shared_ptr<const Projector> { return std::make_shared<CalendarProjector>(); },
            .makeSynchronizer = [](const Account &account, const std::shared_ptr<Store> &, ResourceId) -> std::unique_ptr<Synchronizer> {
                return std::make_unique<DavSynchronizer>(account, DavSynchronizer::calendars());
            },
            .setAccount = &setDavAccount,
            .check = [](Account account) { return DavSynchronizer::check(account, DavSynchronizer::calendars()); },
            .isSameSignIn =
                [](const Account &one, const Account &other) {
                    return isSameDavSignIn(one, other) && one.calendars == other.calendars && one.feeds == other.feeds;
                },
            .hosts =
                [](const Account &account) {
                    QStringList hosts;
                    if (!account.calendars.isEmpty()) {
                        hosts << account.calendars.host();
                    }
                    for (const auto &feed : account.feeds) {
                        hosts << QUrl(feed).host();
                    }
                    return hosts;
                }};
}

EngineKind contactsKind()
{
    return {.kind = ResourceKind::Contacts,
            .schema = QStringLiteral(":/kontor/schema/contacts"),
            .title = [] { return i18nc("@title kind of data an account has", "Contacts"); },
            .makeProjector = [](const std::shared_ptr<Store> &store) -> std::shared_ptr<const Projector> {
                return std::make_shared<ContactProjector>([blobs = store ? &store->blobs() : nullptr](const QByteArray &bytes) {
                    return blobs ? blobs->put(bytes) : Result<BlobId>(BlobId());
                });
            },
            .makeSynchronizer = [](const Account &account, const std::shared_ptr<Store> &, ResourceId) -> std::unique_ptr<Synchronizer> {
                return std::make_unique<DavSynchronizer>(account, DavSynchronizer::contacts());
            },
            .setAccount = &setDavAccount,
            .check = [](Account account) { return DavSynchronizer::check(account, DavSynchronizer::contacts()); },
            .isSameSignIn = [](const Account &one, const Account &other) { return isSameDavSignIn(one, other) && one.contacts == other.contacts; },
            .hosts = [](const Account &account) { return QStringList{account.contacts.host()}; }};
}

EngineKind chatKind()
{
    return {.kind = ResourceKind::Chat,
            .schema = QStringLiteral(":/kontor/schema/chat"),
            .title = [] { return i18nc("@title kind of data an account has", "Chat"); },
            .makeProjector = [](const std::shared_ptr<Store> &) -> std::shared_ptr<const Projector> { return std::make_shared<ChatProjector>(); },
            .makeSynchronizer = &ChatEngine::make,
            .setAccount = [](Synchronizer *synchronizer, const Account &account) { static_cast<ChatSynchronizer *>(synchronizer)->setAccount(account); },
            .check = nullptr, // signing in makes a device, so that it is no trial: ChatEntrance does it, and what it brought is kept
            .isSameSignIn =
                [](const Account &one, const Account &other) {
                    return one.chat == other.chat && one.chatUser == other.chatUser && one.ownCertificates == other.ownCertificates;
                },
            .hosts = [](const Account &account) { return QStringList{account.chat.host()}; }};
}

EngineKind filesKind()
{
    return {.kind = ResourceKind::Files,
            .schema = QStringLiteral(":/kontor/schema/files"),
            .title = [] { return i18nc("@title kind of data an account has", "Files"); },
            .makeProjector = [](const std::shared_ptr<Store> &) -> std::shared_ptr<const Projector> { return std::make_shared<FileProjector>(); },
            .makeSynchronizer = [](const Account &account, const std::shared_ptr<Store> &store, ResourceId) -> std::unique_ptr<Synchronizer> {
                return std::make_unique<FileSynchronizer>(account, FileShelf(store));
            },
            .setAccount = [](Synchronizer *synchronizer, const Account &account) { static_cast<FileSynchronizer *>(synchronizer)->setAccount(account); },
            .check = &FileSynchronizer::check,
            .isSameSignIn =
                [](const Account &one, const Account &other) {
                    return one.userNameForFiles() == other.userNameForFiles() && one.passwordForFiles() == other.passwordForFiles() && one.files == other.files
                        && one.ownCertificates == other.ownCertificates;
                },
            .hosts = [](const Account &account) { return QStringList{account.files.host()}; }};
}
}

const QList<EngineKind> &EngineKind::all()
{
    static const QList<EngineKind> kinds{mailKind(), calendarKind(), contactsKind(), chatKind(), filesKind()};
    return kinds;
}

const EngineKind *EngineKind::find(const QString &kind)
{
    for (const auto &known : all()) {
        if (known.kind == kind) {
            return &known;
        }
    }
    return nullptr;
}

QStringList EngineKind::schemas()
{
    QStringList folders{QStringLiteral(":/kontor/schema/store"), QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync")};
    for (const auto &kind : all()) {
        folders << kind.schema;
    }
    folders << QStringLiteral(":/kontor/schema/app_kinds");
    return folders;
}

std::shared_ptr<Outbox> EngineKind::makeOutbox(const std::shared_ptr<Store> &store)
{
    auto outbox = std::make_shared<Outbox>(store);
    for (const auto &kind : all()) {
        outbox->addProjector(kind.kind, kind.makeProjector(store));
    }
    return outbox;
}

bool EngineKind::isHere(const Account &account) const
{
    const auto servers = hosts(account);
    return std::ranges::all_of(servers, [](const QString &host) { return host == QLatin1String("localhost") || QHostAddress(host).isLoopback(); });
}

}
