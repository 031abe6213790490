// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattimelinemodel.h"
#include "chat/ui/chattimelineaccessible.h"
#include "chat/ui/chattimelinelist.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace Kontor
{

void ChatTimelineList::paintEvent(QPaintEvent *event)
{
    executeDelayedItemsLayout();
    QPainter painter(viewport());
    painter.setFont(font());
    for (const auto &placed : std::as_const(m_placed)) {
        const QRect area(0, placed.top, viewport()->width(), placed.height);
        if (!area.intersects(event->rect())) {
            continue;
        }
        if (!placed.layout) { // being read from disk
            auto ink = palette().color(QPalette::Text);
            ink.setAlphaF(0.1F);
            const int line = fontMetrics().height();
            painter.fillRect(line * 3, placed.top + line / 2, area.width() / 5, line / 2, ink);
            painter.fillRect(line * 3, placed.top + line * 3 / 2, area.width() / 2, line / 2, ink);
            continue;
        }
        const auto index = model()->index(placed.row, 0);
        ChatRowLayout::Look look;
        look.isSelected = selectionModel()->isSelected(index);
        look.hasFocus = hasFocus() && currentIndex().row() == placed.row;
        look.isTouched = m_touched.isValid() && m_touched.row() == placed.row;
        look.isMarked = m_marked.isValid() && m_marked.row() == placed.row;
        look.touched = look.isTouched && m_touchedPart ? &*m_touchedPart : nullptr;
        placed.layout->paint(&painter, QPointF(0, placed.top), look);
    }
}

void ChatTimelineList::resizeEvent(QResizeEvent *event)
{
    const bool wasFollowing = m_follows;
    const int lower = m_anchorBottom + (viewport()->height() - event->oldSize().height());
    QAbstractItemView::resizeEvent(event);
    if (!wasFollowing && event->oldSize().isValid()) {
        m_anchorBottom = lower; // the newer end stays where it is: the composer grows
    }
    place();
}

void ChatTimelineList::changeEvent(QEvent *event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        m_layouts.clear();
        scheduleDelayedItemsLayout();
    }
}

void ChatTimelineList::wheelEvent(QWheelEvent *event)
{
    const int pixels = event->pixelDelta().y() != 0 ? event->pixelDelta().y() : event->angleDelta().y() * fontMetrics().height() * 3 / 120;
    scrollBy(pixels);
    touch(event->position().toPoint());
    event->accept();
}

QModelIndex ChatTimelineList::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int count = rows();
    if (count == 0) {
        return {};
    }
    const int current = currentIndex().isValid() ? currentIndex().row() : count;
    const auto page = std::max<int>(1, int(m_placed.size()) - 1);
    switch (action) {
    case MoveUp:
    case MovePrevious:
    case MoveLeft:
        return model()->index(std::max(0, current - 1), 0);
    case MoveDown:
    case MoveNext:
    case MoveRight:
        return model()->index(std::min(count - 1, current + 1), 0);
    case MovePageUp:
        return model()->index(std::max(0, std::min(current, count - 1) - page), 0);
    case MovePageDown:
        return model()->index(std::min(count - 1, current + page), 0);
    case MoveHome:
        return model()->index(0, 0);
    case MoveEnd:
        return model()->index(count - 1, 0);
    }
    return {};
}

void ChatTimelineList::keyPressEvent(QKeyEvent *event)
{
    const auto index = currentIndex();
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::NoModifier && index.isValid()) {
        // A row taller than the viewport is gone through before the next one is chosen.
        const auto area = visualRect(index);
        const int step = fontMetrics().height() * 3;
        if (event->key() == Qt::Key_Down && !area.isNull() && area.bottom() >= viewport()->height() && area.height() > viewport()->height()) {
            scrollBy(-std::min(step, area.bottom() - viewport()->height() + 1));
            return;
        }
        if (event->key() == Qt::Key_Up && !area.isNull() && area.top() < 0 && area.height() > viewport()->height()) {
            scrollBy(std::min(step, -area.top()));
            return;
        }
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            Q_EMIT chosen(index);
            return;
        }
        const bool isFold = index.data(ChatTimelineModel::FoldedRole).toInt() > 1;
        if (isFold && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left)) {
            const bool isOpen = index.data(ChatTimelineModel::UnfoldedRole).toBool();
            if (isOpen == (event->key() == Qt::Key_Left)) {
                Q_EMIT partChosen(index, {.kind = ChatRowPart::Kind::Fold});
            }
            return;
        }
    }
    const auto text = event->text();
    const bool isTyped = !text.isEmpty() && text.at(0).isPrint() && (modifiers & ~Qt::ShiftModifier) == Qt::NoModifier && text != QLatin1StringView(" ");
    if (isTyped) {
        event->ignore(); // single keys of the pane come first
        Q_EMIT typed(text);
        return;
    }
    if (event->key() == Qt::Key_End && modifiers == Qt::ControlModifier) {
        goToNewest();
    }
    QAbstractItemView::keyPressEvent(event);
    static const QList<int> moves{Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End, Qt::Key_PageUp, Qt::Key_PageDown};
    if (moves.contains(event->key()) && currentIndex().isValid()) {
        scrollTo(currentIndex()); // also where it was the current one before, and was scrolled away
    }
}

