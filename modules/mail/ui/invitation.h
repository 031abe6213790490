// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace Kontor
{

/// The few things of a text/calendar part that a reader wants to know at once (RFC 5545). A value.
struct Invitation {
    enum class Method { Request, Reply, Cancel, Other };
    Method method = Method::Other;
    QString summary;
    QString location;
    QString organizer;
    QDateTime start, end;
    bool isAllDay = false;
    bool isValid = false;

    static Invitation parse(const QByteArray &calendar);

    /// One line for the reader; empty when there is nothing to say.
    QString sentence() const;
};

}
