// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <atomic>
#include <memory>

namespace Kontor
{

/// Notices that something changed in folders of this machine. What it misses the next look finds all the same.
class MirrorWatch : public QObject
{
    Q_OBJECT
public:
    explicit MirrorWatch(QObject *parent = nullptr);
    ~MirrorWatch() override;

    /// From now on this folder too. Any thread.
    void enter(int descriptor);

    /// False where the system did not let all folders be watched: one has to look now and then.
    bool isWhole() const;

Q_SIGNALS:
    void changed();

private:
    void read();

    int m_queue;
    std::atomic<bool> m_isWhole = true;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}
