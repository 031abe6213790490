// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/freebusystripchart.h"

#include "calendar/ui/eventcolours.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace Kontor
{
namespace
{
using FreeBusyWords::Verdict;

constexpr int gap = 4;
constexpr int mostRowsShown = 6;
constexpr double forGraphics = 3.0; // WCAG 1.4.11

Qt::BrushStyle patternOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Tentative:
        return Qt::BDiagPattern;
    case Verdict::Unavailable:
        return Qt::DiagCrossPattern;
    case Verdict::Unknown:
    case Verdict::Asked:
        return Qt::Dense5Pattern;
    default:
        return Qt::SolidPattern;
    }
}

Verdict verdictOf(FreeBusy::Kind kind)
{
    return kind == FreeBusy::Kind::Tentative ? Verdict::Tentative : kind == FreeBusy::Kind::Unavailable ? Verdict::Unavailable : Verdict::Busy;
}
}

FreeBusyStripChart::FreeBusyStripChart(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus); // its rows are reached with the arrow keys
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setObjectName(QStringLiteral("freeBusyChart"));
    setAccessibleName(i18nc("@label a picture of who is busy when", "Free and busy times"));
}

void FreeBusyStripChart::setRows(const QList<Row> &rows)
{
    const bool isOtherSize = rows.size() != m_rows.size();
    m_rows = rows;
    QStringList words;
    for (const auto &row : rows.first(std::min<qsizetype>(rows.size(), 20))) {
        words << i18nc("@info spoken: a person, and whether free", "%1: %2", row.name, row.words);
    }
    setAccessibleDescription(words.join(QLatin1String(". ")));
    if (isOtherSize) {
        updateGeometry();
        fitScrollBar();
    }
    viewport()->update();
}

void FreeBusyStripChart::setDays(const QDate &first, int count)
{
    m_first = first;
    m_count = std::max(1, count);
    viewport()->update();
}

void FreeBusyStripChart::setMeeting(const QDateTime &start, const QDateTime &end)
{
    m_start = start;
    m_end = end;
    viewport()->update();
}

void FreeBusyStripChart::setWorkingHours(const FreeBusy::WorkingHours &hours)
{
    m_hours = hours;
    viewport()->update();
}

int FreeBusyStripChart::lineHeight() const
{
    return fontMetrics().height();
}

int FreeBusyStripChart::rowHeight() const
{
    return 2 * lineHeight() + 2 * gap;
}

int FreeBusyStripChart::headHeight() const
{
    return lineHeight() + gap;
}

int FreeBusyStripChart::footHeight() const
{
    return lineHeight() + 2 * gap;
}

int FreeBusyStripChart::nameWidth() const
{
    const auto letter = fontMetrics().averageCharWidth();
    return std::clamp(viewport()->width() * 2 / 5, 12 * letter, 34 * letter);
}

QSize FreeBusyStripChart::sizeHint() const
{
    const auto rows = std::clamp<int>(int(m_rows.size()), 1, mostRowsShown);
    return {fontMetrics().averageCharWidth() * 70, headHeight() + footHeight() + rows * rowHeight() + 2 * frameWidth()};
}

QSize FreeBusyStripChart::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, sizeHint().height()};
}

QRect FreeBusyStripChart::axis() const
{
    const auto left = nameWidth() + gap;
    return {left, headHeight(), std::max(1, viewport()->width() - left - gap), std::max(1, viewport()->height() - headHeight() - footHeight())};
}

QDateTime FreeBusyStripChart::from() const
{
    if (m_count > 1) {
        return m_first.startOfDay();
    }
    int hour = std::max(0, m_hours.from.hour() - 1);
    if (m_start.isValid() && m_start.date() <= m_first && m_end.date() >= m_first) {
        hour = m_start.date() < m_first ? 0 : std::min(hour, m_start.time().hour());
    }
    return {m_first, QTime(hour, 0)};
}

QDateTime FreeBusyStripChart::to() const
{
    const auto last = m_first.addDays(m_count - 1);
    const auto close = last.addDays(1).startOfDay();
    if (m_count > 1) {
        return close;
    }
    const int hour = m_hours.to.hour() + (m_hours.to.minute() > 0 ? 2 : 1);
    auto end = hour > 23 ? close : QDateTime(last, QTime(hour, 0));
    if (m_end.isValid() && m_start.date() <= last && m_end > end) {
        end = m_end.date() > last ? close : std::min(close, QDateTime(last, QTime(m_end.time().hour(), 0)).addSecs(m_end.time().minute() > 0 ? 3600 : 0));
    }
    return end;
}

