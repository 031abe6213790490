// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/outbox.h"

#include <QObject>
#include <QTimer>

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

private:
    void mark();
    void sweep(Blobs::Mark mark);

    std::shared_ptr<Store> m_store;
    std::shared_ptr<Outbox> m_outbox;
    QTimer m_timer;
};

}
