// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace Kontor
{

/// A flat, virtual list of any length that a screen reader can follow.
///
/// Rows have a level and may be opened or closed by the model (threads); the view itself knows no
/// tree. Assistive technologies see a list of the rows in the viewport, one sentence a row (see
/// ItemListAccessible), so that 100,000 rows answer as fast as ten.
class ItemListView : public QTreeView
{
    Q_OBJECT
public:
    /// Which roles of the model say what; 0 where the model has no such role.
    struct Roles {
        int spoken = Qt::AccessibleTextRole; ///< text: one sentence for the row
        int level = 0; ///< int, 0 at the top
        int expandable = 0; ///< int: more than 1 means the row can be opened
        int expanded = 0; ///< bool
        bool isDeep = false; ///< rows of every level may be opened, not only those at the top
    };

    explicit ItemListView(Roles roles, QWidget *parent = nullptr);

    Roles roles() const;
    bool isExpandable(const QModelIndex &index) const;
    bool isOpen(const QModelIndex &index) const;
    int levelOf(const QModelIndex &index) const;

    QModelIndexList selectedRowList() const; ///< column 0, in the order of the list
    void requestExpanded(const QModelIndex &index, Qt::CheckState open);

    void keyboardSearch(const QString &search) override; ///< does nothing: letters are shortcuts here

Q_SIGNALS:
    void expansionRequested(const QModelIndex &index, bool open);
    void contextMenuWanted(const QModelIndex &index, const QPoint &globalPosition);
    void currentRowChanged(const QModelIndex &index);
    void rowsSelected();
    void chosen(const QModelIndex &index); ///< Return or double click

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void startDrag(Qt::DropActions actions) override;

    /// What is dragged; null: nothing. The model's content of these rows unless a view knows more.
    virtual QMimeData *dragContent(const QModelIndexList &rows) const;

    /// What is written below the mouse while so many rows are dragged.
    virtual QString dragWords(qsizetype count) const;

private:
    void speakCurrentLater();
    bool selectCurrentFirst(const QKeyEvent *event);

    Roles m_roles;
    bool m_speechQueued = false;
};

}
