// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/folderdialogs.h"

#include "mail/mailactions.h"
#include "mail/ui/folderchooser.h"
#include "mail/ui/folderview.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QActionGroup>
#include <QDialogButtonBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
CollectionId folderOf(const QModelIndex &index)
{
    return CollectionId{index.data(FolderModel::CollectionRole).toLongLong()};
}

QString nameOf(const QModelIndex &index)
{
    return index.data(FolderModel::NameRole).toString();
}
}

FolderDialogs::FolderDialogs(FolderModel *model, MailActions *actions, QWidget *window)
    : QObject(window)
    , m_model(model)
    , m_actions(actions)
    , m_window(window)
{
}

FolderDialogs::Possibilities FolderDialogs::possibilities(const QModelIndex &folder)
{
    if (!folder.isValid()) {
        return {};
    }
    const auto rights = Rights::fromInt(folder.data(FolderModel::RightsRole).toInt());
    const auto role = folder.data(FolderModel::FolderRoleRole).toString();
    const bool isAccount = !folderOf(folder);
    const bool isBin = role == FolderRole::Trash || role == FolderRole::Junk;
    return {.create = isAccount || rights.testFlag(Right::CreateChild),
            .change = !isAccount && role.isEmpty() && rights.testFlag(Right::Rename),
            .isBin = isBin,
            .empty = isBin && rights.testFlag(Right::Remove) && folder.data(FolderModel::TotalRole).toInt() > 0,
            .markRead = !isAccount && folder.data(FolderModel::UnreadRole).toInt() > 0,
            .subscribe = !isAccount};
}

QMenu *FolderDialogs::menu(const QModelIndex &folder)
{
    auto *menu = new QMenu(m_window);
    const QPersistentModelIndex index(folder);
    const auto may = possibilities(folder);
    const bool isAccount = !folderOf(index);
    const auto add = [&](const char *icon, const QString &text, bool isEnabled, auto slot) {
        auto *action = menu->addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text, this, [this, index, slot] {
            if (index.isValid()) {
                (this->*slot)(index);
            }
        });
        action->setEnabled(isEnabled);
        return action;
    };
    if (!isAccount) {
        add("mail-mark-read", i18nc("@action:inmenu", "Mark All as &Read"), may.markRead, &FolderDialogs::markAllRead);
        menu->addSeparator();
    }
    add("folder-new", i18nc("@action:inmenu", "&New Folder…"), may.create, &FolderDialogs::create);
    if (isAccount) {
        return menu;
    }
    add("edit-rename", i18nc("@action:inmenu", "Re&name…"), may.change, &FolderDialogs::rename);
    add("edit-move", i18nc("@action:inmenu", "&Move…"), may.change, &FolderDialogs::move);
    add("edit-delete", i18nc("@action:inmenu", "&Delete…"), may.change, &FolderDialogs::remove);
    if (may.isBin) {
        add("trash-empty", i18nc("@action:inmenu", "&Empty…"), may.empty, &FolderDialogs::empty);
    }
    menu->addSeparator();
    auto *subscribed = menu->addAction(i18nc("@action:inmenu", "&Subscribed"));
    subscribed->setCheckable(true);
    subscribed->setChecked(index.data(FolderModel::SubscribedRole).toBool());
    connect(subscribed, &QAction::toggled, this, [this, index](bool on) { m_actions->setSubscribed(folderOf(index), on ? Qt::Checked : Qt::Unchecked); });
    auto *offline = menu->addMenu(QIcon::fromTheme(QStringLiteral("folder-download")), i18nc("@title:menu", "&Keep Offline"));
    auto *group = new QActionGroup(offline);
    const auto policy = index.data(FolderModel::PolicyRole).toString();
    const QList<std::pair<QString, QString>> policies{{QString(), i18nc("@action:inmenu", "As the Account Says")},
                                                      {QStringLiteral("all"), i18nc("@action:inmenu", "All Messages")},
                                                      {QStringLiteral("90"), i18nc("@action:inmenu", "The Last 90 Days")},
                                                      {QStringLiteral("30"), i18nc("@action:inmenu", "The Last 30 Days")},
                                                      {QStringLiteral("opened"), i18nc("@action:inmenu", "Only Opened Messages")}};
    for (const auto &[value, text] : policies) {
        auto *action = offline->addAction(text);
        action->setCheckable(true);
        action->setChecked(value == policy);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, index, value] { m_actions->setOfflinePolicy(folderOf(index), value); });
    }
    return menu;
}

