// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QPalette>
#include <QString>
#include <QStyleOptionViewItem>

class QPainter;

namespace Kontor::Tags
{

/// What a tag is called in the window: well-known keywords by a word, others as they are.
QString label(const QString &keyword);

/// The keyword a server takes for what the user typed; empty when nothing usable is left (RFC 9051 flag-keyword).
QString keywordFor(const QString &label);

/// The tags offered in every menu, in order.
QStringList wellKnown();

/// A colour for the chip, the same for the same keyword, readable with \p textColor on it in light and dark schemes.
struct Colours {
    QColor background;
    QColor text;
};
Colours colours(const QString &keyword, const QPalette &palette);

/// Chips from right to left; answers how much room they took.
int paint(QPainter *painter, const QRect &area, const QStyleOptionViewItem &option, const QStringList &keywords);

}
