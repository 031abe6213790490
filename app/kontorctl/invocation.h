// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QCommandLineParser>
#include <QString>
#include <QStringList>

namespace Kontor
{

/// How kontorctl ends; part of its interface, never renumbered. See "kontorctl --help".
enum class ExitCode {
    Ok = 0,
    Usage = 1, ///< wrong arguments
    Passing = 2, ///< offline, time-out, throttled: try again later
    SignIn = 3, ///< user name or password refused
    Storage = 4, ///< the store is locked, damaged, in use, or the disk failed
    Refused = 5, ///< the server refused something
    NotFound = 6, ///< no such account, folder or change
    Incomplete = 7, ///< done in part; the report says what is missing
};

ExitCode exitCodeFor(const Error &error);

/// What the user typed, understood.
struct Invocation {
    QString command;
    QStringList words; ///< behind the command
    QString profile; ///< folder of the store
    QString keyFile;
    QString passphraseFile;
    bool isJson = false;
    const QCommandLineParser *options = nullptr;

    QString value(const QString &option) const
    {
        return options->value(option);
    }
    bool has(const QString &option) const
    {
        return options->isSet(option);
    }
};

/// All options of all commands.
void addOptions(QCommandLineParser &parser);
QString helpText();

/// The given options that mean nothing to the command ("search", "accounts add"); silence would
/// let a script believe in them.
QStringList foreignOptions(const QString &command, const QCommandLineParser &parser);

/// A secret from a file, or the first line of standard input for "-" and nothing; never from the
/// arguments. On a terminal it is asked for with \p question and not shown.
Result<QString> readSecret(const QString &file, const QString &question);

/// The folder of the user's own store.
QString usualProfile();

}
