// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/buttonrow.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>
#include <QStyleOptionToolButton>
#include <QToolButton>

namespace Kontor
{
ButtonRow::ButtonRow(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
}

QHBoxLayout *ButtonRow::row() const
{
    return m_row;
}

void ButtonRow::add(QToolButton *button)
{
    m_row->addWidget(button);
    adopt(button);
}

void ButtonRow::insert(int position, QToolButton *button)
{
    m_row->insertWidget(position, button);
    adopt(button);
}

void ButtonRow::adopt(QToolButton *button)
{
    if (button->toolButtonStyle() == Qt::ToolButtonTextBesideIcon) {
        m_shrinking << button;
    }
}

void ButtonRow::addStretch()
{
    m_row->addStretch(1);
}

int ButtonRow::widthOf(const QToolButton *button, Qt::ToolButtonStyle style) const
{
    QStyleOptionToolButton option; // as QToolButton::sizeHint(), for a style it does not have now
    option.initFrom(button);
    option.iconSize = button->iconSize();
    option.toolButtonStyle = style;
    auto width = option.iconSize.width();
    if (style == Qt::ToolButtonTextBesideIcon) {
        width += 4 + button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width() + button->fontMetrics().averageCharWidth() * 2;
    }
    if (button->menu()) {
        option.features |= QStyleOptionToolButton::HasMenu;
        width += button->style()->pixelMetric(QStyle::PM_MenuButtonIndicator, &option, button);
    }
    return button->style()->sizeFromContents(QStyle::CT_ToolButton, &option, QSize(width, option.iconSize.height()), button).width();
}

QSize ButtonRow::minimumSizeHint() const
{
    auto width = m_row->contentsMargins().left() + m_row->contentsMargins().right();
    int height = 0;
    for (int i = 0; i < m_row->count(); ++i) {
        auto *button = qobject_cast<QToolButton *>(m_row->itemAt(i)->widget());
        if (button && !button->isHidden()) {
            width += m_shrinking.contains(button) ? widthOf(button, Qt::ToolButtonIconOnly) : button->sizeHint().width();
            height = std::max(height, button->sizeHint().height());
        }
    }
    return {width, height + m_row->contentsMargins().top() + m_row->contentsMargins().bottom()};
}

void ButtonRow::fit()
{
    if (std::exchange(m_isFitting, true)) {
        return;
    }
    auto needed = m_row->contentsMargins().left() + m_row->contentsMargins().right();
    for (int i = 0; i < m_row->count(); ++i) {
        const auto *button = qobject_cast<QToolButton *>(m_row->itemAt(i)->widget());
        if (button && !button->isHidden()) {
            needed += m_shrinking.contains(button) ? widthOf(button, Qt::ToolButtonTextBesideIcon) : button->sizeHint().width();
        }
    }
    const auto style = needed <= width() ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly;
    for (auto *button : std::as_const(m_shrinking)) {
        if (button->toolButtonStyle() != style) {
            button->setToolButtonStyle(style);
        }
    }
    m_isFitting = false;
}

void ButtonRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

bool ButtonRow::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) { // a button came, went, or has other words
        fit();
    }
    return done;
}

}
