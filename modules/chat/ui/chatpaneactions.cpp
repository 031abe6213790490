// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatpaneactions.h"

#include "chat/chatlink.h"
#include "chat/chatmembermodel.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chatemojipicker.h"
#include "chat/ui/chateventlist.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chatopening.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chatspoken.h"
#include "chat/ui/chattimelinelist.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QUrlQuery>

namespace Kontor
{

ChatPaneActions::ChatPaneActions(ChatPane *pane)
    : PaneActions(pane, i18nc("@title", "Chat"))
    , m_pane(pane)
    , m_menu(new QMenu(pane))
{
    m_menu->setObjectName(QStringLiteral("chatContextMenu"));
    addGoing();
    addRooms();
    addMessages();
    addHandingOn();
    addAccounts();
    readSingleKeys();
    connect(pane, &ChatPane::stateChanged, this, &ChatPaneActions::update);
    if (pane->parts().actions) {
        connect(pane->parts().actions, &ChatActions::undoChanged, this, &ChatPaneActions::updateUndo);
    }
    update();
    updateUndo();
}

QList<QAction *> ChatPaneActions::headerActions() const
{
    return named({"chat_call", "chat_invite", "chat_details"});
}

QList<QAction *> ChatPaneActions::threadActions() const
{
    return named({"chat_close_thread"});
}

QList<QAction *> ChatPaneActions::roomActions() const
{
    return named({"chat_invite", "chat_settings", "chat_keep", "chat_leave"});
}

void ChatPaneActions::addGoing()
{
    add("chat_find_room", "search", i18nc("@action", "&Find Room"), {keys("Ctrl+K")}, [this] {
        m_pane->filter()->setFocus(Qt::ShortcutFocusReason);
        m_pane->filter()->selectAll();
    });
    add("chat_next_unread", "go-next", i18nc("@action", "Next &Unread Room"), {keys("Alt+Shift+Down")}, [this] {
        const auto next = m_pane->rooms()->nextUnread(m_pane->rooms()->indexOfRoom(m_pane->room().item));
        if (next.isValid()) {
            m_pane->showRoom(m_pane->rooms()->roomAt(next.row()));
        } else {
            m_pane->notify(i18nc("@info", "Everything is read."));
        }
    });
    add("chat_next_room", "go-down", i18nc("@action", "&Next Room"), {keys("Ctrl+PgDown")}, [this] {
        goToRoom(1);
    });
    add("chat_previous_room", "go-up", i18nc("@action", "&Previous Room"), {keys("Ctrl+PgUp")}, [this] {
        goToRoom(-1);
    });
    add("chat_newest", "go-bottom", i18nc("@action", "To the &Newest Message"), {keys("Ctrl+Shift+End")}, [this] {
        m_pane->active()->goToNewest();
    });
    add("chat_unread_line", "go-jump", i18nc("@action", "To the First &Unread Message"), {keys("Ctrl+Shift+Home")}, [this] {
        m_pane->conversation()->model()->goToUnread();
    });
    add("chat_date", "view-calendar-day", i18nc("@action", "Go to &Date…"), {keys("Ctrl+G")}, [this] {
        m_pane->dayDialog();
    });
    add("chat_replied", "go-jump", i18nc("@action", "To What Was &Answered"), {keys("Alt+Up")}, [this] {
        m_pane->active()->goToReplied();
    });
    auto *details = add("chat_details", "documentinfo", i18nc("@option:check", "&Details"), {keys("F11")}, {});
    details->setCheckable(true);
    details->setChecked(m_pane->wantsDetails());
    connect(details, &QAction::toggled, this, [this](bool on) {
        m_pane->closeThread();
        m_pane->setWantsDetails(on ? Qt::Checked : Qt::Unchecked);
    });
    const auto side = [this, details](ChatDetails::Tab tab) {
        return [this, details, tab] {
            details->setChecked(true);
            m_pane->closeThread();
            m_pane->details()->goTo(tab);
        };
    };
    add("chat_people", "system-users", i18nc("@action", "P&eople of the Room"), {keys("Ctrl+Shift+P")}, side(ChatDetails::Tab::People));
    add("chat_pinned", "pin", i18nc("@action", "P&inned Messages"), {}, side(ChatDetails::Tab::Pinned));
    add("chat_files", "folder", i18nc("@action", "&Files of the Room"), {}, side(ChatDetails::Tab::Files));
}

void ChatPaneActions::goToRoom(int step)
{
    auto *rooms = m_pane->rooms();
    const int count = rooms->rowCount();
    int row = rooms->indexOfRoom(m_pane->room().item).row();
    for (int tried = 0; tried < count; ++tried) {
        row = (row + step + count) % count;
        if (const auto room = rooms->roomAt(row)) {
            m_pane->showRoom(room);
            return;
        }
    }
}

void ChatPaneActions::addRooms()
{
    const auto room = [this] {
        return m_pane->room().item;
    };
    auto *actions = m_pane->parts().actions;
    add("chat_new", "list-add-user", i18nc("@action", "&New Chat…"), {QKeySequence(QKeySequence::New)}, [this] {
        m_pane->newChat();
    });
    add("chat_join", "list-add", i18nc("@action", "&Join a Room…"), {keys("Ctrl+J")}, [this] {
        m_pane->joinDialog();
    });
    add("chat_create_room", "list-add", i18nc("@action", "New &Room…"), {keys("Ctrl+Shift+N")}, [this] {
        m_pane->createDialog(ChatOutgoingRoom::Sort::Room);
    });
    add("chat_create_space", "folder-new", i18nc("@action", "New &Space…"), {}, [this] {
        m_pane->createDialog(ChatOutgoingRoom::Sort::Space);
    });
    add("chat_invite", "list-add-user", i18nc("@action", "&Invite People…"), {keys("Ctrl+I")}, [this] {
        m_pane->inviteDialog();
    });
    add("chat_settings", "configure", i18nc("@action", "Room &Settings…"), {}, [this] {
        m_pane->settingsDialog();
    });
    add("chat_call", "camera-web", i18nc("@action", "Open the &Call"), {keys("Ctrl+Shift+J")}, [this] {
        m_pane->openCall(m_pane->call());
    });
    add("chat_mark_read", "mail-mark-read", i18nc("@action a room", "Mark &Read"), {}, [actions, room] {
        actions->markRead(room());
    });
    add("chat_mark_unread", "mail-mark-unread", i18nc("@action a room", "Mark &Unread"), {}, [actions, room] {
        actions->markUnread(room());
    });
    const auto toggle = [this](const char *name, const char *icon, const QString &text, std::function<void(ItemId, Qt::CheckState)> run) {
        auto *action = add(name, icon, text, {}, {});
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, run](bool on) {
            run(m_pane->room().item, on ? Qt::Checked : Qt::Unchecked);
        });
    };
    toggle("chat_favourite", "bookmarks", i18nc("@option:check a room", "&Favourite"), [actions](ItemId item, Qt::CheckState on) {
        actions->setFavourite({item}, on);
    });
    toggle("chat_low_priority", "arrow-down", i18nc("@option:check a room", "&Less Important"), [actions](ItemId item, Qt::CheckState on) {
        actions->setLowPriority({item}, on);
    });
    toggle("chat_keep", "folder-download", i18nc("@option:check a room", "&Keep All of It Offline"), [actions](ItemId item, Qt::CheckState on) {
        actions->setKeptOffline({item}, on);
    });
    add("chat_leave", "system-log-out", i18nc("@action a room", "Lea&ve Room…"), {}, [this] {
        leave();
    });
    add("chat_forget", "edit-delete", i18nc("@action a room one has left", "Remove from the &List"), {}, [actions, room] {
        actions->forget({room()});
    });
    add("chat_undo", "edit-undo", i18nc("@action", "&Undo"), {}, [actions] {
        actions->undo();
    });
}

