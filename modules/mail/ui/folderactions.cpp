// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/folderactions.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/folderview.h"
#include "mail/ui/mailpane.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QItemSelectionModel>

namespace Kontor
{

FolderActions::FolderActions(MailPane *pane, KActionCollection *collection)
    : QObject(pane)
    , m_pane(pane)
    , m_collection(collection)
    , m_create(add("mail_new_folder", "folder-new", i18nc("@action", "&New Folder…"), &FolderDialogs::create))
    , m_rename(add("mail_rename_folder", "edit-rename", i18nc("@action", "&Rename Folder…"), &FolderDialogs::rename))
    , m_move(add("mail_move_folder", "edit-move", i18nc("@action", "&Move Folder…"), &FolderDialogs::move))
    , m_remove(add("mail_delete_folder", "edit-delete", i18nc("@action", "&Delete Folder…"), &FolderDialogs::remove))
    , m_empty(add("mail_empty_folder", "trash-empty", i18nc("@action", "&Empty Folder…"), &FolderDialogs::empty))
    , m_markAllRead(add("mail_mark_all_read", "mail-mark-read", i18nc("@action", "Mark &All in Folder as Read"), &FolderDialogs::markAllRead))
    , m_subscribed(m_collection->addAction(QStringLiteral("mail_subscribed")))
{
    m_collection->setDefaultShortcut(m_create, QKeySequence(QStringLiteral("Ctrl+Shift+N")));
    m_collection->setDefaultShortcut(m_markAllRead, QKeySequence(QStringLiteral("Ctrl+Shift+I")));
    m_subscribed->setText(i18nc("@action", "&Subscribed"));
    m_subscribed->setCheckable(true);
    connect(m_subscribed, &QAction::triggered, this, [this](bool on) {
        const CollectionId folder{m_pane->folderView()->currentIndex().data(FolderModel::CollectionRole).toLongLong()};
        m_pane->parts().actions->setSubscribed(folder, on ? Qt::Checked : Qt::Unchecked);
    });
    // Where folders are, the usual keys are for folders.
    const auto inTree = [this](const QKeySequence &key, QAction *action) {
        auto *local = new QAction(m_pane->folderView());
        local->setShortcut(key);
        local->setShortcutContext(Qt::WidgetShortcut);
        m_pane->folderView()->addAction(local);
        connect(local, &QAction::triggered, action, &QAction::trigger);
    };
    inTree(QKeySequence(Qt::Key_F2), m_rename);
    connect(m_pane->folderView(), &FolderView::deletionWanted, m_remove, &QAction::trigger);
    connect(m_pane->folderView()->selectionModel(), &QItemSelectionModel::currentChanged, this, &FolderActions::update);
    connect(m_pane->folders(), &QAbstractItemModel::dataChanged, this, &FolderActions::update);
    update();
}

QAction *FolderActions::add(const char *name, const char *icon, const QString &text, void (FolderDialogs::*run)(const QModelIndex &))
{
    auto *action = m_collection->addAction(QString::fromLatin1(name));
    action->setText(text);
    action->setIcon(QIcon::fromTheme(QString::fromLatin1(icon)));
    connect(action, &QAction::triggered, this, [this, run] {
        if (const auto index = m_pane->folderView()->currentIndex(); index.isValid()) {
            (m_pane->folderDialogs()->*run)(index);
        }
    });
    return action;
}

void FolderActions::update()
{
    const auto index = m_pane->folderView()->currentIndex();
    const auto may = FolderDialogs::possibilities(index);
    m_create->setEnabled(may.create);
    m_rename->setEnabled(may.change);
    m_move->setEnabled(may.change);
    m_remove->setEnabled(may.change);
    m_empty->setEnabled(may.empty);
    m_markAllRead->setEnabled(may.markRead);
    m_subscribed->setEnabled(may.subscribe);
    m_subscribed->setChecked(index.data(FolderModel::SubscribedRole).toBool() && may.subscribe);
}

}
