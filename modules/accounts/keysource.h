// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QFuture>

namespace Kontor
{

/// What became of the question for the store's key.
enum class KeyState {
    Present, ///< here it is
    Absent, ///< the place works and holds no such key (and none was to be made)
    Locked, ///< the place is there but closed: unlock it (or enter the passphrase) and try again
    Denied, ///< the place refused: the user said no, the passphrase is wrong, the rights are too wide
    Unavailable, ///< there is no such place here, or it does not answer
    Changed, ///< there is a key, but it does not open the store
    Damaged, ///< what is kept there is not a key
};

/// A key, or the state and the sentence that say why there is none.
struct KeyAnswer {
    KeyState state = KeyState::Unavailable;
    QByteArray key; ///< 32 bytes if Present
    bool isNew = false; ///< it was made just now
    Error error; ///< unless Present: kind Storage, the sentence for the user
};

/// May a key be made if there is none?
enum class KeyIntent {
    ExistingOnly, ///< a store exists: a new key could never open it
    Create,
};

/// A place that keeps the store's key. Asked in the GUI thread, never blocks it; every question
/// is answered, after a time-out if need be. A place that is locked or refuses never makes a key.
class KeySource
{
public:
    virtual ~KeySource() = default;
    virtual QFuture<KeyAnswer> key(KeyIntent intent) = 0;
};

/// 32 random bytes.
QByteArray randomKey();

KeyAnswer keyPresent(const QByteArray &key);
KeyAnswer keyMissing(KeyState state, const QString &message, const QString &detail = {});

/// The state's fixed English name, for JSON output ("present", "absent", "locked", …).
QString keyStateName(KeyState state);

}
