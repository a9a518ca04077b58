-- Issued letters and written bulletins as documents: plain values from which their HTML, PDF and DOCX are rendered. One
-- text for SQLite and PostgreSQL, as in 0001.

CREATE TABLE document (
    subject TEXT NOT NULL PRIMARY KEY, -- the id of the advisory or the bulletin
    content TEXT NOT NULL -- JSON
);
