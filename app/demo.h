// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

namespace Kontor
{

/// The demo workplace as its file describes it: servers on this machine and the people there.
struct Demo {
    QString folder; ///< of the demo's profile, next to the file
    Account account; ///< the first person

    static Result<Demo> read(const QString &path);
};

}
