// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/changesubjects.h"
#include "shell/itemurl.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace Kontor
{

class EmptyState;
class Services;

/// Everything the user did that no server has confirmed yet, with what may be done about it.
class OutboxView : public QDialog
{
    Q_OBJECT
public:
    explicit OutboxView(Services *services, QWidget *parent = nullptr);

Q_SIGNALS:
    /// What is to be decided there is to be shown in its pane.
    void openWanted(const Kontor::ItemUrl &item);

private:
    void load();
    void show(const QList<Change> &changes, const QHash<qint64, ChangeSubject> &subjects);
    void updateButtons();
    /// Somebody else changed the same, and both versions can be shown.
    bool canCompare(const Change &change) const;
    void compare();
    QList<Change> selected() const;
    void retry();
    void retry(const Change &change);
    void discard();
    void discard(const Change &change);
    void tell(QFuture<Result<void>> done);

    Services *m_services;
    QList<Change> m_changes;
    QHash<qint64, ChangeSubject> m_subjects;
    QTreeWidget *m_tree;
    EmptyState *m_empty;
    QLabel *m_words;
    QPushButton *m_compare;
    QPushButton *m_retry;
    QPushButton *m_discard;
    QTimer m_pause; ///< many changes settle at once: the list follows a few times a second
};

}
