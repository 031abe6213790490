// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#include <memory>

namespace Kontor
{

/// A folder only the user may enter, for copies that live shortly: in the session's runtime folder (memory, where the
/// system has that). Gone with the last who holds it; null when none can be made.
std::shared_ptr<QTemporaryDir> makePrivateFolder();

}
