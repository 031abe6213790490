-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the mail pane asks for. Every row can be made anew from item.payload and the body blob.

CREATE TABLE mail_message (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE, -- where it is shown
    thread INTEGER NOT NULL,
    date INTEGER NOT NULL,                 -- ms since epoch; the Date field, or when it was received
    received INTEGER NOT NULL,             -- ms since epoch
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    recipients TEXT NOT NULL,              -- names or addresses of To, for folders of sent mail
    subject TEXT NOT NULL,
    preview TEXT NOT NULL DEFAULT '',      -- first words of the body, once it is here
    flags INTEGER NOT NULL,                -- MessageFlag bits
    keywords TEXT NOT NULL DEFAULT '',     -- space separated, the server's spelling
    size INTEGER NOT NULL,                 -- bytes
    message_id TEXT NOT NULL,              -- without angle brackets
    attachments INTEGER NOT NULL DEFAULT 0,
    body TEXT                              -- blob of the whole message, once it is here
) STRICT;

CREATE INDEX mail_message_list ON mail_message (collection, date, item, thread, flags);
-- Over all folders, for search.
CREATE INDEX mail_message_date ON mail_message (date, item, thread, flags, collection);
CREATE INDEX mail_message_unread ON mail_message (collection) WHERE flags & 1 = 0;
CREATE INDEX mail_message_thread ON mail_message (thread);
CREATE INDEX mail_message_id ON mail_message (message_id);
CREATE INDEX mail_message_wish ON mail_message (date, item) WHERE body IS NULL;

-- Which thread a Message-ID belongs to, also for messages we have never seen.
CREATE TABLE mail_thread (
    message_id TEXT PRIMARY KEY,
    thread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_thread_number ON mail_thread (thread);

-- Addresses seen, for completion.
CREATE TABLE mail_address (
    address TEXT PRIMARY KEY,              -- lower case
    name TEXT NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,    -- how often we wrote to it
    seen INTEGER NOT NULL DEFAULT 0,       -- how often it wrote to us
    last INTEGER NOT NULL DEFAULT 0        -- ms since epoch
) STRICT, WITHOUT ROWID;

-- Files added to a message that is being written; kept until they are surely part of a draft.
CREATE TABLE mail_upload (
    blob TEXT PRIMARY KEY,
    added INTEGER NOT NULL                 -- ms since epoch
) STRICT, WITHOUT ROWID;
