// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <QStringList>

#include <functional>

namespace Kontor
{

/// The rows no server could give back: accounts, resources, collections (names), what opens the keys of chats (a device
/// made anew could not read what was said before), changes, the items changes point to or that no server knows yet, and
/// what modules keep about those items.
///
/// \p to has the current schema and its foreign keys are checked by the caller. Tables, columns
/// and rows the source lacks are left out.
class VitalRows
{
public:
    struct Source {
        QString path; ///< an index database
        QByteArray key;
    };

    struct Outcome {
        int rows = 0;
        int unreadable = 0; ///< rows or whole ranges that could not be read
    };

    enum class Purpose {
        SafetyCopy, ///< from a whole store, all or nothing; only what is named above
        Rescue, ///< from a damaged file, what can be read; also what modules keep besides (seen addresses, …)
        RescueFromCopy, ///< from a safety copy: its changes may have been carried out since
    };

    /// A safety copy replaces what is in \p to; a rescue replaces nothing that is there already.
    static Result<Outcome> copy(Database &to, const Source &source, Purpose purpose);

    /// Tries first … last in one go and halves what fails, down to the single row.
    /// Returns how many pieces failed. A full disk ends it with an error.
    using CopyRange = std::function<Result<void>(qint64 first, qint64 last)>;
    static Result<int> halving(qint64 first, qint64 last, const CopyRange &copyRange);

private:
    static Result<void> clear(Database &to);
};

}
