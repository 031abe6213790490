// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailpaneactions.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/ui/attachmentbar.h"
#include "mail/ui/folderactions.h"
#include "mail/ui/folderchooser.h"
#include "mail/ui/mailpane.h"
#include "mail/ui/mailwriting.h"
#include "mail/ui/messagelistbar.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/messagereader.h"
#include "mail/ui/tagmenu.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KMessageBox>
#include <KSharedConfig>
#include <QActionGroup>
#include <QMenu>

namespace Kontor
{

MailPaneActions::MailPaneActions(MailPane *pane)
    : PaneActions(pane, i18nc("@title", "Mail"))
    , m_pane(pane)
    , m_markMenu(new QMenu(pane))
    , m_tagMenu(new TagMenu(pane))
    , m_folderActions(new FolderActions(pane, collection()))
{
    addWriting();
    addMarks();
    addFiling();
    addViewing();
    readSingleKeys();
    connect(pane, &MailPane::selectionChanged, this, &MailPaneActions::update);
    connect(pane->parts().actions, &MailActions::undoChanged, this, &MailPaneActions::update);
    connect(pane->writing(), &MailWriting::undoChanged, this, &MailPaneActions::update);
    update();
}

void MailPaneActions::answer(int to)
{
    const auto *reader = m_pane->reader();
    if (reader->content()) {
        m_pane->writing()->reply(*reader->content(), reader->item(), MessageReply::To(to), reader->selectedText());
    }
}

void MailPaneActions::forward(Qt::CheckState asAttachment)
{
    const auto *reader = m_pane->reader();
    if (!reader->content()) {
        return;
    }
    if (asAttachment == Qt::Checked) {
        m_pane->writing()->forwardAttached(*reader->content(), reader->item());
    } else {
        m_pane->writing()->forwardInline(*reader->content(), reader->item());
    }
}

void MailPaneActions::addWriting()
{
    add("mail_new", "mail-message-new", i18nc("@action", "&New Message"), {QKeySequence(QKeySequence::New)}, [this] { m_pane->writing()->newMessage(); });
    m_needMessage << add(
        "mail_reply", "mail-reply-sender", i18nc("@action", "&Reply"), {keys("Ctrl+R"), keys("R")}, [this] { answer(int(MessageReply::To::Sender)); });
    m_needMessage << add("mail_reply_all", "mail-reply-all", i18nc("@action", "Reply to &All"), {keys("Ctrl+Shift+R"), keys("Shift+R")}, [this] {
        answer(int(MessageReply::To::All));
    });
    m_needMessage << add("mail_reply_list", "mail-reply-list", i18nc("@action", "Reply to Mailing &List"), {keys("Ctrl+L"), keys("L")}, [this] {
        answer(int(MessageReply::To::List));
    });
    m_needMessage << add("mail_chat", "dialog-messages", i18nc("@action", "C&hat with Sender"), {keys("Ctrl+Shift+Y")}, [this] {
        if (const auto content = m_pane->reader()->content(); content && !content->from.address.isEmpty()) {
            m_pane->parts().workbench->chatWith({.name = content->from.name, .userId = {}, .addresses = {content->from.address}});
        }
    });
    m_needMessage << add("mail_forward", "mail-forward", i18nc("@action", "&Forward"), {keys("Ctrl+Shift+F"), keys("F")}, [this] { forward(Qt::Unchecked); });
    m_needMessage << add(
        "mail_forward_attached", "mail-forward", i18nc("@action", "Forward as A&ttachment"), {keys("Shift+F")}, [this] { forward(Qt::Checked); });
    add("mail_edit_draft", "document-edit", i18nc("@action", "&Edit Draft"), {keys("E")}, [this] {
        const auto items = m_pane->column()->selectedItems();
        if (items.size() == 1) {
            m_pane->writing()->openDraft(items.first());
        }
    });
}

void MailPaneActions::addMarks()
{
    auto *actions = m_pane->parts().actions;
    const auto mark
        = [this, actions](
              const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, void (MailActions::*run)(const QList<ItemId> &)) {
              auto *action = add(name, icon, text, shortcuts, [this, actions, run] { (actions->*run)(m_pane->column()->selectedItems()); });
              m_needSelection << action;
              m_markMenu->addAction(action);
              return action;
          };
    m_markMenu->setTitle(i18nc("@title:menu", "&Mark"));
    mark("mail_mark_read", "mail-mark-read", i18nc("@action", "As &Read"), {keys("Ctrl+I"), keys("I")}, &MailActions::markRead);
    mark("mail_mark_unread", "mail-mark-unread", i18nc("@action", "As &Unread"), {keys("Ctrl+Shift+U"), keys("U")}, &MailActions::markUnread);
    m_markMenu->addSeparator();
    mark("mail_star", "starred-symbolic", i18nc("@action", "With a &Star"), {keys("Ctrl+Shift+S"), keys("S")}, &MailActions::star);
    mark("mail_unstar", "non-starred-symbolic", i18nc("@action", "Without S&tar"), {keys("Shift+S")}, &MailActions::unstar);
    m_markMenu->addSeparator();
    const auto junk = [this, actions](const char *name,
                                      const char *icon,
                                      const QString &text,
                                      const QList<QKeySequence> &shortcuts,
                                      void (MailActions::*run)(const QList<ItemId> &),
                                      std::function<QString(qsizetype)> sentence) {
        auto *action = add(name, icon, text, shortcuts, [this, actions, run, sentence = std::move(sentence)] {
            const auto items = m_pane->column()->selectedItems();
            m_pane->column()->leaveSelection(); // they go to another folder
            (actions->*run)(items);
            withUndo(sentence(items.size()));
        });
        m_needSelection << action;
        m_markMenu->addAction(action);
    };
    junk("mail_junk", "mail-mark-junk", i18nc("@action", "As &Junk"), {keys("Ctrl+J"), keys("J")}, &MailActions::markJunk, [](qsizetype count) {
        return i18ncp("@info", "Marked %1 message as junk.", "Marked %1 messages as junk.", count);
    });
    junk("mail_not_junk", "mail-mark-notjunk", i18nc("@action", "As &Not Junk"), {keys("Shift+J")}, &MailActions::markNotJunk, [](qsizetype count) {
        return i18ncp("@info", "Marked %1 message as not junk.", "Marked %1 messages as not junk.", count);
    });
    auto *markMenu = add("mail_mark", "mail-mark-read", i18nc("@action opens a menu", "&Mark…"), {keys("M")}, [this] { popUp(m_markMenu); });
    m_needSelection << markMenu;
    auto *tagMenu = add("mail_tag", "tag", i18nc("@action opens a menu", "&Tag…"), {keys("T")}, [this] { popUp(m_tagMenu); });
    m_needSelection << tagMenu;
}

void MailPaneActions::popUp(QMenu *menu)
{
    const auto *list = m_pane->list();
    const auto row = list->visualRect(list->currentIndex()) & list->viewport()->rect(); // the row may be scrolled away
    menu->popup(list->viewport()->mapToGlobal(row.isEmpty() ? list->viewport()->rect().center() : row.center()));
}

void MailPaneActions::withUndo(const QString &sentence)
{
    auto *actions = m_pane->parts().actions;
    m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information, i18nc("@action:button", "Undo"), [actions, step = actions->lastStep()] {
        actions->undo(step);
    });
}

