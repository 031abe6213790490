-- SPDX-FileCopyrightText: 2026 The Kontor authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How many transactions touched what no server could give back; the safety copy has the same
-- count, so that an index that lost some of them is noticed.

CREATE TABLE vital_age (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    transactions INTEGER NOT NULL
) STRICT;
INSERT INTO vital_age (one, transactions) VALUES (1, 0);
