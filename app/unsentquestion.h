// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/change.h"

#include <QObject>

class QWidget;

namespace Kontor
{

class Services;

/// Before Kontor ends: are there messages that would have gone out in the next minutes? Then the
/// user says whether they are sent first. What is to be sent much later is not asked about. GUI thread.
class UnsentQuestion : public QObject
{
    Q_OBJECT
public:
    UnsentQuestion(Services *services, QWidget *window);

    /// Asks if there is something to ask about; false: Kontor stays open.
    bool mayQuit();

    /// Of all changes those that are a message about to be sent at \p now.
    static QList<Change> aboutToBeSent(const QList<Change> &changes, const QDateTime &now);

private:
    QList<Change> waiting() const;
    bool sendFirst(const QList<Change> &messages);
    bool isOffline(const QList<Change> &messages) const; ///< none of their servers can be reached

    Services *m_services;
    QWidget *m_window;
};

}
