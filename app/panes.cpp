// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panes.h"

#include "app/services.h"
#include "mail/ui/mailpane.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
/// False when the account's engine waits for a server that does not answer.
bool isReachable(const Services &services, AccountId account)
{
    const auto accounts = services.accounts();
    const auto mine = std::ranges::find(accounts, account, &Account::id);
    const auto statuses = services.statuses(ResourceKind::Mail);
    return mine == accounts.end() || std::ranges::none_of(statuses, [&](const SyncStatus &status) {
        return status.error && (status.error->kind == Error::Kind::Offline || status.error->kind == Error::Kind::Timeout)
            && services.addressOf(status.resource) == mine->address;
    });
}

Pane *mailPane(Services *services, Workbench *workbench, QWidget *parent)
{
    return new MailPane({.store = services->store(),
                         .loader = services->loader(),
                         .actions = services->mailActions(),
                         .workbench = workbench,
                         .accounts =
                             [services] {
                                 auto accounts = services->accounts();
                                 accounts.removeIf([](const Account &account) { return !account.hasMail(); });
                                 return accounts;
                             },
                         .searchOnServer =
                             [services](const QString &words, CollectionId folder) {
                                 return services->searchOnServer(words, folder);
                             },
                         .folderOpened =
                             [services](CollectionId folder) {
                                 services->setFocus(folder);
                             },
                         .isReachable =
                             [services](AccountId account) {
                                 return isReachable(*services, account);
                             }},
                        parent);
}
}

QList<PaneOffer> paneOffers(Services *services, Workbench *workbench, QWidget *parent)
{
    return {{.id = QStringLiteral("mail"),
             .kind = ResourceKind::Mail,
             .title = i18nc("@title:tab", "Mail"),
             .icon = QIcon::fromTheme(QStringLiteral("mail-message")),
             .searchName = i18nc("@label", "Search messages"),
             .searchTip = i18nc("@info:tooltip", "Words, “phrases”, and operators such as from: subject: has:attachment before:"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 unread", "%1 unread", count); },
             .make = [=] { return mailPane(services, workbench, parent); }}};
}

}
