// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/emptystate.h"

#include "shell/metrics.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace Kontor
{

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_explanation(new QLabel(this))
    , m_choices(new QVBoxLayout)
{
    setObjectName(QStringLiteral("emptyState"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    layout->addStretch(2);
    m_icon->setObjectName(QStringLiteral("emptyIcon"));
    m_icon->setAlignment(Qt::AlignCenter);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    auto font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    m_title->setFont(font);
    m_explanation->setObjectName(QStringLiteral("emptyExplanation"));
    m_explanation->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_explanation->setWordWrap(true);
    m_explanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    layout->addWidget(m_explanation);
    layout->addSpacing(Metrics::margin(this));
    layout->addLayout(m_choices);
    layout->addStretch(3);
}

void EmptyState::setContent(const QIcon &icon, const QString &title, const QString &explanation)
{
    const auto size = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this) * 2;
    m_icon->setPixmap(icon.pixmap(QSize(size, size), devicePixelRatioF(), QIcon::Disabled));
    m_icon->setVisible(!icon.isNull());
    m_title->setText(title);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(explanation);
}

void EmptyState::setChoices(const QList<QAction *> &choices)
{
    while (auto *item = m_choices->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (auto *choice : choices) {
        auto *button = new QPushButton(choice->icon(), choice->text(), this);
        button->setObjectName(QLatin1String("choice_") + choice->objectName());
        button->setAccessibleDescription(choice->toolTip() == choice->iconText() ? QString() : choice->toolTip());
        connect(button, &QPushButton::clicked, choice, &QAction::trigger);
        button->setAutoDefault(true); // Return presses it, too
        m_choices->addWidget(button, 0, Qt::AlignHCenter);
    }
}

QString EmptyState::title() const
{
    return m_title->text();
}

}
