// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Kontor
{

/// Knows whether the screen is locked (org.freedesktop.ScreenSaver): what is told then names nobody. GUI thread.
class ScreenLock : public QObject
{
    Q_OBJECT
public:
    explicit ScreenLock(QObject *parent = nullptr);

    /// False too where the desktop has nobody to ask.
    bool isLocked() const
    {
        return m_isLocked;
    }

private:
    Q_SLOT void ask();

    bool m_isLocked = false;
};

}
