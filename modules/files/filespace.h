// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QCborMap>

namespace Kontor
{

/// What a server said of a space: its room and what it can do. The attributes of the collection, so that they are known
/// without a connection too. A value.
struct FileSpace {
    qint64 quotaUsed = -1; ///< bytes; -1: not told
    qint64 quotaAvailable = -1; ///< bytes; -1: not told, or without a limit
    FileFeatures features{};

    QCborMap toAttributes() const;
    static FileSpace fromAttributes(const QCborMap &attributes);
};

}
