// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// Whether something lies below one of some folders, however deep, or in one of some spaces. For the reader it was made
/// with.
class FileWhereabouts
{
public:
    FileWhereabouts(const Reader &reader, QSet<qint64> folders, QSet<qint64> spaces);

    /// The folders and spaces of a name (of a path "Projects/2026", the folders at its end); where there are none, those
    /// whose name begins so, else those with that in it.
    static Result<FileWhereabouts> named(const Reader &reader, const QString &typed);

    bool has(qint64 space, qint64 parent);

private:
    const Reader *m_reader;
    QSet<qint64> m_folders;
    QSet<qint64> m_spaces;
    QHash<qint64, bool> m_known{}; ///< of folders met on the way up
};

}
