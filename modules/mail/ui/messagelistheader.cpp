// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagelistheader.h"

#include <QIcon>
#include <QStyleOptionHeader>

#include <optional>

namespace Kontor
{
namespace
{
using Model = MessageListModel;

std::optional<Model::SortBy> keyOf(int column)
{
    switch (column) {
    case Model::UnreadColumn:
        return Model::SortBy::Unread;
    case Model::StarColumn:
        return Model::SortBy::Starred;
    case Model::AttachmentColumn:
        return Model::SortBy::Attachment;
    case Model::SubjectColumn:
        return Model::SortBy::Subject;
    case Model::PersonColumn:
        return Model::SortBy::Person;
    case Model::DateColumn:
        return Model::SortBy::Date;
    case Model::SizeColumn:
        return Model::SortBy::Size;
    default:
        return std::nullopt;
    }
}

QIcon pictureOf(int column)
{
    switch (column) {
    case Model::UnreadColumn:
        return QIcon::fromTheme(QStringLiteral("mail-unread"));
    case Model::StarColumn:
        return QIcon::fromTheme(QStringLiteral("starred-symbolic"));
    case Model::AttachmentColumn:
        return QIcon::fromTheme(QStringLiteral("mail-attachment"));
    default:
        return {};
    }
}
}

MessageListHeader::MessageListHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setObjectName(QStringLiteral("messageListHeader"));
    setSectionsMovable(true);
    setSectionsClickable(true);
    setStretchLastSection(false);
    setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    setSortIndicatorShown(true);
    connect(this, &QHeaderView::sectionClicked, this, &MessageListHeader::choose);
}

void MessageListHeader::showSort(MessageListModel::SortBy key, Qt::SortOrder order)
{
    m_key = key;
    m_order = order;
    for (int column = 0; column < Model::ColumnCount; ++column) {
        if (keyOf(column) == key) {
            setSortIndicator(column, order);
        }
    }
}

void MessageListHeader::choose(int column)
{
    const auto key = keyOf(column);
    if (!key) {
        showSort(m_key, m_order); // the click has moved the arrow already
        return;
    }
    const bool isText = *key == Model::SortBy::Subject || *key == Model::SortBy::Person;
    const auto first = isText ? Qt::AscendingOrder : Qt::DescendingOrder;
    Q_EMIT sortWanted(*key, *key != m_key ? first : m_order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void MessageListHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const
{
    QHeaderView::initStyleOptionForIndex(option, logicalIndex);
    if (const auto picture = pictureOf(logicalIndex); !picture.isNull()) {
        option->text.clear();
        option->icon = picture;
        option->iconAlignment = Qt::AlignCenter;
        option->sortIndicator = QStyleOptionHeader::None; // no room beside the picture
    }
}

}
