-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Items that lie in other items (files in folders): a change waits until its ground is on the server.

ALTER TABLE change ADD COLUMN ground INTEGER;  -- the item it builds on; NULL: none. May be gone.

ALTER TABLE change ADD COLUMN follows INTEGER; -- an older change that has to leave first; NULL: none
ALTER TABLE change ADD COLUMN reach INTEGER NOT NULL DEFAULT 0; -- ChangeReach: concerns what lies below the item as well

CREATE INDEX change_ground ON change (ground) WHERE ground IS NOT NULL;
CREATE INDEX change_follows ON change (follows) WHERE follows IS NOT NULL;
CREATE INDEX change_reach ON change (resource) WHERE reach <> 0;

-- The next ones are asked for again and again while thousands wait.
CREATE INDEX change_due ON change (resource, state, attempts, id);
