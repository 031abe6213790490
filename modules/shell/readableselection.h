// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPalette>

namespace Kontor
{

/// Keeps the words of selected rows, menu entries and text readable, whatever the colour scheme.
///
/// Several styles select with a blue on which white has a contrast of 3.7:1; WCAG 2.2 (1.4.3)
/// wants 4.5:1. The background is made darker (or lighter, below dark words) until it is enough.
/// Belongs to the application; GUI thread.
class ReadableSelection : public QObject
{
    Q_OBJECT

public:
    explicit ReadableSelection(QObject *application);

    /// The same palette with such a background in all its groups.
    static QPalette readable(const QPalette &palette);
    /// WCAG's contrast of two opaque colours, 1 to 21.
    static qreal contrast(const QColor &one, const QColor &other);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    bool m_isApplying = false;
};

}
