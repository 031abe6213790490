// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/tags.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QPainter>

namespace Kontor::Tags
{
namespace
{
struct WellKnown {
    const char *keyword;
    int hue;
};
// The five labels other mail programs use as well, so that they mean the same everywhere.
constexpr WellKnown known[] = {{"$label1", 0}, {"$label2", 30}, {"$label3", 120}, {"$label4", 210}, {"$label5", 280}};
}

QString label(const QString &keyword)
{
    const auto lower = keyword.toLower();
    if (lower == QLatin1String("$label1")) {
        return i18nc("@item a tag", "Important");
    }
    if (lower == QLatin1String("$label2")) {
        return i18nc("@item a tag", "Work");
    }
    if (lower == QLatin1String("$label3")) {
        return i18nc("@item a tag", "Personal");
    }
    if (lower == QLatin1String("$label4")) {
        return i18nc("@item a tag", "To do");
    }
    if (lower == QLatin1String("$label5")) {
        return i18nc("@item a tag", "Later");
    }
    auto words = keyword;
    if (words.startsWith(QLatin1Char('$'))) {
        words.remove(0, 1);
    }
    return words.replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString keywordFor(const QString &label)
{
    for (const auto &entry : known) {
        const auto keyword = QString::fromLatin1(entry.keyword);
        if (label.compare(Tags::label(keyword), Qt::CaseInsensitive) == 0) {
            return keyword;
        }
    }
    // An atom of RFC 9051: no spaces, controls, quotes, brackets, wildcards; and ASCII only.
    auto words = label.simplified();
    words.replace(QStringLiteral("ä"), QStringLiteral("ae")).replace(QStringLiteral("ö"), QStringLiteral("oe")).replace(QStringLiteral("ü"), QStringLiteral("ue"));
    words.replace(QStringLiteral("Ä"), QStringLiteral("Ae")).replace(QStringLiteral("Ö"), QStringLiteral("Oe")).replace(QStringLiteral("Ü"), QStringLiteral("Ue"));
    words.replace(QStringLiteral("ß"), QStringLiteral("ss"));
    QString keyword;
    for (const auto c : std::as_const(words)) {
        if (c == QLatin1Char(' ')) {
            keyword += QLatin1Char('_');
        } else if (c.unicode() > 0x20 && c.unicode() < 0x7f && !QStringLiteral("(){%*\"\\]").contains(c)) {
            keyword += c;
        }
    }
    return keyword.left(60);
}

QStringList wellKnown()
{
    QStringList list;
    for (const auto &entry : known) {
        list << QString::fromLatin1(entry.keyword);
    }
    return list;
}

Colours colours(const QString &keyword, const QPalette &palette)
{
    int hue = -1;
    for (const auto &entry : known) {
        if (keyword.compare(QLatin1String(entry.keyword), Qt::CaseInsensitive) == 0) {
            hue = entry.hue;
        }
    }
    if (hue < 0) {
        uint sum = 7;
        for (const auto c : keyword.toLower()) {
            sum = sum * 31 + c.unicode();
        }
        hue = int(sum % 360);
    }
    const bool isDark = palette.color(QPalette::Base).lightnessF() < 0.5F;
    // Lightness chosen so that every hue keeps a contrast of at least 7:1 with its text.
    return isDark ? Colours{QColor::fromHsl(hue, 110, 52), QColor::fromHsl(hue, 160, 225)} : Colours{QColor::fromHsl(hue, 150, 224), QColor::fromHsl(hue, 220, 44)};
}

int paint(QPainter *painter, const QRect &area, const QStyleOptionViewItem &option, const QStringList &keywords)
{
    auto font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.85);
    const QFontMetrics metrics(font);
    const auto pad = metrics.height() / 3;
    int used = 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(font);
    for (const auto &keyword : keywords) {
        const auto text = Words::shortened(label(keyword), 18);
        const auto width = metrics.horizontalAdvance(text) + 2 * pad;
        if (used + width > area.width() / 2) {
            break;
        }
        const auto height = metrics.height();
        const QRectF chip(area.right() - used - width + 1, area.center().y() - height / 2.0 + 0.5, width, height);
        const auto inks = colours(keyword, option.palette);
        painter->setPen(Qt::NoPen);
        painter->setBrush(inks.background);
        painter->drawRoundedRect(chip, height / 3.0, height / 3.0);
        painter->setPen(inks.text);
        painter->drawText(chip, Qt::AlignCenter, text);
        used += width + pad;
    }
    painter->restore();
    return used;
}

}
