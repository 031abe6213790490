-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A hundred thousand files of one folder by size or time, without a look into the table for each.

CREATE INDEX file_facts ON file (collection, parent, hidden, folder, item, size, modified);
