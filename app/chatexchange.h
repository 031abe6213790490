// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatpartnersearch.h"
#include "chat/chatactions.h"

#include <QObject>

class QDialog;

namespace Kontor
{

/// What other panes do with chat: begin one with somebody, make a room for something, send files into a room. Whoever is
/// meant is asked for in dialogs where it is not certain; see Workbench. GUI thread.
class ChatExchange : public QObject
{
    Q_OBJECT
public:
    struct Place {
        CollectionId id{};
        QString userId{}; ///< own
    };
    struct Parts {
        std::shared_ptr<Store> store{}; ///< null: there is no chat just now
        ChatActions *actions = nullptr;
        ChatServices *services = nullptr;
        Workbench *workbench = nullptr;
    };
    using RoomChosen = std::function<void(ItemId room)>;
    /// Lets the user choose a room; the dialog is open already.
    using ChooseRoom = std::function<QDialog *(const QString &title, QWidget *parent, RoomChosen chosen)>;

    ChatExchange(std::function<Parts()> parts, ChooseRoom chooseRoom, QWidget *window);

    void chatWith(const ChatPartner &partner);
    void makeRoom(const RoomSeed &seed, QWidget *parent, std::function<void(const QUrl &link)> made);
    void sendFiles(const QStringList &paths, const std::shared_ptr<void> &keep);

    /// The store goes: whoever looks into it has to let go.
    void closeAll();

Q_SIGNALS:
    void closing();

private:
    using WithPlace = std::function<void(const Place &)>;
    void withPlace(const QString &userId, WithPlace use);
    void begin(const Place &place, const QString &userId);
    void askWhom(const Place &place, const ChatPartnerSearch::Found &found);
    void create(const Place &place, const RoomSeed &seed, const QStringList &userIds, const std::function<void(const QUrl &link)> &made);
    void showRoom(ItemId room);

    std::function<Parts()> m_parts;
    ChooseRoom m_chooseRoom;
    QWidget *m_window;
};

}
