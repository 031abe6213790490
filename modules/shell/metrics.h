// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLayout;
class QObject;
class QWidget;

namespace Kontor
{

/// Cuts the signals of all descendants to \p owner; first line of a destructor, because children
/// are destroyed (and emit) after it.
void silence(QObject *owner);

}

namespace Kontor::Metrics
{

/// Distances in logical pixels, taken from the style and the font, so that they grow with both.
int spacing(const QWidget *widget);
int margin(const QWidget *widget);
int lineHeight(const QWidget *widget);
int smallIcon(const QWidget *widget);

/// Sets the layout's margins and spacing by the widget's style.
void apply(QLayout *layout, const QWidget *widget);

}
