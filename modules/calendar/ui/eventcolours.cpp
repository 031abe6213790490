// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventcolours.h"

#include <cmath>

namespace Kontor
{
namespace
{
constexpr double forText = 4.5;
constexpr double forLines = 5.4; // days of the weekend are a little darker than the view
constexpr double forGraphics = 3.0; // WCAG 1.4.11

double luminance(const QColor &colour)
{
    const auto linear = [](double part) { return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}
}

double EventColours::contrast(const QColor &a, const QColor &b)
{
    const auto first = luminance(a);
    const auto second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor EventColours::mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto mix = [shareOfB](float x, float y) { return float(x * (1 - shareOfB) + y * shareOfB); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF())).toRgb();
}

QColor EventColours::readable(const QColor &wanted, const QColor &background, double ratio)
{
    // Black or white always gives at least 4.58 : 1, so one of the two ends is far enough.
    const QColor end = contrast(Qt::black, background) >= contrast(Qt::white, background) ? Qt::black : Qt::white;
    constexpr int steps = 20;
    for (int i = 0; i <= steps; ++i) {
        const auto colour = QColor(mixed(wanted, end, double(i) / steps).rgb()); // as it will be painted, rounded to 8 bits
        if (contrast(colour, background) >= ratio) {
            return colour;
        }
    }
    return end;
}

EventColours EventColours::of(const QColor &given, const QPalette &palette, Tone tone, Time time)
{
    const auto base = palette.color(QPalette::Active, QPalette::Base);
    const auto ink = palette.color(QPalette::Active, QPalette::Text);
    const bool isDark = luminance(base) < 0.2;
    const auto calendar = given.isValid() ? given : palette.color(QPalette::Active, QPalette::Highlight);
    EventColours colours;
    colours.edge = readable(calendar, base, forGraphics);
    switch (tone) {
    case Tone::Soft:
        colours.fill = mixed(base, calendar, isDark ? 0.34 : 0.22);
        break;
    case Tone::Strong:
        colours.fill = mixed(base, calendar, 0.92);
        break;
    case Tone::Outline:
        colours.fill = mixed(base, calendar, 0.05);
        break;
    }
    if (time == Time::Past) { // faded, not gone
        colours.fill = mixed(colours.fill, base, tone == Tone::Strong ? 0.55 : 0.5);
        colours.edge = readable(mixed(colours.edge, base, 0.35), base, 2.0);
    }
    colours.fill = QColor(colours.fill.rgb());
    if (tone == Tone::Strong && time == Time::Present) {
        colours.text = contrast(Qt::white, colours.fill) >= forText ? QColor(Qt::white) : readable(Qt::black, colours.fill);
    } else {
        const auto wanted = time == Time::Past ? mixed(ink, colours.fill, 0.38) : mixed(ink, calendar, 0.12);
        colours.text = readable(wanted, colours.fill);
    }
    colours.line = readable(time == Time::Past ? mixed(ink, base, 0.38) : ink, base, forLines);
    colours.hatch = mixed(colours.fill, tone == Tone::Strong ? colours.text : calendar, tone == Tone::Strong ? 0.16 : 0.2);
    return colours;
}

}
