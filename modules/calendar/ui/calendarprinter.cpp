// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarprinter.h"

#include "calendar/ui/daygrid.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/occurrencerows.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QGuiApplication>
#include <QPainter>
#include <QPrintDialog>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QTextDocument>

#include <algorithm>
#include <memory>

namespace Kontor::CalendarPrinter
{
namespace
{
QPalette paper()
{
    QPalette palette;
    for (const auto role : {QPalette::Base, QPalette::Window, QPalette::Button, QPalette::AlternateBase}) {
        palette.setColor(role, Qt::white);
    }
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(role, Qt::black);
    }
    palette.setColor(QPalette::Highlight, QColor(0x70, 0x70, 0x70));
    return palette;
}

/// The hours that have events, and the usual day in any case.
std::pair<int, int> hours(const GridView &grid)
{
    int from = 8;
    int to = 18;
    for (const auto &one : grid.content().occurrences) {
        if (one.isAllDay() || one.start.date() < grid.firstDay() || one.start.date() > grid.lastDay()) {
            continue;
        }
        const bool isOverMidnight = OccurrenceWords::lastDay(one) > one.start.date();
        from = isOverMidnight ? 0 : std::min(from, one.start.time().hour());
        to = isOverMidnight || one.end.date() > one.start.date() ? 24 : std::max(to, one.end.time().hour() + (one.end.time().minute() > 0 ? 1 : 0));
    }
    return {from, to};
}

std::unique_ptr<GridView> makeGrid(CalendarViews::View view, const QDate &day, const GridContent &content, const QSize &pixels)
{
    using View = CalendarViews::View;
    std::unique_ptr<GridView> grid;
    if (view == View::Month) {
        grid = std::make_unique<MonthGrid>();
    } else {
        auto days = std::make_unique<DayGrid>();
        days->setSpan(view == View::Day ? DayGrid::Span::Day : view == View::WorkWeek ? DayGrid::Span::WorkWeek : DayGrid::Span::Week);
        grid = std::move(days);
    }
    grid->setAttribute(Qt::WA_DontShowOnScreen);
    grid->setPalette(paper());
    grid->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    grid->setNow(QDateTime(QDate(1900, 1, 1), QTime(0, 0))); // nothing is past on paper, and no day is today
    grid->setDate(day);
    grid->setContent(content);
    grid->showAsOnPaper();
    grid->resize(pixels);
    if (auto *days = qobject_cast<DayGrid *>(grid.get())) {
        const auto [from, to] = hours(*grid);
        days->showHours(from, to);
    }
    return grid;
}

void printLegend(QPainter *painter, const QRect &area, const GridContent &content)
{
    // Only calendars that have something on the page.
    QList<CalendarInfo> calendars;
    for (const auto &one : content.occurrences) {
        const auto calendar = content.calendars.value(one.calendar);
        if (calendar.id && !std::ranges::contains(calendars, calendar.id, &CalendarInfo::id)) {
            calendars << calendar;
        }
    }
    std::ranges::sort(calendars, {}, &CalendarInfo::order);
    const QFontMetrics metrics(painter->font());
    int x = area.left();
    for (const auto &calendar : std::as_const(calendars)) {
        const auto name = Words::shortened(Words::withoutTricks(calendar.name), 30);
        const auto side = metrics.height() * 2 / 3;
        const auto width = side + metrics.horizontalAdvance(name) + metrics.averageCharWidth() * 4;
        if (x + width > area.right()) {
            break;
        }
        painter->fillRect(QRect(x, area.center().y() - side / 2, side, side), calendar.colour);
        painter->drawRect(QRect(x, area.center().y() - side / 2, side, side));
        painter->drawText(QRect(x + side + metrics.averageCharWidth(), area.top(), width, area.height()), Qt::AlignLeft | Qt::AlignVCenter, name);
        x += width;
    }
}

/// The days as a table; only \p wanted ones, unless there are none.
QString agendaHtml(const QString &title, const QDate &first, const QDate &last, const GridContent &content, const QList<QDate> &wanted = {})
{
    OccurrenceRows rows;
    rows.setAgenda(content, first, last);
    auto html = QStringLiteral("<h2>%1</h2><table cellpadding=\"3\" width=\"100%\">").arg(title.toHtmlEscaped());
    QDate told;
    for (int row = 0; row < rows.rowCount(); ++row) {
        const auto index = rows.index(row);
        const auto *one = rows.at(index);
        const auto day = rows.dayAt(index);
        if (!wanted.isEmpty() && !wanted.contains(day)) {
            continue;
        }
        if (day != told) {
            told = day;
            html += QStringLiteral("<tr><td colspan=\"3\"><b>%1</b></td></tr>").arg(OccurrenceWords::day(day).toHtmlEscaped());
        }
        auto about = one->location.isEmpty() ? QString() : QStringLiteral(", ") + Words::withoutTricks(one->location);
        html += QStringLiteral("<tr><td width=\"22%\">%1</td><td>%2%3</td><td width=\"22%\">%4</td></tr>")
                    .arg(OccurrenceWords::times(*one).toHtmlEscaped(), OccurrenceWords::title(*one).toHtmlEscaped(), about.toHtmlEscaped(),
                         Words::withoutTricks(rows.calendarOf(*one).name).toHtmlEscaped());
    }
    return html + QStringLiteral("</table>");
}

void printAgenda(QPrinter *printer, const QDate &first, const QDate &last, const GridContent &content)
{
    QTextDocument document;
    document.setHtml(agendaHtml(i18nc("@title of a printed agenda", "Agenda from %1", OccurrenceWords::day(first)), first, last, content));
    document.print(printer);
}

QSize fieldOf(const QSize &page)
{
    return {page.width(), page.height() - 4 * QFontMetrics(QGuiApplication::font()).height()};
}

/// In the same scale as the page before.
void printCrowded(QPrinter *printer, QPainter *painter, const QSize &pixels, const QList<QDate> &days, const GridContent &content)
{
    if (days.isEmpty()) {
        return;
    }
    QTextDocument document;
    document.setDefaultFont(QGuiApplication::font());
    document.setPageSize(pixels);
    document.setHtml(agendaHtml(i18nc("@title of a printed page", "Days with more events than fit"), days.first(), days.last(), content, days));
    for (int page = 0; page < document.pageCount(); ++page) {
        printer->newPage();
        painter->save();
        painter->translate(0, -page * pixels.height());
        painter->setPen(Qt::black);
        document.drawContents(painter, QRectF(0, double(page) * pixels.height(), pixels.width(), pixels.height()));
        painter->restore();
    }
}
}