void ChatPaneActions::leave()
{
    const auto room = m_pane->room();
    auto *question = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Leave Room"),
                                     i18nc("@info name of a room", "Leave “%1”? You get no more messages from it, and may need an invitation to come back.", Words::shortened(room.title, 60)),
                                     QMessageBox::Cancel, m_pane);
    question->setObjectName(QStringLiteral("leaveQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *yes = question->addButton(i18nc("@action:button", "Leave"), QMessageBox::DestructiveRole);
    connect(yes, &QAbstractButton::clicked, this, [this, item = room.item] {
        m_pane->parts().actions->leave({item}).then(this, [this](const Result<void> &done) {
            if (done) {
                withUndo(i18nc("@info", "You left the room."));
            }
        });
    });
    question->open();
}

void ChatPaneActions::withUndo(const QString &sentence)
{
    auto *actions = m_pane->parts().actions;
    if (actions->canUndo()) {
        m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information, i18nc("@action:button", "Undo"), [actions] {
            actions->undo();
        });
    } else {
        m_pane->notify(sentence);
    }
}

void ChatPaneActions::addMessages()
{
    const auto on = [this](void (ChatConversation::*what)()) {
        return [this, what] {
            (m_pane->active()->*what)();
        };
    };
    add("chat_reply", "mail-reply-sender", i18nc("@action", "&Answer"), {keys("Ctrl+R")}, on(&ChatConversation::reply));
    add("chat_thread", "dialog-messages", i18nc("@action", "Answer in a &Thread"), {keys("Ctrl+T")}, on(&ChatConversation::openThread));
    add("chat_close_thread", "dialog-close", i18nc("@action", "&Close Thread"), {keys("Ctrl+Shift+T")}, [this] {
        m_pane->closeThread();
    });
    add("chat_react", "smiley", i18nc("@action", "&React…"), {keys("Ctrl+E")}, [this] {
        chooseReaction();
    });
    add("chat_edit", "document-edit", i18nc("@action", "C&hange"), {keys("F2")}, on(&ChatConversation::edit));
    add("chat_delete", "edit-delete", i18nc("@action", "&Delete…"), {QKeySequence(QKeySequence::Delete)}, on(&ChatConversation::redact));
    add("chat_pin", "pin", i18nc("@action", "&Pin"), {}, on(&ChatConversation::togglePin));
    add("chat_copy", "edit-copy", i18nc("@action", "&Copy"), {QKeySequence(QKeySequence::Copy)}, on(&ChatConversation::copyText));
    add("chat_copy_link", "edit-link", i18nc("@action", "Copy &Link"), {keys("Ctrl+Shift+C")}, on(&ChatConversation::copyLink));
    add("chat_select", "edit-select-text", i18nc("@action", "&Select Text"), {keys("F7")}, on(&ChatConversation::selectText));
    add("chat_open", "document-open", i18nc("@action an attachment", "&Open"), {QKeySequence(QKeySequence::Open)}, on(&ChatConversation::openAttachment));
    add("chat_save", "document-save-as", i18nc("@action an attachment", "&Save As…"), {QKeySequence(QKeySequence::SaveAs)}, on(&ChatConversation::saveAttachment));
    add("chat_source", "view-list-text", i18nc("@action", "Message So&urce…"), {keys("Ctrl+U")}, on(&ChatConversation::showSource));
    add("chat_retry", "view-refresh", i18nc("@action of a message that was refused", "&Try Again"), {}, on(&ChatConversation::retry));
    add("chat_discard", "edit-delete", i18nc("@action of a message that waits", "Do &Not Send"), {}, on(&ChatConversation::discard));
}

