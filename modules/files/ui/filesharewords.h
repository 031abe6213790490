// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QIcon>

namespace Kontor
{

/// What is said of a share. Pure functions.
namespace FileShareWords
{
QString title(const FileShare &share); ///< "Ben Beispiel", "Link “For the press”"
QString detail(const FileShare &share); ///< "may edit · with password · until 3 March 2027"
QString sentence(const FileShare &share); ///< both, for a screen reader
QIcon icon(FileShare::Type type);
QString kind(FileShare::Type type); ///< "group"
}

}
