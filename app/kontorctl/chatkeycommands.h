// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chatstand.h"
#include "report.h"

namespace Kontor::ChatKeyCommands
{

// One function a verb of "chat" that needs the server at once.
ExitCode getFile(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode showKeys(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode showDevices(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode setUp(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode recover(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode exportKeys(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode importKeys(ChatStand &stand, const Invocation &invocation, Report &report);
ExitCode verify(ChatStand &stand, const Invocation &invocation, Report &report); ///< shows emoji on standard error, reads yes or no

}
