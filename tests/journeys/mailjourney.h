// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "mail/mailactions.h"
#include "mail/mailsynchronizer.h"
#include "support/otherclient.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "support/workplace.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

#include <memory>

namespace Kontor
{

/// Kontor without its window: store, outbox, actions and engine of one person at a workplace.
class MailJourney
{
public:
    explicit MailJourney(const Workplace &workplace, const QString &service = QStringLiteral("imap"), int user = 0);
    ~MailJourney();

    void startEngine();
    void stopEngine();
    Result<void> round();
    void close(); ///< lets go of the store
    void restart(); ///< closes everything and opens the store anew

    struct Row {
        qint64 item = 0;
        QString folder; ///< where it is shown, remote id
        QString subject;
        int flags = 0;
        QString keywords;
        BlobId body;
        QString messageId;
        bool operator==(const Row &) const = default;
    };
    QList<Row> rows(const QString &folder); ///< shown there, oldest first
    QStringList subjects(const QString &folder);
    ItemId item(const QString &folder, const QString &subject);
    CollectionId folder(const QString &remoteId); ///< also by name for those the server does not know yet
    QList<Change> changes();
    qint64 number(const QByteArray &sql); ///< the first number of a query

    Draft draft(const QString &subject, const QString &to) const;

    Account account;
    TemporaryStore store;
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<MailActions> actions;
    std::unique_ptr<SyncEngine> engine;
    MailSynchronizer *synchronizer = nullptr; ///< the engine's
    OtherClient other;
    ResourceId resource;

private:
    void open();
};

}
