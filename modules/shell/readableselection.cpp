// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/readableselection.h"

#include <QApplication>
#include <QEvent>
#include <cmath>

namespace Kontor
{
namespace
{
/// More than the 4.5 that are asked for: the thin strokes of letters are blended with what is behind them.
constexpr qreal wanted = 6.0;

/// The same for what is less important: hints in empty fields, captions beside facts.
constexpr qreal wantedOfHints = 5.2;

/// What shows a selection of rows, entries or characters, and hints.
constexpr std::array<const char *, 7> kinds{"QAbstractItemView", "QMenu", "QMenuBar", "QLineEdit", "QTextEdit", "QPlainTextEdit", "QLabel"};

qreal luminance(const QColor &colour)
{
    const auto linear = [](qreal value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QColor mixed(const QColor &one, const QColor &other, qreal part)
{
    const auto mix = [part](float from, float to) {
        return float(from + (to - from) * part);
    };
    return QColor::fromRgbF(mix(one.redF(), other.redF()), mix(one.greenF(), other.greenF()), mix(one.blueF(), other.blueF()));
}
}

ReadableSelection::ReadableSelection(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
    apply();
}

qreal ReadableSelection::contrast(const QColor &one, const QColor &other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

QPalette ReadableSelection::readable(const QPalette &palette)
{
    auto result = palette;
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        const auto text = palette.color(group, QPalette::HighlightedText);
        const auto given = palette.color(group, QPalette::Highlight);
        const QColor goal = contrast(text, Qt::black) > contrast(text, Qt::white) ? Qt::black : Qt::white;
        auto background = given;
        for (int step = 1; step <= 20 && contrast(text, background) < wanted; ++step) {
            background = mixed(given, goal, step / 20.0);
        }
        result.setColor(group, QPalette::Highlight, background);
        // The style blends the text with what is behind it, half and half as a rule.
        const auto ground = palette.color(group, QPalette::Base);
        const auto window = palette.color(group, QPalette::Window);
        const auto ink = palette.color(group, QPalette::Text);
        const auto faint = palette.color(group, QPalette::PlaceholderText);
        auto hint = mixed(ground, QColor(faint.red(), faint.green(), faint.blue()), faint.alphaF());
        for (int step = 1; step <= 20 && std::min(contrast(hint, ground), contrast(hint, window)) < wantedOfHints; ++step) {
            hint = mixed(hint, ink, step / 20.0);
        }
        result.setColor(group, QPalette::PlaceholderText, hint);
    }
    return result;
}

bool ReadableSelection::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && watched == parent() && !m_isApplying) {
        apply();
    }
    return QObject::eventFilter(watched, event);
}

void ReadableSelection::apply()
{
    m_isApplying = true;
    const auto palette = readable(QGuiApplication::palette());
    for (const auto *kind : kinds) {
        QApplication::setPalette(palette, kind);
    }
    m_isApplying = false;
}

}
