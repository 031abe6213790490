// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>

namespace Kontor
{

/// The thread on which engines and protocol objects live.
class NetworkThread
{
public:
    NetworkThread();
    ~NetworkThread();
    Q_DISABLE_COPY_MOVE(NetworkThread)

    /// Runs \p work there, soon.
    template<class Work>
    void run(Work work)
    {
        QMetaObject::invokeMethod(m_context, std::move(work), Qt::QueuedConnection);
    }
    QObject *context() const;

private:
    QThread m_thread;
    QObject *m_context;
};

}