void ChatTimelineList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    speakCurrentLater();
    Q_EMIT currentRowChanged(current);
}

void ChatTimelineList::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QAbstractItemView::selectionChanged(selected, deselected);
    viewport()->update();
}

void ChatTimelineList::speakCurrentLater()
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
            auto *list = dynamic_cast<ChatTimelineAccessible *>(QAccessible::queryAccessibleInterface(this));
            if (auto *row = list ? list->row(currentIndex()) : nullptr) {
                QAccessibleEvent event(row, QAccessible::Focus);
                QAccessible::updateAccessibility(&event);
            }
        },
        Qt::QueuedConnection);
}

void ChatTimelineList::focusInEvent(QFocusEvent *event)
{
    QAbstractItemView::focusInEvent(event);
    executeDelayedItemsLayout();
    if (!currentIndex().isValid() && !m_placed.isEmpty()) {
        selectionModel()->setCurrentIndex(model()->index(m_placed.last().row, 0), QItemSelectionModel::ClearAndSelect);
    }
    viewport()->update();
    speakCurrentLater();
}

void ChatTimelineList::touch(const QPoint &point)
{
    const auto index = indexAt(point);
    const auto *part = partAt(point);
    const bool isSame = m_touched == index && m_touchedPart.has_value() == (part != nullptr)
        && (!part || (m_touchedPart->kind == part->kind && m_touchedPart->index == part->index && m_touchedPart->target == part->target));
    if (isSame) {
        return;
    }
    m_touched = index;
    m_touchedPart = part ? std::optional(*part) : std::nullopt;
    const bool isHand = part && part->kind != ChatRowPart::Kind::Readers;
    viewport()->setCursor(isHand ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
}

void ChatTimelineList::mouseMoveEvent(QMouseEvent *event)
{
    touch(event->position().toPoint());
}

void ChatTimelineList::leaveEvent(QEvent *event)
{
    QAbstractItemView::leaveEvent(event);
    m_touched = QPersistentModelIndex();
    m_touchedPart.reset();
    viewport()->update();
}

void ChatTimelineList::mousePressEvent(QMouseEvent *event)
{
    const auto point = event->position().toPoint();
    const auto index = indexAt(point);
    const auto *part = event->button() == Qt::LeftButton ? partAt(point) : nullptr;
    m_pressedPart = part ? std::optional(*part) : std::nullopt;
    m_pressed = index;
    if (index.isValid() && (event->button() == Qt::LeftButton || event->button() == Qt::RightButton)) {
        choose(index);
    }
    event->accept();
}

void ChatTimelineList::mouseReleaseEvent(QMouseEvent *event)
{
    const auto point = event->position().toPoint();
    const auto *part = partAt(point);
    const bool isSame = part && m_pressedPart && part->kind == m_pressedPart->kind && part->index == m_pressedPart->index && part->target == m_pressedPart->target;
    if (event->button() == Qt::LeftButton && isSame && QModelIndex(m_pressed) == indexAt(point)) {
        const auto pressed = *m_pressedPart; // the answer may change the rows
        m_pressedPart.reset();
        if (pressed.kind != ChatRowPart::Kind::Readers) {
            Q_EMIT partChosen(m_pressed, pressed);
        }
    }
    m_pressedPart.reset();
    event->accept();
}

void ChatTimelineList::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto point = event->position().toPoint();
    const auto index = indexAt(point);
    if (event->button() == Qt::LeftButton && index.isValid() && !partAt(point) && textAreaOf(index).contains(point)) {
        Q_EMIT selectTextWanted(index);
    }
    event->accept();
}

void ChatTimelineList::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto area = visualRect(currentIndex()).intersected(viewport()->rect());
        Q_EMIT contextMenuWanted(currentIndex(), viewport()->mapToGlobal(area.isValid() ? area.center() : QPoint(0, 0)));
    } else {
        Q_EMIT contextMenuWanted(indexAt(event->pos()), event->globalPos());
    }
    event->accept();
}

bool ChatTimelineList::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QString words;
        if (const auto *part = partAt(help->pos())) {
            words = part->kind == ChatRowPart::Kind::Link ? part->target.toString(QUrl::FullyEncoded) : part->words;
        } else if (const auto row = rowAt(indexAt(help->pos())); row && row->time.isValid() && row->item) {
            words = QLocale().toString(row->time, QLocale::LongFormat);
        }
        QToolTip::showText(help->globalPos(), words.toHtmlEscaped(), viewport());
        return true;
    }
    return QAbstractItemView::viewportEvent(event);
}

}