int FreeBusyStripChart::place(const QDateTime &when) const
{
    const auto area = axis();
    const auto all = std::max<qint64>(1, from().msecsTo(to()));
    const auto part = std::clamp<qint64>(from().msecsTo(when), 0, all);
    return area.left() + int(part * area.width() / all);
}

void FreeBusyStripChart::fitScrollBar()
{
    const auto area = axis();
    verticalScrollBar()->setPageStep(area.height());
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setRange(0, std::max<int>(0, int(m_rows.size()) * rowHeight() - area.height()));
}

void FreeBusyStripChart::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    fitScrollBar();
}

void FreeBusyStripChart::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        updateGeometry();
        viewport()->update();
    }
}

QColor FreeBusyStripChart::colourOf(Verdict verdict) const
{
    const auto base = palette().color(QPalette::Base);
    switch (verdict) {
    case Verdict::Busy:
        return EventColours::readable(QColor(0x1d, 0x6f, 0xc4), base, forGraphics);
    case Verdict::Tentative:
        return EventColours::readable(QColor(0x1d, 0x6f, 0xc4), base, 4.5); // lines are thin
    case Verdict::Unavailable:
        return EventColours::readable(QColor(0x9b, 0x4d, 0xca), base, 4.5);
    default:
        return EventColours::readable(QColor(0x80, 0x80, 0x80), base, 4.5);
    }
}

void FreeBusyStripChart::paintSpan(QPainter &painter, const QRect &area, Verdict verdict) const
{
    const auto colour = colourOf(verdict);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(QBrush(colour, patternOf(verdict)));
    painter.drawRect(area.adjusted(0, 0, -1, -1));
}

/// On a ground of its own, so that neither a pattern nor a line runs through it.
void FreeBusyStripChart::paintWord(QPainter &painter, const QRect &area, const QString &word) const
{
    const auto width = fontMetrics().horizontalAdvance(word);
    if (width + 4 * gap > area.width()) {
        return;
    }
    QRect plate(0, 0, width + 2 * gap, lineHeight());
    plate.moveCenter(area.center());
    painter.fillRect(plate, palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(plate, Qt::AlignCenter, word);
}

void FreeBusyStripChart::paintHours(QPainter &painter, const QRect &area) const
{
    const auto base = palette().color(QPalette::Base);
    const auto text = palette().color(QPalette::Text);
    const auto shade = EventColours::mixed(base, text, 0.10);
    for (int day = 0; day < m_count; ++day) {
        const auto date = m_first.addDays(day);
        const auto open = m_hours.days.contains(date.dayOfWeek()) ? place(QDateTime(date, m_hours.from)) : place(date.addDays(1).startOfDay());
        const auto close = m_hours.days.contains(date.dayOfWeek()) ? place(QDateTime(date, m_hours.to)) : open;
        const auto begin = place(date.startOfDay());
        const auto end = place(date.addDays(1).startOfDay());
        painter.fillRect(QRect(begin, area.top(), open - begin, area.height()), shade);
        painter.fillRect(QRect(close, area.top(), end - close, area.height()), shade);
    }
    // As many hours as have room beside each other.
    const auto room = fontMetrics().horizontalAdvance(Words::time(QTime(22, 0))) + 3 * gap;
    const auto all = double(from().secsTo(to())) / 3600;
    int step = 24;
    for (const int each : {1, 2, 3, 4, 6, 12}) {
        if (area.width() * each / all >= room) {
            step = each;
            break;
        }
    }
    for (int day = 0; day < m_count; ++day) {
        const auto date = m_first.addDays(day);
        for (int hour = 0; hour < 24; hour += step) {
            const QDateTime when(date, QTime(hour, 0));
            if (when < from() || when > to()) {
                continue;
            }
            const auto x = place(when);
            painter.setPen(EventColours::mixed(base, text, hour == 0 ? 0.5 : 0.2));
            painter.drawLine(x, area.top() - gap, x, area.bottom());
            const auto word = m_count > 1 && hour == 0 ? QLocale().toString(date, i18nc("a day of a chart, see QLocale::toString()", "ddd d")) : Words::time(when.time());
            painter.setPen(text);
            if (x + fontMetrics().horizontalAdvance(word) <= area.right() + gap) {
                painter.drawText(QRect(x + 2, 0, room + 6 * gap, headHeight()), Qt::AlignLeft | Qt::AlignVCenter, word);
            }
        }
    }
}

void FreeBusyStripChart::paintRow(QPainter &painter, const Row &row, const QRect &area, Layer layer) const
{
    const auto bar = QRect(axis().left(), area.top() + gap, axis().width(), area.height() - 2 * gap);
    const auto span = [&](const QRect &place, Verdict verdict, const QString &word) {
        layer == Layer::Patterns ? paintSpan(painter, place, verdict) : paintWord(painter, place, word);
    };
    if (layer == Layer::Words) {
        painter.setPen(palette().color(QPalette::Text));
        const auto width = nameWidth() - 2 * gap;
        painter.drawText(QRect(gap, bar.top(), width, lineHeight()), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(row.name, Qt::ElideRight, width));
        painter.drawText(QRect(gap, bar.top() + lineHeight(), width, lineHeight()), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(row.words, Qt::ElideRight, width));
    }
    if (row.times.state != FreeBusyInquiry::State::Known) {
        const bool isAsked = row.times.state == FreeBusyInquiry::State::Asked;
        span(bar, Verdict::Unknown, isAsked ? i18nc("@info somebody's time: the server has not answered yet", "being asked") : i18nc("@info somebody's time", "not known"));
        return;
    }
    for (const auto &one : row.times.spans) {
        const auto left = place(one.start);
        const auto right = place(one.end);
        if (right > left || (one.start < to() && one.end > from())) {
            span(QRect(left, bar.top(), std::max(3, right - left), bar.height()), verdictOf(one.kind), FreeBusyWords::kind(one.kind));
        }
    }
}

void FreeBusyStripChart::paintRows(QPainter &painter, Layer layer) const
{
    const auto area = axis();
    painter.save();
    painter.setClipRect(QRect(0, area.top(), viewport()->width(), area.height()));
    for (int i = 0; i < m_rows.size(); ++i) {
        const QRect row(0, area.top() + i * rowHeight() - verticalScrollBar()->value(), viewport()->width(), rowHeight());
        if (row.intersects(viewport()->rect())) {
            paintRow(painter, m_rows.at(i), row, layer);
        }
    }
    painter.restore();
}

void FreeBusyStripChart::paintMeeting(QPainter &painter, const QRect &area) const
{
    if (!m_start.isValid() || m_end < from() || m_start > to()) {
        return;
    }
    const auto left = place(m_start);
    const auto right = std::max(left + 3, place(m_end));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Base), 4));
    painter.drawRect(QRect(left, area.top() + 1, right - left, area.height() - 3));
    painter.setPen(QPen(palette().color(QPalette::Text), 2));
    painter.drawRect(QRect(left, area.top() + 1, right - left, area.height() - 3));
}

