-- Matters of which analysts asked not to be told until a day, and what each withheld signal was withheld for.
CREATE TABLE hold (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (id),
    category TEXT NOT NULL REFERENCES category (code),
    until TEXT NOT NULL, -- the last day
    reason TEXT NOT NULL, -- redacted
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    lifted_at BIGINT
);

ALTER TABLE signal ADD COLUMN withheld_for TEXT;
