-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Erasures that servers asked for, from before anything is erased until the server was told that it is done.

CREATE TABLE files_wipe (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,              -- may be gone by now
    address TEXT NOT NULL,
    settings BLOB NOT NULL,                -- CBOR, of the account as it was: whom to tell, and by what it knows us
    erased INTEGER NOT NULL DEFAULT 0      -- 1: what is left is to sweep and to tell the server
) STRICT;
