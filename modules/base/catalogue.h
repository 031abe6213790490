// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Kontor
{

/// Makes the program speak the user's language, installed or run from the build folder.
///
/// Call it once in main(), after the application object and before the first text.
void useCatalogue();

}
