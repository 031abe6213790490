// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatdoor.h"

#include "app/chatdesk.h"
#include "app/chatroomchooser.h"
#include "app/services.h"
#include "chat/chatlink.h"
#include "chat/chatroomlistmodel.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QWidget>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
const QString matrixScheme = QStringLiteral("matrix");
const QString webScheme = QStringLiteral("https");
}

ChatDoor::ChatDoor(Parts parts)
    : QObject(parts.window)
    , m_parts(std::move(parts))
    , m_exchange(new ChatExchange(
          [this]() -> ChatExchange::Parts {
              auto *desk = m_parts.services->chat();
              return desk && hasChat() ? ChatExchange::Parts{.store = m_parts.services->store(), .actions = desk->actions(), .services = desk->services(), .workbench = m_parts.workbench}
                                       : ChatExchange::Parts{.workbench = m_parts.workbench};
          },
          [this](const QString &title, QWidget *parent, ChatExchange::RoomChosen chosen) -> QDialog * {
              auto *dialog = new ChatRoomChooser(m_parts.services->store(), title, parent);
              dialog->setAttribute(Qt::WA_DeleteOnClose);
              connect(dialog, &QDialog::accepted, this, [dialog, chosen = std::move(chosen)] { chosen(dialog->room()); });
              dialog->open();
              return dialog;
          },
          m_parts.window))
{
    m_counting.setSingleShot(true);
    m_counting.setInterval(400ms);
    connect(&m_counting, &QTimer::timeout, this, &ChatDoor::countBadge);
}

ChatDoor::~ChatDoor()
{
    end();
}

void ChatDoor::begin()
{
    auto *desk = m_parts.services->chat();
    if (m_notifier || !desk) {
        return;
    }
    m_notifier = std::make_unique<ChatNotifier>(ChatNotifier::Parts{.store = m_parts.services->store(),
                                                                    .lookedAt = [this, desk] { return m_parts.isSeen() ? desk->focusRoom() : ItemId(); },
                                                                    .reply = [desk](ItemId room, const QString &text) { desk->actions()->send(room, {.text = text}); },
                                                                    .markRead = [desk](ItemId room) { desk->actions()->markRead(room); }});
    connect(m_notifier.get(), &ChatNotifier::openWanted, this, [this](ItemId room) {
        m_parts.raise();
        m_parts.workbench->open({.pane = QStringLiteral("chat"), .type = QStringLiteral("room"), .id = room.value});
    });
    connect(m_parts.services->store().get(), &Store::changed, &m_counting, [this](const ChangeSet &changes) {
        if ((!changes.items.isEmpty() || changes.manyItems || changes.collectionList) && !m_counting.isActive()) {
            m_counting.start();
        }
    });
    countBadge();
    takeLinks();
    if (m_waiting.isValid() && hasChat()) {
        openLink(std::exchange(m_waiting, {}));
    }
}

void ChatDoor::end()
{
    m_exchange->closeAll();
    m_notifier.reset();
    m_counting.stop();
    m_badge = -1;
    leaveLinks();
}

bool ChatDoor::hasChat() const
{
    const auto accounts = m_parts.services->accounts();
    return m_parts.services->state() == Services::State::Ready && std::ranges::any_of(accounts, &Account::hasChat);
}

ChatExchange *ChatDoor::exchange() const
{
    return m_exchange;
}

bool ChatDoor::isChatLink(const QUrl &url)
{
    return ChatLink::parse(url).has_value();
}

bool ChatDoor::openLink(const QUrl &url)
{
    const auto link = ChatLink::parse(url);
    if (!link || !hasChat()) {
        return false;
    }
    show(*link);
    return true;
}

void ChatDoor::show(const ChatLink &link)
{
    m_parts.raise();
    if (link.kind == ChatLink::Kind::Person) {
        m_exchange->chatWith({.name = {}, .userId = link.id, .addresses = {}});
        return;
    }
    struct Found {
        CollectionId account{}; ///< to join with
        ItemId room{};
        bool isIn = false;
    };
    m_parts.services->store()
        ->read([id = link.id](const Reader &reader) -> Result<Found> {
            Found found;
            auto account = reader.prepare("SELECT k.id FROM collection k JOIN resource r ON r.id = k.resource WHERE r.kind = 'chat' AND k.remote_id IS NOT NULL ORDER BY k.id LIMIT 1").value<CollectionId>();
            if (!account) {
                return std::unexpected(account.error());
            }
            found.account = account->value_or(CollectionId());
            return reader.prepare("SELECT item, membership FROM chat_room WHERE (room_id = ?1 OR alias = ?1) ORDER BY membership <> 'join', item LIMIT 1")
                .each(
                    [&found](const Statement &row) {
                        found.room = row.get<ItemId>(0);
                        found.isIn = row.text(1) == u"join" || row.text(1) == u"invite";
                    },
                    id)
                .transform([&found] { return found; });
        })
        .then(this, [this, link](const Result<Found> &found) {
            if (!found || !m_parts.services->chat()) {
                return;
            }
            if (!found->isIn) {
                offerToJoin(found->account, link);
            } else if (link.kind == ChatLink::Kind::Event) {
                showEvent(found->room, link.eventId);
            } else {
                m_parts.workbench->open({.pane = QStringLiteral("chat"), .type = QStringLiteral("room"), .id = found->room.value});
            }
        });
}

