-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    settings BLOB NOT NULL                 -- CBOR: servers, user names, passwords, identities, own CAs
) STRICT;

CREATE TABLE resource (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- 'mail', later 'calendar', …
    UNIQUE (account, kind)
) STRICT;
