// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Kontor
{

/// The inline style of one HTML element, reduced to what is harmless and readable on light and
/// dark backgrounds alike.
struct HtmlStyle {
    QString color; ///< as written; empty: the theme's
    QString background; ///< a plain colour; empty: the theme's
    QString rest; ///< declarations, each ended by ";"
    bool isHidden = false; ///< display: none and the like

    /// Reads a style attribute and the old attributes color and bgcolor.
    static HtmlStyle parse(const QString &style, const QString &color, const QString &bgcolor);

    /// Leaves out near-white paper, near-black ink and ink that needs a paper that is not there,
    /// and adds ink where only a paper was given.
    void adaptToTheme(bool onColouredPaper);

    QString toString() const;

    /// 0 (black) … 1 (white); nothing when it is not a plain colour.
    static std::optional<double> brightness(const QString &color);
};

}
