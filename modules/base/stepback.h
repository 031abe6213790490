// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Kontor
{

/// Lets the calling thread stand back behind the window when processors are short: for work that
/// nobody looks at. Holds for the life of the thread; further calls cost nothing.
void stepBack();

}
