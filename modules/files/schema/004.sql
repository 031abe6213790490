-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Content that was here when its file went from the server, or went back to an older state there, without the user having
-- asked for it. Perhaps somebody deleted it; perhaps the server lost it, and this is all there is.

CREATE TABLE file_attic (
    content TEXT PRIMARY KEY,              -- key of its pieces, "attic:…"
    resource INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL,           -- the space; may be gone
    item INTEGER NOT NULL,                 -- that it was of; may be gone
    parent INTEGER NOT NULL,               -- item of the folder it lay in; may be gone
    path TEXT NOT NULL,                    -- JSON: the names of the folders it lay in, from the top
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,             -- ms since epoch
    type TEXT NOT NULL,
    revision TEXT NOT NULL,
    since INTEGER NOT NULL,                -- ms since epoch
    offered INTEGER NOT NULL DEFAULT 0,    -- 1: it went alone: the user need not be asked
    days INTEGER NOT NULL DEFAULT 0,       -- on which the program was used since: clocks may be wrong
    day INTEGER NOT NULL DEFAULT 0         -- the last one of them
) STRICT, WITHOUT ROWID;

CREATE TRIGGER file_attic_gone AFTER DELETE ON file_attic BEGIN
    DELETE FROM file_piece WHERE content = old.content;
END;
