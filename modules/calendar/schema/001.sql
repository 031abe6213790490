-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the calendar pane asks for. Every row can be made anew from item.payload and the changes.
--
-- Times are ms since epoch. With is_wall they are what a clock shows anywhere, taken as UTC (whole days,
-- floating times), so that nothing here depends on where the machine is.

CREATE TABLE calendar_object (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE, -- where it is shown
    uid BLOB NOT NULL,
    kind INTEGER NOT NULL,                 -- CalendarComponent::Kind: event, task, journal
    summary TEXT NOT NULL,                 -- of the series
    flags INTEGER NOT NULL,                -- EventFlag bits of the series
    start INTEGER,                         -- of the first instance; tasks may have none
    due INTEGER,                           -- tasks: of the first instance still to be done
    is_wall INTEGER NOT NULL,
    recurrence INTEGER NOT NULL,           -- tasks: which instance that is; 0: not recurring
    priority INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    completed INTEGER,                     -- tasks: when
    parent BLOB NOT NULL,                  -- UID of the task this one is a part of
    sequence INTEGER NOT NULL,
    series_from INTEGER NOT NULL,          -- nothing of it lies before
    series_to INTEGER NOT NULL,            -- and nothing after; 2^62: endless
    expanded_from INTEGER NOT NULL,        -- calendar_occurrence has all of it in between
    expanded_to INTEGER NOT NULL,
    series BLOB,                           -- of what recurs: the lines that say when, as iCalendar
    renew INTEGER NOT NULL                 -- when occurrences or alarms must go on; 2^62: never
) STRICT;
CREATE INDEX calendar_object_list ON calendar_object (collection, kind);
CREATE INDEX calendar_object_uid ON calendar_object (uid);
CREATE INDEX calendar_object_renew ON calendar_object (renew);
-- For spans beyond what is expanded.
CREATE INDEX calendar_object_series ON calendar_object (collection, series_from, series_to, expanded_from, expanded_to) WHERE series IS NOT NULL;

-- One for the series and one for each exception.
CREATE TABLE calendar_part (
    item INTEGER NOT NULL REFERENCES calendar_object (item) ON DELETE CASCADE,
    part INTEGER NOT NULL,                 -- CalendarComponent::index
    summary TEXT NOT NULL,
    location TEXT NOT NULL,
    zone TEXT NOT NULL,                    -- IANA name; '': floating or all day
    conference TEXT NOT NULL,
    flags INTEGER NOT NULL,                -- EventFlag bits
    mine INTEGER NOT NULL,                 -- Participation: my own answer
    PRIMARY KEY (item, part)
) STRICT, WITHOUT ROWID;

-- The instances from a year ago to two years ahead; fewer of what recurs all the time.
CREATE TABLE calendar_occurrence (
    collection INTEGER NOT NULL,
    is_long INTEGER NOT NULL,              -- more than a day, so that looking back a day finds all others
    start INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES calendar_object (item) ON DELETE CASCADE,
    recurrence INTEGER NOT NULL,           -- OccurrenceRef::recurrence
    part INTEGER NOT NULL,                 -- whose words and flags it has
    end INTEGER NOT NULL,
    is_wall INTEGER NOT NULL,
    PRIMARY KEY (collection, is_long, start, item, recurrence, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_occurrence_item ON calendar_occurrence (item);

-- Reminders of the next two months, without those acknowledged in the event itself.
CREATE TABLE calendar_alarm (
    item INTEGER NOT NULL REFERENCES calendar_object (item) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    recurrence INTEGER NOT NULL,
    alarm BLOB NOT NULL,                   -- its UID, or "#" and its place in the component
    at INTEGER NOT NULL,
    is_wall INTEGER NOT NULL,
    start INTEGER NOT NULL,                -- of the instance
    end INTEGER NOT NULL,
    PRIMARY KEY (item, recurrence, alarm, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_alarm_at ON calendar_alarm (at);
