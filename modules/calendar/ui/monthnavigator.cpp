// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/monthnavigator.h"

#include "calendar/ui/eventcolours.h"
#include "calendar/ui/gridaccessible.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/announcer.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QTableView>
#include <QTextCharFormat>
#include <QToolButton>
#include <QToolTip>

namespace Kontor
{

MonthNavigator::MonthNavigator(QWidget *parent)
    : QCalendarWidget((GridAccessible::install(), parent)) // before anybody asks for what is spoken of the table
{
    setObjectName(QStringLiteral("monthNavigator"));
    setAccessibleName(i18nc("@label a small calendar", "Go to a day"));
    setGridVisible(false);
    setHorizontalHeaderFormat(SingleLetterDayNames); // so that it takes no more room than it needs
    setSettings(CalendarSettings::read());
    setDateEditEnabled(false); // letters and digits are shortcuts of the pane
    if (auto *table = findChild<QTableView *>()) {
        table->setAccessibleName(accessibleName());
        table->setFrameShape(QFrame::NoFrame);
        table->horizontalHeader()->setMinimumSectionSize(1); // else the style's margins decide
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
        table->viewport()->installEventFilter(this);
        table->installEventFilter(this);
        setFocusProxy(table);
    }
    for (const auto &[name, words] : {std::pair("qt_calendar_prevmonth", i18nc("@action:button", "Previous month")), std::pair("qt_calendar_nextmonth", i18nc("@action:button", "Next month")),
                                      std::pair("qt_calendar_monthbutton", i18nc("@action:button", "Month")), std::pair("qt_calendar_yearbutton", i18nc("@action:button", "Year"))}) {
        if (auto *button = findChild<QToolButton *>(QString::fromLatin1(name))) {
            button->setToolTip(words);
            button->setAccessibleName(words);
        }
    }
    restyle();
    connect(this, &QCalendarWidget::selectionChanged, this, [this] {
        if (!m_isSetting) {
            speak(selectedDate());
            Q_EMIT dayChosen(selectedDate());
        }
    });
    connect(this, &QCalendarWidget::currentPageChanged, this, [this] {
        m_cells.clear();
        Q_EMIT shownChanged();
    });
}

void MonthNavigator::setSettings(const CalendarSettings &settings)
{
    setVerticalHeaderFormat(settings.showsWeekNumbers ? ISOWeekNumbers : NoVerticalHeader);
    setFirstDayOfWeek(Qt::DayOfWeek(settings.firstDay));
    m_cells.clear();
    updateCells();
}

void MonthNavigator::restyle()
{
    // The bar above is filled with the highlight by default; here it is as quiet as the days.
    QTextCharFormat quiet;
    quiet.setForeground(EventColours::readable(EventColours::mixed(palette().color(QPalette::Text), palette().color(QPalette::Base), 0.3), palette().color(QPalette::Base)));
    setHeaderTextFormat(quiet);
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day) {
        setWeekdayTextFormat(Qt::DayOfWeek(day), QTextCharFormat());
    }
    if (auto *bar = findChild<QWidget *>(QStringLiteral("qt_calendar_navigationbar"))) {
        bar->setBackgroundRole(QPalette::Window);
        const auto buttons = bar->findChildren<QToolButton *>();
        for (auto *button : buttons) {
            auto colours = button->palette();
            colours.setColor(QPalette::BrightText, palette().color(QPalette::WindowText));
            colours.setColor(QPalette::HighlightedText, palette().color(QPalette::WindowText));
            button->setPalette(colours);
            button->setAutoRaise(true);
        }
    }
    if (auto *previous = findChild<QToolButton *>(QStringLiteral("qt_calendar_prevmonth"))) {
        previous->setIcon(QIcon::fromTheme(QStringLiteral("go-previous")));
    }
    if (auto *next = findChild<QToolButton *>(QStringLiteral("qt_calendar_nextmonth"))) {
        next->setIcon(QIcon::fromTheme(QStringLiteral("go-next")));
    }
}

void MonthNavigator::changeEvent(QEvent *event)
{
    QCalendarWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        restyle();
    }
}

