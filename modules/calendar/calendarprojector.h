// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "groupware/davprojector.h"

namespace Kontor
{

/// How calendar objects become rows: the object, its parts (series and exceptions), its instances around
/// today, its next reminders, its words for the search.
class CalendarProjector : public DavProjector
{
public:
    /// \p clock outlives the projector; it says around which day instances are made ahead.
    explicit CalendarProjector(const Clock &clock = Clock::system());

    Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const override;

private:
    const Clock &m_clock;
};

}
