// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QString>

namespace Kontor
{

/// Who signs in and with what. Never logged, never part of an error.
struct Credential {
    enum class Kind {
        Password,
        BearerToken, ///< an OAuth 2.0 access token
    };

    QString user;
    QString secret;
    Kind kind = Kind::Password;
};

/// \p error with the secret masked, however it is spelled: a server may echo what was sent to it,
/// and that must not reach a log or the screen.
[[nodiscard]] Error withoutSecret(Error error, const Credential &credential);

}
