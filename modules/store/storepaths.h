// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// The files of a store below its folder.
struct StorePaths {
    QString folder;

    QString index() const
    {
        return folder + QStringLiteral("/kontor.db");
    }
    /// A sealed copy of the index's first page.
    QString firstPage() const
    {
        return folder + QStringLiteral("/kontor.db-page1");
    }
    /// A second copy of what no server could give back.
    QString safetyCopy() const
    {
        return folder + QStringLiteral("/kontor-safety.db");
    }
    QString blobs() const
    {
        return folder + QStringLiteral("/blobs.db");
    }
    /// A folder with second copies of the blobs that the safety copy speaks of.
    QString safetyBlobs() const
    {
        return folder + QStringLiteral("/safety");
    }
    QString largeBlobs() const
    {
        return folder + QStringLiteral("/blobs");
    }
};

}
