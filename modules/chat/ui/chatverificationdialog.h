// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

class QHBoxLayout;

namespace Kontor
{

/// Compares two devices by seven pictures: with another device of one's own, or with a device of somebody else. Goes through all
/// stages of one verification, whoever began it. Closing it before the end rejects the verification.
class ChatVerificationDialog : public ChatForm
{
    Q_OBJECT
public:
    /// Begins one. \p userId: own or somebody's; no device: any. \p name: of the person, for sentences.
    ChatVerificationDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &deviceId, const QString &name, QWidget *parent);
    /// Goes on with one that somebody else began.
    ChatVerificationDialog(ChatServices *services, CollectionId account, const ChatVerification &verification, const QString &name, QWidget *parent);

    QString sentence() const; ///< what is said above
    QStringList emojiNames() const; ///< as shown
    ChatVerification::Stage stage() const;

    void done(int result) override;

private:
    void build();
    void follow(const ChatVerification &verification);
    void showEmoji();
    void clearEmoji();
    void update() override;
    void accept() override;
    void refuse();

    ChatServices *m_services;
    CollectionId m_account;
    QString m_name;
    ChatVerification m_verification;
    QLabel *m_sentence;
    QWidget *m_emoji;
    QHBoxLayout *m_emojiRow;
    QLabel *m_inWords;
    QPushButton *m_accept;
    QPushButton *m_refuse;
    QPushButton *m_close;
    bool m_isConfirmed = false;
    bool m_isBegun = false;
};

}
