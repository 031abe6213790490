// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

class QListWidget;

namespace Kontor
{

/// The devices of an account, or of somebody else: which are verified, where they were seen; one's own are named and removed.
class ChatDevicesDialog : public ChatForm
{
    Q_OBJECT
public:
    /// \p name: of the person; empty: one's own devices.
    ChatDevicesDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &name, QWidget *parent);

    int count() const;
    std::optional<ChatDevice> chosen() const;

Q_SIGNALS:
    void verificationWanted(const QString &userId, const QString &deviceId);

private:
    void load();
    void fill(const QList<ChatDevice> &devices);
    void update() override;
    void rename();
    void remove();
    void removeWith(const QString &deviceId, const QString &password);

    ChatServices *m_services;
    CollectionId m_account;
    QString m_userId;
    bool m_isOwn;
    QListWidget *m_list;
    QLabel *m_facts;
    QPushButton *m_verify;
    QPushButton *m_rename;
    QPushButton *m_remove;
    QList<ChatDevice> m_devices;
};

/// How far the encryption of an account is set up, in sentences, and what can be done next.
class ChatEncryptionDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatEncryptionDialog(ChatServices *services, CollectionId account, QWidget *parent);

    QStringList sentences() const;
    static QStringList describe(const ChatEncryptionState &state);

Q_SIGNALS:
    void verifyWanted();
    void recoveryWanted(); ///< to be set up
    void restoreWanted();
    void devicesWanted();
    void exportWanted();
    void importWanted();

private:
    void load();
    void update() override;
    void reset();

    ChatServices *m_services;
    CollectionId m_account;
    ChatEncryptionState m_state;
    bool m_isKnown = false;
    QLabel *m_words;
    QList<QPushButton *> m_steps;
};

}
