// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/shapedlines.h"

#include <QFontMetrics>
#include <QPainter>

namespace Kontor
{
namespace
{
constexpr int linesKept = 1500; // some screens full
constexpr int charactersAtMost = 1000; // no line of a list is wider
}

ShapedLines::ShapedLines()
    : m_lines(linesKept)
{
}

int ShapedLines::draw(QPainter *painter, const QRect &area, const QString &text, const QFont &font, Qt::TextElideMode elide, Qt::Alignment alignment)
{
    if (area.width() <= 0 || text.isEmpty()) {
        return 0;
    }
    const Key key{text.left(charactersAtMost), font, area.width(), elide};
    auto *line = m_lines.object(key);
    if (!line) {
        const QFontMetrics metrics(font);
        const auto shown = metrics.elidedText(key.text, elide, area.width());
        line = new Line{QStaticText(shown), metrics.horizontalAdvance(shown), metrics.height()};
        line->text.setTextFormat(Qt::PlainText);
        line->text.setPerformanceHint(QStaticText::AggressiveCaching);
        line->text.prepare({}, font);
        m_lines.insert(key, line);
    }
    const auto left = alignment.testFlag(Qt::AlignRight) ? area.right() + 1 - line->width : area.left();
    painter->setFont(font);
    painter->drawStaticText(left, area.top() + (area.height() - line->height) / 2, line->text);
    return line->width;
}

}
