-- How committees are reached and how that went lately, and the order of messages. One text for SQLite and PostgreSQL, as
-- in 0001.

-- A committee without a row is not sent to: it fetches from its inbox.
CREATE TABLE endpoint (
    committee TEXT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    destination TEXT NOT NULL, -- where it leads, as far as it may be printed
    gap BIGINT NOT NULL, -- microseconds between two messages at least; 0: as many as there are
    state TEXT NOT NULL, -- live, paused or stopped
    free_at BIGINT NOT NULL, -- nothing is sent before
    failures BIGINT NOT NULL, -- failed attempts in a row
    pauses BIGINT NOT NULL, -- pauses in a row
    last_error TEXT NOT NULL,
    failed_at BIGINT,
    delivered_at BIGINT
);

-- Counted from 1 in the order in which messages are committed, without gaps: a reader that goes on behind a number has
-- missed none.
ALTER TABLE message ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE message SET number = (SELECT ranked.place FROM
    (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM message) AS ranked
    WHERE ranked.id = message.id);
INSERT INTO counter (name, value) SELECT 'message', count(*) FROM message;
CREATE UNIQUE INDEX message_number ON message (number);
CREATE INDEX message_committee ON message (committee, number);

-- Over what it was taken; NULL while it is not. So far there was one channel.
ALTER TABLE message ADD COLUMN channel TEXT;
UPDATE message SET channel = 'webhook' WHERE state = 'delivered';
