// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatdoor.h"

#include "app/chatdesk.h"
#include "app/services.h"
#include "chat/chatlink.h"

#include <KLocalizedString>
#include <QDesktopServices>
#include <QWidget>

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
          m_parts.chooseRoom, m_parts.window))
{
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
                                                                    .lookedAt = m_parts.lookedAt,
                                                                    .reply = [desk](ItemId room, const QString &text) { desk->actions()->send(room, {.text = text}); },
                                                                    .markRead = [desk](ItemId room) { desk->actions()->markRead(room); }});
    connect(m_notifier.get(), &ChatNotifier::openWanted, this, [this](ItemId room) {
        m_parts.raise();
        m_parts.workbench->open({.pane = QStringLiteral("chat"), .type = QStringLiteral("room"), .id = room.value});
    });
    takeLinks();
    if (m_waiting.isValid() && hasChat()) {
        openLink(std::exchange(m_waiting, {}));
    }
}

void ChatDoor::end()
{
    m_exchange->closeAll();
    m_notifier.reset();
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
    return link && hasChat() && m_parts.showLink && m_parts.showLink(*link);
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
