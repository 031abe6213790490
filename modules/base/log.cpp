// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

Q_LOGGING_CATEGORY(logBase, "kontor.base", QtWarningMsg)
Q_LOGGING_CATEGORY(logStore, "kontor.store", QtWarningMsg)
Q_LOGGING_CATEGORY(logNet, "kontor.net", QtWarningMsg)
Q_LOGGING_CATEGORY(logAccounts, "kontor.accounts", QtWarningMsg)
Q_LOGGING_CATEGORY(logSync, "kontor.sync", QtWarningMsg)
Q_LOGGING_CATEGORY(logShell, "kontor.shell", QtWarningMsg)
Q_LOGGING_CATEGORY(logMail, "kontor.mail", QtWarningMsg)
