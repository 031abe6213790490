// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatlink.h"
#include "chat/chatrows.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chatheader.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatpaneactions.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chattimelinelist.h"
#include "chat/ui/chatverificationdialog.h"
#include "shell/emptystate.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QComboBox>
#include <QDesktopServices>
#include <QStackedWidget>

namespace Kontor
{
namespace
{
/// All that the pane shows of a room, read at once.
struct Reading {
    ChatRoomRow row{};
    ChatRoomFacts facts{};
    QString ownUser{};
    ChatRights rights{};
};

Result<Reading> readAll(const Reader &reader, ItemId room)
{
    Reading reading;
    auto row = ChatRoomListing::room(reader, room);
    if (!row) {
        return std::unexpected(row.error());
    }
    reading.row = *row;
    if (auto facts = ChatRows::roomFacts(reader, room); facts && *facts) {
        reading.facts = (*facts)->facts;
        reading.ownUser = (*facts)->userId;
    }
    if (auto rights = ChatRows::rights(reader, room)) {
        reading.rights = *rights;
    }
    return reading;
}
}

ChatRoomRow ChatPane::room() const
{
    return m_room;
}

CollectionId ChatPane::account() const
{
    return m_room.account ? m_room.account : m_accounts->all().value(0).id;
}

ItemId ChatPane::space() const
{
    return m_rooms->view().space;
}

QString ChatPane::ownUser() const
{
    return m_accounts->entry(account()).userId;
}

ChatRights ChatPane::rights() const
{
    return m_rights;
}

bool ChatPane::isReachable() const
{
    return !m_parts.isReachable || m_parts.isReachable(m_accounts->entry(account()).account);
}

bool ChatPane::isThreadOpen() const
{
    return !m_thread->threadRoot().isEmpty();
}

bool ChatPane::wantsDetails() const
{
    return m_wantsDetails;
}

QUrl ChatPane::call() const
{
    for (const auto *type : {"im.vector.modular.widgets", "m.widget"}) {
        for (const auto widgets = m_facts.state.value(QString::fromLatin1(type)); const auto &content : widgets) {
            const auto kind = content.value(QLatin1StringView("type")).toString();
            const auto data = content.value(QLatin1StringView("data")).toObject();
            const auto domain = data.value(QLatin1StringView("domain")).toString();
            const auto conference = data.value(QLatin1StringView("conferenceId")).toString();
            QUrl url;
            if (kind.contains(QLatin1StringView("jitsi")) && !domain.isEmpty() && !conference.isEmpty()) {
                url.setScheme(QStringLiteral("https"));
                url.setHost(domain);
                url.setPath(QString(u'/' + conference));
            } else if (kind.contains(QLatin1StringView("jitsi")) || kind.contains(QLatin1StringView("call"))) {
                url = QUrl(content.value(QLatin1StringView("url")).toString());
            }
            if (url.isValid() && url.scheme() == QLatin1StringView("https") && !url.host().isEmpty()) {
                return url;
            }
        }
    }
    return {};
}

void ChatPane::showRoom(ItemId room)
{
    if (!room) {
        return;
    }
    m_search.clear();
    const bool isOther = room != m_shown;
    m_shown = room;
    if (isOther) {
        closeThread();
        m_room = {};
        m_facts = {};
        m_rights = {};
        if (m_parts.focusRoom) {
            m_parts.focusRoom(room);
        }
        m_roomList->choose(room);
        if (const auto *row = m_rooms->rowAt(m_rooms->indexOfRoom(room)); row && row->room) {
            m_room = *row->room; // at once; the rest follows
            m_header->show(m_room);
            m_conversation->show(m_room);
            m_details->show(m_room);
        }
    }
    readRoom();
    updateState();
}

void ChatPane::readRoom()
{
    if (!m_shown) {
        return;
    }
    m_parts.store
        ->read([room = m_shown](const Reader &reader) {
            return readAll(reader, room);
        })
        .then(this, [this, number = ++m_roomReads, room = m_shown](const Result<Reading> &reading) {
            if (number != m_roomReads || room != m_shown) {
                return;
            }
            if (!reading) {
                if (reading.error().kind == Error::Kind::NotFound) { // forgotten
                    m_shown = {};
                    m_room = {};
                    m_header->clear();
                    m_conversation->close();
                    m_details->clear();
                    closeThread();
                    updateState();
                } else {
                    notify(reading.error());
                }
                return;
            }
            m_room = reading->row;
            m_facts = reading->facts;
            m_rights = reading->rights;
            m_ownUser = reading->ownUser;
            m_header->show(m_room);
            m_conversation->show(m_room);
            m_conversation->setRights(m_rights, m_ownUser);
            m_conversation->setOnline(isReachable() ? Qt::Checked : Qt::Unchecked);
            m_details->show(m_room);
            if (isThreadOpen()) {
                m_thread->show(m_room, m_thread->threadRoot());
                m_thread->setRights(m_rights, m_ownUser);
            }
            updateBanner();
            updateState();
            if (m_wantedEvent) {
                m_conversation->goToItem(std::exchange(m_wantedEvent, ItemId()));
            }
        });
}

void ChatPane::showEvent(ItemId event)
{
    struct Found {
        ItemId room{};
        QString thread{};
    };
    m_parts.store
        ->read([event](const Reader &reader) -> Result<Found> {
            auto rows = ChatRows::timeline(reader, {event.value});
            if (!rows) {
                return std::unexpected(rows.error());
            }
            const auto row = rows->value(event.value);
            return row.room ? Result<Found>(Found{row.room, row.threadRoot}) : failure(Error::Kind::NotFound, i18nc("@info", "The message is not here any more."));
        })
        .then(this, [this, event](const Result<Found> &found) {
            if (!found) {
                notify(found.error());
                return;
            }
            Q_EMIT searchEnded();
            const bool isSame = found->room == m_shown && m_room.item;
            if (found->thread.isEmpty() && !isSame) {
                m_wantedEvent = event;
            }
            showRoom(found->room);
            m_roomList->choose(found->room);
            if (!found->thread.isEmpty()) {
                m_conversation->goToEvent(found->thread);
                showThread(found->thread);
                m_thread->goToItem(event);
            } else if (isSame) {
                m_conversation->goToItem(event);
            }
        });
}

void ChatPane::showSpace(ItemId space)
{
    auto view = m_rooms->view();
    view.space = space;
    m_rooms->setView(view);
    Q_EMIT stateChanged();
}

void ChatPane::showThread(const QString &eventId)
{
    if (!m_room.item) {
        return;
    }
    m_threadHeader->showThread(m_room.title);
    m_thread->show(m_room, eventId);
    m_thread->setRights(m_rights, m_ownUser);
    m_thread->setOnline(isReachable() ? Qt::Checked : Qt::Unchecked);
    showSide();
    m_thread->timeline()->setFocus(Qt::OtherFocusReason);
    if (m_thread->mayWrite()) {
        m_thread->composer()->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT stateChanged();
}

void ChatPane::closeThread()
{
    if (!isThreadOpen()) {
        return;
    }
    const auto *focus = QWidget::window()->focusWidget();
    const bool hadFocus = focus && m_thread->isAncestorOf(focus);
    m_thread->close();
    showSide();
    if (hadFocus) {
        m_conversation->timeline()->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT stateChanged();
}

void ChatPane::setWantsDetails(Qt::CheckState on)
{
    m_wantsDetails = on == Qt::Checked;
    showSide();
}

void ChatPane::showSide()
{
    m_side->setCurrentIndex(isThreadOpen() ? 1 : 0);
    m_side->setVisible(isThreadOpen() || (m_wantsDetails && m_shown));
}

void ChatPane::readSpaces()
{
    m_parts.store
        ->read([](const Reader &reader) {
            return ChatRoomListing::spaces(reader, {});
        })
        .then(this, [this](const Result<QList<ChatRoomRow>> &spaces) {
            if (!spaces) {
                return;
            }
            const auto chosen = space();
            QStringList before;
            for (int i = 0; i < m_spaces->count(); ++i) {
                before << m_spaces->itemText(i);
            }
            QStringList now{i18nc("@item:inlistbox instead of a space", "All Rooms")};
            for (const auto &one : *spaces) {
                now << one.title;
            }
            m_spaces->setVisible(!spaces->isEmpty());
            if (before == now) {
                return;
            }
            m_spaces->clear();
            m_spaces->addItem(QIcon::fromTheme(QStringLiteral("dialog-messages")), now.first(), QVariant::fromValue(ItemId()));
            for (const auto &one : *spaces) {
                m_spaces->addItem(QIcon::fromTheme(QStringLiteral("folder")), one.title, QVariant::fromValue(one.item));
                if (one.item == chosen) {
                    m_spaces->setCurrentIndex(m_spaces->count() - 1);
                }
            }
        });
}

void ChatPane::readTotals()
{
    m_parts.store
        ->read([](const Reader &reader) {
            return ChatRoomListing::totals(reader);
        })
        .then(this, [this](const Result<ChatRoomListing::Totals> &totals) {
            if (totals) {
                Q_EMIT badgeChanged(totals->unread + totals->invitations);
            }
        });
}

void ChatPane::updateState()
{
    const auto *focus = QWidget::window()->focusWidget();
    const bool hadFocus = focus && m_stack->isAncestorOf(focus);
    auto *before = m_stack->currentWidget();
    if (!m_search.isEmpty()) {
        m_stack->setCurrentWidget(m_foundPage);
    } else if (m_shown) {
        m_stack->setCurrentWidget(m_conversation);
    } else {
        showEmpty();
        m_stack->setCurrentWidget(m_empty);
    }
    m_header->setVisible(m_shown && m_search.isEmpty());
    m_banner->setVisible(!m_banner->sentence().isEmpty() && m_shown && m_search.isEmpty());
    showSide();
    if (hadFocus && before != m_stack->currentWidget()) {
        entrance()->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT stateChanged();
}

void ChatPane::showEmpty()
{
    const auto action = [this](const char *name) {
        return m_actions->collection()->action(QString::fromLatin1(name));
    };
    if (!m_accounts->isLoaded() || (!m_rooms->isReady() && !m_accounts->all().isEmpty())) {
        m_empty->setContent(icon(), i18nc("@info", "One moment…"));
        m_empty->setChoices({});
    } else if (m_accounts->all().isEmpty()) {
        m_empty->setContent(icon(), i18nc("@info", "No chat yet"), i18nc("@info", "None of your accounts has chat yet. You can add it in the settings of an account, or add a Matrix account."));
        m_empty->setChoices(m_parts.addAccount ? QList<QAction *>{action("chat_add_account")} : QList<QAction *>());
    } else if (m_rooms->rowCount() == 0 && m_rooms->view().words.isEmpty() && !space()) {
        m_empty->setContent(icon(), i18nc("@info", "No rooms yet"), i18nc("@info", "Write to somebody, or join a room."));
        m_empty->setChoices({action("chat_new"), action("chat_join")});
    } else {
        m_empty->setContent(icon(), i18nc("@info", "Choose a room"), i18nc("@info", "Its messages are shown here. Ctrl+K finds a room by its name."));
        m_empty->setChoices({});
    }
}

void ChatPane::updateBanner()
{
    const auto leaveIcon = QIcon::fromTheme(QStringLiteral("dialog-information"));
    const auto item = m_room.item;
    auto *actions = m_parts.actions;
    m_banner->clear();
    if (!item) {
        return;
    }
    if (m_room.membership == QLatin1StringView("invite")) {
        const auto words = m_room.inviter.isEmpty() ? i18nc("@info", "You are invited to this room.")
            : m_room.directWith.isEmpty()           ? i18nc("@info name", "%1 invites you to this room.", m_room.inviter)
                                                    : i18nc("@info name", "%1 wants to chat with you.", m_room.inviter);
        m_banner->say(QIcon::fromTheme(QStringLiteral("mail-invitation"), leaveIcon), words,
                      {{i18nc("@action:button an invitation", "&Accept"),
                        [actions, item] {
                            actions->accept(item);
                        }},
                       {i18nc("@action:button an invitation", "&Decline"), [actions, item] {
                            actions->leave({item});
                        }}});
    } else if (m_room.membership == QLatin1StringView("leave") || m_room.membership == QLatin1StringView("ban")) {
        const auto words = m_room.membership == QLatin1StringView("ban") ? i18nc("@info", "You were banned from this room. What was said before can still be read here.")
                                                                         : i18nc("@info", "You are no longer in this room. What was said before can still be read here.");
        m_banner->say(leaveIcon, words, {{i18nc("@action:button of a room one has left", "&Remove from the List"), [actions, item] {
                                              actions->forget({item});
                                          }}});
    } else if (m_room.membership == QLatin1StringView("knock")) {
        m_banner->say(leaveIcon, i18nc("@info", "You asked to be let in. Somebody in the room has to agree."));
    } else if (const auto tombstones = m_facts.state.value(QStringLiteral("m.room.tombstone")); !tombstones.isEmpty()) {
        const auto successor = tombstones.value(QString()).value(QLatin1StringView("replacement_room")).toString();
        QList<ChatBanner::Choice> choices;
        if (ChatLink::isRoomId(successor)) {
            choices << ChatBanner::Choice{i18nc("@action:button to the room that took the place of this one", "&Go There"), [this, successor] {
                                              joinRoom(successor, {successor.section(u':', 1)});
                                          }};
        }
        m_banner->say(leaveIcon, i18nc("@info", "This room is closed. It goes on in another one."), choices);
    }
    m_banner->setVisible(!m_banner->sentence().isEmpty() && m_search.isEmpty());
    if (!m_parts.services) {
        return;
    }
    m_parts.services->encryption(account()).then(this, [this](const Result<ChatEncryptionState> &state) {
        if (state && state->isAvailable && state->hasIdentity && !state->isVerified) {
            m_deviceBanner->say(QIcon::fromTheme(QStringLiteral("security-low")), i18nc("@info", "This device is not verified: old messages may stay unreadable, and others are warned of it."),
                                {{i18nc("@action:button", "&Verify…"),
                                  [this] {
                                      verifyDialog();
                                  }},
                                 {i18nc("@action:button", "Restore &Keys…"), [this] {
                                      restoreDialog();
                                  }}});
        } else {
            m_deviceBanner->clear();
        }
    });
}

void ChatPane::remedy(ChatProblemWords::Remedy remedy, ItemId event)
{
    switch (remedy) {
    case ChatProblemWords::Remedy::None:
        break;
    case ChatProblemWords::Remedy::AskAgain:
        if (m_parts.services) {
            m_parts.services->askForKeys(event).then(this, [this](const Result<void> &asked) {
                if (asked) {
                    notify(i18nc("@info", "Your other devices and the backup were asked for the key."));
                } else {
                    notify(asked.error());
                }
            });
        }
        break;
    case ChatProblemWords::Remedy::Verify:
        verifyDialog();
        break;
    case ChatProblemWords::Remedy::Restore:
        restoreDialog();
        break;
    case ChatProblemWords::Remedy::Encryption:
        encryptionDialog();
        break;
    }
}

void ChatPane::followLink(const QUrl &target)
{
    if (ChatLink::parse(target)) {
        if (m_parts.workbench->openLink(target)) {
            return;
        }
        const auto link = *ChatLink::parse(target);
        if (link.kind == ChatLink::Kind::Person) {
            personDialog(link.id, {});
        } else if (link.kind == ChatLink::Kind::Event && link.id == m_room.roomId) {
            m_conversation->goToEvent(link.eventId);
        } else {
            joinRoom(link.id, link.via);
        }
        return;
    }
    if (target.scheme() == QLatin1StringView("mailto")) {
        m_parts.workbench->compose(target);
        return;
    }
    if (target.scheme() != QLatin1StringView("http") && target.scheme() != QLatin1StringView("https")) {
        return;
    }
    if (m_parts.openUrl) {
        m_parts.openUrl(target);
    } else {
        QDesktopServices::openUrl(target);
    }
}

void ChatPane::openCall(const QUrl &call)
{
    if (call.isEmpty()) {
        notify(i18nc("@info", "There is no call in this room."));
    } else if (m_parts.openCall) {
        m_parts.openCall(call, m_room.title);
    } else if (m_parts.openUrl) {
        m_parts.openUrl(call);
    } else {
        QDesktopServices::openUrl(call);
    }
}

void ChatPane::joinRoom(const QString &roomIdOrAlias, const QStringList &via)
{
    if (!m_parts.actions || !account()) {
        return;
    }
    m_parts.actions->join(account(), roomIdOrAlias, via).then(this, [this](const Result<ItemId> &room) {
        if (room && *room) {
            showRoom(*room);
        }
    });
}

void ChatPane::meetVerification(CollectionId account, const ChatVerification &verification)
{
    if (m_verification || !verification.isIncoming || verification.stage != ChatVerification::Stage::Requested) {
        return;
    }
    m_verification = new ChatVerificationDialog(m_parts.services, account, verification, verification.isOwn ? QString() : verification.userId, this);
    opened(m_verification);
}

}
