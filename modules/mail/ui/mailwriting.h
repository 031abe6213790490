// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagereply.h"
#include "mail/ui/composer.h"
#include "mail/ui/mailparts.h"

#include <QPointer>

namespace Kontor
{

/// Opens composers for new messages, answers and drafts, and offers to take back what was just sent.
class MailWriting : public QObject
{
    Q_OBJECT
public:
    MailWriting(const MailParts &parts, QWidget *window);

    void newMessage();
    void fromMailto(const QUrl &mailto);
    void reply(const MessageContent &content, ItemId item, MessageReply::To to, const QString &selection);
    void forwardInline(const MessageContent &content, ItemId item);
    void forwardAttached(const MessageContent &content, ItemId item);
    void openDraft(ItemId item);
    Composer *compose(const Draft &draft);

    /// The account to write from: that of the folder shown, else the first.
    void setAccount(AccountId account);

    /// True when nothing typed can get lost; waits a moment for drafts that are being kept.
    bool mayClose();
    QList<Composer *> composers() const;

private:
    std::optional<Account> account() const;
    Composer::Desk desk() const;
    void offerUndo(ChangeId change, const Draft &draft, const QDateTime &when);
    void report(const Error &error);
    QFuture<Result<QList<MailAddress>>> complete(const QString &beginning) const;

    MailParts m_parts;
    QWidget *m_window;
    AccountId m_account;
    QList<QPointer<Composer>> m_composers;
};

}
