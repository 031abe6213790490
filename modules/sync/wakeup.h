// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"

namespace Kontor
{

/// A bell for one waiting task; rung while nobody waits it is heard by the next. One thread.
class Wakeup
{
public:
    void ring()
    {
        m_rung = true;
        if (m_waiting) {
            m_waiting->complete(true);
        }
    }

    /// Until the bell rings, or the time is over.
    Task<> wait(std::chrono::milliseconds atMost)
    {
        if (!m_rung) {
            m_waiting.emplace();
            const auto waiting = *m_waiting;
            co_await waiting.result(atMost);
            m_waiting.reset();
        }
        m_rung = false;
    }

private:
    bool m_rung = false;
    std::optional<Pending<bool>> m_waiting;
};

}
