// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <QStringList>

namespace Kontor
{

/// How the schemas in a database relate to the program's.
enum class SchemaAge { Current, Older };

/// Looks only. A database with a higher number than the highest file is newer than the program:
/// Storage, TooNew.
Result<SchemaAge> schemaAge(Database &database, const QStringList &folders);

/// What applying schemas did to the file.
enum class SchemaOutcome { Unchanged, Changed };

/// Runs the numbered files ("001.sql", "002.sql", …) of each folder that the database has not
/// seen yet, each in a transaction of its own; a folder's name is its module's name. A database
/// that is newer than the program is not touched: Storage, TooNew.
Result<SchemaOutcome> applySchemas(Database &database, const QStringList &folders);

}
