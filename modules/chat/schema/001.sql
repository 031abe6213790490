-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the chat pane asks for. Rows can be made anew from item.payload, in whatever order the items come; but for the tables
-- that say "ours alone".

-- One row for each event, gaps in a timeline included. What one event says of another (an edit, a reaction) stands in its
-- own row and is joined when it is shown.
CREATE TABLE chat_event (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room INTEGER NOT NULL DEFAULT 0,       -- item of the room; 0: not known yet
    orphan TEXT,                           -- the room's id while it is not known; it adopts the row when it comes
    event_id TEXT,                         -- NULL: only here so far
    position INTEGER NOT NULL,             -- order in the room; from 2^62 on: not told by a server yet, at the end
    shown INTEGER NOT NULL,                -- 0: no row of a timeline (reaction, edit, …), 1: a row, 2: a row of somebody who is ignored
    threaded INTEGER NOT NULL DEFAULT 0,   -- 1: answers in a thread
    kind INTEGER NOT NULL,                 -- ChatRowKind
    sender TEXT NOT NULL,
    mine INTEGER NOT NULL,
    sent INTEGER NOT NULL,                 -- ms since epoch
    relation INTEGER NOT NULL DEFAULT 0,   -- ChatRelation
    relates TEXT,                          -- event id it is about: edited, reacted to, redacted, root of the thread
    reply TEXT,                            -- event id it answers
    edit INTEGER NOT NULL DEFAULT 0,       -- item of the edit that counts; 0: none
    redacted INTEGER NOT NULL DEFAULT 0,   -- 1: by the server; 2: waits to be
    notifies INTEGER NOT NULL DEFAULT 0,   -- by the push rules: 1 counts as unread, 2 mentions me
    problem INTEGER NOT NULL DEFAULT 0,    -- ChatProblem
    trust INTEGER NOT NULL DEFAULT 0,      -- ChatTrust
    session TEXT,                          -- of one that could not be read
    text TEXT NOT NULL DEFAULT '',         -- plain and safe; of a reaction its key
    html TEXT NOT NULL DEFAULT '',         -- reduced, or empty
    file TEXT NOT NULL DEFAULT '',         -- name of the attachment
    words INTEGER NOT NULL DEFAULT 0       -- row of chat_words; 0: none
) STRICT;

CREATE INDEX chat_event_place ON chat_event (room, position, shown, threaded, kind);
CREATE INDEX chat_event_relates ON chat_event (relates, relation, shown, position) WHERE relates IS NOT NULL;
CREATE INDEX chat_event_unread ON chat_event (room, position, notifies) WHERE notifies > 0;
CREATE INDEX chat_event_session ON chat_event (session) WHERE problem > 0;
CREATE INDEX chat_event_orphan ON chat_event (orphan) WHERE orphan IS NOT NULL;
CREATE INDEX chat_event_edited ON chat_event (edit) WHERE edit <> 0;
CREATE INDEX chat_event_reply ON chat_event (reply) WHERE reply IS NOT NULL;
CREATE INDEX chat_event_gap ON chat_event (room, position) WHERE kind = 15;
CREATE INDEX chat_event_file ON chat_event (room, position) WHERE kind IN (3, 4, 5, 6, 9);

CREATE TABLE chat_gap (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    floor INTEGER NOT NULL
) STRICT;

CREATE TABLE chat_room (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room_id TEXT,                          -- NULL: only here so far
    membership TEXT NOT NULL,
    inviter TEXT NOT NULL DEFAULT '',      -- user id
    space INTEGER NOT NULL DEFAULT 0,
    encrypted INTEGER NOT NULL DEFAULT 0,
    named INTEGER NOT NULL DEFAULT 0,      -- 0: its title is made of people
    title TEXT NOT NULL DEFAULT '',
    sort TEXT NOT NULL DEFAULT '',         -- the title without case and accents
    topic TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL DEFAULT '',       -- the room's own, mxc
    alias TEXT NOT NULL DEFAULT '',
    heroes TEXT NOT NULL DEFAULT '[]',     -- JSON: user ids
    direct_with TEXT NOT NULL DEFAULT '',  -- user id
    people INTEGER NOT NULL DEFAULT 0,     -- joined and invited
    favourite REAL,                        -- order; NULL: none
    low_priority REAL,
    marked_unread INTEGER NOT NULL DEFAULT 0,
    notify INTEGER NOT NULL DEFAULT 0,     -- ChatNotify
    read_event TEXT,                       -- own receipt
    fully_read TEXT,                       -- own marker
    read_position INTEGER NOT NULL DEFAULT 0, -- everything up to there is read
    told_unread INTEGER NOT NULL DEFAULT -1, -- by the server; -1: it does not count
    told_mentions INTEGER NOT NULL DEFAULT -1,
    unread INTEGER NOT NULL DEFAULT 0,     -- shown
    mentions INTEGER NOT NULL DEFAULT 0,
    whole INTEGER NOT NULL DEFAULT 0,      -- all members were read once
    last INTEGER NOT NULL DEFAULT 0,       -- item of the newest message; 0: none
    last_position INTEGER NOT NULL DEFAULT 0,
    last_time INTEGER NOT NULL DEFAULT 0,  -- ms since epoch
    successor TEXT                         -- room that took its place
) STRICT;

