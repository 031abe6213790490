// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridview.h"

#include <QAccessibleWidget>
#include <QPointer>

namespace Kontor
{

/// One occurrence of a grid, "3 more", or the slot, for assistive technologies: a list item with one sentence.
///
/// It keeps the sentence it was made with. A slot that moves on, or an event that was changed, is another item: a
/// screen reader says nothing of an item it has just been at, and remembers what that was called.
class GridItemAccessible : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    GridItemAccessible(GridView *view, const GridItem &item, const QString &name);

    const GridItem &item() const
    {
        return m_item;
    }
    const QString &name() const
    {
        return m_name;
    }

    bool isValid() const override;
    QObject *object() const override;
    QWindow *window() const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QString text(QAccessible::Text text) const override;
    void setText(QAccessible::Text text, const QString &words) override;
    QRect rect() const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    QStringList actionNames() const override;
    void doAction(const QString &name) override;
    QStringList keyBindingsForAction(const QString &name) const override;

private:
    bool isCurrent() const;

    QPointer<GridView> m_view;
    GridItem m_item;
    QString m_name;
};

/// A grid for assistive technologies: a list of the occurrences that can be seen, in the order of
/// time, and of the slot the keyboard stands on.
///
/// Not a table: screen readers would read rows and columns of hours instead of the events, and a
/// table's cells are asked for one by one.
class GridAccessible : public QAccessibleWidget, public QAccessibleSelectionInterface
{
public:
    explicit GridAccessible(GridView *view);
    ~GridAccessible() override;

    /// Makes Qt use this class for every GridView; more than once does no harm.
    static void install();

    QAccessibleInterface *item(const GridItem &item) const;

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;
    QString text(QAccessible::Text text) const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    int selectedItemCount() const override;
    QList<QAccessibleInterface *> selectedItems() const override;
    QAccessibleInterface *selectedItem(int index) const override;
    bool isSelected(QAccessibleInterface *item) const override;
    bool select(QAccessibleInterface *item) override;
    bool unselect(QAccessibleInterface *item) override;
    bool selectAll() override;
    bool clear() override;

private:
    GridView *view() const;
    QList<GridItem> shown() const;

    mutable QList<QAccessible::Id> m_items;
};

}
