// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace Kontor
{

/// A row of tool buttons that shows pictures alone where words and pictures have no room together,
/// so that nothing is cut off on a small screen or with large letters. Their names stay.
class ButtonRow : public QWidget
{
    Q_OBJECT
public:
    explicit ButtonRow(QWidget *parent);

    void add(QToolButton *button); ///< one with words beside its picture may lose the words
    void addStretch();
    void insert(int position, QToolButton *button);

    QSize minimumSizeHint() const override;
    QHBoxLayout *row() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void adopt(QToolButton *button);
    void fit();
    int widthOf(const QToolButton *button, Qt::ToolButtonStyle style) const;

    QHBoxLayout *m_row;
    QList<QToolButton *> m_shrinking;
    bool m_isFitting = false;
};

}
