// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "mail/ui/shapedlines.h"

#include <QStyledItemDelegate>

namespace Kontor
{

/// Paints the rows of the message list: two lines a message, or one line in columns.
///
/// Unread is told by a dot and by weight, tags by colour and text; nothing by colour alone.
class MessageDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum class Layout { TwoLines, Columns };
    enum class Part { Elsewhere, Expander, Star, Dot };

    explicit MessageDelegate(QObject *parent = nullptr);

    void setLayout(Layout layout);
    Layout layout() const;
    void setShowRecipients(Qt::CheckState show);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

    /// What lies below the mouse.
    Part partAt(const QStyleOptionViewItem &option, const QModelIndex &index, const QPoint &position) const;

private:
    struct Geometry;
    Geometry geometry(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const MessageRow &row) const;
    void paintColumn(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const MessageRow &row) const;

    Layout m_layout = Layout::TwoLines;
    bool m_showRecipients = false;
    mutable ShapedLines m_lines; // a cache; painting is const
};

}
