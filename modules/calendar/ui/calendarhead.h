// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace Kontor
{

/// The line above the views: today, before and after, which days are shown, and the choice of the view.
class CalendarHead : public QWidget
{
    Q_OBJECT
public:
    explicit CalendarHead(QWidget *parent = nullptr);

    /// The buttons are made from the pane's actions, so that both always agree.
    void setActions(QAction *today, QAction *previous, QAction *next, const QList<QAction *> &views);
    void setTitle(const QString &title, const QString &more); ///< \p more: number of the week, results

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QToolButton *addButton(QAction *action, const char *name);
    void chooseForm();

    QHBoxLayout *m_layout;
    QLabel *m_title;
    QLabel *m_more;
    QList<QToolButton *> m_views;
    QToolButton *m_choice; ///< one button with a menu, where the line is narrow
    QMenu *m_menu;
};

}
