// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"

#include <QHeaderView>

namespace Kontor
{

/// The heads of the columns of messages: pictures where a word would need more room than what
/// stands below it; a click sorts. The words stay for screen readers and as tips.
class MessageListHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit MessageListHeader(QWidget *parent = nullptr);

    void showSort(MessageListModel::SortBy key, Qt::SortOrder order);

Q_SIGNALS:
    void sortWanted(Kontor::MessageListModel::SortBy key, Qt::SortOrder order);

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override;

private:
    void choose(int column);

    MessageListModel::SortBy m_key = MessageListModel::SortBy::Date;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

}
