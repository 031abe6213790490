-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the contacts pane asks for. Every row but those of the directory can be made anew from item.payload.

CREATE TABLE contact (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE, -- where it is shown
    uid TEXT NOT NULL,                     -- without "urn:uuid:"
    name TEXT NOT NULL,                    -- as shown, never empty
    family_key TEXT NOT NULL,              -- for sorting: family name first, folded (ä as a)
    given_key TEXT NOT NULL,               -- the same, given name first
    organization TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',        -- the preferred one
    phone TEXT NOT NULL DEFAULT '',
    flags INTEGER NOT NULL DEFAULT 0,      -- ContactFlag bits
    birthday TEXT NOT NULL DEFAULT '',     -- "MM-DD" or "YYYY-MM-DD"
    photo TEXT                             -- blob of a small picture
) STRICT;
CREATE INDEX contact_list ON contact (collection, family_key);
CREATE INDEX contact_uid ON contact (uid);
CREATE INDEX contact_birthday ON contact (birthday) WHERE birthday <> '';

-- Addresses and numbers, for completion and for finding duplicates.
CREATE TABLE contact_address (
    item INTEGER NOT NULL REFERENCES contact (item) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- 'email', 'phone'
    value TEXT NOT NULL,                   -- as written
    folded TEXT NOT NULL,                  -- address in lower case; the digits of a number
    rank INTEGER NOT NULL,                 -- 0: the preferred one
    PRIMARY KEY (item, kind, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_address_folded ON contact_address (kind, folded);

-- KIND:group cards: whom they name, by UID or as mailto:.
CREATE TABLE contact_member (
    item INTEGER NOT NULL REFERENCES contact (item) ON DELETE CASCADE, -- the group
    member TEXT NOT NULL,
    PRIMARY KEY (item, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_member_of ON contact_member (member);

CREATE TABLE contact_category (
    item INTEGER NOT NULL REFERENCES contact (item) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (item, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_category_name ON contact_category (name);

-- What the directories of accounts were asked for, so that it is here without them.
CREATE TABLE contact_directory (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    dn TEXT NOT NULL,
    name TEXT NOT NULL,
    family_key TEXT NOT NULL,
    given_key TEXT NOT NULL,
    words TEXT NOT NULL,                   -- folded: what a search looks at
    organization TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    card BLOB NOT NULL,                    -- vCard
    seen INTEGER NOT NULL,                 -- ms since epoch: when the directory said it last
    UNIQUE (account, dn)
) STRICT;
