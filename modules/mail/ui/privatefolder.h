// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QTemporaryDir>

#include <memory>

namespace Kontor
{

/// A folder only the user may enter, for attachments handed to other programs; gone with the program.
class PrivateFolder
{
public:
    /// Writes a file below a fresh sub-folder, read-only, marked with where it came from. Answers the path.
    Result<QString> put(const QString &name, const QByteArray &bytes);
    QString path() const;

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    int m_count = 0;
};

}
