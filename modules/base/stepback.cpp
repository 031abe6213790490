// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/stepback.h"

#include <QtGlobal>

#include <sys/resource.h>

namespace Kontor
{

void stepBack()
{
    // QThread's priorities do nothing under Linux' usual scheduling; a thread's nice value does.
    constexpr int behind = 4; // less than half the share of a usual thread; never starved on a busy machine
    static thread_local const bool done = [] {
        return setpriority(PRIO_PROCESS, 0, behind) == 0;
    }();
    Q_UNUSED(done)
}

}