void MailPaneActions::moveTo(const QList<ItemId> &items, CollectionId target)
{
    m_pane->column()->leaveSelection();
    m_pane->parts().actions->move(items, target);
    withUndo(i18ncp("@info", "Moved %1 message to “%2”.", "Moved %1 messages to “%2”.", items.size(), m_pane->folders()->nameOf(target)));
}

void MailPaneActions::addFiling()
{
    auto *actions = m_pane->parts().actions;
    m_needSelection << add("mail_archive", "folder-mail", i18nc("@action", "&Archive"), {keys("Ctrl+Shift+E"), keys("A")}, [this, actions] {
        const auto items = m_pane->column()->selectedItems();
        m_pane->column()->leaveSelection();
        actions->archive(items);
        withUndo(i18ncp("@info", "Archived %1 message.", "Archived %1 messages.", items.size()));
    });
    m_needSelection << add("mail_trash", "edit-delete", i18nc("@action", "&Delete"), {QKeySequence(Qt::Key_Delete)}, [this, actions] {
        const auto items = m_pane->column()->selectedItems();
        const bool isTrash = m_pane->currentRole() == FolderRole::Trash;
        if (isTrash
            && KMessageBox::warningContinueCancel(
                   m_pane,
                   i18ncp("@info", "%1 message will be deleted for good.", "%1 messages will be deleted for good.", items.size()),
                   i18nc("@title:window", "Delete for Good?"),
                   KStandardGuiItem::del())
                != KMessageBox::Continue) {
            return;
        }
        m_pane->column()->leaveSelection();
        actions->moveToTrash(items);
        if (!isTrash) {
            withUndo(i18ncp("@info", "Moved %1 message to the trash.", "Moved %1 messages to the trash.", items.size()));
        }
    });
    m_needSelection << add("mail_delete", "edit-delete-shred", i18nc("@action", "Delete for &Good…"), {keys("Shift+Del")}, [this, actions] {
        const auto items = m_pane->column()->selectedItems();
        if (KMessageBox::warningContinueCancel(m_pane,
                                               i18ncp("@info", "%1 message will be deleted for good.", "%1 messages will be deleted for good.", items.size()),
                                               i18nc("@title:window", "Delete for Good?"),
                                               KStandardGuiItem::del())
            == KMessageBox::Continue) {
            m_pane->column()->leaveSelection();
            actions->deleteForGood(items);
        }
    });
    m_needSelection << add(
        "mail_move", "edit-move", i18nc("@action", "&Move to Folder…"), {keys("Ctrl+Shift+M"), keys("V")}, [this] { chooseFolder(Qt::MoveAction); });
    m_needSelection << add(
        "mail_copy", "edit-copy", i18nc("@action", "&Copy to Folder…"), {keys("Ctrl+Shift+C"), keys("Shift+V")}, [this] { chooseFolder(Qt::CopyAction); });
    add("mail_undo", "edit-undo", i18nc("@action", "&Undo"), {QKeySequence(QKeySequence::Undo), keys("Z")}, [this, actions] {
        auto *writing = m_pane->writing();
        writing->canUndoSend() ? writing->undoSend() : actions->undo();
    });
}

