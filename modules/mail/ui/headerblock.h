// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"

#include <QFrame>

class QBoxLayout;
class QGridLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace Kontor
{

/// The head of a message: subject, who wrote it (name and real address), to whom, when, tags,
/// and what should make one careful.
class HeaderBlock : public QFrame
{
    Q_OBJECT
public:
    explicit HeaderBlock(QWidget *parent = nullptr);

    /// From the list alone, while the message is on its way.
    void showRow(const MessageRow &row);
    void showContent(const MessageContent &content, const MessageRow &row, const QStringList &warnings);
    void setTags(const QStringList &keywords);

    QStringList warnings() const;

Q_SIGNALS:
    void addressChosen(const Kontor::MailAddress &address);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void setSubject(const QString &subject);
    void setAddresses(const MailAddress &from, const QList<MailAddress> &to, const QList<MailAddress> &cc, const QList<MailAddress> &bcc);
    void setPeople(QLabel *caption, QLabel *label, const QList<MailAddress> &people);
    void setWarnings(const QStringList &warnings);

    QGridLayout *m_people;
    QBoxLayout *m_fromLine;
    bool m_isNarrow = false;
    QLabel *m_subject;
    QLabel *m_fromName;
    QLabel *m_fromAddress;
    QLabel *m_date;
    QLabel *m_toCaption;
    QLabel *m_to;
    QLabel *m_ccCaption;
    QLabel *m_cc;
    QLabel *m_bccCaption;
    QLabel *m_bcc;
    QToolButton *m_more;
    QLabel *m_tags;
    QVBoxLayout *m_warningsLayout;
    QStringList m_warnings;
    QList<MailAddress> m_allTo, m_allCc, m_allBcc;
    bool m_showAll = false;
};

}
