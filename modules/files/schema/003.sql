-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The search knows the words of content that is here, and of no other: whoever evicts, replaces or deletes it need not
-- think of that.

CREATE TRIGGER file_forgotten AFTER UPDATE OF kept, content ON file
WHEN new.indexed <> '' AND new.indexed <> new.kept AND new.indexed <> new.content
    -- What the server just took gets its revision's name in a moment.
    AND NOT (old.content = new.indexed AND EXISTS (SELECT 1 FROM file_piece p WHERE p.content = new.indexed)) BEGIN
    DELETE FROM search_index WHERE rowid = new.item;
    UPDATE file SET indexed = '' WHERE item = new.item;
END;

-- Also where rows go with their account.
CREATE TRIGGER file_unsaid AFTER DELETE ON file BEGIN
    DELETE FROM search_index WHERE rowid = old.item;
END;

-- A rescue brings rows, but no words.
CREATE TRIGGER file_unread_anew AFTER INSERT ON file WHEN new.indexed <> '' BEGIN
    UPDATE file SET indexed = '' WHERE item = new.item;
END;
