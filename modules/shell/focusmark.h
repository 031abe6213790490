// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;

namespace Kontor
{

/// A frame around a label that has the focus, which styles do not draw: facts one goes over with Tab.
/// Belongs to the application; GUI thread.
class FocusMark : public QObject
{
    Q_OBJECT
public:
    explicit FocusMark(QObject *application);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPointer<QFocusFrame> m_frame;
};

}
