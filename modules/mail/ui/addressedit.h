// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/addressoffer.h"

#include <QCompleter>
#include <QFuture>
#include <QHash>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

#include <functional>

namespace Kontor
{

/// A line of addresses with completion: people, groups, and addresses seen so far.
class AddressEdit : public QLineEdit
{
    Q_OBJECT
public:
    using Complete = std::function<QFuture<Result<QList<AddressOffer>>>(const QString &beginning)>;

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
    void offer(const QString &word, const QList<AddressOffer> &found);
    void take(const QString &offered);

    Complete m_complete;
    QCompleter *m_completer;
    QStringListModel *m_offers;
    QHash<QString, QString> m_texts; ///< what an offer puts into the field, where that is not its words
    QTimer m_pause;
};

}
