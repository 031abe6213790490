// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/syncstatus.h"

#include <QDialog>

class QPlainTextEdit;
class QTreeWidget;

namespace Kontor
{

class Services;

/// What was synchronised and what went wrong, since the start; holds no content of messages.
class SyncLog : public QObject
{
    Q_OBJECT
public:
    explicit SyncLog(Services *services);
    QStringList lines() const;

Q_SIGNALS:
    void added(const QString &line);

private:
    void note(const SyncStatus &status);

    Services *m_services;
    QStringList m_lines;
    QString m_last;
};

/// The state of each account, and the log.
class SyncView : public QDialog
{
    Q_OBJECT
public:
    SyncView(Services *services, SyncLog *log, QWidget *parent = nullptr);

private:
    void refresh();

    Services *m_services;
    QTreeWidget *m_accounts;
    QPlainTextEdit *m_log;
};

}
