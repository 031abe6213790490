// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/metrics.h"

#include <QLayout>
#include <QStyle>
#include <QWidget>

namespace Kontor
{

void silence(QObject *owner)
{
    const auto descendants = owner->findChildren<QObject *>();
    for (auto *descendant : descendants) {
        descendant->disconnect(owner);
    }
}

}

namespace Kontor::Metrics
{

int spacing(const QWidget *widget)
{
    const auto wanted = widget->style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, widget);
    return wanted > 0 ? wanted : widget->fontMetrics().height() / 3;
}

int margin(const QWidget *widget)
{
    const auto wanted = widget->style()->pixelMetric(QStyle::PM_LayoutLeftMargin, nullptr, widget);
    return wanted > 0 ? wanted : widget->fontMetrics().height() / 2;
}

int lineHeight(const QWidget *widget)
{
    return widget->fontMetrics().height();
}

int smallIcon(const QWidget *widget)
{
    return widget->style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, widget);
}

void apply(QLayout *layout, const QWidget *widget)
{
    const auto edge = margin(widget);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(spacing(widget));
}

}
