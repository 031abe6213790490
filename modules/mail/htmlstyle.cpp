// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmlstyle.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype longestStyle = 8000;

/// Keeps colours a program could ask of a text document: names, #rgb, #rrggbb, rgb().
QString plainColor(const QString &value)
{
    static const QRegularExpression allowed(QStringLiteral("^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,20}|rgba?\\([0-9., %/]{5,40}\\))$"));
    const auto color = value.trimmed().toLower();
    if (!allowed.match(color).hasMatch() || color == QLatin1String("transparent") || color == QLatin1String("inherit") || color == QLatin1String("initial")
        || color == QLatin1String("none") || color == QLatin1String("unset") || color == QLatin1String("currentcolor")) {
        return {};
    }
    if (!color.startsWith(QLatin1String("rgb"))) {
        return color;
    }
    // The text document knows rgb() with whole numbers only.
    static const QRegularExpression numbers(QStringLiteral("[0-9.]+%?"));
    QString hex = QStringLiteral("#");
    auto found = numbers.globalMatch(color);
    for (int i = 0; i < 3; ++i) {
        if (!found.hasNext()) {
            return {};
        }
        const auto number = found.next().captured();
        const double part = number.endsWith(u'%') ? number.chopped(1).toDouble() * 2.55 : number.toDouble();
        hex += QString::number(std::clamp(int(part), 0, 255), 16).rightJustified(2, u'0');
    }
    if (found.hasNext() && found.next().captured().toDouble() < 0.1) { // as good as transparent
        return {};
    }
    return hex;
}

bool isHarmless(const QString &property, const QString &value)
{
    static const QSet<QString> kept = {QStringLiteral("font-weight"), QStringLiteral("font-style"), QStringLiteral("text-align"), QStringLiteral("text-decoration"), QStringLiteral("vertical-align"),
                                       QStringLiteral("white-space"), QStringLiteral("list-style-type"), QStringLiteral("text-transform"), QStringLiteral("direction")};
    static const QRegularExpression word(QStringLiteral("^[a-z0-9 -]{1,40}$"));
    return kept.contains(property) && word.match(value).hasMatch();
}

/// Sizes people can read: 8–48 px or the like; the rest is left to the theme.
QString readableSize(const QString &value)
{
    static const QRegularExpression size(QStringLiteral("^([0-9]{1,3}(?:\\.[0-9]{1,3})?)(px|pt|em|rem|%)$"));
    static const QSet<QString> names = {QStringLiteral("x-small"), QStringLiteral("small"), QStringLiteral("medium"), QStringLiteral("large"), QStringLiteral("x-large"), QStringLiteral("xx-large"), QStringLiteral("smaller"), QStringLiteral("larger")};
    if (names.contains(value)) {
        return value;
    }
    const auto match = size.match(value);
    if (!match.hasMatch()) {
        return {};
    }
    const double number = match.captured(1).toDouble();
    const auto unit = match.captured(2);
    if (unit == QLatin1String("px") || unit == QLatin1String("pt")) {
        return QString::number(int(std::clamp(number, unit == QLatin1String("px") ? 10.0 : 8.0, 48.0))) + unit;
    }
    return {}; // relative sizes: a text document would take them for absolute ones
}
}

