-- By which a copy of an issued file is known years later. A file that is rendered anew with other bytes has a further seal.
CREATE TABLE seal (
    sha256 TEXT NOT NULL PRIMARY KEY, -- of the bytes of the file
    subject TEXT NOT NULL, -- the advisory or bulletin
    form TEXT NOT NULL, -- html, pdf, docx
    signature TEXT NOT NULL, -- Ed25519 over the bytes, base64
    public_key TEXT NOT NULL, -- PEM
    sealed_at BIGINT NOT NULL
);
CREATE INDEX seal_subject ON seal (subject);