void ChatPaneActions::addHandingOn()
{
    add("chat_attach_files", "folder-cloud", i18nc("@action", "Send from &Files…"), {keys("Ctrl+Shift+F")}, [this] {
        m_pane->active()->attachFromFiles();
    });
    add("chat_to_mail", "mail-message-new", i18nc("@action", "Send by &Mail…"), {}, [this] {
        toMail();
    });
    add("chat_to_task", "view-task-add", i18nc("@action", "Make a Tas&k…"), {}, [this] {
        toTask();
    });
    add("chat_to_files", "folder-cloud", i18nc("@action an attachment", "Save to &Files…"), {}, [this] {
        if (const auto row = m_pane->active()->current(); row && row->attachment) {
            auto *opening = m_pane->findChild<ChatOpening *>(Qt::FindDirectChildrenOnly);
            opening->saveToFiles(*row);
        }
    });
}

void ChatPaneActions::addAccounts()
{
    add("chat_profile", "user-identity", i18nc("@action", "Your &Profile…"), {}, [this] {
        m_pane->profileDialog();
    });
    add("chat_encryption", "security-high", i18nc("@action", "&Encryption…"), {}, [this] {
        m_pane->encryptionDialog();
    });
    add("chat_devices", "computer", i18nc("@action", "Your &Devices…"), {}, [this] {
        m_pane->devicesDialog();
    });
    add("chat_add_account", "list-add", i18nc("@action", "&Add Account…"), {}, [this] {
        if (m_pane->parts().addAccount) {
            m_pane->parts().addAccount();
        }
    });
}

void ChatPaneActions::chooseReaction()
{
    auto *picker = new ChatEmojiPicker(m_pane);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &ChatEmojiPicker::taken, m_pane->active(), &ChatConversation::react);
    picker->open();
}

