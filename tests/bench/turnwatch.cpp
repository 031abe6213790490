// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/turnwatch.h"

#include <QAbstractEventDispatcher>
#include <QThread>

namespace Kontor::Bench
{
namespace
{
constexpr double nextToNothing = 0.2; // ms; countless such turns would make any percentile look good
}

TurnWatch::TurnWatch(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this, &TurnWatch::rest, Qt::DirectConnection);
}

bool TurnWatch::notify(QObject *receiver, QEvent *event)
{
    const bool isOurs = QThread::currentThread() == thread(); // events of other threads pass here, too
    if (isOurs && m_isWatching && m_turnBegan < 0) {
        m_turnBegan = m_clock.nsecsElapsed();
    }
    return QApplication::notify(receiver, event);
}

void TurnWatch::begin()
{
    m_turns.clear();
    m_turnBegan = -1;
    m_clock.start();
    m_isWatching = true;
}

QList<double> TurnWatch::end()
{
    m_isWatching = false;
    return m_turns;
}

void TurnWatch::rest()
{
    if (m_turnBegan < 0) {
        return;
    }
    const auto took = double(m_clock.nsecsElapsed() - m_turnBegan) / 1e6;
    m_turnBegan = -1;
    if (m_isWatching && took > nextToNothing) {
        m_turns << took;
    }
}

}
