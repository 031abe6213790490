// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/mailtypes.h"

#include <QCompleter>
#include <QFuture>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

#include <functional>

namespace Kontor
{

/// A line of addresses with completion from the addresses seen so far.
class AddressEdit : public QLineEdit
{
    Q_OBJECT
public:
    using Complete = std::function<QFuture<Result<QList<MailAddress>>>(const QString &beginning)>;

    explicit AddressEdit(Complete complete, QWidget *parent = nullptr);

    QList<MailAddress> addresses(QStringList *rejected = nullptr) const;
    void setAddresses(const QList<MailAddress> &addresses);

    /// Adds those that are not there yet behind what was typed.
    void append(const QList<MailAddress> &addresses);

    /// The word at the cursor that completion works on.
    QString currentWord() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void ask();
    void offer(const QString &word, const QList<MailAddress> &found);
    void take(const QString &address);

    Complete m_complete;
    QCompleter *m_completer;
    QStringListModel *m_offers;
    QTimer m_pause;
};

}
