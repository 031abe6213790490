// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QPainter;
class QStyleOptionViewItem;

namespace Kontor::RowBackground
{

/// The background of a list's row: selected and touched rows are tinted and keep the text's own
/// colour, because white on the usual highlight colours is too faint to read (WCAG 1.4.3). A bar
/// at the edge tells a selection in a list with the focus.
void paint(QPainter *painter, const QStyleOptionViewItem &option);

/// Of the less important text of a row; more than 4.5:1 on the schemes of the desktop. Full where the row is selected.
QColor dimmedText(const QStyleOptionViewItem &option);

}
