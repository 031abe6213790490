// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"
#include "shell/itemlistview.h"

namespace Kontor
{

class MessageDelegate;
class MessageListHeader;

/// The list of messages; two lines a message or columns, conversations that open in place.
class MessageListView : public ItemListView
{
    Q_OBJECT
public:
    explicit MessageListView(QWidget *parent = nullptr);

    enum class Layout { TwoLines, Columns };
    void setLayout(Layout layout);
    Layout layout() const;
    void setShowRecipients(Qt::CheckState show);

    MessageListHeader *head() const;

    void setModel(QAbstractItemModel *model) override;

Q_SIGNALS:
    void starClicked(const QModelIndex &index);
    void dotClicked(const QModelIndex &index);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    QString dragWords(qsizetype count) const override;
    void changeEvent(QEvent *event) override;

private:
    void arrangeColumns();
    bool clickPart(QMouseEvent *event);

    MessageDelegate *m_delegate;
    MessageListHeader *m_head;
    Layout m_layout = Layout::TwoLines;
};

}
