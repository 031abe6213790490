// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Where the parts of the cryptography lie: beside the program that runs, in the build tree, or installed.
namespace CryptoPlaces
{
QString program(); ///< kontor-crypto; empty: not installed
QString package(); ///< folder of the npm package, with index.mjs and pkg/; empty: not installed
}

}
