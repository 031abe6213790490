// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarlistview.h"

#include "calendar/calendarlistmodel.h"
#include "calendar/ui/eventcolours.h"
#include "calendar/ui/eventdrag.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

namespace Kontor
{
namespace
{
/// A tick box of the calendar's colour, its name, a lock where nothing can be written, a warning where it could not be read; above the first
/// calendar of an account that account, if there are several.
class CalendarDelegate : public QStyledItemDelegate
{
public:
    CalendarDelegate(CalendarListModel *model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {
    }

    bool hasHeading(const QModelIndex &index) const
    {
        const auto *one = m_model->rowAt(index);
        const auto *first = m_model->rowAt(0);
        const auto *last = m_model->rowAt(m_model->rowCount() - 1);
        if (last && !last->account) { // the birthdays belong to none
            last = m_model->rowAt(m_model->rowCount() - 2);
        }
        const auto *before = index.row() > 0 ? m_model->rowAt(index.row() - 1) : nullptr;
        return one && first && last && first->account != last->account && (!before || before->account != one->account);
    }
    static QString heading(const CalendarInfo &calendar)
    {
        return calendar.account ? calendar.accountAddress : i18nc("@title:group calendars that belong to no account", "All accounts");
    }
    static int line(const QStyleOptionViewItem &option)
    {
        return option.fontMetrics.height() * 7 / 4;
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {option.fontMetrics.averageCharWidth() * 14, line(option) * (hasHeading(index) ? 2 : 1)};
    }
    QRect boxArea(const QStyleOptionViewItem &option, const QModelIndex &index) const
    {
        const auto height = line(option);
        const auto side = option.fontMetrics.height();
        const QRect row(option.rect.left(), option.rect.bottom() + 1 - height, option.rect.width(), height);
        Q_UNUSED(index)
        return {row.left() + side / 2, row.top() + (height - side) / 2, side, side};
    }
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) override
    {
        if (event->type() == QEvent::MouseButtonRelease) {
            const auto *mouse = static_cast<QMouseEvent *>(event);
            if (mouse->button() == Qt::LeftButton && boxArea(option, index).adjusted(-6, -6, 6, 6).contains(mouse->position().toPoint())) {
                const bool isShown = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
                return model->setData(index, isShown ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
            }
            return false;
        }
        if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick) {
            return false;
        }
        return QStyledItemDelegate::editorEvent(event, model, option, index); // Space
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *one = m_model->rowAt(index);
        const auto height = line(option);
        const QRect row(option.rect.left(), option.rect.bottom() + 1 - height, option.rect.width(), height);
        const auto base = option.palette.color(QPalette::Active, QPalette::Base);
        const auto ink = option.palette.color(QPalette::Active, QPalette::Text);
        painter->save();
        painter->setFont(option.font);
        const auto pad = option.fontMetrics.height() / 2;
        if (hasHeading(index)) {
            painter->setPen(EventColours::readable(EventColours::mixed(ink, base, 0.35), base));
            const QRect head(row.left() + pad, option.rect.top(), row.width() - 2 * pad, height);
            painter->drawText(head, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(heading(*one), Qt::ElideRight, head.width()));
        }
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        if (isSelected || option.state.testFlag(QStyle::State_MouseOver)) {
            const bool hasFocus = option.widget && option.widget->hasFocus();
            auto tint = option.palette.color(QPalette::Active, QPalette::Highlight);
            tint.setAlphaF(isSelected ? (hasFocus ? 0.32F : 0.2F) : 0.1F);
            painter->fillRect(row, tint);
            if (isSelected && hasFocus) {
                painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), option.palette.color(QPalette::Active, QPalette::Highlight));
            }
        }
        if (one) {
            const auto box = boxArea(option, index);
            const auto colour = EventColours::readable(one->colour.isValid() ? one->colour : option.palette.color(QPalette::Highlight), base, 3.0);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(colour, 1.6));
            painter->setBrush(one->isShown ? QBrush(colour) : QBrush(Qt::NoBrush));
            painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 3, 3);
            if (one->isShown) {
                painter->setPen(QPen(EventColours::readable(Qt::white, colour, 3.0), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                const auto unit = box.width() / 12.0;
                painter->drawPolyline(QPolygonF{box.topLeft() + QPointF(3, 6.2) * unit, box.topLeft() + QPointF(5.2, 8.6) * unit, box.topLeft() + QPointF(9.2, 3.8) * unit});
            }
            auto right = row.right() - pad;
            const bool hasProblem = !one->problem.isEmpty();
            if (!one->isWritable || hasProblem) {
                const auto side = option.fontMetrics.height() * 4 / 5;
                const QRect sign(right - side, row.center().y() - side / 2, side, side);
                QIcon::fromTheme(hasProblem ? QStringLiteral("dialog-warning") : QStringLiteral("object-locked")).paint(painter, sign);
                right = sign.left() - pad / 2;
            }
            const QRect text(box.right() + pad, row.top(), right - box.right() - pad, height);
            painter->setPen(one->isShown ? ink : EventColours::readable(EventColours::mixed(ink, base, 0.35), base));
            painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(Words::withoutTricks(one->name), Qt::ElideRight, text.width()));
        }
        painter->restore();
    }

