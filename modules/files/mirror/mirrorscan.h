// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrorfolder.h"
#include "files/mirror/mirrorignore.h"

#include <functional>

namespace Kontor
{

/// What lies in the real folder. Links are never followed, other disks not entered. Blocks.
namespace MirrorScan
{
struct Found {
    QList<MirrorLocal> entries{}; ///< folders before what is in them
    QList<MirrorProblem> problems{};
    QSet<QString> others{}; ///< links, devices, other disks: left alone
    QSet<QString> unread{}; ///< folders that could not be read: nobody knows what is in them
    QList<std::pair<QString, QString>> litter{}; ///< folder and name of our own temporary files
};

struct Options {
    const MirrorIgnore *ignore = nullptr;
    std::function<void(int descriptor, const QString &path)> entered{}; ///< each folder
    std::function<bool()> isStopped{};
};

Found scan(const MirrorFolder &folder, const Options &options);

/// Whether all that was seen below \p path is still the same in the folder \p descriptor, and nothing else but what is ignored.
bool isSame(int descriptor, const QString &path, const QList<MirrorLocal> &below);
}

}
