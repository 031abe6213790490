// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemurl.h"

#include <QDate>
#include <QDateTime>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>

class QWidget;

namespace Kontor
{

/// What a new event begins with when another pane asks for one. A value.
struct EventSeed {
    QString summary{};
    QString description{};
    QStringList attendees{}; ///< mail addresses to invite
    QDateTime start{}; ///< invalid: the next free hour
    QUrl source{}; ///< where it comes from, e.g. kontor:mail/message/42
};

/// Somebody to chat with, as another pane knows the person. A value.
struct ChatPartner {
    QString name{};
    QString userId{}; ///< "@anna:example.org"; empty: not known
    QStringList addresses{}; ///< mail addresses, by which the person may be found
    bool operator==(const ChatPartner &) const = default;
};

/// A room to be made for something. A value.
struct RoomSeed {
    QString name{};
    QString topic{};
    QList<ChatPartner> people{}; ///< to be invited, as far as they are found
};

/// Where panes meet: typed calls, no event bus. The main window carries them out. GUI thread.
class Workbench
{
public:
    virtual ~Workbench() = default;

    /// Shows an item in its pane.
    virtual void open(const ItemUrl &item) = 0;

    /// Starts a message (mailto: with subject, body, …).
    virtual void compose(const QUrl &mailto) = 0;

    // What only some panes can do: without such a pane nothing happens.

    /// Lets the user write an event that begins like this.
    virtual void newEvent(const EventSeed &)
    {
    }

    /// Shows a day in the calendar.
    virtual void showDay(const QDate &)
    {
    }

    /// What shows an invitation (text/calendar) in place, with its buttons; \p sender: the address in the mail's From.
    /// Null: there is nothing for it, and the caller shows what it can. \p parent owns the answer.
    virtual QWidget *openInvitation(const QByteArray & /*ics*/, const QString & /*sender*/, QWidget * /*parent*/)
    {
        return nullptr;
    }

    /// Starts a message with these files attached. They lie there for as long as \p keep does.
    virtual void composeWith(const QStringList & /*paths*/, const std::shared_ptr<void> & /*keep*/)
    {
    }

    /// Whether there are files that the following could be about.
    virtual bool hasFiles() const
    {
        return false;
    }

    /// Lets the user choose a folder of theirs and uploads something into it.
    virtual void saveToFiles(const QByteArray & /*bytes*/, const QString & /*name*/)
    {
    }

    /// What was chosen among files: copies, which lie there for as long as \p keep does, or a text with links.
    struct FileChoice {
        QStringList paths{};
        std::shared_ptr<void> keep{};
        QString links{};
    };
    enum class FileUse { Copy, Link };
    /// Lets the user choose some; \p chosen is called once, unless that is given up.
    virtual void chooseFiles(FileUse, QWidget * /*parent*/, std::function<void(const FileChoice &)> /*chosen*/)
    {
    }

    /// Lets the user write a task that begins like this.
    virtual void newTask(const EventSeed &)
    {
    }

    /// Whether there is an account with chat, which the following are about.
    virtual bool hasChat() const
    {
        return false;
    }

    /// Shows the chat with somebody, or begins one; asks who is meant if that is not certain.
    virtual void chatWith(const ChatPartner &)
    {
    }

    /// Makes an encrypted room. \p made is called once with the link by which it is found again, unless that is given up; it
    /// holds at once, also while the room itself waits for a network.
    virtual void makeRoom(const RoomSeed &, QWidget * /*parent*/, std::function<void(const QUrl &link)> /*made*/)
    {
    }

    /// Lets the user choose a room and sends copies of these files there. They lie there for as long as \p keep does.
    virtual void sendToChat(const QStringList & /*paths*/, const std::shared_ptr<void> & /*keep*/)
    {
    }

    /// Lets the user add or change accounts.
    virtual void showAccounts()
    {
    }

    /// Shows what a link means in the pane it belongs to (matrix:, https://matrix.to/, kontor:). False: no pane does.
    virtual bool openLink(const QUrl &)
    {
        return false;
    }

    /// A short notice in the window's message area; also spoken.
    enum class Tone { Information, Success, Warning, Problem };
    virtual void notify(const QString &sentence, Tone tone) = 0;

    /// The same with one action the user may take ("Undo") within some seconds.
    virtual void notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action) = 0;
};

}
