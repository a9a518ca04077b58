-- How the signals of a sweep were put in order. One text for SQLite and PostgreSQL, as in 0001.

ALTER TABLE sweep ADD COLUMN reading_order TEXT NOT NULL DEFAULT '{}'; -- JSON object
