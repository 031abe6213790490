// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattimelinemodel.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chatemojipicker.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatpaneactions.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chattimelinelist.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QDialog>

namespace Kontor
{

QList<Pane::TourStep> ChatPane::tour()
{
    const auto trigger = [this](const char *name) {
        m_actions->collection()->action(QString::fromLatin1(name))->trigger();
    };
    const auto plain = [](std::function<void()> run) {
        return [run]() -> QWidget * {
            run();
            return nullptr;
        };
    };
    return {
        {QStringLiteral("chat"), plain([this] {
             search({});
             ChatRoomRow newest;
             for (int row = 0; row < m_rooms->rowCount(); ++row) {
                 const auto *listed = m_rooms->rowAt(row);
                 const bool isJoined = listed && listed->room && listed->room->membership == QLatin1StringView("join");
                 if (isJoined && (!newest.item || listed->room->lastTime > newest.lastTime)) {
                     newest = *listed->room;
                 }
             }
             showRoom(newest.item);
             m_conversation->composer()->setFocus();
         })},
        {QStringLiteral("chat-message"), plain([this] {
             m_conversation->timeline()->setFocus();
         })},
        {QStringLiteral("chat-details"), plain([this, trigger] {
             setWantsDetails(Qt::Checked);
             trigger("chat_people");
         })},
        {QStringLiteral("chat-details-room"), plain([this] {
             m_details->goTo(ChatDetails::Tab::Room);
         })},
        {QStringLiteral("chat-files"), plain([trigger] {
             trigger("chat_files");
         })},
        {QStringLiteral("chat-thread"), plain([this] {
             auto *model = m_conversation->model();
             for (int row = model->rowCount() - 1; row >= 0; --row) {
                 if (const auto *message = model->rowAt(row); message && message->threadCount > 0) {
                     showThread(message->eventId);
                     return;
                 }
             }
         })},
        {QStringLiteral("chat-invitation"), plain([this] {
             closeThread();
             setWantsDetails(Qt::Unchecked);
             for (int row = 0; row < m_rooms->rowCount(); ++row) {
                 const auto *listed = m_rooms->rowAt(row);
                 if (listed && listed->room && listed->room->membership == QLatin1StringView("invite")) {
                     showRoom(listed->room->item);
                     return;
                 }
             }
         })},
        {QStringLiteral("dialog-new-chat"), [this]() -> QWidget * { return newChat(); }},
        {QStringLiteral("dialog-join-room"), [this]() -> QWidget * { return joinDialog(); }},
        {QStringLiteral("dialog-new-room"), [this]() -> QWidget * { return createDialog(ChatOutgoingRoom::Sort::Room); }},
        {QStringLiteral("dialog-chat-encryption"), [this]() -> QWidget * { return encryptionDialog(); }},
        {QStringLiteral("dialog-chat-recovery"), [this]() -> QWidget * { return recoveryDialog(); }},
        {QStringLiteral("dialog-chat-restore"), [this]() -> QWidget * { return restoreDialog(); }},
        {QStringLiteral("dialog-chat-devices"), [this]() -> QWidget * { return devicesDialog(); }},
        {QStringLiteral("dialog-emoji"),
         [this]() -> QWidget * {
             return opened(new ChatEmojiPicker(this));
         }},
        {QStringLiteral("chat-search"), plain([this] {
             search(QStringLiteral("a"));
         })},
        {QStringLiteral("chat-search-nothing"), plain([this] {
             search(QStringLiteral("xyzzynowhere"));
         })},
    };
}

}
