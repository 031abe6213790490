// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/outbox.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>

namespace Kontor
{

/// Frees bodies and files that nothing refers to any more: some minutes after the start, then
/// once a day. GUI thread; the work is done on the store's and the pool's threads.
class Housekeeping : public QObject
{
    Q_OBJECT
public:
    Housekeeping(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);

    /// Also now, as soon as it is safe; \p swept is called here.
    void sweepSoon(std::function<void(const Result<void> &)> swept);
    void setPause(std::chrono::milliseconds pause); ///< between looking and freeing

private:
    using Swept = std::function<void(const Result<void> &)>;
    void mark();
    void sweep(Blobs::Mark mark, const Swept &swept);

    std::shared_ptr<Store> m_store;
    std::shared_ptr<Outbox> m_outbox;
    QTimer m_timer;
    std::chrono::milliseconds m_pause = std::chrono::minutes(1);
};

}
