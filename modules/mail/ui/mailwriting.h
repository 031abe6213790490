// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/addresscompletion.h"
#include "mail/messagereply.h"
#include "mail/ui/composer.h"
#include "mail/ui/mailparts.h"

#include <QPointer>
#include <QTimer>

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
    void withFiles(const QStringList &paths, const std::shared_ptr<void> &keep); ///< a new message with these attached; see Workbench::composeWith()
    void reply(const MessageContent &content, ItemId item, MessageReply::To to, const QString &selection);
    void forwardInline(const MessageContent &content, ItemId item);
    void forwardAttached(const MessageContent &content, ItemId item);
    void openDraft(ItemId item);
    Composer *compose(const Draft &draft);

    AddressChooser::Book book() const; ///< the addresses known so far

    /// What was sent last can be taken back for some seconds, unless something else was done since.
    bool canUndoSend() const;
    QString undoText() const;
    void undoSend();

    /// The account to write from: that of the folder shown, else the first.
    void setAccount(AccountId account);

    /// True when nothing typed can get lost; waits a moment for drafts that are being kept.
    bool mayClose();
    QList<Composer *> composers() const;

Q_SIGNALS:
    void undoChanged();

private:
    std::optional<Account> account() const;
    Composer::Desk desk() const;
    void offerUndo(ChangeId change, const Draft &draft, const QDateTime &when);
    void report(const Error &error);
    void takeBack(ChangeId change);
    void forgetSent();

    MailParts m_parts;
    QWidget *m_window;
    AccountId m_account;
    QList<QPointer<Composer>> m_composers;
    AddressCompletion m_addresses;
    ChangeId m_sent; ///< may be taken back
    QTimer m_undoTime;
};

}
