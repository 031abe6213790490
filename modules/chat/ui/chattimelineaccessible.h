// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>
#include <QPersistentModelIndex>
#include <QPointer>

namespace Kontor
{

class ChatTimelineList;

/// One row of a timeline for assistive technologies: a list item with one sentence; its parts are in its menu.
class ChatTimelineRowAccessible : public QAccessibleInterface, public QAccessibleActionInterface, public QAccessibleAttributesInterface
{
public:
    ChatTimelineRowAccessible(ChatTimelineList *list, const QModelIndex &index);

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
    QPointer<ChatTimelineList> m_list;
    QPersistentModelIndex m_index;
};

/// A timeline for assistive technologies: a list whose children are the rows in the viewport; how many there are in all is said
/// by the attribute setsize, as ItemListAccessible does and for its reasons.
class ChatTimelineAccessible : public QAccessibleWidget
{
public:
    explicit ChatTimelineAccessible(ChatTimelineList *list);
    ~ChatTimelineAccessible() override;

    static void install(); ///< more than once does no harm

    QAccessibleInterface *row(const QModelIndex &index) const;

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;

private:
    ChatTimelineList *list() const;

    mutable QList<QAccessible::Id> m_rows;
};

}
