// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composertoolbar.h"

#include <KLocalizedString>
#include <QAction>
#include <QToolButton>

namespace Kontor
{

ComposerToolBar::ComposerToolBar(QWidget *parent)
    : QToolBar(parent)
{
    setObjectName(QStringLiteral("composerToolBar"));
    setAccessibleName(i18nc("@label", "Composer tools"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setContextMenuPolicy(Qt::PreventContextMenu);
    m_send = add("send", "document-send", i18nc("@action", "Send"), QKeySequence(QStringLiteral("Ctrl+Return")));
    connect(m_send, &QAction::triggered, this, &ComposerToolBar::sendWanted);
    m_sendLater = add("sendLater", "clock", i18nc("@action", "Send Later…"), QKeySequence(QStringLiteral("Ctrl+Shift+Return")));
    connect(m_sendLater, &QAction::triggered, this, &ComposerToolBar::sendLaterWanted);
    addSeparator();
    m_attach = add("attach", "mail-attachment", i18nc("@action", "Attach…"), QKeySequence(QStringLiteral("Ctrl+Shift+A")));
    connect(m_attach, &QAction::triggered, this, &ComposerToolBar::attachWanted);
    auto *spelling = add("spelling", "tools-check-spelling", i18nc("@action", "Spelling"), QKeySequence(QStringLiteral("F7")));
    spelling->setCheckable(true);
    spelling->setChecked(true);
    connect(spelling, &QAction::toggled, this, &ComposerToolBar::spellingWanted);
    addSeparator();
    auto *save = add("saveDraft", "document-save", i18nc("@action", "Save Draft"), QKeySequence(QKeySequence::Save));
    connect(save, &QAction::triggered, this, &ComposerToolBar::saveWanted);
    connect(add("discardDraft", "edit-delete", i18nc("@action", "Discard…"), QKeySequence(QStringLiteral("Ctrl+Shift+Delete"))),
            &QAction::triggered,
            this,
            &ComposerToolBar::discardWanted);
    for (auto *rare : {spelling, save}) {
        rare->setPriority(QAction::LowPriority); // its picture only, so that all tools have room
    }
    makeReachable();
}

void ComposerToolBar::offerFiles()
{
    auto *copy = add("attachFromFiles", "folder-cloud", i18nc("@action attach files that lie on the server", "Attach from Files…"), QKeySequence(QStringLiteral("Ctrl+Shift+O")));
    connect(copy, &QAction::triggered, this, &ComposerToolBar::attachFromFilesWanted);
    auto *link = add("linkToFiles", "insert-link", i18nc("@action put a link to a file on the server into the text", "Link to Files…"), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
    connect(link, &QAction::triggered, this, &ComposerToolBar::linkToFilesWanted);
    const auto all = actions();
    auto *behind = all.value(all.indexOf(m_attach) + 1);
    for (auto *action : {copy, link}) {
        removeAction(action);
        insertAction(behind, action);
        action->setPriority(QAction::LowPriority);
    }
    makeReachable();
}

void ComposerToolBar::makeReachable()
{
    const auto buttons = findChildren<QToolButton *>();
    for (auto *button : buttons) {
        if (button->defaultAction()) {
            button->setFocusPolicy(Qt::TabFocus);
            button->setObjectName(QLatin1String("button_") + button->defaultAction()->objectName());
            button->setAccessibleName(button->defaultAction()->text());
        }
    }
}

QAction *ComposerToolBar::add(const char *name, const char *icon, const QString &text, const QKeySequence &shortcut)
{
    auto *action = addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(shortcut);
    action->setToolTip(i18nc("@info:tooltip action and shortcut", "%1 (%2)", text, shortcut.toString(QKeySequence::NativeText)));
    return action;
}

void ComposerToolBar::setSending(Qt::CheckState isUnderWay)
{
    m_send->setEnabled(isUnderWay != Qt::Checked);
    m_sendLater->setEnabled(isUnderWay != Qt::Checked);
}

}
