-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE note (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    text TEXT NOT NULL,
    flags TEXT NOT NULL,                   -- sorted, space separated
    body TEXT,                             -- blob, once it is here
    words TEXT NOT NULL DEFAULT ''         -- from the body
) STRICT;
CREATE INDEX note_wish ON note (item) WHERE body IS NULL;
