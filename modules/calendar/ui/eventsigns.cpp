// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventsigns.h"

#include <QPainter>
#include <QPainterPath>

namespace Kontor::EventSigns
{

QList<Sign> of(const Occurrence &occurrence)
{
    QList<Sign> signs;
    const auto flags = occurrence.flags;
    if (flags.testFlag(EventFlag::Contested)) {
        signs << Sign::Contested;
    } else if (flags.testFlag(EventFlag::Waiting)) {
        signs << Sign::Waiting;
    }
    if (flags.testFlag(EventFlag::Unreadable)) {
        signs << Sign::Unreadable;
    }
    if (flags.testFlag(EventFlag::Done)) {
        signs << Sign::Done;
    }
    if (flags.testFlag(EventFlag::Private)) {
        signs << Sign::Private;
    }
    if (flags.testFlag(EventFlag::Recurring)) {
        signs << (flags.testFlag(EventFlag::Exception) ? Sign::Exception : Sign::Recurring);
    }
    return signs;
}

void paint(QPainter *painter, const QRectF &area, Sign sign, const QColor &colour)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto side = std::min(area.width(), area.height());
    painter->translate(area.center() - QPointF(side, side) / 2);
    painter->scale(side / 12, side / 12); // drawn on a field of 12 by 12
    painter->setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    switch (sign) {
    case Sign::Contested: // two arrows against each other
        painter->drawLine(QPointF(0.8, 6), QPointF(4.6, 6));
        painter->drawPolyline(QPolygonF{QPointF(2.6, 3.4), QPointF(5.2, 6), QPointF(2.6, 8.6)});
        painter->drawLine(QPointF(11.2, 6), QPointF(7.4, 6));
        painter->drawPolyline(QPolygonF{QPointF(9.4, 3.4), QPointF(6.8, 6), QPointF(9.4, 8.6)});
        break;
    case Sign::Waiting: // a clock
        painter->drawEllipse(QPointF(6, 6), 5, 5);
        painter->drawPolyline(QPolygonF{QPointF(6, 3), QPointF(6, 6), QPointF(8.2, 7.4)});
        break;
    case Sign::Unreadable: // a triangle with an exclamation mark
        painter->drawPolygon(QPolygonF{QPointF(6, 1), QPointF(11.4, 11), QPointF(0.6, 11)});
        painter->drawLine(QPointF(6, 4.6), QPointF(6, 7.4));
        painter->drawPoint(QPointF(6, 9.3));
        break;
    case Sign::Private: { // a lock
        painter->drawArc(QRectF(3.3, 1, 5.4, 7), 0, 180 * 16);
        painter->setBrush(colour);
        painter->drawRoundedRect(QRectF(2, 5.4, 8, 5.6), 1, 1);
        break;
    }
    case Sign::Recurring:
    case Sign::Exception: { // two arrows going round; crossed out where this one is different
        painter->drawArc(QRectF(1.5, 1.5, 9, 9), 20 * 16, 140 * 16);
        painter->drawArc(QRectF(1.5, 1.5, 9, 9), 200 * 16, 140 * 16);
        painter->setBrush(colour);
        painter->drawPolygon(QPolygonF{QPointF(10.9, 1.6), QPointF(10.5, 5), QPointF(7.6, 3.4)});
        painter->drawPolygon(QPolygonF{QPointF(1.1, 10.4), QPointF(1.5, 7), QPointF(4.4, 8.6)});
        if (sign == Sign::Exception) {
            painter->drawLine(QPointF(1.5, 11), QPointF(10.5, 1));
        }
        break;
    }
    case Sign::Done:
        painter->drawPolyline(QPolygonF{QPointF(1.5, 6.5), QPointF(4.8, 10), QPointF(10.5, 2)});
        break;
    }
    painter->restore();
}

}
