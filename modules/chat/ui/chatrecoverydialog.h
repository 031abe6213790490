// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

class QCheckBox;
class QLineEdit;
class QStackedWidget;

namespace Kontor
{

/// Sets up recovery: identity, secret storage and key backup. Shows the recovery key once; it must be typed again or saved
/// before the dialog can be finished.
class ChatRecoveryDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatRecoveryDialog(ChatServices *services, CollectionId account, QWidget *parent);

    QString recoveryKey() const; ///< empty: not made yet

    void done(int result) override;

private:
    void begin();
    void showKey(const QString &key);
    void copy();
    void save();
    void update() override;

    ChatServices *m_services;
    CollectionId m_account;
    QString m_key;
    QStackedWidget *m_pages;
    QLineEdit *m_passphrase;
    QLineEdit *m_again;
    QWidget *m_passwordRow;
    QLineEdit *m_password;
    QLineEdit *m_shown;
    QLineEdit *m_typed;
    QPushButton *m_start;
    QPushButton *m_finish;
    QPushButton *m_cancel;
    bool m_isSaved = false;
};

/// Restores the keys of old messages by the recovery key or the passphrase, and proves that they can be read.
class ChatRestoreDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatRestoreDialog(ChatServices *services, CollectionId account, QWidget *parent);

private:
    void start();
    void update() override;

    ChatServices *m_services;
    CollectionId m_account;
    QLineEdit *m_key;
    QPushButton *m_start;
    bool m_isDone = false;
};

/// Writes the keys of this device to a file that is protected by a passphrase, or reads such a file.
class ChatKeyFileDialog : public ChatForm
{
    Q_OBJECT
public:
    enum class Direction { Export, Import };
    ChatKeyFileDialog(ChatServices *services, CollectionId account, Direction direction, QWidget *parent);

private:
    void choose();
    void start();
    void update() override;

    ChatServices *m_services;
    CollectionId m_account;
    Direction m_direction;
    QLineEdit *m_path;
    QLineEdit *m_passphrase;
    QLineEdit *m_again;
    QPushButton *m_start;
};

}
