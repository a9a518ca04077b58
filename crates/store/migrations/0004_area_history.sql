-- How the tree of areas was redrawn. One text for SQLite and PostgreSQL, as in 0001.
--
-- The table `area` keeps the last drawing of every code that was ever given; a code that ended lies in what took it
-- over, so that what was filed under it is found there. A change keeps the drawings that it replaced: the past is the
-- present with changes taken back.
CREATE TABLE area_change (
    id TEXT NOT NULL PRIMARY KEY, -- derived from day and change: a repeat is recorded once
    number BIGINT NOT NULL UNIQUE, -- the order of the records, counted from 1
    held_from TEXT NOT NULL, -- the first day of the new drawing
    recorded_at BIGINT NOT NULL,
    why TEXT NOT NULL, -- the paper that decided it
    asked TEXT NOT NULL, -- JSON: the change
    drawing TEXT NOT NULL -- JSON: the areas before and after, and the shares of what was split
);
