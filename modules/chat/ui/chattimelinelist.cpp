// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chattimelinelist.h"

#include "chat/chattimelinemodel.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chattimelineaccessible.h"

#include <KLocalizedString>
#include <QPainter>
#include <QScrollBar>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int layoutsKept = 300;
constexpr int perRow = 256; // steps of the scroll bar
}

ChatTimelineList::ChatTimelineList(ChatPictures *pictures, QWidget *parent)
    : QAbstractItemView(parent)
    , m_pictures(pictures)
    , m_layouts(layoutsKept)
{
    ChatTimelineAccessible::install();
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(i18nc("@label", "Messages"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    m_markTimer.setSingleShot(true);
    m_markTimer.setInterval(1600ms);
    connect(&m_markTimer, &QTimer::timeout, this, [this] {
        m_marked = QPersistentModelIndex();
        viewport()->update();
    });
    connect(pictures, &ChatPictures::arrived, viewport(), qOverload<>(&QWidget::update));
}

ChatTimelineList::~ChatTimelineList() = default;

void ChatTimelineList::setModel(QAbstractItemModel *model)
{
    if (this->model()) {
        disconnect(this->model(), nullptr, this, nullptr);
    }
    QAbstractItemView::setModel(model);
    if (model) {
        const auto again = [this] {
            scheduleDelayedItemsLayout();
        };
        connect(model, &QAbstractItemModel::rowsRemoved, this, again);
        connect(model, &QAbstractItemModel::rowsMoved, this, again);
        connect(model, &QAbstractItemModel::layoutChanged, this, again);
    }
}

void ChatTimelineList::setAccount(CollectionId account)
{
    m_account = account;
}

void ChatTimelineList::setOnline(Qt::CheckState on)
{
    if (m_isOnline != (on == Qt::Checked)) {
        m_isOnline = on == Qt::Checked;
        scheduleDelayedItemsLayout();
    }
}

void ChatTimelineList::setIsThread(Qt::CheckState on)
{
    m_isThread = on == Qt::Checked;
}

void ChatTimelineList::noteBusy(ItemId event, int percent)
{
    m_busy.insert(event, percent);
    scheduleDelayedItemsLayout();
}

void ChatTimelineList::noteDone(ItemId event)
{
    m_busy.remove(event);
    scheduleDelayedItemsLayout();
}

int ChatTimelineList::rows() const
{
    return model() ? model()->rowCount() : 0;
}

std::optional<ChatTimelineRow> ChatTimelineList::rowAt(const QModelIndex &index) const
{
    const auto value = index.data(ChatTimelineModel::RowRole);
    return value.canConvert<ChatTimelineRow>() ? std::optional(value.value<ChatTimelineRow>()) : std::nullopt;
}

ChatRowKind ChatTimelineList::kindAt(const QModelIndex &index) const
{
    const auto kind = index.data(ChatTimelineModel::KindRole);
    return kind.isValid() ? ChatRowKind(kind.toInt()) : ChatRowKind::Unknown;
}

ChatRowLayout::Surroundings ChatTimelineList::surroundings(const QModelIndex &index, const ChatTimelineRow &row) const
{
    ChatRowLayout::Surroundings in{.width = viewport()->width(), .font = ChatLook::withEmoji(font()), .palette = palette(), .widget = this, .pictures = m_pictures, .account = m_account};
    const auto group = index.data(ChatTimelineModel::GroupRole);
    in.isGrouped = group.isValid() && !group.toBool();
    in.isOnline = m_isOnline;
    in.isThread = m_isThread;
    const auto busy = m_busy.constFind(row.item);
    in.isBusy = busy != m_busy.cend() || (row.kind == ChatRowKind::Gap && index.data(ChatTimelineModel::LoadingRole).toBool());
    in.percent = busy != m_busy.cend() ? *busy : -1;
    in.problem = row.kind == ChatRowKind::Gap ? index.data(ChatTimelineModel::ProblemRole).toString() : QString();
    in.dayText = row.kind == ChatRowKind::Day ? ChatTimelineModel::dayText(row.time.date()) : QString();
    in.folded = index.data(ChatTimelineModel::FoldedRole).toInt();
    in.isUnfolded = index.data(ChatTimelineModel::UnfoldedRole).toBool();
    return in;
}

std::shared_ptr<ChatRowLayout> ChatTimelineList::layOut(int row)
{
    const auto index = model()->index(row, 0);
    auto value = rowAt(index);
    if (!value) {
        return {};
    }
    const auto in = surroundings(index, *value);
    const auto key = value->item ? value->item.value : -(qint64(value->kind) << 48) - value->time.toSecsSinceEpoch();
    if (auto *known = m_layouts.object(key); known && (*known)->surroundings() == in && (*known)->row() == *value) {
        return *known;
    }
    auto layout = std::make_shared<ChatRowLayout>(*value, in);
    m_layouts.insert(key, new std::shared_ptr<ChatRowLayout>(layout));
    return layout;
}

int ChatTimelineList::heightOf(int row)
{
    const auto layout = layOut(row);
    return layout ? layout->height() : ChatRowLayout::placeholderHeight({.font = font()});
}

void ChatTimelineList::setAnchor(int row, int bottom)
{
    m_anchor = model()->index(row, 0);
    m_anchorBottom = bottom;
}

void ChatTimelineList::placeDown(int row, int top)
{
    const auto height = viewport()->height();
    for (; row < rows() && top < height; ++row) {
        const auto layout = layOut(row);
        const auto tall = layout ? layout->height() : ChatRowLayout::placeholderHeight({.font = font()});
        m_placed << Placed{.row = row, .top = top, .layout = layout, .height = tall};
        top += tall;
    }
}

/// Finds the rows in the viewport, beginning at the anchor. What lies far away is never asked for.
void ChatTimelineList::place()
{
    if (m_isPlacing) {
        return;
    }
    m_isPlacing = true;
    m_placed.clear();
    const int count = rows();
    const int height = viewport()->height();
    if (count > 0 && height > 0) {
        if (m_follows || !m_anchor.isValid()) {
            setAnchor(count - 1, height);
            m_follows = true;
        }
        int first = m_anchor.row();
        int top = m_anchorBottom - heightOf(first);
        while (top > 0 && first > 0) {
            top -= heightOf(--first);
        }
        placeDown(first, top);
        if (m_placed.isEmpty() || (m_placed.last().row == count - 1 && m_placed.last().top + m_placed.last().height <= height)) {
            // Nothing below: the newest message stands at the bottom.
            m_follows = true;
            m_placed.clear();
            first = count - 1;
            top = height - heightOf(first);
            while (top > 0 && first > 0) {
                top -= heightOf(--first);
            }
            placeDown(first, top);
        } else if (m_placed.first().row == 0 && m_placed.first().top > 0) {
            m_placed.clear();
            placeDown(0, 0); // nothing above
        }
        while (m_placed.size() > 1 && m_placed.first().top + m_placed.first().height <= 0) {
            m_placed.removeFirst();
        }
        const auto &last = m_placed.last();
        setAnchor(last.row, last.top + last.height);
        m_follows = last.row == count - 1 && last.top + last.height <= height;
    }
    m_isPlacing = false;
    showScrollBar();
    viewport()->update();
    if (!m_placed.isEmpty()) {
        Q_EMIT visibleRowsChanged(m_placed.first().row, m_placed.last().row);
    }
    if (m_toldFollowing != m_follows) {
        m_toldFollowing = m_follows;
        Q_EMIT atNewestChanged(m_follows);
    }
}

void ChatTimelineList::showScrollBar()
{
    m_isScrolling = true;
    auto *bar = verticalScrollBar();
    const int count = rows();
    if (m_placed.isEmpty() || (m_placed.first().row == 0 && m_placed.first().top >= 0 && m_follows)) {
        bar->setRange(0, 0);
    } else {
        const auto &first = m_placed.first();
        const int value = first.row * perRow + (first.height > 0 ? std::min(perRow - 1, -std::min(0, first.top) * perRow / first.height) : 0);
        const int page = std::max<int>(1, int(m_placed.size()) * perRow);
        bar->setPageStep(page);
        bar->setSingleStep(perRow);
        bar->setRange(0, m_follows ? value : std::max(value + 1, count * perRow - page));
        bar->setValue(value);
    }
    m_isScrolling = false;
}

void ChatTimelineList::scrollContentsBy(int, int)
{
    if (m_isScrolling || rows() == 0) {
        return;
    }
    const auto *bar = verticalScrollBar();
    if (bar->value() >= bar->maximum()) {
        goToNewest();
        return;
    }
    const int row = std::clamp(bar->value() / perRow, 0, rows() - 1);
    const int tall = heightOf(row);
    m_follows = false;
    setAnchor(row, tall - tall * (bar->value() % perRow) / perRow);
    place();
}

void ChatTimelineList::scrollBy(int pixels)
{
    if (m_placed.isEmpty() || pixels == 0) {
        return;
    }
    if (pixels < 0 && m_follows) {
        return;
    }
    m_follows = false;
    m_anchorBottom += pixels;
    place();
}

bool ChatTimelineList::isAtNewest() const
{
    return m_follows;
}

void ChatTimelineList::goToNewest()
{
    m_follows = true;
    place();
}

void ChatTimelineList::goTo(const QModelIndex &index, Place where)
{
    if (!index.isValid()) {
        return;
    }
    m_follows = false;
    const int tall = heightOf(index.row());
    setAnchor(index.row(), where == Place::Top ? tall + fontMetrics().height() : std::min(viewport()->height(), viewport()->height() / 2 + tall / 2));
    place();
    m_marked = index;
    m_markTimer.start();
    choose(index);
}

void ChatTimelineList::choose(const QModelIndex &index)
{
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

QModelIndexList ChatTimelineList::visibleRows() const
{
    QModelIndexList list;
    for (const auto &placed : m_placed) {
        list << model()->index(placed.row, 0);
    }
    return list;
}

QRect ChatTimelineList::visualRect(const QModelIndex &index) const
{
    for (const auto &placed : m_placed) {
        if (placed.row == index.row() && index.isValid()) {
            return {0, placed.top, viewport()->width(), placed.height};
        }
    }
    return {};
}

QRectF ChatTimelineList::textAreaOf(const QModelIndex &index) const
{
    for (const auto &placed : m_placed) {
        if (placed.row == index.row() && placed.layout) {
            return placed.layout->textArea().translated(0, placed.top);
        }
    }
    return {};
}

void ChatTimelineList::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || rows() == 0) {
        return;
    }
    const auto area = visualRect(index);
    const int height = viewport()->height();
    if (hint == EnsureVisible && !area.isNull()) {
        if (area.top() < 0 && area.height() <= height) {
            scrollBy(-area.top());
        } else if (area.bottom() >= height && area.height() <= height) {
            scrollBy(height - area.bottom() - 1);
        }
        return;
    }
    m_follows = false;
    const int tall = heightOf(index.row());
    if (hint == PositionAtCenter) {
        setAnchor(index.row(), height / 2 + tall / 2);
    } else if (hint == PositionAtTop || (hint == EnsureVisible && (m_placed.isEmpty() || index.row() < m_placed.first().row))) {
        setAnchor(index.row(), tall);
    } else {
        setAnchor(index.row(), height);
    }
    place();
}

QModelIndex ChatTimelineList::indexAt(const QPoint &point) const
{
    const auto *placed = placedAt(point);
    return placed ? model()->index(placed->row, 0) : QModelIndex();
}

const ChatTimelineList::Placed *ChatTimelineList::placedAt(const QPoint &point) const
{
    for (const auto &placed : m_placed) {
        if (point.y() >= placed.top && point.y() < placed.top + placed.height) {
            return &placed;
        }
    }
    return nullptr;
}

const ChatRowPart *ChatTimelineList::partAt(const QPoint &point) const
{
    const auto *placed = placedAt(point);
    return placed && placed->layout ? placed->layout->partAt(QPointF(point.x(), point.y() - placed->top)) : nullptr;
}

QList<ChatRowPart> ChatTimelineList::partsOf(const QModelIndex &index) const
{
    for (const auto &placed : m_placed) {
        if (placed.row == index.row() && placed.layout) {
            return placed.layout->parts();
        }
    }
    const auto row = rowAt(index);
    return row ? ChatRowLayout(*row, surroundings(index, *row)).parts() : QList<ChatRowPart>();
}

int ChatTimelineList::horizontalOffset() const
{
    return 0;
}

int ChatTimelineList::verticalOffset() const
{
    return 0;
}

bool ChatTimelineList::isIndexHidden(const QModelIndex &) const
{
    return false;
}

/// One row at a time: the current one.
void ChatTimelineList::setSelection(const QRect &, QItemSelectionModel::SelectionFlags command)
{
    if (currentIndex().isValid()) {
        selectionModel()->select(currentIndex(), command);
    }
}

QRegion ChatTimelineList::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const auto rows = selection.indexes(); const auto &index : rows) {
        region += visualRect(index);
    }
    return region;
}

void ChatTimelineList::doItemsLayout()
{
    place();
    QAbstractItemView::doItemsLayout();
}

void ChatTimelineList::updateGeometries()
{
    QAbstractItemView::updateGeometries();
    showScrollBar();
}

void ChatTimelineList::reset()
{
    m_layouts.clear();
    m_placed.clear();
    m_anchor = QPersistentModelIndex();
    m_touched = QPersistentModelIndex();
    m_follows = true;
    QAbstractItemView::reset();
    scheduleDelayedItemsLayout();
}

void ChatTimelineList::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsInserted(parent, start, end);
    scheduleDelayedItemsLayout();
}

void ChatTimelineList::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    const bool isShown = m_placed.isEmpty() || (topLeft.row() <= m_placed.last().row && bottomRight.row() >= m_placed.first().row);
    if (isShown) {
        scheduleDelayedItemsLayout();
    }
}

}