QSize MonthNavigator::minimumSizeHint() const
{
    // Qt reckons with the widest name of a day in each of the eight columns; two digits is what they hold.
    const int column = fontMetrics().horizontalAdvance(QStringLiteral("0000"));
    return {8 * column, QCalendarWidget::minimumSizeHint().height()};
}

QSize MonthNavigator::sizeHint() const
{
    return minimumSizeHint();
}

void MonthNavigator::setSpan(const QDate &first, const QDate &last)
{
    m_first = first;
    m_last = last;
    m_isSetting = true;
    if (selectedDate() < first || selectedDate() > last) {
        setSelectedDate(first);
    }
    m_isSetting = false;
    updateCells();
}

void MonthNavigator::setHolidays(const QHash<QDate, QString> &holidays)
{
    m_holidays = holidays;
    updateCells();
}

void MonthNavigator::setBusyDays(const QSet<QDate> &days)
{
    m_busy = days;
    updateCells();
}

QDate MonthNavigator::firstShown() const
{
    return QDate(yearShown(), monthShown(), 1).addDays(-7);
}

QDate MonthNavigator::lastShown() const
{
    return firstShown().addDays(6 * 7 + 7);
}

void MonthNavigator::speak(const QDate &day)
{
    // The table's cells are bare numbers.
    auto words = OccurrenceWords::day(day);
    if (const auto holiday = m_holidays.value(day); !holiday.isEmpty()) {
        words = i18nc("@info spoken: day, holiday", "%1, %2", words, holiday);
    }
    Announcer::sayNow(this, words);
}

void MonthNavigator::paintCell(QPainter *painter, const QRect &rect, QDate date) const
{
    const auto base = palette().color(QPalette::Active, QPalette::Base);
    const auto ink = palette().color(QPalette::Active, QPalette::Text);
    const auto highlight = palette().color(QPalette::Active, QPalette::Highlight);
    const bool isToday = date == QDate::currentDate();
    m_cells.insert(date, rect);
    painter->save();
    painter->fillRect(rect, base);
    auto ground = base;
    if (date >= m_first && date <= m_last && m_first != m_last) {
        ground = EventColours::mixed(base, highlight, 0.18);
        painter->fillRect(rect.adjusted(0, 1, 0, -1), ground);
    }
    painter->setRenderHint(QPainter::Antialiasing);
    const auto side = std::min(rect.height() - 2, rect.width() - 2);
    const QRectF round(rect.center().x() - side / 2.0 + 0.5, rect.center().y() - side / 2.0 + 0.5, side, side);
    auto text = date.month() == monthShown() ? ink : EventColours::readable(EventColours::mixed(ink, base, 0.5), ground);
    if (m_holidays.contains(date) || date.dayOfWeek() == Qt::Sunday) {
        text = EventColours::readable(date.month() == monthShown() ? QColor(0xc0, 0x39, 0x2b) : EventColours::mixed(QColor(0xc0, 0x39, 0x2b), base, 0.3), ground);
    }
    if (isToday) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(highlight);
        painter->drawEllipse(round);
        text = EventColours::contrast(Qt::white, highlight) >= 4.5 ? QColor(Qt::white) : EventColours::readable(Qt::black, highlight);
    }
    const auto *table = findChild<QTableView *>();
    if (date == selectedDate() && table && table->hasFocus()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(EventColours::readable(isToday ? ink : highlight, base, 3.0), 2));
        painter->drawEllipse(round);
    }
    auto bold = font();
    bold.setBold(m_busy.contains(date));
    painter->setFont(bold);
    painter->setPen(text);
    painter->drawText(rect, Qt::AlignCenter, QString::number(date.day()));
    painter->restore();
}

bool MonthNavigator::eventFilter(QObject *watched, QEvent *event)
{
    // Else the window's shortcut would delete the event that is selected in the grid.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (auto cell = m_cells.cbegin(); cell != m_cells.cend(); ++cell) {
            const auto holiday = m_holidays.value(cell.key());
            if (!holiday.isEmpty() && cell.value().contains(help->pos())) {
                QToolTip::showText(help->globalPos(), holiday.toHtmlEscaped());
                return true;
            }
        }
    }
    return QCalendarWidget::eventFilter(watched, event);
}

}
