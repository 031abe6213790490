// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Kontor
{

/// What the process does without, said before anything else happens in it.
namespace CryptoSeclusion
{
/// A network of its own with nothing in it, where the system permits that; true: done. Before any thread is started.
bool leaveNetwork();

/// Settings of the engine: no remote debugging, no GPU, nothing fetched, and no data thrown away when the disk gets full.
/// Whatever the environment wishes instead is forgotten.
void prepareEngine();
}

}