QList<QDate> crowdedDays(CalendarViews::View view, const QDate &day, const GridContent &content, const QSize &pixels)
{
    QList<QDate> days;
    const auto grid = makeGrid(view, day, content, fieldOf(pixels));
    for (const auto pieces = grid->pieces(); const auto &piece : pieces) {
        if (piece.item.more.isValid() && !days.contains(piece.item.more)) {
            days << piece.item.more;
        }
    }
    std::ranges::sort(days);
    return days;
}

void print(QPrinter *printer, CalendarViews::View view, const QDate &day, const QDate &last, const GridContent &content)
{
    if (view == CalendarViews::View::Agenda) {
        printAgenda(printer, day, last, content);
        return;
    }
    QPainter painter(printer);
    // The grid is laid out in the pixels of a screen, with letters of about 8 points on paper, and scaled as a whole.
    const auto page = printer->pageLayout().paintRectPixels(printer->resolution());
    constexpr double pixelsPerInch = 110;
    const auto scale = printer->resolution() / pixelsPerInch;
    painter.scale(scale, scale);
    const QSize pixels(int(page.width() / scale), int(page.height() / scale));
    paintPage(&painter, pixels, view, day, content);
    printCrowded(printer, &painter, pixels, crowdedDays(view, day, content, pixels), content);
}

void paintPage(QPainter *painter, const QSize &pixels, CalendarViews::View view, const QDate &day, const GridContent &content)
{
    const QFont font(QGuiApplication::font());
    const int line = QFontMetrics(font).height() * 2;
    const auto grid = makeGrid(view, day, content, fieldOf(pixels));
    auto big = font;
    big.setPointSizeF(big.pointSizeF() * 1.4);
    big.setBold(true);
    painter->setPen(Qt::black);
    painter->setFont(big);
    painter->drawText(QRect(0, 0, pixels.width(), line), Qt::AlignLeft | Qt::AlignVCenter, grid->spanTitle());
    grid->canvas()->render(painter, QPoint(0, line), QRegion(), QWidget::DrawWindowBackground);
    painter->setFont(font);
    painter->setPen(Qt::black);
    printLegend(painter, QRect(0, pixels.height() - line, pixels.width(), line), grid->visibleContent());
}

void showDialog(CalendarViews *views)
{
    QPrinter printer(QPrinter::HighResolution);
    printer.setPageOrientation(views->view() == CalendarViews::View::Day || views->view() == CalendarViews::View::Agenda ? QPageLayout::Portrait : QPageLayout::Landscape);
    printer.setDocName(views->spanTitle());
    QPrintDialog dialog(&printer, views);
    dialog.setWindowTitle(i18nc("@title:window", "Print Calendar"));
    if (dialog.exec() == QDialog::Accepted) {
        print(&printer, views->view(), views->view() == CalendarViews::View::Agenda ? views->firstDay() : views->day(), views->lastDay(), views->content());
    }
}

void showPreview(CalendarViews *views)
{
    QPrinter printer(QPrinter::HighResolution);
    printer.setPageOrientation(views->view() == CalendarViews::View::Day || views->view() == CalendarViews::View::Agenda ? QPageLayout::Portrait : QPageLayout::Landscape);
    QPrintPreviewDialog dialog(&printer, views);
    dialog.setWindowTitle(i18nc("@title:window", "Print Preview"));
    QObject::connect(&dialog, &QPrintPreviewDialog::paintRequested, views, [views](QPrinter *target) {
        print(target, views->view(), views->view() == CalendarViews::View::Agenda ? views->firstDay() : views->day(), views->lastDay(), views->content());
    });
    dialog.exec();
}

}
