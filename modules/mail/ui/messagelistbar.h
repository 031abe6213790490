// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"

#include <QWidget>

class QActionGroup;
class QLabel;
class QMenu;
class QToolButton;

namespace Kontor
{

/// Above the message list: what folder this is, quick filters, and how the list is sorted.
class MessageListBar : public QWidget
{
    Q_OBJECT
public:
    explicit MessageListBar(QWidget *parent = nullptr);

    void setView(const MessageListModel::View &view);
    void setCaption(const QString &title, const QString &count);

    /// Actions for the window's View menu: sort keys, directions, threads.
    QMenu *sortMenu() const;
    QList<QAction *> filterActions() const;

    static QString sortName(MessageListModel::SortBy key);

Q_SIGNALS:
    void showChosen(Kontor::MessageListModel::View::Show show);
    void sortChosen(Kontor::MessageListModel::SortBy key, Qt::SortOrder order);
    void threadsChosen(Kontor::MessageListModel::View::Threads threads);

private:
    QLabel *m_title;
    QLabel *m_count;
    QActionGroup *m_filters;
    QMenu *m_sortMenu;
    QActionGroup *m_keys;
    QActionGroup *m_orders;
    QAction *m_threads;
    QToolButton *m_sort;
};

}
