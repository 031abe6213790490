// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrortypes.h"

namespace Kontor
{

/// What has to be done so that both sides are the same. Pure functions.
///
/// The rules: without a journal entry nothing is ever removed, what is on one side alone is new to the other. Changed on
/// both sides: the one here becomes a conflict copy. Removed on one side and changed on the other: it comes back. What the
/// server has again as it once was before was put back from a backup, and counts as changed on both sides. Only what
/// differs from the journal counts; times never say who wins.
///
/// The steps lead some way; then both sides are looked at anew. Each of them leaves a state from which the next look goes on.
namespace MirrorPlan
{
MirrorAgenda agenda(const MirrorState &state);

/// Brings what is known into the journal: what a Note step says, once done. Entries below a renamed folder come along.
MirrorEntry noted(const MirrorStep &step, const MirrorEntry *before);

/// Takes names out that no folder here can have: those that lead elsewhere, are too long, or are there twice.
QList<MirrorProblem> screen(MirrorState &state);

inline constexpr int manyRemovals = 10; ///< so many are suspicious where they are most of the files
inline constexpr int allRemovals = 3; ///< so many where nothing is left
}

}
