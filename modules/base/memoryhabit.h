// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Kontor
{

/// How this process asks for memory; once, at the begin of main(). Some megabytes that were freed are kept for the next use:
/// content goes through in pieces of 4 MiB, and to give each back to the system and ask for it again costs as much as
/// encrypting it. And the many threads share two heaps: one for each, hardly filled, took a third more in all.
void setMemoryHabits();

}