void MailPaneActions::chooseFolder(Qt::DropAction action)
{
    const bool isMove = action == Qt::MoveAction;
    auto *chooser = new FolderChooser(m_pane->folders(),
                                      isMove ? i18nc("@title:window", "Move to Folder") : i18nc("@title:window", "Copy to Folder"),
                                      isMove ? i18nc("@action:button", "&Move") : i18nc("@action:button", "&Copy"),
                                      m_pane->currentFolder(),
                                      m_pane);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &QDialog::accepted, this, [this, chooser, isMove, items = m_pane->column()->selectedItems()] {
        const auto target = chooser->chosen();
        if (!target) {
            return;
        }
        if (isMove) {
            moveTo(items, target);
        } else {
            m_pane->parts().actions->copy(items, target);
            m_pane->parts().workbench->notify(
                i18ncp("@info", "Copied %1 message to “%2”.", "Copied %1 messages to “%2”.", items.size(), m_pane->folders()->nameOf(target)),
                Workbench::Tone::Success);
        }
    });
    chooser->open();
}

void MailPaneActions::addViewing()
{
    add("mail_next_unread", "go-next", i18nc("@action", "Next &Unread Message"), {keys("Ctrl+Shift+Down"), keys("N")}, [this] {
        m_pane->column()->goToNextUnread();
    });
    add("mail_next", "go-down", i18nc("@action", "&Next Message"), {keys("Alt+Down")}, [this] { m_pane->column()->stepTo(1); });
    add("mail_previous", "go-up", i18nc("@action", "&Previous Message"), {keys("Alt+Up")}, [this] { m_pane->column()->stepTo(-1); });
    m_needMessage << add("mail_formatted", "text-html", i18nc("@action", "Show &Formatted"), {keys("Ctrl+Shift+H"), keys("H")}, [this] {
        auto *reader = m_pane->reader();
        reader->showFormatted(reader->isFormatted() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    });
    m_needMessage << add("mail_source", "text-x-generic", i18nc("@action", "Message &Source"), {keys("Ctrl+U")}, [this] { m_pane->reader()->showSource(); });
    m_needMessage << add(
        "mail_save", "document-save-as", i18nc("@action", "&Save Message As…"), {QKeySequence(QKeySequence::Save)}, [this] { m_pane->reader()->save(); });
    m_needMessage << add("mail_save_attachments", "document-save-all", i18nc("@action", "Sa&ve All Attachments…"), {keys("Ctrl+Shift+D")}, [this] {
        m_pane->reader()->attachments()->saveAll();
    });
    m_needMessage << add(
        "mail_print", "document-print", i18nc("@action", "&Print…"), {QKeySequence(QKeySequence::Print)}, [this] { m_pane->reader()->print(); });
    add("mail_select_all", "edit-select-all", i18nc("@action", "Select &All"), {QKeySequence(QKeySequence::SelectAll)}, [this] {
        m_pane->list()->selectAll();
        m_pane->list()->setFocus();
    });
    auto *group = new QActionGroup(this);
    const auto arrangement = [&](const char *name, const char *icon, const QString &text, MailPane::Arrangement arrangement) {
        auto *action = add(name, icon, text, {}, [this, arrangement] {
            m_pane->arrange(arrangement);
            m_pane->saveState();
        });
        action->setCheckable(true);
        action->setChecked(m_pane->arrangement() == arrangement);
        group->addAction(action);
    };
    arrangement("mail_beside", "view-split-left-right", i18nc("@action", "List &Beside the Message"), MailPane::Arrangement::Beside);
    arrangement("mail_below", "view-split-top-bottom", i18nc("@action", "List &Above the Message"), MailPane::Arrangement::Below);
    auto *sort = m_pane->bar()->sortMenu()->menuAction();
    collection()->addAction(QStringLiteral("mail_sort"), sort);
    for (auto *filter : m_pane->bar()->filterActions()) {
        collection()->addAction(QLatin1String("mail_") + filter->objectName(), filter);
    }
}

QList<QAction *> MailPaneActions::readerActions() const
{
    return named({"mail_reply", "mail_reply_all", "mail_forward"});
}

void MailPaneActions::popUpContextMenu(const QPoint &position)
{
    if (!m_contextMenu) {
        m_contextMenu = new QMenu(m_pane);
        m_contextMenu->setObjectName(QStringLiteral("messageMenu"));
        const auto put = [this](const char *name) { m_contextMenu->addAction(named(name)); };
        for (const auto *name : {"mail_edit_draft", "mail_reply", "mail_reply_all", "mail_forward"}) {
            put(name);
        }
        m_contextMenu->addSeparator();
        m_contextMenu->addMenu(m_markMenu);
        m_contextMenu->addMenu(m_tagMenu);
        m_contextMenu->addSeparator();
        for (const auto *name : {"mail_archive", "mail_move", "mail_copy", "mail_trash"}) {
            put(name);
        }
        m_contextMenu->addSeparator();
        for (const auto *name : {"mail_save", "mail_print", "mail_source"}) {
            put(name);
        }
    }
    m_contextMenu->popup(position);
}

void MailPaneActions::update()
{
    const auto selected = m_pane->list()->selectedRowList().size();
    for (auto *action : std::as_const(m_needSelection)) {
        action->setEnabled(selected > 0);
    }
    const auto content = m_pane->reader()->content();
    for (auto *action : std::as_const(m_needMessage)) {
        action->setEnabled(content != nullptr);
    }
    // What the owner of a shared folder does not allow is not offered; in searches the server tells.
    const auto folder = m_pane->folders()->indexOf(m_pane->currentFolder());
    const auto rights = folder.isValid() && !m_pane->column()->isSearching() ? Rights::fromInt(folder.data(FolderModel::RightsRole).toInt()) : allRights;
    const auto needs = [&](Right right, std::initializer_list<const char *> names) {
        for (const auto *name : names) {
            named(name)->setEnabled(selected > 0 && rights.testFlag(right));
        }
    };
    needs(Right::Write, {"mail_mark", "mail_mark_read", "mail_mark_unread", "mail_star", "mail_unstar", "mail_tag"});
    needs(Right::Remove, {"mail_archive", "mail_trash", "mail_delete", "mail_move", "mail_junk", "mail_not_junk"});
    named("mail_chat")->setVisible(m_pane->parts().workbench && m_pane->parts().workbench->hasChat());
    named("mail_formatted")->setEnabled(content && !content->safeHtml.isEmpty());
    named("mail_save_attachments")->setEnabled(content && !content->attachments.isEmpty());
    named("mail_reply_list")->setVisible(content && MessageReply::hasList(*content));
    const bool isDrafts = m_pane->currentRole() == FolderRole::Drafts;
    named("mail_edit_draft")->setVisible(isDrafts);
    named("mail_edit_draft")->setEnabled(isDrafts && selected == 1);
    auto *actions = m_pane->parts().actions;
    const auto *writing = m_pane->writing();
    named("mail_undo")->setEnabled(writing->canUndoSend() || actions->canUndo());
    named("mail_undo")->setText(writing->canUndoSend() ? writing->undoText() : actions->canUndo() ? actions->undoText() : i18nc("@action", "&Undo"));
    m_folderActions->update();
}

}
