// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <chrono>
#include <expected>

namespace Kontor
{

/// What went wrong, in one of a closed list of kinds; the kind alone decides what happens next.
///
/// Kontor neither throws nor catches: every call that can fail returns a Result.
struct Error {
    enum class Kind {
        Offline, ///< no connection to the server; wait quietly for the network
        Timeout, ///< the server did not answer in time; back off
        Throttled, ///< the server asked us to slow down; back off, see retryAfter
        Unauthorized, ///< sign-in refused or expired; pause the account, renew once
        Forbidden, ///< signed in, but not allowed; park the change or skip the collection
        NotFound, ///< the thing is gone
        Conflict, ///< somebody else changed it; re-apply, then keep both
        TokenExpired, ///< the server no longer knows our token; pull from scratch
        OverQuota, ///< no room on the server; park the change
        Protocol, ///< the server said something wrong or refused; park or skip
        Storage, ///< our own disk or database failed; stop and offer a rebuild
        Cancelled, ///< the caller asked to stop
    };

    Kind kind = Kind::Protocol;
    QString message; ///< for the user: a whole, translated sentence
    QString detail; ///< for the log: technical, never a secret
    std::chrono::milliseconds retryAfter{0}; ///< for Throttled: not before this time has passed

    bool operator==(const Error &) const = default;
};

template<class T>
using Result = std::expected<T, Error>;

/// Shorthand for returning an error from a function that returns a Result.
[[nodiscard]] std::unexpected<Error> failure(Error::Kind kind, const QString &message, const QString &detail = {});

/// Cancelled, with the usual sentence.
[[nodiscard]] std::unexpected<Error> cancelled();

/// The kind's fixed English name, for logs and JSON output ("Offline", "TokenExpired", …).
[[nodiscard]] QString kindName(Error::Kind kind);

/// True for errors that pass by themselves: Offline, Timeout, Throttled.
[[nodiscard]] bool isPassing(Error::Kind kind);

}

Q_DECLARE_METATYPE(Kontor::Error)
