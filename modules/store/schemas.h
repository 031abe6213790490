// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <QStringList>

namespace Kontor
{

/// What applying schemas did to the file.
enum class SchemaOutcome { Unchanged, Changed };

/// Runs the numbered files ("001.sql", "002.sql", …) of each folder that the database has not
/// seen yet, each in a transaction of its own; a folder's name is its module's name. A database
/// with a higher number than the highest file is newer than the program: Storage, TooNew.
Result<SchemaOutcome> applySchemas(Database &database, QStringList folders);

}
