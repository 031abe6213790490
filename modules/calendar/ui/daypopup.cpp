// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/daypopup.h"

#include "calendar/ui/eventpainter.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int mostLines = 14;

/// One event as in the month itself.
class LineDelegate : public QStyledItemDelegate
{
public:
    LineDelegate(const GridContent &content, const QList<Occurrence> &occurrences, const QDateTime &now, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_content(content)
        , m_occurrences(occurrences)
        , m_now(now)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.rect.width(), EventPainter(option.font, option.palette).lineHeight() + 4};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &one = m_occurrences.at(index.row());
        const bool isBar = one.isAllDay() || one.start.date() != OccurrenceWords::lastDay(one);
        const EventPainter::Look look{.shape = isBar ? EventPainter::Shape::Bar : EventPainter::Shape::Line,
                                      .calendar = m_content.calendars.value(one.calendar).colour,
                                      .isPast = std::max(one.start, one.end) <= m_now,
                                      .isSelected = option.state.testFlag(QStyle::State_Selected),
                                      .hasFocus = option.widget && option.widget->hasFocus()};
        EventPainter(option.font, option.palette).paint(painter, option.rect.adjusted(2, 2, -2, -2), one, look);
    }

private:
    GridContent m_content;
    QList<Occurrence> m_occurrences;
    QDateTime m_now;
};
}

DayPopup::DayPopup(const GridContent &content, const QDate &day, const QDateTime &now, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_model(new QStandardItemModel(this))
    , m_list(new ItemListView({.spoken = Qt::AccessibleTextRole}, this))
{
    setObjectName(QStringLiteral("dayPopup"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(StyledPanel);
    setAutoFillBackground(true);
    setAccessibleName(OccurrenceWords::day(day));
    for (const auto &one : content.occurrences) {
        if (one.start.date() <= day && OccurrenceWords::lastDay(one) >= day) {
            m_occurrences << one;
        }
    }
    std::ranges::stable_sort(m_occurrences, {}, [](const Occurrence &one) { return std::pair(one.isAllDay() ? 0 : 1, one.start.toMSecsSinceEpoch()); });
    for (const auto &one : std::as_const(m_occurrences)) {
        auto *row = new QStandardItem(OccurrenceWords::title(one));
        row->setEditable(false);
        row->setData(OccurrenceWords::sentence(one, content.calendars.value(one.calendar)), Qt::AccessibleTextRole);
        row->setToolTip(OccurrenceWords::sentence(one, content.calendars.value(one.calendar)).toHtmlEscaped());
        m_model->appendRow(row);
    }
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *head = new QPushButton(OccurrenceWords::day(day), this);
    head->setObjectName(QStringLiteral("dayPopupDay"));
    head->setFlat(true);
    head->setToolTip(i18nc("@info:tooltip", "Show the day"));
    auto bold = font();
    bold.setBold(true);
    head->setFont(bold);
    connect(head, &QPushButton::clicked, this, [this, day] {
        Q_EMIT dayWanted(day);
        close();
    });
    layout->addWidget(head);
    m_list->setObjectName(QStringLiteral("dayPopupList"));
    m_list->setAccessibleName(accessibleName());
    m_list->setHeaderHidden(true);
    m_list->setFrameShape(NoFrame);
    m_list->setModel(m_model);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new LineDelegate(content, m_occurrences, now, m_list));
    const auto line = EventPainter(font(), palette()).lineHeight() + 4;
    m_list->setFixedHeight(line * std::clamp(int(m_occurrences.size()), 1, mostLines) + 4);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 46);
    layout->addWidget(m_list);
    connect(m_list, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (const auto *one = at(index)) {
            const auto copy = *one;
            close();
            Q_EMIT chosen(copy);
        }
    });
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->setFocus();
}

const Occurrence *DayPopup::at(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_occurrences.size() ? &m_occurrences.at(index.row()) : nullptr;
}

void DayPopup::showBeside(const QRect &globalArea)
{
    adjustSize();
    auto place = QRect(globalArea.topLeft(), size());
    if (const auto *where = parentWidget()->screen()) {
        const auto available = where->availableGeometry();
        place.moveRight(std::min(place.right(), available.right()));
        place.moveBottom(std::min(place.bottom(), available.bottom()));
        place.moveLeft(std::max(place.left(), available.left()));
        place.moveTop(std::max(place.top(), available.top()));
    }
    move(place.topLeft());
    show();
    m_list->setFocus();
}

}
