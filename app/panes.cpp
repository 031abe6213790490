// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panes.h"

#include "app/services.h"
#include "mail/ui/mailpane.h"

namespace Kontor
{
namespace
{
Pane *mailPane(Services *services, Workbench *workbench, QWidget *parent)
{
    return new MailPane({.store = services->store(),
                         .loader = services->loader(),
                         .actions = services->mailActions(),
                         .workbench = workbench,
                         .accounts =
                             [services] {
                                 return services->accounts();
                             },
                         .searchOnServer =
                             [services](const QString &words, CollectionId folder) {
                                 return services->searchOnServer(words, folder);
                             },
                         .folderOpened =
                             [services](CollectionId folder) {
                                 services->setFocus(folder);
                             }},
                        parent);
}
}

QList<Pane *> makePanes(Services *services, Workbench *workbench, QWidget *parent)
{
    return {mailPane(services, workbench, parent)};
}

}
