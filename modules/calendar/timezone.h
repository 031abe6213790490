// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"

#include <QDateTime>
#include <QTimeZone>

#include <memory>

namespace Kontor
{

/// The time zone of a DATE-TIME in a calendar object: floating, UTC, an IANA zone, or the rules the
/// object itself brings along (VTIMEZONE). A value; thread-safe.
///
/// Wall clocks are ms since epoch of what the clock shows, taken as if it were UTC.
class TimeZone
{
public:
    TimeZone() = default; ///< floating
    static TimeZone utc();
    static TimeZone of(const QTimeZone &zone);

    /// What a TZID means. \p definition: the object's VTIMEZONE of that name, or null.
    ///
    /// In this order: an IANA name (also behind a vendor's prefix, or in X-LIC-LOCATION), a Windows
    /// name, an offset ("UTC+01:00"), the rules of the VTIMEZONE (an IANA zone that does the same, else
    /// the rules themselves), Outlook's "(UTC+01:00) Amsterdam, Berlin…" by its towns, and at last the
    /// zone of this machine. The last two are guesses.
    static TimeZone named(const QByteArray &tzid, const ContentComponent *definition);

    bool isFloating() const;
    bool isUtc() const;
    bool isGuessed() const;
    QString name() const; ///< IANA name; the TZID itself for own rules; empty: floating

    /// What comes nearest in Qt: an IANA zone, or the offset at \p wall for own rules. Local time for floating.
    QTimeZone toQt(qint64 wall) const;

    /// The instant a clock in this zone shows \p wall. What does not exist (spring) is counted by the offset before
    /// the gap, what exists twice (autumn) is the first of them (RFC 5545, 3.3.5). Floating: of \p local.
    qint64 instantOf(qint64 wall, const QTimeZone &local) const;
    qint64 wallOf(qint64 instant, const QTimeZone &local) const;

    bool operator==(const TimeZone &other) const;

private:
    struct Meaning;
    std::shared_ptr<const Meaning> m_meaning; ///< none: floating
};

/// The same for a zone of Qt.
qint64 instantOfWall(qint64 wall, const QTimeZone &zone);
qint64 wallOfInstant(qint64 instant, const QTimeZone &zone);

}
