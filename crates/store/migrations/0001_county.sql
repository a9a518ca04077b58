-- The county's data. One text for SQLite and PostgreSQL, so only what both read alike is used:
--   TEXT for ids, days (YYYY-MM-DD), words of a closed list and JSON;
--   BIGINT for counts, moments (microseconds since 1970 UTC) and yes/no (1/0);
--   DOUBLE PRECISION for measures.
-- Places and categories are described, never persons: tests/contract/rights.rs refuses columns that could.

CREATE TABLE area (
    id TEXT NOT NULL PRIMARY KEY,
    parent TEXT REFERENCES area (id) DEFERRABLE INITIALLY DEFERRED,
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    households BIGINT NOT NULL,
    centre TEXT, -- JSON [longitude, latitude]
    outline TEXT NOT NULL, -- JSON list of rings
    position BIGINT NOT NULL -- keeps the order of the import
);
CREATE INDEX area_parent ON area (parent);

CREATE TABLE category (
    code TEXT NOT NULL PRIMARY KEY,
    parent TEXT REFERENCES category (code) DEFERRABLE INITIALLY DEFERRED,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    restricted BIGINT NOT NULL,
    position BIGINT NOT NULL -- keeps the order of the configuration
);

-- No column says who filed a report: what is not kept cannot become a ranking of workers.
CREATE TABLE report (
    id TEXT NOT NULL PRIMARY KEY,
    area TEXT NOT NULL REFERENCES area (id),
    category TEXT NOT NULL REFERENCES category (code),
    occurred_on TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    scale TEXT NOT NULL,
    people BIGINT, -- a head count
    amount_yuan DOUBLE PRECISION,
    summary TEXT NOT NULL, -- redacted
    tags TEXT NOT NULL -- JSON list
);
CREATE INDEX report_received ON report (received_at, id);
CREATE INDEX report_occurred ON report (occurred_on, id);

CREATE TABLE quarantine (
    id TEXT NOT NULL PRIMARY KEY, -- derived from sender, row and text: a retry is kept once
    received_at BIGINT NOT NULL,
    sender TEXT NOT NULL, -- the name of the token, so that its holder can be asked to correct the row
    row_number BIGINT NOT NULL,
    report TEXT, -- the id of the report, where one could be read
    raw TEXT NOT NULL, -- redacted
    reasons TEXT NOT NULL -- JSON list
);
CREATE INDEX quarantine_received ON quarantine (received_at, id);

-- Append-only: a corrected count is a later row, so that what was known at a moment stays known.
CREATE TABLE effort (
    grid TEXT NOT NULL REFERENCES area (id),
    day TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    zero_report BIGINT NOT NULL,
    PRIMARY KEY (grid, day, received_at)
);
CREATE INDEX effort_day ON effort (day);

CREATE TABLE sweep (
    as_of BIGINT NOT NULL PRIMARY KEY,
    ran_at BIGINT NOT NULL,
    tests BIGINT NOT NULL
);

CREATE TABLE signal (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    detector TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (id),
    cluster TEXT NOT NULL, -- JSON list of area ids
    category TEXT NOT NULL REFERENCES category (code),
    event TEXT,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    observed DOUBLE PRECISION NOT NULL,
    expected DOUBLE PRECISION NOT NULL,
    upper_bound DOUBLE PRECISION NOT NULL,
    p_value DOUBLE PRECISION NOT NULL,
    q_value DOUBLE PRECISION NOT NULL,
    ratio DOUBLE PRECISION NOT NULL,
    reports TEXT NOT NULL, -- JSON list of report ids
    parameters TEXT NOT NULL, -- JSON list of [name, value]
    series TEXT NOT NULL, -- JSON list of points
    as_of BIGINT NOT NULL,
    level TEXT NOT NULL,
    status TEXT NOT NULL,
    withheld_by TEXT
);

-- Which sweep saw which signal: the same signal is often seen by several.
CREATE TABLE sweep_signal (
    sweep BIGINT NOT NULL REFERENCES sweep (as_of),
    signal TEXT NOT NULL REFERENCES signal (id),
    PRIMARY KEY (sweep, signal)
);

CREATE TABLE advisory (
    id TEXT NOT NULL PRIMARY KEY,
    signal TEXT NOT NULL REFERENCES signal (id),
    number TEXT UNIQUE,
    form TEXT NOT NULL,
    level TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (id),
    category TEXT NOT NULL REFERENCES category (code),
    lead_committee TEXT NOT NULL,
    copies TEXT NOT NULL, -- JSON list of committee ids
    title TEXT NOT NULL,
    finding TEXT NOT NULL,
    suggestions TEXT NOT NULL, -- JSON list
    reply_by TEXT NOT NULL,
    letter TEXT NOT NULL,
    state TEXT NOT NULL,
    drafted_at BIGINT NOT NULL,
    issued_at BIGINT,
    acknowledged_at BIGINT,
    verdict TEXT,
    action TEXT,
    answered_at BIGINT
);
CREATE INDEX advisory_signal ON advisory (signal);
CREATE INDEX advisory_drafted ON advisory (drafted_at, id);

CREATE TABLE bulletin (
    id TEXT NOT NULL PRIMARY KEY,
    town TEXT NOT NULL REFERENCES area (id),
    week TEXT NOT NULL,
    issue BIGINT NOT NULL,
    issue_overall BIGINT NOT NULL,
    html TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    UNIQUE (town, week)
);

-- Numbers without gaps: the row is counted up in the transaction that uses the number, and back if it fails.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- The outbox. A lease that ran out is no lease: 0 stands for none.
CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    committee TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL
);
CREATE INDEX message_due ON message (state, due_at, id);
CREATE INDEX message_subject ON message (subject);

CREATE TABLE attempt (
    message TEXT NOT NULL REFERENCES message (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    error TEXT NOT NULL,
    PRIMARY KEY (message, number)
);

CREATE TABLE tick (
    job TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    holder TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    error TEXT,
    PRIMARY KEY (job, due_at)
);

CREATE TABLE journal (
    subject TEXT NOT NULL,
    number BIGINT NOT NULL, -- counted from 1 within the subject
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    step TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (subject, number)
);
