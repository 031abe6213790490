// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/focusmark.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QEvent>
#include <QFocusFrame>
#include <QLabel>

namespace Kontor
{

namespace
{
bool isUnmarked(QWidget *widget)
{
    return qobject_cast<QLabel *>(widget) || (qobject_cast<QAbstractItemView *>(widget) && qobject_cast<QDialog *>(widget->window()));
}
}

FocusMark::FocusMark(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
}

bool FocusMark::eventFilter(QObject *watched, QEvent *event)
{
    const bool comes = event->type() == QEvent::FocusIn;
    if (!comes && event->type() != QEvent::FocusOut) {
        return false;
    }
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget || !isUnmarked(widget)) {
        return false;
    }
    delete m_frame;
    if (comes) {
        m_frame = new QFocusFrame(widget->parentWidget());
        m_frame->setWidget(widget);
    }
    return false;
}

}
