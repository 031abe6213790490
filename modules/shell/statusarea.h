// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/syncstatus.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace Kontor
{

class Announcer;

/// The state of synchronisation in words, with progress; pressing it shows details.
class StatusArea : public QWidget
{
    Q_OBJECT
public:
    explicit StatusArea(Announcer *announcer, QWidget *parent = nullptr);

    void setStatus(const QList<SyncStatus> &statuses, int waitingChanges);
    QString words() const;

Q_SIGNALS:
    void detailsRequested();

private:
    Announcer *m_announcer;
    QToolButton *m_button;
    QProgressBar *m_progress;
    QString m_words;
    bool m_wasProblem = false;
};

}
