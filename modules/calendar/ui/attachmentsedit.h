// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace Kontor
{

/// The links and files of an event. Files go into the event itself, to every device and everybody invited, so they must be
/// small: larger ones are asked about, and very large ones refused.
class AttachmentsEdit : public QWidget
{
    Q_OBJECT
public:
    explicit AttachmentsEdit(QWidget *parent = nullptr);

    void setAttachments(const QList<EventAttachment> &attachments);
    QList<EventAttachment> attachments() const;
    void addFiles(const QStringList &paths); ///< reads them in the background; asks about large ones

    /// What is dropped on an area, also on the fields in it, is attached.
    void takeDropsOn(QWidget *area);

Q_SIGNALS:
    void changed();
    void dropped();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Read {
        QList<EventAttachment> made{};
        QStringList refused{}; ///< their names
        QList<EventAttachment> large{};
    };
    static Read readFiles(const QStringList &paths, qint64 room);
    void take(const Read &read);
    void askLarge(const QList<EventAttachment> &large);
    void attach(const QList<EventAttachment> &made);
    qint64 taken() const; ///< bytes in the event
    void askLink();
    void askFile();
    void list();
    void tell(const QString &problem);

    QList<EventAttachment> m_attachments;
    QListWidget *m_list;
    QPushButton *m_remove;
    QLabel *m_problem;
};

}