void FreeBusyStripChart::paintLegend(QPainter &painter) const
{
    const auto line = lineHeight();
    int x = gap;
    const auto top = viewport()->height() - footHeight() + gap;
    painter.setPen(EventColours::mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.3));
    painter.drawLine(0, viewport()->height() - footHeight(), viewport()->width(), viewport()->height() - footHeight());
    const auto entry = [&](Verdict verdict, const QString &word) {
        const QRect box(x, top + 2, line * 3 / 2, line - 4);
        if (verdict == Verdict::Free) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(palette().color(QPalette::Text), 2));
            painter.drawRect(box.adjusted(1, 1, -1, -1));
        } else {
            paintSpan(painter, box, verdict);
        }
        const auto width = fontMetrics().horizontalAdvance(word);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(QRect(box.right() + gap, top, width + gap, line), Qt::AlignLeft | Qt::AlignVCenter, word);
        x = box.right() + 2 * gap + width + 3 * gap;
    };
    entry(Verdict::Free, i18nc("@item in the legend of a chart: the event being written", "this event"));
    entry(Verdict::Busy, FreeBusyWords::kind(FreeBusy::Kind::Busy));
    entry(Verdict::Tentative, FreeBusyWords::kind(FreeBusy::Kind::Tentative));
    entry(Verdict::Unavailable, FreeBusyWords::kind(FreeBusy::Kind::Unavailable));
    entry(Verdict::Unknown, i18nc("@info somebody's time", "not known"));
}

void FreeBusyStripChart::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    const auto area = axis();
    paintHours(painter, area);
    paintRows(painter, Layer::Patterns);
    paintMeeting(painter, area);
    paintRows(painter, Layer::Words);
    paintLegend(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(EventColours::readable(palette().color(QPalette::Highlight), palette().color(QPalette::Base), forGraphics), 2));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

bool FreeBusyStripChart::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto row = (help->pos().y() - axis().top() + verticalScrollBar()->value()) / std::max(1, rowHeight());
        if (help->pos().y() < axis().top() || help->pos().y() > axis().bottom() || row < 0 || row >= m_rows.size()) {
            QToolTip::hideText();
            return true;
        }
        const auto &one = m_rows.at(row);
        QToolTip::showText(help->globalPos(), i18nc("@info:tooltip a person, and all their times in the days shown", "%1: %2", one.name, FreeBusyWords::sentence(one.times, from(), to()).shown).toHtmlEscaped(),
                           viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}
