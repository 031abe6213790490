// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panes.h"

#include "app/services.h"
#include "mail/ui/mailpane.h"

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

QList<Pane *> makePanes(Services *services, Workbench *workbench, QWidget *parent)
{
    return {mailPane(services, workbench, parent)};
}

}
