-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the store itself keeps: the words of all items, for search across all panes.

CREATE VIRTUAL TABLE search_index USING fts5 (
    who_from, who_to, title, body, names,  -- names: of attachments and files
    content = '', contentless_delete = 1,  -- words only; rowid is item.id
    prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
