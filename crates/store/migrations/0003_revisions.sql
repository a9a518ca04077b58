-- Every text that a report has had, and what became of rows that could not be taken at once. One text for SQLite and
-- PostgreSQL, as in 0001.

-- `report` holds the text that stands: what was a first text before this migration stays one.
ALTER TABLE report ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE report ADD COLUMN revised_at BIGINT; -- when the text came into force; NULL: when the report was received
ALTER TABLE report ADD COLUMN station TEXT NOT NULL DEFAULT ''; -- role and area of a token, or a file: no person
ALTER TABLE report ADD COLUMN blanked_at BIGINT; -- when retention took text and exact place away

-- The texts before it. The report's own row says when its first text was received.
CREATE TABLE revision (
    report TEXT NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL, -- counted from 1 within the report
    area TEXT NOT NULL REFERENCES area (id),
    category TEXT NOT NULL REFERENCES category (code),
    occurred_on TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    scale TEXT NOT NULL,
    people BIGINT, -- a head count
    amount_yuan DOUBLE PRECISION,
    summary TEXT NOT NULL, -- redacted
    tags TEXT NOT NULL, -- JSON list
    kept_at BIGINT NOT NULL,
    superseded_at BIGINT NOT NULL,
    station TEXT NOT NULL,
    PRIMARY KEY (report, number)
);
CREATE INDEX revision_superseded ON revision (superseded_at);

-- Good rows that could not become a revision at once: their base has not arrived, or another text came first.
CREATE TABLE unsettled (
    id TEXT NOT NULL PRIMARY KEY, -- derived from what it says: a retry is kept once
    report TEXT NOT NULL, -- of one that waits, the report may not be there yet
    base BIGINT NOT NULL, -- number of the revision that it corrects; 0 for a first text
    received_at BIGINT NOT NULL,
    station TEXT NOT NULL,
    content TEXT NOT NULL, -- JSON of the report, redacted
    state TEXT NOT NULL -- waiting, conflict, resolved
);
CREATE INDEX unsettled_state ON unsettled (state, received_at, id);
CREATE INDEX unsettled_report ON unsettled (report);

-- A quarantined row is closed by a corrected one or by a reason; the journal says by which step.
ALTER TABLE quarantine ADD COLUMN state TEXT NOT NULL DEFAULT 'open'; -- open, resubmitted, discarded
ALTER TABLE quarantine ADD COLUMN became TEXT; -- the id of the report that its corrected row became
ALTER TABLE quarantine ADD COLUMN blanked_at BIGINT; -- when retention took the text away
CREATE INDEX quarantine_state ON quarantine (state, received_at, id);
