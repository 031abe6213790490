// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/focusmark.h"

#include <QEvent>
#include <QFocusFrame>
#include <QLabel>

namespace Kontor
{

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
    auto *label = qobject_cast<QLabel *>(watched);
    if (!label) {
        return false;
    }
    delete m_frame;
    if (comes) {
        m_frame = new QFocusFrame(label->parentWidget());
        m_frame->setWidget(label);
    }
    return false;
}

}
