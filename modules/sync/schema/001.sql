-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What every pane shares: collections, items with the server's last word, and the outbox.

CREATE TABLE collection (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    remote_id TEXT,                        -- NULL until the server knows it
    parent INTEGER REFERENCES collection (id) ON DELETE SET NULL,
    name TEXT NOT NULL,                    -- shown; decoded
    role TEXT NOT NULL DEFAULT '',         -- inbox, drafts, sent, … in the module's words
    rights INTEGER NOT NULL DEFAULT 0,     -- Rights flags
    subscribed INTEGER NOT NULL DEFAULT 1,
    attributes BLOB,                       -- CBOR, the module's own
    policy TEXT NOT NULL DEFAULT '',       -- how much is kept offline; '' is the default
    token BLOB,                            -- where we stopped reading
    pulled INTEGER NOT NULL DEFAULT 0,     -- ms since epoch of the last complete pull
    problem TEXT NOT NULL DEFAULT '',      -- why it was skipped last time, for the user
    UNIQUE (resource, remote_id)
) STRICT;

CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused; the engine reserves ranges ahead
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    remote_id TEXT,                        -- NULL while the server does not know it (or we do not know its new id)
    revision TEXT NOT NULL DEFAULT '',     -- etag, modseq, lockVersion
    fingerprint BLOB,                      -- recognises the item under another remote id
    edits INTEGER NOT NULL DEFAULT 0,      -- counts local changes; a stale projection is noticed by it
    payload BLOB,                          -- the server's last word
    assumed INTEGER NOT NULL DEFAULT 0,    -- the payload is what our change should have made of it; the next word counts in any case
    UNIQUE (collection, remote_id)
) STRICT;

-- Items without a place on the server (new ones, moved ones, all after a token expired): few.
CREATE INDEX item_unplaced ON item (collection) WHERE remote_id IS NULL;
CREATE INDEX item_fingerprint ON item (fingerprint) WHERE fingerprint IS NOT NULL;

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascending: the order of the outbox
    resource INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    collection INTEGER,                    -- where the item was when the user acted, or the collection meant
    item INTEGER REFERENCES item (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    arguments BLOB NOT NULL,               -- CBOR, the module's own
    created INTEGER NOT NULL,              -- ms since epoch
    not_before INTEGER NOT NULL DEFAULT 0, -- ms since epoch: undo-send, send later, back-off
    state INTEGER NOT NULL DEFAULT 0,      -- ChangeState
    attempts INTEGER NOT NULL DEFAULT 0,
    answer_lost INTEGER NOT NULL DEFAULT 0, -- an attempt may have reached the server
    error_kind TEXT NOT NULL DEFAULT '',
    error_message TEXT NOT NULL DEFAULT '',
    error_detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX change_item ON change (item);
CREATE INDEX change_resource ON change (resource, state);