void ChatPaneActions::toMail()
{
    const auto row = m_pane->active()->current();
    if (!row) {
        return;
    }
    QUrl mailto(QStringLiteral("mailto:"));
    QUrlQuery query;
    const auto encoded = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    query.addQueryItem(QStringLiteral("subject"), encoded(i18nc("@info subject of a mail: room", "From %1", m_pane->room().title)));
    query.addQueryItem(QStringLiteral("body"), encoded(i18nc("@info body of a mail: name, time, text", "%1, %2:\n%3", row->senderName, Words::longDate(row->time), ChatSpoken::content(*row))));
    mailto.setQuery(query);
    m_pane->parts().workbench->compose(mailto);
}

void ChatPaneActions::toTask()
{
    const auto row = m_pane->active()->current();
    if (!row) {
        return;
    }
    const auto text = ChatSpoken::content(*row);
    m_pane->parts().workbench->newTask({.summary = Words::shortened(text, 100),
                                        .description = i18nc("@info name, room, text", "%1 in %2:\n%3", row->senderName, m_pane->room().title, text),
                                        .source = ItemUrl{.pane = QStringLiteral("chat"), .type = QStringLiteral("event"), .id = row->item.value}.toUrl()});
}

void ChatPaneActions::enable(std::initializer_list<const char *> names, bool on)
{
    for (const auto *name : names) {
        named(name)->setEnabled(on);
    }
}

void ChatPaneActions::show(std::initializer_list<const char *> names, bool on)
{
    for (const auto *name : names) {
        named(name)->setVisible(on);
    }
}

void ChatPaneActions::updateUndo()
{
    auto *actions = m_pane->parts().actions;
    auto *undo = named("chat_undo");
    undo->setEnabled(actions && actions->canUndo());
    undo->setText(actions && actions->canUndo() ? actions->undoText() : i18nc("@action", "&Undo"));
}

void ChatPaneActions::update()
{
    const auto &parts = m_pane->parts();
    const bool canAct = parts.actions;
    const auto room = m_pane->room();
    const bool isRoom = bool(room.item);
    const bool isJoined = isRoom && room.membership == QLatin1StringView("join");
    const auto rights = m_pane->rights();
    const bool hasAccount = !m_pane->accounts()->all().isEmpty();
    enable({"chat_new", "chat_create_room", "chat_create_space", "chat_profile"}, hasAccount && canAct);
    enable({"chat_join", "chat_encryption", "chat_devices"}, hasAccount && parts.services);
    enable({"chat_invite"}, isJoined && canAct && rights.testFlag(ChatRight::Invite));
    enable({"chat_settings", "chat_favourite", "chat_low_priority", "chat_keep", "chat_leave", "chat_mark_unread", "chat_mark_read"}, isJoined && canAct);
    enable({"chat_forget"}, isRoom && canAct && (room.membership == QLatin1StringView("leave") || room.membership == QLatin1StringView("ban")));
    enable({"chat_date", "chat_newest", "chat_unread_line", "chat_people", "chat_pinned", "chat_files", "chat_details"}, isRoom);
    show({"chat_call"}, isJoined && !m_pane->call().isEmpty());
    show({"chat_close_thread"}, m_pane->isThreadOpen());
    show({"chat_add_account"}, bool(parts.addAccount));
    named("chat_favourite")->setChecked(room.isFavourite);
    named("chat_low_priority")->setChecked(room.isLowPriority);
    named("chat_keep")->setChecked(room.isKeptOffline);

    const auto *conversation = m_pane->active();
    const auto row = conversation->current();
    const bool isMessage = row && ChatLook::isMessage(row->kind);
    const bool isSent = isMessage && !row->eventId.isEmpty() && row->kind != ChatRowKind::Redacted;
    const bool isAttachment = row && ChatLook::isAttachment(row->kind) && row->attachment;
    show({"chat_attach_files"}, parts.workbench->hasFiles());
    enable({"chat_attach_files"}, conversation->mayWrite());
    enable({"chat_reply"}, isSent && conversation->mayWrite());
    enable({"chat_thread"}, isSent && !m_pane->isThreadOpen());
    enable({"chat_react"}, isSent && rights.testFlag(ChatRight::React));
    enable({"chat_edit"}, isMessage && canAct && conversation->mayEdit(*row));
    enable({"chat_delete"}, isSent && canAct && conversation->mayRedact(*row));
    enable({"chat_pin"}, isSent && canAct && rights.testFlag(ChatRight::Pin));
    named("chat_pin")->setText(row && row->isPinned ? i18nc("@action a message", "Un&pin") : i18nc("@action a message", "&Pin"));
    enable({"chat_copy", "chat_select"}, row && !row->text.isEmpty());
    enable({"chat_copy_link"}, isSent);
    enable({"chat_open", "chat_save"}, isAttachment);
    show({"chat_open", "chat_save"}, isAttachment);
    show({"chat_to_files"}, isAttachment && parts.workbench->hasFiles());
    enable({"chat_source"}, row && bool(row->item));
    enable({"chat_replied"}, row && (row->replyTo || !row->replyToId.isEmpty()));
    enable({"chat_to_mail", "chat_to_task"}, isMessage);
    show({"chat_retry"}, row && row->hasFailed);
    show({"chat_discard"}, row && (row->hasFailed || row->isWaiting));
}

