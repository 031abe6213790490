// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/messagearea.h"

#include "shell/announcer.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QAction>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

namespace Kontor
{
namespace
{
constexpr int atMost = 3;

KMessageWidget::MessageType typeOf(Workbench::Tone tone)
{
    switch (tone) {
    case Workbench::Tone::Information:
        return KMessageWidget::Information;
    case Workbench::Tone::Success:
        return KMessageWidget::Positive;
    case Workbench::Tone::Warning:
        return KMessageWidget::Warning;
    case Workbench::Tone::Problem:
        return KMessageWidget::Error;
    }
    return KMessageWidget::Information;
}
}

MessageArea::MessageArea(Announcer *announcer, QWidget *parent)
    : QWidget(parent)
    , m_announcer(announcer)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("messageArea"));
    setAccessibleName(i18nc("@label", "Notices"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

void MessageArea::show(const Notice &notice)
{
    auto shown = findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly);
    for (auto *old : shown) {
        if (old->property("sentence").toString() == notice.sentence) {
            dismiss(old); // said again: the newer one counts
        } else if (notice.action && notice.tone == Workbench::Tone::Information && old->property("undoes").toBool()) {
            dismiss(old); // only what was done last can be taken back
        }
    }
    shown = findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly);
    while (shown.size() >= atMost) {
        dismiss(shown.takeFirst());
    }
    auto *widget = new KMessageWidget(this);
    widget->setObjectName(QStringLiteral("notice"));
    widget->setProperty("sentence", notice.sentence);
    widget->setText(notice.sentence.toHtmlEscaped());
    widget->setMessageType(typeOf(notice.tone));
    widget->setProperty("undoes", notice.action && notice.tone == Workbench::Tone::Information);
    widget->setWordWrap(fontMetrics().horizontalAdvance(notice.sentence) > fontMetrics().averageCharWidth() * 80); // wrapping puts the buttons below
    widget->setCloseButtonVisible(true);
    widget->setAccessibleName(notice.sentence);
    if (notice.action) {
        auto *action = new QAction(notice.actionText, widget);
        connect(action, &QAction::triggered, this, [this, widget, run = notice.action] {
            dismiss(widget);
            run();
        });
        widget->addAction(action);
    }
    const auto buttons = widget->findChildren<QToolButton *>();
    for (auto *button : buttons) {
        button->setFocusPolicy(Qt::StrongFocus); // Qt gives tool buttons none; the notice must be reachable
        if (button->accessibleName().isEmpty()) {
            button->setAccessibleName(button->text().isEmpty() ? i18nc("@action:button", "Close notice") : button->text());
        }
    }
    connect(widget, &KMessageWidget::hideAnimationFinished, this, [this, widget] {
        dismiss(widget);
    });
    m_layout->addWidget(widget);
    widget->show();
    setVisible(true);

    const bool stays = notice.tone == Workbench::Tone::Problem || notice.tone == Workbench::Tone::Warning;
    const auto seconds = notice.seconds > 0 ? notice.seconds : stays ? 0 : 10;
    if (seconds > 0) {
        QTimer::singleShot(std::chrono::seconds(seconds), widget, [this, widget] {
            dismiss(widget);
        });
    }
    const auto urgency = notice.tone == Workbench::Tone::Problem ? Announcer::Urgency::Assertive : Announcer::Urgency::Polite;
    m_announcer->say(notice.action ? i18nc("@info spoken: a notice and the action offered", "%1 %2 is offered, reach it with F6.", notice.sentence, notice.actionText)
                                   : notice.sentence,
                     urgency);
}

int MessageArea::count() const
{
    return int(findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly).size());
}

void MessageArea::dismiss(KMessageWidget *widget)
{
    if (widget->parent() != this) {
        return;
    }
    const bool hadFocus = widget->isAncestorOf(window()->focusWidget());
    m_layout->removeWidget(widget);
    widget->hide();
    widget->setParent(nullptr);
    widget->deleteLater();
    if (hadFocus) {
        focusNextChild();
    }
    setVisible(count() > 0);
}

}
