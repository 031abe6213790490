// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QWidget>

class QAction;
class QLabel;
class QVBoxLayout;

namespace Kontor
{

/// Says what a place without content is for, and offers what to do next.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setContent(const QIcon &icon, const QString &title, const QString &explanation = {});

    /// A button below the text; the actions stay owned by the caller. Replaces earlier ones.
    void setChoices(const QList<QAction *> &choices);

    QString title() const;

private:
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_explanation;
    QVBoxLayout *m_choices;
};

}