CREATE INDEX chat_room_id ON chat_room (collection, room_id);
CREATE INDEX chat_room_recent ON chat_room (collection, membership, last_time);
CREATE INDEX chat_room_read ON chat_room (read_event) WHERE read_event IS NOT NULL;

CREATE TABLE chat_member (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room INTEGER NOT NULL DEFAULT 0,       -- item of the room; 0: not known yet
    orphan TEXT,
    user_id TEXT NOT NULL,
    membership TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',         -- safe (ChatName); empty: the user id
    skeleton TEXT NOT NULL DEFAULT '',     -- what looks the same has the same
    avatar TEXT NOT NULL DEFAULT '',
    receipt TEXT,                          -- event id
    receipt_time INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX chat_member_user ON chat_member (room, user_id);
CREATE INDEX chat_member_twin ON chat_member (room, skeleton);
CREATE INDEX chat_member_receipt ON chat_member (room, receipt_time) WHERE receipt IS NOT NULL;
CREATE INDEX chat_member_orphan ON chat_member (orphan) WHERE orphan IS NOT NULL;

-- Which rooms lie in a space, as its own state says.
CREATE TABLE chat_space_child (
    space INTEGER NOT NULL REFERENCES chat_room (item) ON DELETE CASCADE,
    room_id TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',        -- the order the space wishes
    suggested INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (space, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_space_child_room ON chat_space_child (room_id);

CREATE TABLE chat_account (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',         -- own; safe
    avatar TEXT NOT NULL DEFAULT '',
    push_rules BLOB                        -- JSON
) STRICT;
CREATE INDEX chat_account_collection ON chat_account (collection);

CREATE TABLE chat_direct (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (collection, room_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_ignored (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (collection, user_id)
) STRICT, WITHOUT ROWID;

-- Ours alone: content of events that is here, whole. Pieces in order; a single one as a rule.
CREATE TABLE chat_media (
    item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,                 -- 0: the file, 1: its thumbnail
    piece INTEGER NOT NULL,                -- 0, 1, 2, …
    size INTEGER NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (item, part, piece)
) STRICT, WITHOUT ROWID;

-- Ours alone: pictures of people and rooms.
CREATE TABLE chat_picture (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    url TEXT NOT NULL,                     -- mxc
    pixels INTEGER NOT NULL,
    blob TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,       -- ms since epoch
    PRIMARY KEY (collection, url, pixels)
) STRICT, WITHOUT ROWID;

-- Ours alone: rooms of which everything is kept here.
CREATE TABLE chat_kept (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL,
    PRIMARY KEY (collection, room_id)
) STRICT, WITHOUT ROWID;

-- Ours alone: what is being written.
CREATE TABLE chat_draft (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL,                 -- of a room that only exists here: "item:" and its number
    thread TEXT NOT NULL DEFAULT '',       -- event id of the root; '': no thread
    draft BLOB NOT NULL,                   -- ChatOutgoing::toCbor()
    changed INTEGER NOT NULL DEFAULT 0,    -- ms since epoch
    PRIMARY KEY (collection, room_id, thread)
) STRICT, WITHOUT ROWID;

-- Ours alone: how this device is signed in, and what opens its keys. Never deleted but with the account.
CREATE TABLE chat_sign_in (
    resource INTEGER PRIMARY KEY REFERENCES resource (id) ON DELETE CASCADE,
    server TEXT NOT NULL DEFAULT '',       -- base URL
    user_id TEXT NOT NULL DEFAULT '',
    device_id TEXT NOT NULL DEFAULT '',
    access_token TEXT NOT NULL DEFAULT '',
    refresh_token TEXT NOT NULL DEFAULT '',
    expires INTEGER NOT NULL DEFAULT 0,    -- ms since epoch; 0: not said
    issuer TEXT NOT NULL DEFAULT '',       -- of OAuth; '': signed in otherwise
    client_id TEXT NOT NULL DEFAULT '',    -- of OAuth
    passphrase BLOB,                       -- of the store of keys
    fingerprint TEXT NOT NULL DEFAULT '',  -- Ed25519 key of the device; not empty: there were keys
    soft_logout INTEGER NOT NULL DEFAULT 0, -- 1: signed out by the server, the keys stay
    attributes BLOB                        -- CBOR, whatever else belongs to it
) STRICT;

-- The words of messages, of each version of an edited one. A table of their own, since what is redacted has to be gone at once and not when parts of the index
-- are merged some day. The row numbers begin with the time: newest first is the order of the index, and dates are ranges.
CREATE VIRTUAL TABLE chat_words USING fts5 (
    body, names,                           -- text; names of files
    marks,                                 -- of the room, the sender and the kind: see ChatWords
    item UNINDEXED,
    prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO chat_words (chat_words, rank) VALUES ('secure-delete', 1);
INSERT INTO chat_words (chat_words, rank) VALUES ('automerge', 16);

-- Words of rows that went by the thousand, with their account or their room: they are found by nobody, and swept later, since
-- taking each out of the index by itself takes long.
CREATE TABLE chat_unsaid (
    words INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER chat_event_unsaid AFTER DELETE ON chat_event WHEN old.words <> 0 BEGIN
    INSERT OR IGNORE INTO chat_unsaid (words) VALUES (old.words);
END;
