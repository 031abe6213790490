-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Items that lie in other items (files in folders): a change waits until its ground is on the server.

ALTER TABLE change ADD COLUMN ground INTEGER;  -- the item it builds on; NULL: none. May be gone.

CREATE INDEX change_ground ON change (ground) WHERE ground IS NOT NULL;
