-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the files pane asks for. Rows can be made anew from item.payload, but for the columns that say so.

CREATE TABLE file (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE, -- the space: one person's files at one server
    parent INTEGER NOT NULL DEFAULT 0,     -- item of the folder; 0: at the top
    parent_href TEXT,                      -- the folder is not known yet; it adopts the row when it comes
    name TEXT NOT NULL,
    sort TEXT NOT NULL,                    -- fileSortKey()
    folder INTEGER NOT NULL,
    size INTEGER NOT NULL,                 -- bytes; -1: unknown
    modified INTEGER NOT NULL,             -- ms since epoch
    type TEXT NOT NULL,
    file_id TEXT,                          -- stays when the file moves
    revision TEXT NOT NULL,                -- of the server's content; '' if it has none
    content TEXT NOT NULL DEFAULT '',      -- key of unsent content
    rights INTEGER NOT NULL,               -- FileRight bits
    marks INTEGER NOT NULL,                -- favourite 1, mount 2, shared with me 4, shared by me 8, preview 16, waiting 32, contested 64
    owner TEXT NOT NULL DEFAULT '',
    locked_by TEXT NOT NULL DEFAULT '',
    hidden INTEGER NOT NULL DEFAULT 0,     -- 1: to be deleted
    -- Ours alone:
    kept TEXT NOT NULL DEFAULT '',         -- key of the whole content that is here; '' if none is
    kept_bytes INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,     -- chosen to be kept offline
    offline INTEGER NOT NULL DEFAULT 0,    -- pinned itself or through a folder above
    used INTEGER NOT NULL DEFAULT 0,       -- ms since epoch; opened last
    indexed TEXT NOT NULL DEFAULT ''       -- key of the content whose words the search knows
) STRICT;

CREATE INDEX file_list ON file (collection, parent, hidden, folder, sort, item);
CREATE INDEX file_orphan ON file (parent_href) WHERE parent_href IS NOT NULL;
CREATE INDEX file_offline ON file (collection, item) WHERE offline = 1 AND folder = 0;
CREATE INDEX file_pinned ON file (item) WHERE pinned = 1;
CREATE INDEX file_used ON file (used) WHERE kept <> '';
CREATE INDEX file_unread ON file (item) WHERE kept <> '' AND indexed <> kept;
CREATE INDEX file_marks ON file (item) WHERE marks & 101 <> 0;

-- Content in pieces of 4 MiB: of the server's versions ("item@revision") and what is to be sent ("local:…").
CREATE TABLE file_piece (
    content TEXT NOT NULL,
    place INTEGER NOT NULL,                -- 0, 1, 2, …
    size INTEGER NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (content, place)
) STRICT, WITHOUT ROWID;

-- Also where rows go with their account. Numbers of items are never used again.
CREATE TRIGGER file_gone AFTER DELETE ON file BEGIN
    DELETE FROM file_piece WHERE content > old.item || '@' AND content < old.item || 'A';
END;
