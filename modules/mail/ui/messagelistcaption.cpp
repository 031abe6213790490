// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagelistcaption.h"

#include "mail/foldermodel.h"
#include "mail/messagelistmodel.h"
#include "mail/ui/messagelistbar.h"
#include "shell/emptystate.h"

#include <KLocalizedString>
#include <QIcon>
#include <QLocale>

namespace Kontor
{

MessageListCaption::MessageListCaption(const FolderModel *folders, const MessageListModel *messages, MessageListBar *bar, EmptyState *empty, QObject *parent)
    : QObject(parent)
    , m_folders(folders)
    , m_messages(messages)
    , m_bar(bar)
    , m_empty(empty)
{
}

bool MessageListCaption::isEmpty() const
{
    return m_messages->rowCount() == 0 && m_messages->isReady();
}

void MessageListCaption::update()
{
    const auto view = m_messages->view();
    if (!view.search.isEmpty()) {
        m_bar->setCaption(i18nc("@title", "Search results"), i18ncp("@info", "%1 message", "%1 messages", m_messages->rowCount()));
        // Not as a notice: half an operator is not understood either, and the list would jump while typing.
        m_bar->setToolTip(view.search.misunderstood.join(u'\n'));
    } else {
        const auto index = m_folders->indexOf(view.folder);
        const auto total = index.data(FolderModel::TotalRole).toInt();
        const auto unread = index.data(FolderModel::UnreadRole).toInt();
        m_bar->setCaption(index.data(FolderModel::NameRole).toString(),
                          unread > 0 ? i18nc("@info unread and all messages", "%1 unread of %2", QLocale().toString(unread), QLocale().toString(total))
                                     : i18ncp("@info", "%1 message", "%1 messages", total));
        m_bar->setToolTip({});
    }
    if (isEmpty()) {
        explainEmptiness();
    }
}

void MessageListCaption::explainEmptiness()
{
    const auto view = m_messages->view();
    if (!view.search.isEmpty()) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("edit-find")),
                            i18nc("@info", "Nothing found"),
                            (view.search.misunderstood + QStringList{i18nc("@info", "Only messages kept on this computer were searched.")}).join(u'\n'));
    } else if (view.show != MessageListModel::View::Show::All) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("view-filter")),
                            i18nc("@info", "No message fits the filter"),
                            i18nc("@info", "“All” above the list shows the others again."));
    } else {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-folder-inbox")), i18nc("@info", "No messages here"));
    }
}

}
