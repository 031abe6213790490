// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QObject>
#include <QWidget>

#include <functional>
#include <optional>

namespace Kontor
{

/// Says why nothing happens when somebody presses a key that would delete or move an event that can only be read.
class RefusalSpeech : public QObject
{
    Q_OBJECT
public:
    /// \p refused: the event that has been chosen, if it may not be changed.
    RefusalSpeech(const QList<QWidget *> &views, std::function<std::optional<Occurrence>()> refused, QObject *parent);

    static QString sentence(const Occurrence &occurrence);

Q_SIGNALS:
    void said(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    std::function<std::optional<Occurrence>()> m_refused;
};

}
