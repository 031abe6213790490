// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/change.h"

namespace Kontor::ChangeWords
{

/// What the user did, in words: "Mark as read", "Send “Minutes” to Anna Müller". \p folder: the
/// name of the folder it is about, for a move the new one.
QString action(const Change &change, const QString &subject, const QString &folder = {});

/// Where it stands: "Waiting", "Waits until 18:00", "Refused by the server".
QString state(const Change &change);

}
