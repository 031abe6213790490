// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QStringList>
#include <QToolButton>
#include <QWidget>

namespace Kontor
{

/// Looks at one window from inside: every widget the keyboard reaches has a name and an object
/// name, inputs have a label, texts are not cut off. Answers the findings, one sentence each.
/// What needs a screen or a screen reader is in tests/accessibility.
inline QStringList accessibilityFindings(QWidget *window)
{
    QStringList findings;
    const auto widgets = window->findChildren<QWidget *>();
    for (auto *widget : widgets) {
        if (!widget->isVisibleTo(window) || widget->objectName().startsWith(QLatin1String("qt_"))) {
            continue;
        }
        const auto about = QStringLiteral("%1 “%2”").arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName());
        const bool isReachable = (widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && !widget->focusProxy();
        auto *accessible = QAccessible::queryAccessibleInterface(widget);
        // Inner parts of composite widgets (a spin box's line edit) carry the name of the whole.
        const bool isPart = widget->parentWidget() && widget->parentWidget()->inherits("QAbstractSpinBox");
        if (isReachable && !isPart && accessible) {
            bool isLabelled = !accessible->text(QAccessible::Name).isEmpty();
            const auto labels = window->findChildren<QLabel *>();
            for (const auto *label : labels) {
                isLabelled = isLabelled || label->buddy() == widget;
            }
            if (!isLabelled) {
                findings << about + QStringLiteral(" can be reached but has no name (EN 301 549, 11.5.2.5)");
            }
        }
        if (const auto *button = qobject_cast<QAbstractButton *>(widget); button && !button->text().isEmpty() && !qobject_cast<QToolButton *>(widget)) {
            if (button->width() < button->minimumSizeHint().width()) {
                findings << about + QStringLiteral(" is too narrow for its text");
            }
        }
        if (const auto *label = qobject_cast<QLabel *>(widget); label && !label->wordWrap() && !label->text().isEmpty() && label->minimumWidth() == 0
            && label->sizePolicy().horizontalPolicy() != QSizePolicy::Ignored && label->width() + 1 < label->minimumSizeHint().width()) {
            findings << about + QStringLiteral(" is too narrow for its text");
        }
        if (qobject_cast<QAbstractButton *>(widget) && widget->focusPolicy() == Qt::NoFocus && widget->isEnabled() && widget->inherits("QPushButton")) {
            findings << about + QStringLiteral(" can only be reached with the mouse (11.2.1.1)");
        }
    }
    return findings;
}

}
