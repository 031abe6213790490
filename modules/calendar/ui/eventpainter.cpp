// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventpainter.h"

#include "calendar/ui/eventsigns.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

namespace Kontor
{
namespace
{
constexpr int edgeWidth = 4;
constexpr int padding = 3;
constexpr qreal radius = 3.5;

bool isStruck(const Occurrence &occurrence)
{
    return occurrence.flags.testFlag(EventFlag::Cancelled) || occurrence.mine == Participation::Declined;
}

bool isTentative(const Occurrence &occurrence)
{
    return occurrence.mine == Participation::Tentative || (occurrence.flags.testFlag(EventFlag::TentativeStatus) && occurrence.mine != Participation::Declined);
}

bool isOutlined(const Occurrence &occurrence)
{
    const auto mine = occurrence.mine;
    return mine == Participation::NeedsAction || mine == Participation::Declined || (occurrence.flags.testFlag(EventFlag::Transparent) && !occurrence.isAllDay());
}

/// Wraps \p text into the lines there is room for; the last one is shortened. Answers how many were used.
int paintWrapped(QPainter *painter, const QRect &area, const QString &text, const QFont &font, int atMostLines)
{
    const QFontMetrics metrics(font);
    const auto lineHeight = metrics.height();
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    int used = 0;
    while (used < atMostLines) {
        auto line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(area.width());
        const QRect place(area.left(), area.top() + used * lineHeight, area.width(), lineHeight);
        ++used;
        const bool isLast = used == atMostLines;
        const auto words = text.mid(line.textStart(), isLast ? -1 : line.textLength());
        painter->setFont(font);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, isLast ? metrics.elidedText(words, Qt::ElideRight, area.width()) : words.trimmed());
    }
    layout.endLayout();
    return used;
}
}

EventPainter::EventPainter(const QFont &font, const QPalette &palette)
    : m_font(font)
    , m_bold(font)
    , m_palette(palette)
{
    m_bold.setWeight(QFont::DemiBold);
}

int EventPainter::lineHeight() const
{
    return QFontMetrics(m_bold).height() + 4;
}

void EventPainter::paint(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look) const
{
    if (area.width() < 2 || area.height() < 2) {
        return;
    }
    using Tone = EventColours::Tone;
    const bool isLine = look.shape == Shape::Line;
    auto tone = look.shape == Shape::Bar && occurrence.isAllDay() ? Tone::Strong : Tone::Soft;
    if (isOutlined(occurrence)) {
        tone = Tone::Outline;
    }
    const bool isFilled = look.isSelected && !isLine;
    if (isFilled && look.hasFocus) {
        tone = Tone::Strong;
    }
    const auto time = look.isPast && !look.isSelected ? EventColours::Time::Past : EventColours::Time::Present;
    const auto colours = coloursOf(look.calendar, tone, time);
    constexpr int tooNarrowForText = 12;
    if (area.width() < tooNarrowForText && !isLine && !look.isSelected && !look.isGhost) { // hundreds side by side: quick
        painter->fillRect(area, colours.fill);
        painter->fillRect(QRect(area.left(), area.top(), std::min(area.width(), edgeWidth - 1), area.height()), colours.edge);
        return;
    }

    painter->save();
    painter->setClipRect(area.adjusted(-2, -2, 2, 2), Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    if (look.isGhost) {
        painter->setOpacity(0.85);
    }
    auto shape = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5);
    if (look.isContinuedBefore) {
        shape.setLeft(shape.left() - 2 * radius);
    }
    if (look.isContinuedAfter) {
        shape.setRight(shape.right() + 2 * radius);
    }
    QPainterPath outline;
    outline.addRoundedRect(shape, radius, radius);
    painter->setClipRect(area, Qt::IntersectClip);
    if (!isLine || look.isSelected || look.isGhost) {
        painter->fillPath(outline, colours.fill);
        if (isTentative(occurrence)) {
            QBrush hatch(colours.hatch, Qt::BDiagPattern);
            painter->fillPath(outline, hatch);
        }
        if (tone == Tone::Outline || look.isGhost || look.isOnPaper) {
            painter->setPen(QPen(colours.edge, 1, occurrence.mine == Participation::NeedsAction || look.isGhost ? Qt::DashLine : Qt::SolidLine));
            painter->drawPath(outline);
        }
    }
    auto inner = area;
    if (isLine) { // a dot of the calendar's colour, hollow where nothing is settled
        const auto side = std::max(7, QFontMetrics(m_font).height() * 2 / 5);
        const QRectF dot(area.left() + padding, area.center().y() - side / 2.0 + 0.5, side, side);
        painter->setPen(QPen(colours.edge, 1.6));
        painter->setBrush(tone == Tone::Outline || isTentative(occurrence) ? QBrush(Qt::NoBrush) : QBrush(colours.edge));
        painter->drawEllipse(dot);
        inner.setLeft(int(dot.right()) + padding + 2);
    } else if (tone != Tone::Strong || isFilled) {
        if (!look.isContinuedBefore) {
            painter->save();
            painter->setClipPath(outline, Qt::IntersectClip);
            painter->fillRect(QRect(area.left(), area.top(), edgeWidth, area.height()), colours.edge);
            painter->restore();
        }
        inner.setLeft(area.left() + edgeWidth + padding);
    } else {
        inner.setLeft(area.left() + padding + 2);
    }
    inner.setRight(area.right() - padding);
    const auto text = isLine && !look.isSelected ? colours.line : colours.text;
    painter->setPen(text);
    if (inner.width() > QFontMetrics(m_font).averageCharWidth()) {
        look.shape == Shape::Box ? paintBoxText(painter, inner, occurrence, look, text) : paintLineText(painter, inner, occurrence, look, text);
    }
    if (look.isSelected) {
        const auto accent = EventColours::readable(m_palette.color(QPalette::Active, QPalette::Highlight), m_palette.color(QPalette::Active, QPalette::Base), 3.0);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(look.hasFocus ? accent : colours.edge, look.hasFocus ? 2 : 1));
        painter->drawRoundedRect(shape.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        if (look.hasFocus && tone == Tone::Strong) { // a gap, so that the frame is seen on any colour
            painter->setPen(QPen(m_palette.color(QPalette::Active, QPalette::Base), 1));
            painter->drawRoundedRect(shape.adjusted(2, 2, -2, -2), radius - 1, radius - 1);
        }
    }
    painter->restore();
}

