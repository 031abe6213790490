// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobs.h"
#include "store/storepaths.h"

#include <QByteArray>
#include <QMutex>
#include <QStringList>
#include <QThread>
#include <QWaitCondition>

#include <memory>

namespace Kontor
{

/// Keeps a second, small database with the vital rows (see VitalRows), a few seconds behind the
/// store, and copies of the blobs that unsent changes consist of (up to 64 MiB, the largest are
/// left out first): should the files be damaged just where those lie, StoreRescue finds them here.
/// Has its own thread; destruction writes what is due.
class SafetyCopy
{
public:
    SafetyCopy(const StorePaths &paths, const QByteArray &key, const QStringList &schemas, const Blobs &blobs);
    ~SafetyCopy();
    Q_DISABLE_COPY_MOVE(SafetyCopy)

    /// Vital rows have changed. Any thread.
    void noteChange();

private:
    void loop();
    void renew() const;

    StorePaths m_paths;
    QByteArray m_key;
    QStringList m_schemas;
    const Blobs &m_blobs;
    QMutex m_mutex;
    QWaitCondition m_woken;
    bool m_due = false;
    bool m_closing = false;
    std::unique_ptr<QThread> m_thread;
};

}
