// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/itemlistview.h"

#include "shell/announcer.h"
#include "shell/itemlistaccessible.h"

#include <KLocalizedString>
#include <QAccessible>
#include <QContextMenuEvent>
#include <QDrag>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>

namespace Kontor
{

ItemListView::ItemListView(Roles roles, QWidget *parent)
    : QTreeView(parent)
    , m_roles(roles)
{
    ItemListAccessible::install();
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerItem);
    setTabKeyNavigation(false);
    setAnimated(false);
    connect(this, &QAbstractItemView::doubleClicked, this, &ItemListView::chosen);
}

ItemListView::Roles ItemListView::roles() const
{
    return m_roles;
}

bool ItemListView::isExpandable(const QModelIndex &index) const
{
    return m_roles.expandable != 0 && index.isValid() && (m_roles.isDeep || levelOf(index) == 0) && index.data(m_roles.expandable).toInt() > 1;
}

bool ItemListView::isOpen(const QModelIndex &index) const
{
    return m_roles.expanded != 0 && index.isValid() && index.data(m_roles.expanded).toBool();
}

int ItemListView::levelOf(const QModelIndex &index) const
{
    return m_roles.level != 0 && index.isValid() ? index.data(m_roles.level).toInt() : 0;
}

QModelIndexList ItemListView::selectedRowList() const
{
    auto rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    return rows;
}

void ItemListView::requestExpanded(const QModelIndex &index, Qt::CheckState open)
{
    if (!isExpandable(index) || isOpen(index) == (open == Qt::Checked)) {
        return;
    }
    Q_EMIT expansionRequested(index, open == Qt::Checked);
    // The AT-SPI bridge never passes on that a row was opened, so it is said in words.
    Announcer::sayNow(this, open == Qt::Checked ? i18nc("@info spoken: a conversation was opened", "expanded") : i18nc("@info spoken", "collapsed"));
}

void ItemListView::keyboardSearch(const QString &)
{
}

void ItemListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    // Not QTreeView's: it would send events with table indexes that mean nothing here.
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    speakCurrentLater();
    Q_EMIT currentRowChanged(current);
}

void ItemListView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QAbstractItemView::selectionChanged(selected, deselected);
    if (QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::SelectionWithin);
        QAccessible::updateAccessibility(&event);
    }
    Q_EMIT rowsSelected();
}

void ItemListView::speakCurrentLater()
{
    // Queued: the selection must be up to date first, or the row is read as "not selected".
    if (m_speechQueued || !QAccessible::isActive()) {
        return;
    }
    m_speechQueued = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_speechQueued = false;
            if (!hasFocus() || !currentIndex().isValid()) {
                return;
            }
            auto *list = dynamic_cast<ItemListAccessible *>(QAccessible::queryAccessibleInterface(this));
            if (auto *row = list ? list->row(currentIndex()) : nullptr) {
                QAccessibleEvent event(row, QAccessible::Focus);
                QAccessible::updateAccessibility(&event);
            }
        },
        Qt::QueuedConnection);
}

bool ItemListView::selectCurrentFirst(const QKeyEvent *event)
{
    // The focus came into a list where nothing was chosen yet: the row it stands on is the first one to choose.
    const auto index = currentIndex();
    if (!index.isValid() || selectionModel()->hasSelection()) {
        return false;
    }
    const auto key = event->key();
    const bool isThere = key == Qt::Key_Down || key == Qt::Key_Up || (key == Qt::Key_Home && index.row() == 0)
        || (key == Qt::Key_End && index.row() == model()->rowCount() - 1);
    if (isThere) {
        setCurrentIndex(index);
        speakCurrentLater();
    }
    return isThere;
}

void ItemListView::keyPressEvent(QKeyEvent *event)
{
    const auto index = currentIndex();
    const auto plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (plain && selectCurrentFirst(event)) {
        event->accept();
        return;
    }
    if (plain && index.isValid()) {
        switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_Plus:
            if (isExpandable(index) && !isOpen(index)) {
                requestExpanded(index, Qt::Checked);
            }
            event->accept();
            return;
        case Qt::Key_Left:
        case Qt::Key_Minus:
            if (isExpandable(index) && isOpen(index)) {
                requestExpanded(index, Qt::Unchecked);
            } else if (levelOf(index) > 0) {
                const auto above = m_roles.isDeep ? levelOf(index) - 1 : 0;
                auto up = index;
                while (up.isValid() && levelOf(up) > above) {
                    up = up.siblingAtRow(up.row() - 1);
                }
                if (up.isValid()) {
                    setCurrentIndex(up);
                }
            }
            event->accept();
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT chosen(index);
            event->accept();
            return;
        default:
            break;
        }
    }
    QTreeView::keyPressEvent(event);
}

void ItemListView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto area = visualRect(currentIndex());
        Q_EMIT contextMenuWanted(currentIndex(), viewport()->mapToGlobal(area.isValid() ? area.center() : QPoint(0, 0)));
    } else {
        Q_EMIT contextMenuWanted(indexAt(event->pos()), event->globalPos());
    }
    event->accept();
}

void ItemListView::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    if (!currentIndex().isValid() && model() && model()->rowCount() > 0) {
        const auto top = indexAt(QPoint(0, 0));
        selectionModel()->setCurrentIndex(top.isValid() ? top : model()->index(0, 0), QItemSelectionModel::NoUpdate);
    }
    speakCurrentLater();
}

void ItemListView::startDrag(Qt::DropActions)
{
    const auto rows = selectedRowList();
    auto *content = rows.isEmpty() ? nullptr : dragContent(rows);
    if (!content) {
        return;
    }
    auto *drag = new QDrag(this);
    drag->setMimeData(content);
    const auto words = dragWords(rows.size());
    const auto size = fontMetrics().size(Qt::TextSingleLine, words) + QSize(16, 10);
    QPixmap picture(size * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(palette().color(QPalette::Highlight));
    QPainter painter(&picture);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::HighlightedText));
    painter.drawText(QRect(QPoint(0, 0), size), Qt::AlignCenter, words);
    painter.end();
    drag->setPixmap(picture);
    drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
}

QMimeData *ItemListView::dragContent(const QModelIndexList &rows) const
{
    return model()->mimeData(rows);
}

QString ItemListView::dragWords(qsizetype count) const
{
    return locale().toString(count);
}

}
