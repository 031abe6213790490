// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

class QLineEdit;

namespace Kontor
{

/// One's own name and picture, as others see them.
class ChatProfileDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatProfileDialog(const QString &userId, const QString &name, const QByteArray &picture, QWidget *parent);

Q_SIGNALS:
    void nameWanted(const QString &name);
    void pictureWanted(const QByteArray &image); ///< empty: none any more

private:
    void choosePicture();
    void showPicture(const QByteArray &image);
    void update() override;

    QString m_userId;
    QString m_name;
    QLineEdit *m_edit;
    QLabel *m_picture;
    QPushButton *m_save;
    QByteArray m_image;
    bool m_isNewPicture = false;
};

/// Somebody: who it is, and what can be done with that person.
class ChatPersonDialog : public ChatForm
{
    Q_OBJECT
public:
    struct Choice {
        const char *name = nullptr;
        QString text{};
        std::function<void()> run{};
    };
    ChatPersonDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &name, const QList<Choice> &choices, QWidget *parent);

private:
    QLabel *m_trust;
};

}