void ChatDoor::showEvent(ItemId room, const QString &eventId)
{
    const auto open = [this](const char *type, ItemId item) { m_parts.workbench->open({.pane = QStringLiteral("chat"), .type = QString::fromLatin1(type), .id = item.value}); };
    open("room", room);
    m_parts.services->store()
        ->read([room, eventId](const Reader &reader) { return reader.prepare("SELECT item FROM chat_event WHERE room = ?1 AND event_id = ?2").value<ItemId>(room, eventId); })
        .then(this,
              [this, room, eventId](const Result<std::optional<ItemId>> &here) {
                  auto *desk = m_parts.services->chat();
                  return here && *here ? QtFuture::makeReadyValueFuture(Result<ItemId>(**here))
                      : desk           ? desk->services()->bringEvent(room, eventId)
                                       : QtFuture::makeReadyValueFuture(Result<ItemId>(std::unexpected(cancelled())));
              })
        .unwrap()
        .then(this, [this, open](const Result<ItemId> &event) {
            if (event) {
                open("event", *event);
            } else if (event.error().kind != Error::Kind::Cancelled) {
                m_parts.workbench->notify(event.error().message, Workbench::Tone::Warning);
            }
        });
}

void ChatDoor::offerToJoin(CollectionId account, const ChatLink &link)
{
    const auto words = i18nc("@info %1: the address of a room", "You are not in the room %1. Join it?", Words::shortened(Words::withoutTricks(link.id), 120));
    auto *question = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Join the Room?"), words, QMessageBox::Cancel, m_parts.window);
    question->setObjectName(QStringLiteral("chatJoinQuestion"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *join = question->addButton(i18nc("@action:button", "&Join"), QMessageBox::AcceptRole);
    question->setDefaultButton(join);
    connect(m_exchange, &ChatExchange::closing, question, &QDialog::reject);
    connect(join, &QPushButton::clicked, this, [this, account, link] {
        auto *desk = m_parts.services->chat();
        if (!desk) {
            return;
        }
        desk->actions()->join(account, link.id, link.via).then(this, [this](const Result<ItemId> &room) {
            if (room) { // failures are told by the actions
                m_parts.workbench->open({.pane = QStringLiteral("chat"), .type = QStringLiteral("room"), .id = room->value});
            }
        });
    });
    question->open();
}

void ChatDoor::countBadge()
{
    if (!m_parts.services->store()) {
        return;
    }
    m_parts.services->store()->read([](const Reader &reader) { return ChatRoomListing::totals(reader); }, Store::Urgency::Background).then(this, [this](const Result<ChatRoomListing::Totals> &totals) {
        const int badge = totals ? totals->mentions + totals->invitations : m_badge;
        if (badge != m_badge) {
            m_badge = badge;
            Q_EMIT badgeChanged(badge);
        }
    });
}

void ChatDoor::openLater(const QUrl &url)
{
    if (hasChat()) {
        openLink(url);
    } else if (m_parts.services->state() == Services::State::Ready && !m_parts.services->accounts().isEmpty()) {
        m_parts.workbench->notify(i18nc("@info", "No account has chat yet. It is set up in the account's settings."), Workbench::Tone::Warning);
    } else {
        m_waiting = url;
    }
}

void ChatDoor::takeLinks()
{
    if (m_takesLinks) {
        return;
    }
    m_takesLinks = true;
    QDesktopServices::setUrlHandler(matrixScheme, this, "follow");
    QDesktopServices::setUrlHandler(webScheme, this, "follow"); // of these, only those to matrix.to are ours
}

void ChatDoor::leaveLinks()
{
    if (std::exchange(m_takesLinks, false)) {
        QDesktopServices::unsetUrlHandler(matrixScheme);
        QDesktopServices::unsetUrlHandler(webScheme);
    }
}

void ChatDoor::follow(const QUrl &url)
{
    if (openLink(url)) {
        return;
    }
    leaveLinks(); // or it would come back here
    if (!QDesktopServices::openUrl(url)) {
        m_parts.workbench->notify(i18nc("@info", "No program on this computer opens “%1”.", url.toDisplayString()), Workbench::Tone::Warning);
    }
    takeLinks();
}

}
