// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "chat/ui/chatform.h"
#include "store/store.h"

class QCalendarWidget;
class QPlainTextEdit;

namespace Kontor
{

/// An event as it is kept here: what the server said of it, and what it was decrypted to.
class ChatSourceDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatSourceDialog(const std::shared_ptr<Store> &store, ItemId event, QWidget *parent);

    static QString describe(const ChatEventFacts &facts);
    QString text() const;

private:
    QPlainTextEdit *m_text;
};

/// Asks for a day to go to.
class ChatDayDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatDayDialog(const QDate &day, QWidget *parent);

Q_SIGNALS:
    void dayChosen(const QDate &day);

private:
    QCalendarWidget *m_calendar;
};

}
