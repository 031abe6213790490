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

/// The links and files of an event. Files go into the event itself, so they must be small.
class AttachmentsEdit : public QWidget
{
    Q_OBJECT
public:
    explicit AttachmentsEdit(QWidget *parent = nullptr);

    void setAttachments(const QList<EventAttachment> &attachments);
    QList<EventAttachment> attachments() const;
    void addFile(const QString &path); ///< reads it in the background

Q_SIGNALS:
    void changed();

private:
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
