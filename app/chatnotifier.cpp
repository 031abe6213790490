// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatnotifier.h"

#include "shell/words.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KNotification>
#include <KNotificationReplyAction>
#include <KSharedConfig>
#include <QApplication>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostLines = 4;

bool setting(const char *key)
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Notifications")).readEntry(key, true);
}

KNotification *notification(const QString &event, const QString &title, const QString &text)
{
    auto *made = new KNotification(event);
    made->setComponentName(QStringLiteral("kontor"));
    made->setIconName(QStringLiteral("dialog-messages"));
    made->setTitle(title);
    made->setText(text.toHtmlEscaped());
    return made;
}
}

ChatNotifier::ChatNotifier(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(700ms); // what comes together is told together
    connect(&m_pause, &QTimer::timeout, this, &ChatNotifier::look);
    connect(m_parts.store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if ((!changes.items.isEmpty() || changes.manyItems) && !m_pause.isActive()) {
            m_pause.start();
        }
    });
    look();
}

ChatNotifier::~ChatNotifier()
{
    for (const auto &shown : std::as_const(m_shown)) {
        if (shown.notification) {
            shown.notification->close();
        }
    }
}

bool ChatNotifier::isOn()
{
    return setting("Chat");
}

bool ChatNotifier::showsContent()
{
    return setting("ChatContent");
}

void ChatNotifier::look()
{
    if (m_isLooking) {
        m_lookAgain = true;
        return;
    }
    m_isLooking = true;
    m_parts.store->read([mark = m_mark](const Reader &reader) { return ChatNews::since(reader, mark); }, Store::Urgency::Background)
        .then(this, [this](const Result<ChatNews> &news) {
            m_isLooking = false;
            if (news) {
                m_mark = news->mark;
                take(*news);
            }
            if (std::exchange(m_lookAgain, false)) {
                m_pause.start();
            }
        });
}

void ChatNotifier::take(ChatNews news)
{
    for (const auto &room : m_shown.keys()) {
        if (news.read.contains(room)) {
            close(room); // read here or on another device
        }
    }
    const auto seen = m_parts.lookedAt ? m_parts.lookedAt() : ItemId();
    news.messages.removeIf([seen](const ChatNews::Message &message) {
        return message.room == seen;
    });
    if (news.messages.isEmpty() && news.invitations.isEmpty()) {
        return;
    }
    Q_EMIT told(news.messages, news.invitations);
    if (!isOn()) {
        return;
    }
    QList<ItemId> rooms;
    for (const auto &message : std::as_const(news.messages)) {
        m_shown[message.room.value].messages << message;
        if (!rooms.contains(message.room)) {
            rooms << message.room;
        }
    }
    for (const auto room : std::as_const(rooms)) {
        tell(room);
    }
    for (const auto &invitation : std::as_const(news.invitations)) {
        tell(invitation);
    }
}

ChatNotifier::Words ChatNotifier::words(const QList<ChatNews::Message> &messages, Qt::CheckState content)
{
    const auto count = i18ncp("@title of a notification", "%1 new chat message", "%1 new chat messages", messages.size());
    if (content == Qt::Unchecked || messages.isEmpty()) {
        return {.title = count, .text = {}};
    }
    QStringList lines;
    for (const auto &message : messages.last(std::min(messages.size(), mostLines))) {
        const auto text = Kontor::Words::shortened(message.text, 160);
        lines << (message.isDirect ? text : i18nc("@info person: what was said", "%1: %2", Kontor::Words::shortened(message.sender, 40), text));
    }
    const auto room = Kontor::Words::shortened(messages.first().roomTitle, 60);
    return {.title = messages.size() == 1 ? room : i18nc("@title of a notification; %1: a room, %2: “3 new chat messages”", "%1 (%2)", room, count),
            .text = lines.join(QLatin1Char('\n'))};
}

void ChatNotifier::tell(ItemId room)
{
    auto &shown = m_shown[room.value];
    if (shown.notification) {
        shown.notification->disconnect(this); // its end is not that of the room's
        shown.notification->close();
    }
    const bool isOpen = showsContent() && !m_lock.isLocked();
    const auto said = words(shown.messages, isOpen ? Qt::Checked : Qt::Unchecked);
    auto *made = notification(QStringLiteral("chatMessage"), said.title, said.text);
    shown.notification = made;
    const bool isMention = std::ranges::any_of(shown.messages, [](const ChatNews::Message &message) { return message.isMention || message.isDirect; });
    made->setUrgency(isMention ? KNotification::HighUrgency : KNotification::DefaultUrgency);
    auto *open = made->addDefaultAction(i18nc("@action:button", "Open"));
    connect(open, &KNotificationAction::activated, this, [this, room] { Q_EMIT openWanted(room); });
    if (m_parts.reply && isOpen) {
        auto reply = std::make_unique<KNotificationReplyAction>(i18nc("@action:button", "Reply"));
        reply->setPlaceholderText(i18nc("@info:placeholder", "Message"));
        connect(reply.get(), &KNotificationReplyAction::replied, this, [this, room](const QString &text) {
            if (!text.trimmed().isEmpty()) {
                m_parts.reply(room, text);
                m_parts.markRead(room);
            }
            close(room.value);
        });
        made->setReplyAction(std::move(reply));
    }
    if (m_parts.markRead) {
        auto *read = made->addAction(i18nc("@action:button", "Mark as Read"));
        connect(read, &KNotificationAction::activated, this, [this, room] {
            m_parts.markRead(room);
            close(room.value);
        });
    }
    connect(made, &KNotification::closed, this, [this, room] {
        m_shown.remove(room.value); // the next one begins anew
    });
    made->sendEvent();
}

void ChatNotifier::tell(const ChatNews::Invitation &invitation)
{
    const bool isOpen = showsContent() && !m_lock.isLocked();
    const auto text = isOpen ? i18nc("@info %1: a person, %2: a room", "%1 invites you to “%2”.", Kontor::Words::shortened(invitation.inviter, 60), Kontor::Words::shortened(invitation.roomTitle, 60)) : QString();
    auto *made = notification(QStringLiteral("chatInvitation"), i18nc("@title of a notification", "Invitation to a chat"), text);
    auto *open = made->addDefaultAction(i18nc("@action:button", "Open"));
    connect(open, &KNotificationAction::activated, this, [this, room = invitation.room] { Q_EMIT openWanted(room); });
    made->sendEvent();
}

void ChatNotifier::close(qint64 room)
{
    const auto shown = m_shown.take(room);
    if (shown.notification) {
        shown.notification->disconnect(this);
        shown.notification->close();
    }
}

}
