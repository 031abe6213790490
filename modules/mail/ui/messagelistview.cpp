// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagelistview.h"

#include "mail/ui/messagedelegate.h"
#include "mail/ui/messagelistheader.h"

#include <KLocalizedString>
#include <QMouseEvent>

namespace Kontor
{

MessageListView::MessageListView(QWidget *parent)
    : ItemListView({.spoken = MessageListModel::SpokenRole,
                    .level = MessageListModel::LevelRole,
                    .expandable = MessageListModel::ThreadSizeRole,
                    .expanded = MessageListModel::ExpandedRole},
                   parent)
    , m_delegate(new MessageDelegate(this))
    , m_head(new MessageListHeader(this))
{
    setObjectName(QStringLiteral("messageList"));
    setAccessibleName(i18nc("@label", "Messages"));
    setItemDelegate(m_delegate);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlternatingRowColors(false);
    setFrameShape(QFrame::NoFrame);
    setHeader(m_head);
}

MessageListHeader *MessageListView::head() const
{
    return m_head;
}

void MessageListView::setModel(QAbstractItemModel *model)
{
    ItemListView::setModel(model);
    arrangeColumns();
}

void MessageListView::setLayout(Layout layout)
{
    m_layout = layout;
    m_delegate->setLayout(layout == Layout::TwoLines ? MessageDelegate::Layout::TwoLines : MessageDelegate::Layout::Columns);
    arrangeColumns();
    scheduleDelayedItemsLayout();
}

MessageListView::Layout MessageListView::layout() const
{
    return m_layout;
}

void MessageListView::setShowRecipients(Qt::CheckState show)
{
    m_delegate->setShowRecipients(show);
    viewport()->update();
}

void MessageListView::arrangeColumns()
{
    if (!model() || header()->count() < MessageListModel::ColumnCount) {
        return;
    }
    const bool isTwoLines = m_layout == Layout::TwoLines;
    setHeaderHidden(isTwoLines);
    setAlternatingRowColors(!isTwoLines);
    const auto character = fontMetrics().averageCharWidth();
    const auto line = fontMetrics().height();
    for (int column = 0; column < MessageListModel::ColumnCount; ++column) {
        setColumnHidden(column, isTwoLines && column != MessageListModel::SubjectColumn);
    }
    header()->setSectionResizeMode(MessageListModel::SubjectColumn, QHeaderView::Stretch);
    if (isTwoLines) {
        return;
    }
    header()->setMinimumSectionSize(line);
    for (const auto column : {MessageListModel::UnreadColumn, MessageListModel::StarColumn, MessageListModel::AttachmentColumn}) {
        header()->setSectionResizeMode(column, QHeaderView::Fixed);
        header()->resizeSection(column, line * 2);
    }
    header()->resizeSection(MessageListModel::PersonColumn, character * 22);
    header()->resizeSection(MessageListModel::AddressColumn, character * 26);
    header()->resizeSection(MessageListModel::DateColumn, character * 16);
    header()->resizeSection(MessageListModel::SizeColumn, character * 11);
    header()->resizeSection(MessageListModel::TagsColumn, character * 16);
}

bool MessageListView::clickPart(QMouseEvent *event)
{
    const auto index = indexAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !index.isValid() || event->modifiers() != Qt::NoModifier) {
        return false;
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = visualRect(index);
    switch (m_delegate->partAt(option, index, event->position().toPoint())) {
    case MessageDelegate::Part::Expander:
        requestExpanded(index, isOpen(index) ? Qt::Unchecked : Qt::Checked);
        return true;
    case MessageDelegate::Part::Star:
        Q_EMIT starClicked(index);
        return true;
    case MessageDelegate::Part::Dot:
        Q_EMIT dotClicked(index);
        return true;
    case MessageDelegate::Part::Elsewhere:
        break;
    }
    return false;
}

void MessageListView::mousePressEvent(QMouseEvent *event)
{
    if (clickPart(event)) {
        event->accept();
        return;
    }
    ItemListView::mousePressEvent(event);
}

void MessageListView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (clickPart(event)) {
        event->accept();
        return;
    }
    ItemListView::mouseDoubleClickEvent(event);
}

QString MessageListView::dragWords(qsizetype count) const
{
    return i18ncp("@info below the mouse while dragging", "%1 message", "%1 messages", count);
}

void MessageListView::changeEvent(QEvent *event)
{
    ItemListView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        arrangeColumns();
    }
}

}
