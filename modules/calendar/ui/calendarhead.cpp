// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarhead.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace Kontor
{

CalendarHead::CalendarHead(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
    , m_title(new QLabel(this))
    , m_more(new QLabel(this))
    , m_choice(new QToolButton(this))
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("calendarHead"));
    setAccessibleName(i18nc("@label", "Days and view"));
    const auto edge = Metrics::spacing(this);
    m_layout->setContentsMargins(edge, edge, edge, edge);
    m_layout->setSpacing(edge / 2);
    auto big = font();
    big.setPointSizeF(big.pointSizeF() * 1.3);
    big.setWeight(QFont::DemiBold);
    m_title->setFont(big);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_more->setTextFormat(Qt::PlainText);
    m_more->setForegroundRole(QPalette::PlaceholderText);
    m_choice->setObjectName(QStringLiteral("viewChoice"));
    m_choice->setPopupMode(QToolButton::InstantPopup);
    m_choice->setMenu(m_menu);
    m_choice->setFocusPolicy(Qt::TabFocus);
    m_choice->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_choice->setAccessibleName(i18nc("@action:button opens a menu", "View"));
    m_choice->hide();
}

QToolButton *CalendarHead::addButton(QAction *action, const char *name)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    return button;
}

void CalendarHead::setActions(QAction *today, QAction *previous, QAction *next, const QList<QAction *> &views)
{
    auto *todayButton = addButton(today, "headToday");
    todayButton->setToolButtonStyle(Qt::ToolButtonTextOnly);
    todayButton->setAutoRaise(false);
    m_layout->addWidget(todayButton);
    m_layout->addWidget(addButton(previous, "headPrevious"));
    m_layout->addWidget(addButton(next, "headNext"));
    m_layout->addSpacing(Metrics::spacing(this));
    m_layout->addWidget(m_title, 1);
    m_layout->addWidget(m_more);
    m_layout->addSpacing(Metrics::spacing(this));
    for (auto *view : views) {
        auto *button = addButton(view, "headView");
        button->setObjectName(QLatin1String("head_") + view->objectName());
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        m_views << button;
        m_layout->addWidget(button);
        m_menu->addAction(view);
        connect(view, &QAction::toggled, this, [this, view](bool on) {
            if (on) {
                m_choice->setText(view->iconText());
            }
        });
        if (view->isChecked()) {
            m_choice->setText(view->iconText());
        }
    }
    m_layout->addWidget(m_choice);
    chooseForm();
}

void CalendarHead::setTitle(const QString &title, const QString &more)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_more->setText(more);
    chooseForm();
}

QSize CalendarHead::minimumSizeHint() const
{
    auto size = QWidget::minimumSizeHint();
    size.setWidth(fontMetrics().averageCharWidth() * 46);
    return size;
}

void CalendarHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    chooseForm();
}

void CalendarHead::chooseForm()
{
    // The title keeps its place; rather the views share one button.
    int buttons = 0;
    for (const auto *button : std::as_const(m_views)) {
        buttons += button->sizeHint().width() + m_layout->spacing();
    }
    const auto title = QFontMetrics(m_title->font()).horizontalAdvance(m_title->text()) + fontMetrics().horizontalAdvance(m_more->text());
    const auto others = fontMetrics().averageCharWidth() * 28;
    const bool isNarrow = width() < buttons + title + others;
    for (auto *button : std::as_const(m_views)) {
        button->setVisible(!isNarrow);
    }
    m_choice->setVisible(isNarrow);
    m_more->setVisible(width() > fontMetrics().averageCharWidth() * 60 + title);
}

}
