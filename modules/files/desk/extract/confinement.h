// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Kontor
{

/// Takes from this process what reading a file does not need: more memory, time and handles than that; new privileges,
/// other programs and the network; writing. For good. Answers whether all of it could be done.
bool confine();

}
