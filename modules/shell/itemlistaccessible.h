// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemlistview.h"

#include <QAccessibleWidget>
#include <QPersistentModelIndex>
#include <QPointer>

namespace Kontor
{

/// One row of an ItemListView for assistive technologies: a list item with one sentence.
class ItemListRowAccessible : public QAccessibleInterface, public QAccessibleActionInterface, public QAccessibleAttributesInterface
{
public:
    ItemListRowAccessible(ItemListView *view, const QModelIndex &index);

    QModelIndex index() const;

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

    QList<QAccessible::Attribute> attributeKeys() const override;
    QVariant attributeValue(QAccessible::Attribute key) const override;

private:
    QPointer<ItemListView> m_view;
    QPersistentModelIndex m_index;
};

/// An ItemListView for assistive technologies: a list whose children are the rows in the viewport.
///
/// The true number of rows is said by the attribute setsize. Reporting 100,000 children or
/// selected children would keep a screen reader busy for minutes; a QTreeView's own table does.
class ItemListAccessible : public QAccessibleWidget, public QAccessibleSelectionInterface, public QAccessibleAttributesInterface
{
public:
    explicit ItemListAccessible(ItemListView *view);
    ~ItemListAccessible() override;

    /// Makes Qt use this class for every ItemListView; more than once does no harm.
    static void install();

    QAccessibleInterface *row(const QModelIndex &index) const;

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    int selectedItemCount() const override;
    QList<QAccessibleInterface *> selectedItems() const override;
    QAccessibleInterface *selectedItem(int index) const override;
    bool isSelected(QAccessibleInterface *item) const override;
    bool select(QAccessibleInterface *item) override;
    bool unselect(QAccessibleInterface *item) override;
    bool selectAll() override;
    bool clear() override;

    QList<QAccessible::Attribute> attributeKeys() const override;
    QVariant attributeValue(QAccessible::Attribute key) const override;

private:
    ItemListView *view() const;
    QModelIndexList visibleRows() const;

    mutable QList<QAccessible::Id> m_rows;
};

}
