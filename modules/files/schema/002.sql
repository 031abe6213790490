-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Folders of this machine that are kept in step with folders of a space.

CREATE TABLE mirror (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE, -- the space
    folder INTEGER NOT NULL,               -- item of the folder; 0: the top
    path TEXT NOT NULL,                    -- absolute
    ignored TEXT NOT NULL DEFAULT '',      -- wildcard patterns of the user, one a line
    paused INTEGER NOT NULL DEFAULT 0,
    server TEXT NOT NULL DEFAULT '',       -- what the journal below was kept with
    root TEXT NOT NULL DEFAULT '',         -- the folder's file system and inode then
    mark TEXT NOT NULL DEFAULT '',         -- what the mark in the folder says if nobody put back an older state of either
    next_mark TEXT NOT NULL DEFAULT '',    -- or this, when its writing was interrupted
    whole INTEGER NOT NULL DEFAULT 0       -- ms since epoch: both sides were last seen to be the same
) STRICT;

-- The journal: what both sides had when they were last the same.
CREATE TABLE mirror_entry (
    mirror INTEGER NOT NULL REFERENCES mirror (id) ON DELETE CASCADE,
    path TEXT NOT NULL,                    -- relative
    folder INTEGER NOT NULL,
    item INTEGER NOT NULL,
    version TEXT NOT NULL,                 -- of the content there; '' of folders
    revision TEXT NOT NULL,
    file_id TEXT NOT NULL,                 -- another one: another server of the same name
    modified INTEGER NOT NULL,             -- there, ms since epoch
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,                -- here, ns since epoch
    ctime INTEGER NOT NULL,                -- ns; 0: too young to rely on
    hash BLOB NOT NULL,
    past BLOB NOT NULL,                    -- former versions, CBOR: what comes back as such was put back
    PRIMARY KEY (mirror, path)
) STRICT, WITHOUT ROWID;