EventColours EventPainter::coloursOf(const QColor &calendar, EventColours::Tone tone, EventColours::Time time) const
{
    const auto key = (quint64(calendar.isValid() ? calendar.rgb() : QRgb(0)) << 8) + quint64(tone) * 2 + quint64(time);
    const auto known = m_colours.constFind(key);
    return known != m_colours.cend() ? *known : *m_colours.insert(key, EventColours::of(calendar, m_palette, tone, time));
}

int EventPainter::paintSigns(QPainter *painter, const QRect &line, const Occurrence &occurrence, const QColor &colour) const
{
    const auto signs = EventSigns::of(occurrence);
    const auto side = QFontMetrics(m_font).height() * 3 / 5;
    const auto room = line.width() / 5; // the title comes first
    int used = 0;
    for (const auto sign : signs) {
        if (used + side + 2 > room) {
            break;
        }
        used += side + 2;
        const QRectF place(line.right() - used + 2, line.top() + (line.height() - side) / 2.0, side, side);
        EventSigns::paint(painter, place, sign, colour);
    }
    return used;
}

void EventPainter::paintBoxText(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look, const QColor &text) const
{
    const auto title = OccurrenceWords::title(occurrence);
    const auto times = look.times.isEmpty() ? OccurrenceWords::times(occurrence) : look.times;
    const auto place = Words::withoutTricks(occurrence.location).simplified();
    auto bold = m_bold;
    bold.setStrikeOut(isStruck(occurrence));
    const QFontMetrics metrics(bold);
    const auto lines = (area.height() - 2) / metrics.height();
    if (lines <= 1) {
        paintLineText(painter, area, occurrence, look, text);
        return;
    }
    auto rest = area.adjusted(0, 2, 0, 0);
    const QRect first(rest.left(), rest.top(), rest.width(), metrics.height());
    const auto signs = paintSigns(painter, first, occurrence, text);
    // Where there is room the title gets all lines but those of time and place.
    const int wanted = lines >= 4 ? lines - 2 : lines >= 2 ? lines - 1 : 1;
    painter->setPen(text);
    auto titleArea = rest;
    titleArea.setRight(rest.right() - signs);
    const auto used = paintWrapped(painter, titleArea, title, bold, std::min(wanted, 4));
    rest.setTop(rest.top() + used * metrics.height());
    painter->setFont(m_font);
    const QFontMetrics plain(m_font);
    QString second = times;
    if (lines - used == 1 && !place.isEmpty()) { // one line for both
        second = i18nc("@info time, place of an event", "%1, %2", times, place);
    }
    painter->drawText(QRect(rest.left(), rest.top(), rest.width(), plain.height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      plain.elidedText(second, Qt::ElideRight, rest.width()));
    rest.setTop(rest.top() + plain.height());
    if (lines - used >= 2 && !place.isEmpty()) {
        paintWrapped(painter, rest, place, m_font, lines - used - 1);
    }
}

void EventPainter::paintLineText(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look, const QColor &text) const
{
    // A box may be higher than its line: text at the top, where the event begins.
    auto line = area;
    if (look.shape == Shape::Box) {
        line.setHeight(std::min(area.height(), QFontMetrics(m_bold).height() + 2));
    }
    line.setRight(line.right() - paintSigns(painter, line, occurrence, text));
    auto bold = look.shape == Shape::Line ? m_font : m_bold;
    bold.setStrikeOut(isStruck(occurrence));
    const auto title = OccurrenceWords::title(occurrence);
    painter->setPen(text);
    if (look.shape == Shape::Box || occurrence.isAllDay()) {
        const QFontMetrics metrics(bold);
        painter->setFont(bold);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, metrics.elidedText(title, Qt::ElideRight, line.width()));
        const auto used = metrics.horizontalAdvance(title) + metrics.averageCharWidth();
        const QFontMetrics plain(m_font);
        auto after = look.times.isEmpty() ? (occurrence.isAllDay() ? QString() : OccurrenceWords::time(occurrence.start)) : look.times;
        if (const auto place = Words::withoutTricks(occurrence.location).simplified(); !place.isEmpty() && look.times.isEmpty()) {
            after = after.isEmpty() ? place : i18nc("@info time, place of an event", "%1, %2", after, place);
        }
        if (!after.isEmpty() && line.width() - used > plain.averageCharWidth() * 5) {
            painter->setFont(m_font);
            painter->drawText(line.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, plain.elidedText(after, Qt::ElideRight, line.width() - used));
        }
        return;
    }
    const QFontMetrics plain(m_font);
    const auto when = look.times.isEmpty() ? (look.isContinuedBefore ? QString() : OccurrenceWords::time(occurrence.start)) : look.times;
    painter->setFont(m_font);
    const auto whenWidth = plain.horizontalAdvance(when) + plain.averageCharWidth();
    if (!when.isEmpty() && line.width() > whenWidth + plain.averageCharWidth() * 4) {
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, when);
        line.setLeft(line.left() + whenWidth);
    }
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, QFontMetrics(bold).elidedText(title, Qt::ElideRight, line.width()));
}

}
