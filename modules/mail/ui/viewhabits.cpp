// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/viewhabits.h"

#include <KConfigGroup>
#include <KSharedConfig>

namespace Kontor::ViewHabits
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Mail"));
}

QString key(CollectionId folder)
{
    return QStringLiteral("View-%1").arg(folder.value);
}
}

MessageListModel::View viewOf(CollectionId folder, const QString &role)
{
    MessageListModel::View view;
    view.folder = folder;
    const auto kept = settings().readEntry(key(folder), QList<int>());
    if (kept.size() == 3) {
        view.sortBy = MessageListModel::SortBy(std::clamp(kept.at(0), 0, 6));
        view.order = kept.at(1) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder;
        view.threads = kept.at(2) == 0 ? MessageListModel::View::Threads::Off : MessageListModel::View::Threads::On;
    }
    view.showRecipients = role == FolderRole::Sent || role == FolderRole::Drafts || role == FolderRole::Outbox;
    return view;
}

void keep(const MessageListModel::View &view)
{
    settings().writeEntry(key(view.folder),
                          QList<int>{int(view.sortBy), view.order == Qt::DescendingOrder ? 1 : 0, view.threads == MessageListModel::View::Threads::On ? 1 : 0});
}

CollectionId lastFolder()
{
    return CollectionId{settings().readEntry("Folder", qint64(0))};
}

void keepLastFolder(CollectionId folder)
{
    settings().writeEntry("Folder", folder.value);
}

}
