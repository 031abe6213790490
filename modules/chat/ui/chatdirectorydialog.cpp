// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatdirectorydialog.h"

#include "chat/chatlink.h"
#include "chat/chatname.h"
#include "chat/ui/chatlook.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

ChatDirectoryDialog::ChatDirectoryDialog(ChatServices *services, CollectionId account, QWidget *parent)
    : ChatForm("directoryDialog", i18nc("@title:window", "Join a Room"), parent)
    , m_services(services)
    , m_account(account)
    , m_words(new QLineEdit(this))
    , m_server(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    build();
}

ChatDirectoryDialog::ChatDirectoryDialog(ChatServices *services, CollectionId account, ItemId space, const QString &title, QWidget *parent)
    : ChatForm("directoryDialog", i18nc("@title:window name of a space", "Rooms of %1", title), parent)
    , m_services(services)
    , m_account(account)
    , m_space(space)
    , m_words(new QLineEdit(this))
    , m_server(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    build();
}

void ChatDirectoryDialog::build()
{
    auto *form = new QFormLayout;
    m_words->setObjectName(QStringLiteral("roomWords"));
    m_words->setPlaceholderText(m_space ? i18nc("@info:placeholder", "Name") : i18nc("@info:placeholder", "Name, or #room:server"));
    m_words->setClearButtonEnabled(true);
    m_words->installEventFilter(this);
    m_server->setObjectName(QStringLiteral("roomServer"));
    m_server->setPlaceholderText(i18nc("@info:placeholder", "One’s own"));
    form->addRow(i18nc("@label:textbox", "&Room:"), m_words);
    if (m_space) {
        m_server->hide();
    } else {
        form->addRow(i18nc("@label:textbox", "&Server:"), m_server);
    }
    body()->addLayout(form);
    m_list->setObjectName(QStringLiteral("publicRooms"));
    m_list->setAccessibleName(i18nc("@label", "Rooms"));
    const int side = fontMetrics().height() * 2;
    m_list->setIconSize({side, side});
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 64, fontMetrics().height() * 18);
    body()->addWidget(m_list, 1);
    m_take = addAccept("joinRoom", i18nc("@action:button", "&Join"));
    addClose();
    m_pause.setSingleShot(true);
    m_pause.setInterval(300ms);
    connect(&m_pause, &QTimer::timeout, this, &ChatDirectoryDialog::ask);
    connect(m_words, &QLineEdit::textChanged, this, [this] {
        m_pause.start();
        update();
    });
    connect(m_server, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_list, &QListWidget::currentRowChanged, this, &ChatDirectoryDialog::update);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &ChatDirectoryDialog::take);
    connect(m_take, &QPushButton::clicked, this, &ChatDirectoryDialog::take);
    m_words->setFocus();
    update();
    ask();
}

int ChatDirectoryDialog::count() const
{
    return m_list->count();
}

void ChatDirectoryDialog::ask()
{
    const auto number = ++m_asks;
    auto future = m_space ? m_services->roomsOfSpace(m_space) : m_services->findRooms(m_account, m_words->text().trimmed(), m_server->text().trimmed());
    wait<QList<ChatPublicRoom>>(future, i18nc("@info", "The server is being asked…"), [this, number](const Result<QList<ChatPublicRoom>> &rooms) {
        if (number != m_asks) {
            return;
        }
        if (!rooms) {
            tell(rooms.error());
            return;
        }
        auto shown = *rooms;
        if (m_space && !m_words->text().trimmed().isEmpty()) {
            shown.removeIf([words = m_words->text().trimmed()](const ChatPublicRoom &room) {
                return !room.name.contains(words, Qt::CaseInsensitive) && !room.alias.contains(words, Qt::CaseInsensitive);
            });
        }
        fill(shown);
        tell(shown.isEmpty() ? i18nc("@info", "No room was found.") : i18ncp("@info", "%1 room", "%1 rooms", int(shown.size())));
    });
}

void ChatDirectoryDialog::fill(const QList<ChatPublicRoom> &rooms)
{
    m_rooms = rooms;
    m_list->clear();
    const int side = m_list->iconSize().height();
    for (const auto &room : rooms) {
        const auto name = ChatName::safe(room.name.isEmpty() ? room.alias : room.name);
        QStringList facts{i18ncp("@info of a room", "%1 person", "%1 people", room.people)};
        if (room.isSpace) {
            facts.prepend(i18nc("@info of a room", "Space"));
        }
        if (room.isJoined) {
            facts << i18nc("@info of a room", "you are in it");
        }
        if (!room.topic.isEmpty()) {
            facts << Words::withoutTricks(Words::shortened(room.topic.simplified(), 100));
        }
        auto *item = new QListWidgetItem(QString(name + u'\n' + facts.join(QStringLiteral(" · "))), m_list);
        item->setIcon(ChatLook::avatar(name, room.roomId, side, ChatLook::Shape::Room));
        item->setData(Qt::AccessibleTextRole, QString(name + QStringLiteral(", ") + facts.join(QStringLiteral(", "))));
        item->setSizeHint({side * 8, side + 10});
    }
    if (m_list->count() > 0) {
        m_list->setCurrentRow(0);
    }
    update();
}

std::optional<ChatPublicRoom> ChatDirectoryDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_rooms.size() ? std::optional(m_rooms.at(row)) : std::nullopt;
}

void ChatDirectoryDialog::update()
{
    const auto room = chosen();
    const bool isAddress = !m_space && ChatLink::parse(m_words->text().trimmed()).has_value();
    m_take->setEnabled(room || isAddress);
    m_take->setText(isAddress            ? i18nc("@action:button", "&Join This Address")
                        : room && room->isJoined ? i18nc("@action:button", "&Open")
                        : room && room->mayKnock ? i18nc("@action:button", "&Ask to Join")
                                                 : i18nc("@action:button", "&Join"));
}

void ChatDirectoryDialog::take()
{
    const auto link = m_space ? std::nullopt : ChatLink::parse(m_words->text().trimmed());
    if (link && link->kind != ChatLink::Kind::Person) {
        Q_EMIT joinWanted(link->id, link->via);
        accept();
        return;
    }
    const auto room = chosen();
    if (!room) {
        return;
    }
    if (room->isJoined) {
        Q_EMIT openWanted(room->roomId);
    } else {
        const auto id = room->alias.isEmpty() ? room->roomId : room->alias;
        Q_EMIT joinWanted(id, {id.section(u':', 1)});
    }
    accept();
}

bool ChatDirectoryDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_words && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, m_list->count() - 1));
            Announcer::sayNow(m_words, m_list->currentItem()->data(Qt::AccessibleTextRole).toString());
            return true;
        }
    }
    return ChatForm::eventFilter(watched, event);
}

}
