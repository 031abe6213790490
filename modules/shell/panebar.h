// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace Kontor
{

/// The tabs of the panes, one below the other at the window's edge: icon above name, with a count.
class PaneBar : public QTabBar
{
    Q_OBJECT
public:
    explicit PaneBar(QWidget *parent = nullptr);

    int addPane(const QIcon &icon, const QString &title);
    void setBadge(int index, int count, const QString &words); ///< words: what is counted, spoken

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QFont smallFont() const;
};

}
