// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/mailtypes.h"

#include <QDialog>
#include <QFuture>
#include <QTimer>

#include <functional>

class QLabel;
class QLineEdit;
class QListWidget;

namespace Kontor
{

/// Recipients from the addresses known so far: type a part of a name, walk the list with the arrow
/// keys, and put one or several into To, Cc or Bcc. Stays open for more.
class AddressChooser : public QDialog
{
    Q_OBJECT
public:
    enum class Field { To, Cc, Bcc };

    /// Where the addresses come from.
    struct Book {
        std::function<QFuture<Result<QList<MailAddress>>>(const QString &typed)> find; ///< all when nothing is typed
        std::function<void(const MailAddress &)> forget;
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
    void fill(const QList<MailAddress> &found, Reason reason);
    void choose(Field field);
    void forget();
    void updateButtons();
    QList<MailAddress> selected() const;

    Book m_book;
    QLineEdit *m_filter;
    QListWidget *m_list;
    QLabel *m_state;
    QList<QWidget *> m_needSelection;
    QTimer m_typing; ///< since the last letter
    quint64 m_turn = 0; ///< answers to an older question are ignored
};

}