private:
    CalendarListModel *m_model;
};
}

CalendarListView::CalendarListView(CalendarListModel *model, QWidget *parent)
    : ItemListView({.spoken = Qt::AccessibleTextRole}, parent)
    , m_calendars(model)
{
    setObjectName(QStringLiteral("calendars"));
    setAccessibleName(i18nc("@label", "Calendars"));
    setHeaderHidden(true);
    setUniformRowHeights(false); // the first of an account has a heading
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setAcceptDrops(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new CalendarDelegate(model, this));
    setModel(model);
    connect(model, &QAbstractItemModel::dataChanged, this, [this] {
        scheduleDelayedItemsLayout(); // an account's name may come above a row
        viewport()->update();
    });
}

QSize CalendarListView::sizeHint() const
{
    const auto rows = std::clamp(model()->rowCount(), 3, 12);
    return {fontMetrics().averageCharWidth() * 26, fontMetrics().height() * 7 / 4 * rows + 4};
}

const CalendarInfo *CalendarListView::current() const
{
    return m_calendars->rowAt(currentIndex());
}

CollectionId CalendarListView::calendarAt(const QPoint &position) const
{
    const auto *calendar = m_calendars->rowAt(indexAt(position));
    return calendar ? calendar->id : CollectionId();
}

bool CalendarListView::event(QEvent *event)
{
    // Else the window's shortcut would delete the event that is selected in the grid.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    return ItemListView::event(event);
}

void CalendarListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    ItemListView::currentChanged(current, previous);
    Q_EMIT currentCalendarChanged();
}

void CalendarListView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    if (!isByKey) {
        setCurrentIndex(indexAt(event->pos()));
    }
    Q_EMIT menuWanted(isByKey ? viewport()->mapToGlobal(visualRect(currentIndex()).center()) : event->globalPos());
    event->accept();
}

void CalendarListView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier && current()) {
        const bool isShown = current()->isShown;
        model()->setData(currentIndex(), isShown ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        Announcer::sayNow(this, isShown ? i18nc("@info spoken: a calendar", "hidden") : i18nc("@info spoken: a calendar", "shown"));
        event->accept();
        return;
    }
    ItemListView::keyPressEvent(event);
}

void CalendarListView::dragEnterEvent(QDragEnterEvent *event)
{
    if (EventDrag::mayHoldEvents(event->mimeData())) {
        event->acceptProposedAction();
    }
}

void CalendarListView::dragMoveEvent(QDragMoveEvent *event)
{
    const auto *calendar = m_calendars->rowAt(indexAt(event->position().toPoint()));
    if (!calendar || !calendar->isWritable) {
        event->ignore();
        return;
    }
    setCurrentIndex(indexAt(event->position().toPoint()));
    event->acceptProposedAction();
}

void CalendarListView::dropEvent(QDropEvent *event)
{
    const auto calendar = calendarAt(event->position().toPoint());
    if (const auto items = EventDrag::items(event->mimeData()); !items.isEmpty()) {
        Q_EMIT itemsDropped(items, calendar);
    } else if (const auto ics = EventDrag::ics(event->mimeData()); !ics.isEmpty()) {
        Q_EMIT icsDropped(ics, calendar);
    } else if (const auto files = EventDrag::files(event->mimeData()); !files.isEmpty()) {
        Q_EMIT filesDropped(files, calendar);
    }
    event->acceptProposedAction();
}

}
