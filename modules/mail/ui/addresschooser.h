// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/addressoffer.h"

#include <QDialog>
#include <QFuture>
#include <QTimer>

#include <functional>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace Kontor
{

/// Recipients from the address books and the addresses seen so far: type a part of a name, walk the
/// list with the arrow keys, and put one or several into To, Cc or Bcc. Stays open for more.
class AddressChooser : public QDialog
{
    Q_OBJECT
public:
    enum class Field { To, Cc, Bcc };

    /// Where the addresses come from.
    struct Book {
        std::function<QFuture<Result<QList<MailAddress>>>(const QString &typed)> find; ///< seen in mail; all when nothing is typed
        std::function<void(const MailAddress &)> forget;
        std::function<QFuture<Result<QList<AddressOffer>>>(const QString &typed)> contacts{}; ///< people and groups of the address books
    };

    explicit AddressChooser(Book book, QWidget *parent = nullptr);
    ~AddressChooser() override;

Q_SIGNALS:
    void chosen(const QList<Kontor::MailAddress> &addresses, Kontor::AddressChooser::Field field);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Reason { Opened, Typed, Forgotten };
    void ask(Reason reason);
    void askSeen(const QString &typed, const QList<AddressOffer> &contacts, Reason reason);
    void fill(const QList<AddressOffer> &found, qsizetype kept, Reason reason);
    void choose(Field field);
    void forget();
    void updateButtons();
    QList<AddressOffer> selected() const;
    QList<MailAddress> forgettable() const;

    Book m_book;
    QList<AddressOffer> m_found; ///< as listed
    qsizetype m_kept = 0; ///< so many of them, the first ones, are of the address books
    QLineEdit *m_filter;
    QListWidget *m_list;
    QLabel *m_state;
    QList<QWidget *> m_needSelection;
    QPushButton *m_forget = nullptr;
    QTimer m_typing; ///< since the last letter
    quint64 m_turn = 0; ///< answers to an older question are ignored
};

}
