// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtGlobal>

// The sweeps end accesses, answers and processes, never the power: what was written is in the
// system's memory and stays there. Waiting for the disk thousands of times would prove nothing,
// and on a slow one the sweeps would not end in time. These stand before libc's.

extern "C" Q_DECL_EXPORT int fsync(int)
{
    return 0;
}

extern "C" Q_DECL_EXPORT int fdatasync(int)
{
    return 0;
}
