// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"

#include <QSet>

namespace Kontor
{

/// What should make the reader of a message careful, each as a whole sentence. Pure.
///
/// Looks at the sender's name (an address in it that is not the sender's), at Reply-To, at
/// letters that only look alike, and at whether the sender has written before.
struct SenderWarnings {
    enum class Known { Unknown, First, Familiar }; ///< Unknown: cannot be told

    static QStringList of(const MessageContent &content, Known known);

    /// The domain in its true spelling when it holds letters of foreign scripts ("xn--…"); else empty.
    static QString trueSpelling(const QString &domain);
};

}
