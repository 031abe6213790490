// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/keysource.h"

namespace Kontor
{

/// The key in a file that the user named (kontorctl --key-file): 64 hexadecimal digits or 32
/// bytes, readable for the owner alone. Made if it is not there and may be.
class FileKeySource : public KeySource
{
public:
    explicit FileKeySource(const QString &path);
    QFuture<KeyAnswer> key(KeyIntent intent) override;

private:
    QString m_path;
};

}
