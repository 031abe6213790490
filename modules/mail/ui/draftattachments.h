// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/mailtypes.h"

#include <QFuture>
#include <QWidget>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace Kontor
{

/// The files attached to the message being written, with the progress of those under way.
class DraftAttachments : public QWidget
{
    Q_OBJECT
public:
    explicit DraftAttachments(QWidget *parent = nullptr);

    void setAttachments(const QList<DraftAttachment> &attachments);
    QList<DraftAttachment> attachments() const;

    /// Shows \p name as under way until the future ends.
    void add(const QString &name, QFuture<Result<DraftAttachment>> future);
    int underWay() const;

    void removeSelected();

Q_SIGNALS:
    void changed();
    void failed(const Kontor::Error &error);

private:
    void refresh();

    QList<DraftAttachment> m_attachments;
    int m_underWay = 0;
    QLabel *m_caption;
    QListWidget *m_list;
    QProgressBar *m_progress;
    QPushButton *m_remove;
};

}
