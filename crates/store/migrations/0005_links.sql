-- Links between reports that may tell of one matter. One text for SQLite and PostgreSQL, as in 0001.

-- The village, or wider area, among whose reports those alike are looked for. NULL until they were looked for: what
-- arrives, and what was there before this column, waits in the partial index and leaves it when it has been compared.
ALTER TABLE report ADD COLUMN block TEXT;
CREATE INDEX report_unmatched ON report (received_at, id) WHERE block IS NULL;
CREATE INDEX report_block ON report (block, occurred_on);

CREATE TABLE link (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    earlier TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
    later TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
    likeness DOUBLE PRECISION NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX link_listed ON link (kind, state, proposed_at, id);
CREATE INDEX link_earlier ON link (earlier);
CREATE INDEX link_later ON link (later);
