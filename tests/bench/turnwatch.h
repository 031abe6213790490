// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QList>

namespace Kontor::Bench
{

/// An application that knows how long each turn of its event loop took: from the first event
/// after a rest to the next rest. That long a key press has to wait.
class TurnWatch : public QApplication
{
    Q_OBJECT
public:
    TurnWatch(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    void begin();
    QList<double> end(); ///< milliseconds; turns that did next to nothing are left out

private:
    void rest();

    QElapsedTimer m_clock;
    QList<double> m_turns;
    qint64 m_turnBegan = -1; ///< ns
    bool m_isWatching = false;
};

}
