-- What a signal's fact sheet tells. One text for SQLite and PostgreSQL, as in 0001.

ALTER TABLE signal ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'; -- JSON object
-- The expected harm that `facts` holds, once more by itself: a list is put in order, and cut, by it.
ALTER TABLE signal ADD COLUMN weight DOUBLE PRECISION NOT NULL DEFAULT 0;

-- All categories together, so that a signal about reporting as a whole can point at a category. No list of categories
-- shows this row, no report carries it, and no import may change it.
INSERT INTO category (code, parent, name_zh, name_en, restricted, position)
VALUES ('*', NULL, '各类矛盾纠纷', 'disputes of all kinds', 0, -1);
