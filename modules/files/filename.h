// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>


namespace Kontor
{

struct FileFeatures;

/// What names servers and systems take. Pure functions.
namespace FileName
{
/// Why a name cannot be used, as a whole sentence; empty: it can. Every server: empty, "." and "..", a slash, NUL,
/// more than 255 bytes of UTF-8. By features: forbidden characters, names and endings (openDesk: \ : ? * " | < > and
/// trailing dots or spaces).
QString problem(const QString &name, const FileFeatures &features);

/// The nearest name that can be used ("a:b" becomes "a_b"); the same where there is no problem.
QString proposal(const QString &name, const FileFeatures &features);

/// "Report (2).odt": the first that is not among \p taken, which are compared as \p taken has them and without case.
QString free(const QString &name, const QStringList &taken);

/// "Report (conflict, Anna, 2026-11-23 10.12).odt"
QString ofConflict(const QString &name, const QString &whose, const QDateTime &when);

/// As names are compared where case and Unicode form do not count.
QString folded(const QString &name);
}

}
