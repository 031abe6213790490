// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/changesubjects.h"

namespace Kontor::ChangeWords
{

/// What the user did, in words: "Mark as read", "Send to Anna Müller: “Minutes”", "Change the event: “Jour fixe”".
QString action(const Change &change, const ChangeSubject &subject);

/// Where it stands: "Waiting", "Waits until 18:00", "Refused by the server".
QString state(const Change &change);

}
