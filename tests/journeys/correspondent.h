// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/kinds/lettercourier.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarobject.h"
#include "mail/mailactions.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "support/workplace.h"
#include "sync/syncengine.h"

#include <memory>

namespace Kontor
{

/// One person's Kontor without a window, with mail and calendars: whoever invites, answers and is told.
class Correspondent
{
public:
    /// \p server: where the calendars are, "radicale" or "cyrus.dav".
    Correspondent(const Workplace &workplace, int user, const QString &server);
    ~Correspondent();

    /// Calendars, then what they have to say, then mail.
    bool round();

    /// A scheduling message as it lies in the inbox.
    struct Message {
        QByteArray ics{};
        QString sender{};
        QString subject{};
        QString text{};
        QByteArray raw{};
        bool operator==(const Message &) const = default;
    };
    QList<Message> messages(); ///< all of them, oldest first
    /// The next one that was not taken yet; none comes: an empty one. \p writer: who may need several rounds to write it.
    Message next(Correspondent *writer = nullptr);
    qsizetype untaken(); ///< after a round

    InvitationState state(const Message &message);
    CollectionId calendar();
    ItemId item(const QByteArray &uid);
    QByteArray bytes(const QByteArray &uid);
    CalendarObject object(const QByteArray &uid);
    Participation answerOf(const QByteArray &uid, const QString &whom, qint64 recurrence = 0);
    QList<CalendarLetter> letters();
    QByteArray invite(const QDateTime &start, const QStringList &whom, const QString &rule = {}); ///< the UID

    Account account;
    TemporaryStore store;
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<CalendarActions> actions;
    std::unique_ptr<MailActions> mail;

private:
    bool run(const QString &kind);
    void carry();

    std::unique_ptr<LetterCourier> m_courier;
    qsizetype m_taken = 0;
};

}
