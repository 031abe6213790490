// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"

#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace Kontor
{

/// Where one is: each folder above as a button; or the path, to be written.
class FileBreadcrumbs : public QWidget
{
    Q_OBJECT
public:
    explicit FileBreadcrumbs(QWidget *parent = nullptr);

    struct Crumb {
        QString name{};
        FileTarget folder{};
        bool operator==(const Crumb &) const = default;
    };
    void setCrumbs(const QList<Crumb> &crumbs); ///< from the top
    void setTitle(const QIcon &icon, const QString &title); ///< of a special place, instead
    QString path() const; ///< "Projects/2026", without the space

    void editPath();
    QLineEdit *pathEdit() const;
    QString text() const; ///< as it is read: "anna@example.org › Projects"

Q_SIGNALS:
    void chosen(const Kontor::FileTarget &folder);
    void pathWritten(const QString &path);
    void left(); ///< the path was not wanted after all

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void fit();
    QToolButton *addButton(const QString &name, const QIcon &icon);

    QList<Crumb> m_crumbs;
    QString m_title;
    QIcon m_icon;
    QStackedWidget *m_stack;
    QWidget *m_row;
    QHBoxLayout *m_layout;
    QLineEdit *m_edit;
    QList<QToolButton *> m_buttons;
    QToolButton *m_more = nullptr;
};

}
