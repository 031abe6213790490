// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include <functional>

namespace Kontor
{

/// F6 and Shift+F6: goes round the parts of the window, and back to where the focus was within each.
class FocusRing : public QObject
{
    Q_OBJECT
public:
    /// \p parts is asked at each step; hidden and disabled ones are passed over.
    FocusRing(QWidget *window, std::function<QList<QWidget *>()> parts);

    void next();
    void previous();

private:
    void step(int direction);

    QWidget *m_window;
    std::function<QList<QWidget *>()> m_parts;
};

}
