-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is told to the people of events, and what only this machine knows of them.

CREATE TABLE calendar_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    item INTEGER NOT NULL DEFAULT 0,       -- may be gone: a cancelled event
    uid BLOB NOT NULL,
    recurrence INTEGER NOT NULL DEFAULT 0,
    method BLOB NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    recipients TEXT NOT NULL,              -- JSON
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    ics BLOB NOT NULL,
    seed BLOB NOT NULL UNIQUE,
    comment TEXT NOT NULL,
    basis BLOB NOT NULL,                   -- the object as its people know it
    created INTEGER NOT NULL,
    hold INTEGER NOT NULL DEFAULT 0,
    arrived INTEGER NOT NULL DEFAULT 0     -- when the change was first seen to have reached the server
) STRICT;
CREATE INDEX calendar_letter_event ON calendar_letter (uid);

-- The newest answer of each attendee that was taken over from a mail; older ones come late and do not count.
CREATE TABLE calendar_reply (
    uid BLOB NOT NULL,
    recurrence INTEGER NOT NULL,
    address TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY (uid, recurrence, address)
) STRICT, WITHOUT ROWID;

-- Reminders put off or dismissed in calendars that cannot be written.
CREATE TABLE calendar_dismissed (
    item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    alarm BLOB NOT NULL,
    acknowledged INTEGER NOT NULL,         -- ms since epoch
    again INTEGER NOT NULL DEFAULT 0,      -- ms since epoch; 0: not
    PRIMARY KEY (item, alarm)
) STRICT, WITHOUT ROWID;
