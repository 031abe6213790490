// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invocation.h"
#include "report.h"

namespace Kontor
{

// One function a command; they fill the report and say how kontorctl ends.
ExitCode listAccounts(const Invocation &invocation, Report &report);
ExitCode addAccount(const Invocation &invocation, Report &report);
ExitCode changeAccount(const Invocation &invocation, Report &report);
ExitCode removeAccount(const Invocation &invocation, Report &report);
ExitCode synchronise(const Invocation &invocation, Report &report);
ExitCode showStatus(const Invocation &invocation, Report &report);
ExitCode searchMail(const Invocation &invocation, Report &report);
ExitCode exportMail(const Invocation &invocation, Report &report);
ExitCode importFile(const Invocation &invocation, Report &report);
ExitCode listOutbox(const Invocation &invocation, Report &report);
ExitCode settleChange(const Invocation &invocation, Report &report); ///< retry, discard
ExitCode workOnFiles(const Invocation &invocation, Report &report); ///< files list, get, put, …; the command names which
QStringList fileVerbs(); ///< "files list", …
ExitCode workOnChat(const Invocation &invocation, Report &report); ///< chat rooms, read, send, …; the command names which
QStringList chatVerbs(); ///< "chat rooms", …
ExitCode repairStore(const Invocation &invocation, Report &report);

}
