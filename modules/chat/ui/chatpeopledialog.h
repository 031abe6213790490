// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QListWidget;

namespace Kontor
{

/// Chooses people: one for a new direct chat, or some to be invited. They are found by name in the server's directory and among
/// those who are known here; whoever is in neither is called by the full address.
class ChatPeopleDialog : public ChatForm
{
    Q_OBJECT
public:
    enum class Use { NewChat, Invite };
    struct Account {
        CollectionId id{};
        QString title{};
    };
    using Known = std::function<QFuture<Result<QList<ChatPerson>>>(CollectionId account, const QString &words)>;

    /// \p services may be null, \p known none. With one account it is not asked for.
    ChatPeopleDialog(Use use, ChatServices *services, Known known, const QList<Account> &accounts, QWidget *parent);

    CollectionId account() const;
    QStringList chosen() const; ///< user ids
    void setWords(const QString &words);

Q_SIGNALS:
    void peopleChosen(Kontor::CollectionId account, const QStringList &userIds);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask();
    void add(const QList<ChatPerson> &people);
    void update() override;
    void take();

    Use m_use;
    ChatServices *m_services;
    Known m_known;
    QComboBox *m_accounts;
    QLineEdit *m_words;
    QListWidget *m_list;
    QLabel *m_chosenWords;
    QPushButton *m_take;
    QList<ChatPerson> m_chosen; ///< ticked; stay while one goes on searching
    QTimer m_pause;
    quint64 m_asks = 0;
    bool m_isFilling = false;
};

}
