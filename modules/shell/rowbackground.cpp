// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/rowbackground.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace Kontor::RowBackground
{

void paint(QPainter *painter, const QStyleOptionViewItem &option)
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isTouched = option.state.testFlag(QStyle::State_MouseOver);
    if (option.features.testFlag(QStyleOptionViewItem::Alternate)) {
        painter->fillRect(option.rect, option.palette.color(QPalette::AlternateBase));
    }
    if (!isSelected && !isTouched) {
        return;
    }
    const bool hasFocus = option.widget && option.widget->hasFocus();
    auto tint = option.palette.color(QPalette::Active, QPalette::Highlight);
    const auto accent = tint;
    tint.setAlphaF(isSelected ? (hasFocus ? 0.32F : 0.2F) : 0.1F);
    painter->fillRect(option.rect, tint);
    if (isSelected && hasFocus && option.viewItemPosition != QStyleOptionViewItem::Middle && option.viewItemPosition != QStyleOptionViewItem::End) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), accent);
    }
}

QColor dimmedText(const QStyleOptionViewItem &option)
{
    const auto text = option.palette.color(QPalette::Active, QPalette::Text);
    if (option.state.testFlag(QStyle::State_Selected)) {
        return text;
    }
    const auto base = option.palette.color(QPalette::Active, QPalette::Base);
    constexpr float weight = 0.72F;
    return QColor::fromRgbF(text.redF() * weight + base.redF() * (1 - weight), text.greenF() * weight + base.greenF() * (1 - weight),
                            text.blueF() * weight + base.blueF() * (1 - weight));
}

}
