// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Kontor
{

/// A blob ready to be kept.
struct PackedBlob {
    QByteArray id; ///< SHA-256 of the plain bytes
    qint64 size = 0; ///< of the plain bytes
    QByteArray frame; ///< compressed; empty: it lies in a file already
};

}
