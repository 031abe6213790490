// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/eventcolours.h"

#include <QFont>
#include <QHash>
#include <QPalette>
#include <QRect>

class QPainter;

namespace Kontor
{

/// Paints one occurrence: as a box in a day's column, as a bar over days, or as a line in a month.
class EventPainter
{
public:
    enum class Shape { Box, Bar, Line };

    /// How one occurrence is shown at the moment.
    struct Look {
        Shape shape = Shape::Box;
        QColor calendar{};
        bool isPast = false;
        bool isSelected = false;
        bool hasFocus = false; ///< the view has it
        bool isOnPaper = false; ///< perhaps without colours
        bool isGhost = false; ///< where it would be if the mouse were released now
        bool isContinuedBefore = false, isContinuedAfter = false;
        QString times{}; ///< instead of the occurrence's own, for a ghost
    };

    EventPainter(const QFont &font, const QPalette &palette);

    void paint(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look) const;

    /// The height of one line of text with its surroundings.
    int lineHeight() const;

private:
    EventColours coloursOf(const QColor &calendar, EventColours::Tone tone, EventColours::Time time) const;
    int paintSigns(QPainter *painter, const QRect &line, const Occurrence &occurrence, const QColor &colour) const;
    void paintBoxText(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look, const QColor &text) const;
    void paintLineText(QPainter *painter, const QRect &area, const Occurrence &occurrence, const Look &look, const QColor &text) const;

    QFont m_font, m_bold;
    QPalette m_palette;
    mutable QHash<quint64, EventColours> m_colours; ///< finding readable ones takes longer than painting
};

}
