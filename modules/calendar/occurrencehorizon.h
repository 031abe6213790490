// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Kontor
{

/// Lets the instances and reminders made ahead go on as time goes by. The application keeps one, from its start to
/// its end; it looks once an hour and has next to nothing to do: each series needs it about once a month.
class OccurrenceHorizon : public QObject
{
    Q_OBJECT
public:
    /// \p clock outlives it.
    explicit OccurrenceHorizon(std::shared_ptr<Store> store, const Clock &clock = Clock::system(), QObject *parent = nullptr);

    /// What is due, in steps that leave room for other writers.
    void advance();

    /// At most \p atMost objects; answers how many it was.
    static Result<int> advance(Transaction &transaction, const QDateTime &now, int atMost);

Q_SIGNALS:
    void advanced(); ///< nothing more is due
    void error(const Kontor::Error &error);

private:
    std::shared_ptr<Store> m_store;
    const Clock &m_clock;
    QTimer m_timer;
    bool m_isBusy = false;
};

}
