// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invocation.h"

#include <QJsonObject>

namespace Kontor
{

/// What a command has to say: lines for people, or one JSON object for programs.
class Report
{
public:
    explicit Report(const Invocation &invocation)
        : m_isJson(invocation.isJson)
    {
    }

    void line(const QString &text);
    void set(const QString &key, const QJsonValue &value)
    {
        m_object.insert(key, value);
    }

    /// The error as sentence (standard error) or "error" object; returns its exit code.
    ExitCode fail(const Error &error);
    /// What the user can do about a damaged store, on standard error.
    void tellRemedy(const Error &error);
    ExitCode usage(const QString &sentence);

    /// Prints everything; call once, last. What cannot be printed makes "done" a "done in part".
    int finish(ExitCode code);

    /// One line for a terminal: what mails and servers say may hold escape sequences.
    static QString harmless(const QString &text);

    static QJsonObject toJson(const Error &error);

private:
    bool m_isJson;
    QJsonObject m_object;
};

}