void ChatPaneActions::append(QMenu *menu, std::initializer_list<const char *> names)
{
    bool any = false;
    for (const auto *name : names) {
        auto *action = named(name);
        if (action->isVisible() && action->isEnabled()) {
            menu->addAction(action);
            any = true;
        }
    }
    if (any) {
        menu->addSeparator();
    }
}

void ChatPaneActions::popUpMessageMenu(const QPoint &position)
{
    update();
    m_menu->clear();
    m_pane->active()->fillPartMenu(m_menu);
    if (!m_menu->isEmpty()) {
        m_menu->addSeparator();
    }
    append(m_menu, {"chat_retry", "chat_discard"});
    append(m_menu, {"chat_reply", "chat_thread", "chat_react", "chat_replied"});
    append(m_menu, {"chat_open", "chat_save", "chat_to_files"});
    append(m_menu, {"chat_copy", "chat_copy_link", "chat_select"});
    append(m_menu, {"chat_edit", "chat_pin", "chat_to_mail", "chat_to_task", "chat_source", "chat_delete"});
    m_menu->popup(position);
}

void ChatPaneActions::popUpRoomMenu(const QModelIndex &index, const QPoint &position)
{
    m_menu->clear();
    if (const auto room = m_pane->rooms()->roomAt(index.row()); index.isValid() && room) {
        m_pane->showRoom(room);
        update();
        append(m_menu, {"chat_mark_read", "chat_mark_unread"});
        append(m_menu, {"chat_favourite", "chat_low_priority", "chat_keep"});
        append(m_menu, {"chat_invite", "chat_settings", "chat_call"});
        append(m_menu, {"chat_leave", "chat_forget"});
    } else {
        append(m_menu, {"chat_new", "chat_join", "chat_create_room", "chat_create_space"});
    }
    m_menu->popup(position);
}

void ChatPaneActions::popUpPersonMenu(const ChatMemberRow &person, const QPoint &position)
{
    m_menu->clear();
    auto *actions = m_pane->parts().actions;
    const auto room = m_pane->room().item;
    const auto rights = m_pane->rights();
    const bool isSelf = person.userId == m_pane->ownUser();
    const auto entry = [this](const QString &text, const char *icon, std::function<void()> run) {
        connect(m_menu->addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text), &QAction::triggered, this, std::move(run));
    };
    entry(i18nc("@action:inmenu", "&Show…"), "user-identity", [this, person] {
        m_pane->personDialog(person.userId, person.name);
    });
    if (actions && rights.testFlag(ChatRight::Powers)) {
        m_menu->addSeparator();
        for (const int power : {100, 50, 0}) {
            const auto words = power == 0 ? i18nc("@action:inmenu power of somebody in a room", "Ordinary Person") : ChatMemberModel::powerText(power);
            auto *action = m_menu->addAction(words);
            action->setCheckable(true);
            action->setChecked(person.power == power);
            connect(action, &QAction::triggered, this, [actions, room, id = person.userId, power] {
                actions->setPower(room, id, power);
            });
        }
    }
    if (actions && !isSelf) {
        m_menu->addSeparator();
        const bool isBanned = person.membership == QLatin1StringView("ban");
        if (rights.testFlag(ChatRight::Kick) && !isBanned) {
            entry(i18nc("@action:inmenu out of a room", "&Remove from the Room"), "list-remove-user", [actions, room, id = person.userId] {
                actions->kick(room, id, {});
            });
        }
        if (rights.testFlag(ChatRight::Ban)) {
            entry(isBanned ? i18nc("@action:inmenu", "&Let In Again") : i18nc("@action:inmenu out of a room for good", "&Ban"), "im-ban-user", [actions, room, id = person.userId, isBanned] {
                if (isBanned) {
                    actions->unban(room, id);
                } else {
                    actions->ban(room, id, {});
                }
            });
        }
        if (m_pane->parts().workbench->hasChat()) {
            m_menu->addSeparator();
        }
    }
    m_menu->popup(position);
}

}
