// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QPalette>

namespace Kontor
{

/// The colours of one occurrence, so that its text can always be read (WCAG 1.4.3).
struct EventColours {
    QColor fill{}; ///< behind the text
    QColor text{}; ///< at least 4.5 : 1 against fill
    QColor line{}; ///< the same where there is no fill: at least 4.5 : 1 against the view
    QColor edge{}; ///< the calendar's own colour, seen well against the view
    QColor hatch{}; ///< lines over fill, faint enough to read across

    enum class Tone { Soft, Strong, Outline }; ///< boxes; bars and what is selected; not answered yet, or free
    enum class Time { Present, Past };

    static EventColours of(const QColor &calendar, const QPalette &palette, Tone tone, Time time);

    /// WCAG 2.1: 1 to 21.
    static double contrast(const QColor &a, const QColor &b);

    /// \p wanted, moved towards black or white until it stands out against \p background.
    static QColor readable(const QColor &wanted, const QColor &background, double ratio = 4.8); // a little more than 4.5: letters are blended with what is behind them

    static QColor mixed(const QColor &a, const QColor &b, double shareOfB);
};

}