QDialog *FolderDialogs::nameDialog(const QString &title, const QString &caption, const QString &name, std::function<void(const QString &)> accepted)
{
    auto *dialog = new QDialog(m_window);
    dialog->setObjectName(QStringLiteral("folderNameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *layout = new QVBoxLayout(dialog);
    Metrics::apply(layout, dialog);
    auto *label = new QLabel(caption, dialog);
    auto *edit = new QLineEdit(name, dialog);
    edit->setObjectName(QStringLiteral("folderName"));
    edit->setMaxLength(200);
    edit->selectAll();
    label->setBuddy(edit);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    auto *ok = buttons->button(QDialogButtonBox::Ok);
    const auto check = [ok, name](const QString &text) { ok->setEnabled(!text.trimmed().isEmpty() && text != name); };
    check(name);
    connect(edit, &QLineEdit::textChanged, dialog, check);
    connect(buttons, &QDialogButtonBox::accepted, dialog, [dialog, edit, accepted] {
        accepted(edit->text().trimmed());
        dialog->accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(label);
    layout->addWidget(edit);
    layout->addStretch(1);
    layout->addWidget(buttons);
    dialog->resize(dialog->fontMetrics().averageCharWidth() * 52, dialog->sizeHint().height());
    return dialog;
}

void FolderDialogs::create(const QModelIndex &parent)
{
    const ResourceId resource{parent.data(FolderModel::ResourceRole).toLongLong()};
    const auto folder = folderOf(parent);
    const auto label = folder ? i18nc("@label", "&Name of the new folder in “%1”:", nameOf(parent)) : i18nc("@label", "&Name of the new folder:");
    nameDialog(i18nc("@title:window", "New Folder"), label, {}, [this, resource, folder](const QString &name) {
        m_actions->createFolder(resource, folder, name);
    })->open();
}

void FolderDialogs::rename(const QModelIndex &index)
{
    const auto folder = folderOf(index);
    nameDialog(i18nc("@title:window", "Rename Folder"),
               i18nc("@label", "New &name of “%1”:", nameOf(index)),
               nameOf(index),
               [this, folder](const QString &name) { m_actions->renameFolder(folder, name); })
        ->open();
}

void FolderDialogs::move(const QModelIndex &index)
{
    auto *chooser
        = new FolderChooser(m_model, i18nc("@title:window", "Move “%1” Into…", nameOf(index)), i18nc("@action:button", "&Move"), folderOf(index), m_window);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &QDialog::accepted, this, [this, chooser, folder = folderOf(index)] {
        if (const auto target = chooser->chosen()) {
            m_actions->moveFolder(folder, target);
        }
    });
    chooser->open();
}

void FolderDialogs::remove(const QModelIndex &index)
{
    const auto folder = folderOf(index);
    const auto total = index.data(FolderModel::TotalRole).toInt();
    const auto words = i18ncp("@info",
                              "The folder “%2” and its %1 message will be deleted, here and on the server. This cannot be undone.",
                              "The folder “%2” and its %1 messages will be deleted, here and on the server. This cannot be undone.",
                              total,
                              nameOf(index));
    if (KMessageBox::warningContinueCancel(m_window, words, i18nc("@title:window", "Delete the Folder?"), KStandardGuiItem::del(), KStandardGuiItem::cancel(), {}, KMessageBox::Dangerous)
        == KMessageBox::Continue) {
        m_actions->deleteFolder(folder);
    }
}

void FolderDialogs::empty(const QModelIndex &index)
{
    const auto folder = folderOf(index);
    const auto total = index.data(FolderModel::TotalRole).toInt();
    const auto words = i18ncp("@info",
                              "The message in “%2” will be deleted for good, here and on the server.",
                              "All %1 messages in “%2” will be deleted for good, here and on the server.",
                              total,
                              nameOf(index));
    if (KMessageBox::warningContinueCancel(
            m_window, words, i18nc("@title:window", "Empty the Folder?"), KGuiItem(i18nc("@action:button", "&Empty"), QStringLiteral("trash-empty")), KStandardGuiItem::cancel(), {}, KMessageBox::Dangerous)
        == KMessageBox::Continue) {
        m_actions->emptyFolder(folder);
    }
}

void FolderDialogs::markAllRead(const QModelIndex &index)
{
    m_actions->markAllRead(folderOf(index));
}

}
