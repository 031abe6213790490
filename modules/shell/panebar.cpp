// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/panebar.h"

#include "shell/metrics.h"

#include <KAcceleratorManager>
#include <KLocalizedString>
#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>

namespace Kontor
{

PaneBar::PaneBar(QWidget *parent)
    : QTabBar(parent)
{
    setObjectName(QStringLiteral("panes"));
    setAccessibleName(i18nc("@label", "Panes"));
    setShape(QTabBar::RoundedWest);
    KAcceleratorManager::setNoAccel(this); // Ctrl+number leads here
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setFocusPolicy(Qt::TabFocus);
    const auto icon = style()->pixelMetric(QStyle::PM_ToolBarIconSize, nullptr, this);
    setIconSize(QSize(icon, icon));
}

int PaneBar::addPane(const QIcon &icon, const QString &title)
{
    const auto index = addTab(icon, title);
    setTabToolTip(index, i18nc("@info:tooltip pane and its shortcut", "%1 (Ctrl+%2)", title, index + 1));
    setTabData(index, 0);
    return index;
}

void PaneBar::setBadge(int index, int count, const QString &words)
{
    if (tabData(index).toInt() == count) {
        return;
    }
    setTabData(index, count);
    setTabWhatsThis(index, count > 0 ? words : QString());
    update();
}

QFont PaneBar::smallFont() const
{
    auto small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    return small;
}

QSize PaneBar::tabSizeHint(int index) const
{
    const QFontMetrics metrics(smallFont());
    const auto gap = Metrics::spacing(this);
    return {std::max(metrics.horizontalAdvance(tabText(index)) + 2 * gap, iconSize().width() + 5 * gap),
            iconSize().height() + metrics.height() + 3 * gap};
}

QSize PaneBar::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void PaneBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto gap = Metrics::spacing(this);
    for (int i = 0; i < count(); ++i) {
        const auto area = tabRect(i);
        const bool isCurrent = i == currentIndex();
        if (isCurrent) {
            auto tint = palette().color(QPalette::Highlight);
            tint.setAlphaF(0.2F);
            painter.setPen(Qt::NoPen);
            painter.setBrush(tint);
            painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -2, -2), 4, 4);
            painter.setBrush(palette().color(QPalette::Highlight));
            painter.drawRoundedRect(QRectF(area.left() + 2, area.top() + area.height() / 4.0, 3, area.height() / 2.0), 1.5, 1.5);
        }
        const QRect iconArea(area.center().x() - iconSize().width() / 2, area.top() + gap, iconSize().width(), iconSize().height());
        tabIcon(i).paint(&painter, iconArea, Qt::AlignCenter, isTabEnabled(i) ? QIcon::Normal : QIcon::Disabled);
        painter.setFont(smallFont());
        painter.setPen(palette().color(isTabEnabled(i) ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
        const QRect textArea(area.left(), iconArea.bottom() + gap / 2, area.width(), area.bottom() - iconArea.bottom() - gap / 2);
        painter.drawText(textArea, Qt::AlignHCenter | Qt::AlignTop, tabText(i));
        if (const auto badge = tabData(i).toInt(); badge > 0) {
            const auto text = badge > 99 ? QStringLiteral("99+") : QString::number(badge);
            auto bold = smallFont();
            bold.setBold(true);
            bold.setPointSizeF(bold.pointSizeF() * 0.85);
            const QFontMetrics metrics(bold);
            const auto height = metrics.height() + 2;
            const auto width = std::max(height, metrics.horizontalAdvance(text) + 6);
            const QRectF bubble(std::min<qreal>(iconArea.right() - 2, area.right() - width - 1), iconArea.top() - 3, width, height);
            painter.setPen(Qt::NoPen);
            painter.setBrush(palette().color(QPalette::WindowText));
            painter.drawRoundedRect(bubble, height / 2.0, height / 2.0);
            painter.setFont(bold);
            painter.setPen(palette().color(QPalette::Window));
            painter.drawText(bubble, Qt::AlignCenter, text);
        }
        if (isCurrent && hasFocus()) {
            QStyleOptionFocusRect focus;
            focus.initFrom(this);
            focus.rect = area.adjusted(3, 3, -3, -3);
            painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DotLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(focus.rect);
        }
    }
}

void PaneBar::keyPressEvent(QKeyEvent *event)
{
    // A vertical QTabBar knows only Left and Right.
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        const auto next = currentIndex() + (event->key() == Qt::Key_Down ? 1 : -1);
        if (next >= 0 && next < count()) {
            setCurrentIndex(next);
        }
        event->accept();
        return;
    }
    QTabBar::keyPressEvent(event);
}

void PaneBar::changeEvent(QEvent *event)
{
    QTabBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateGeometry();
    }
}

}
