// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;

namespace Kontor
{

/// A frame around what has the focus where styles do not draw one: labels, the facts one goes over with Tab, and lists in
/// dialogs, whose chosen row looks alike with and without the focus.
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
