// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

namespace Kontor
{

/// Why an event cannot be read, as a sentence, and the one thing that may help. A value.
struct ChatProblemWords {
    enum class Remedy {
        None,
        AskAgain, ///< for the key: one's other devices and the backup
        Verify, ///< this device
        Restore, ///< keys from the backup, by the recovery key
        Encryption, ///< the page that says how the encryption is
    };
    QString sentence{};
    Remedy remedy = Remedy::None;
    QString action{}; ///< on its button; empty without a remedy

    static ChatProblemWords of(ChatProblem problem);
};

/// What is to be said of who encrypted an event; empty: nothing.
struct ChatTrustWords {
    QString sentence{};
    bool isGrave = false; ///< red rather than grey

    static ChatTrustWords of(ChatTrust trust, const QString &sender);
};

}
