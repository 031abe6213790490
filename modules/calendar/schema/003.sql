-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How the user wants calendars to look whose server does not let itself be told: subscribed and foreign ones. Named by
-- account and remote id, since a subscription gets its name before it has been read.

CREATE TABLE calendar_look (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',         -- '' as the server names it
    colour TEXT NOT NULL DEFAULT '',       -- "#rrggbb"
    PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;

-- The birthdays of the address books, shown as a calendar.
CREATE TABLE birthday_calendar (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    is_shown INTEGER NOT NULL DEFAULT 1,
    colour TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO birthday_calendar (one) VALUES (1);