HtmlStyle HtmlStyle::parse(const QString &style, const QString &color, const QString &bgcolor)
{
    HtmlStyle result;
    result.color = plainColor(color);
    result.background = plainColor(bgcolor);
    const auto declarations = style.left(longestStyle).split(u';', Qt::SkipEmptyParts);
    for (const auto &declaration : declarations) {
        const auto colon = declaration.indexOf(u':');
        if (colon <= 0) {
            continue;
        }
        const auto property = declaration.left(colon).trimmed().toLower();
        auto value = declaration.mid(colon + 1).trimmed().toLower();
        if (const auto important = value.indexOf(u'!'); important >= 0) {
            value = value.left(important).trimmed();
        }
        if (property == QLatin1String("color")) {
            if (const auto plain = plainColor(value); !plain.isEmpty()) {
                result.color = plain;
            }
        } else if (property == QLatin1String("background-color") || property == QLatin1String("background")) {
            if (const auto plain = plainColor(value); !plain.isEmpty()) {
                result.background = plain;
            }
        } else if (property == QLatin1String("font-size")) {
            static const QRegularExpression nothing(QStringLiteral("^0+(\\.0+)?(px|pt|em|rem|%)?$"));
            result.isHidden = result.isHidden || nothing.match(value).hasMatch();
            if (const auto size = readableSize(value); !size.isEmpty()) {
                result.rest += QLatin1String("font-size:") + size + u';';
            }
        } else if ((property == QLatin1String("display") && value == QLatin1String("none")) || (property == QLatin1String("visibility") && value == QLatin1String("hidden"))
                   || (property == QLatin1String("mso-hide") && value == QLatin1String("all"))) {
            result.isHidden = true;
        } else if (isHarmless(property, value)) {
            result.rest += property + u':' + value + u';';
        }
    }
    return result;
}

std::optional<double> HtmlStyle::brightness(const QString &color)
{
    static const QHash<QString, double> names = {
        {QStringLiteral("white"), 1.0}, {QStringLiteral("snow"), 0.98}, {QStringLiteral("ivory"), 0.99}, {QStringLiteral("ghostwhite"), 0.98}, {QStringLiteral("whitesmoke"), 0.96},
        {QStringLiteral("azure"), 0.98}, {QStringLiteral("mintcream"), 0.98}, {QStringLiteral("floralwhite"), 0.98}, {QStringLiteral("seashell"), 0.96}, {QStringLiteral("lightgrey"), 0.83},
        {QStringLiteral("lightgray"), 0.83}, {QStringLiteral("silver"), 0.75}, {QStringLiteral("gray"), 0.5}, {QStringLiteral("grey"), 0.5}, {QStringLiteral("black"), 0.0},
        {QStringLiteral("windowtext"), 0.0}, {QStringLiteral("navy"), 0.06}, {QStringLiteral("midnightblue"), 0.14}, {QStringLiteral("darkslategray"), 0.27}, {QStringLiteral("yellow"), 0.886}, {QStringLiteral("red"), 0.3},
        {QStringLiteral("green"), 0.3}, {QStringLiteral("blue"), 0.11}};
    if (color.startsWith(u'#')) {
        const auto digits = color.mid(1);
        const bool brief = digits.size() == 3;
        if (!brief && digits.size() != 6) {
            return std::nullopt;
        }
        double sum = 0;
        constexpr double weights[3] = {0.299, 0.587, 0.114};
        for (int i = 0; i < 3; ++i) {
            const int part = digits.mid(brief ? i : i * 2, brief ? 1 : 2).toInt(nullptr, 16);
            sum += weights[i] * (brief ? part * 17 : part) / 255.0;
        }
        return sum;
    }
    const auto found = names.constFind(color);
    return found == names.cend() ? std::nullopt : std::optional(*found);
}

void HtmlStyle::adaptToTheme(bool onColouredPaper)
{
    const auto paper = brightness(background);
    if (paper && *paper > 0.9) {
        background.clear();
    }
    if (!background.isEmpty()) {
        const auto ink = brightness(color);
        const double ground = paper.value_or(0.5);
        if (!ink || std::abs(*ink - ground) < 0.25) {
            color = ground > 0.5 ? QStringLiteral("#000000") : QStringLiteral("#ffffff");
        }
        return;
    }
    if (onColouredPaper) {
        return;
    }
    const auto ink = brightness(color);
    if (ink && (*ink < 0.25 || *ink > 0.75)) {
        color.clear();
    }
}

QString HtmlStyle::toString() const
{
    QString text = rest;
    if (!color.isEmpty()) {
        text += QLatin1String("color:") + color + u';';
    }
    if (!background.isEmpty()) {
        text += QLatin1String("background-color:") + background + u';';
    }
    return text;
}

}
