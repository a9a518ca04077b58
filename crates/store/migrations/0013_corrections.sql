-- A draft may replace an issued letter that was wrong.
ALTER TABLE advisory ADD COLUMN corrects TEXT REFERENCES advisory (id);
ALTER TABLE advisory ADD COLUMN corrected_number TEXT;
ALTER TABLE advisory ADD COLUMN correction_reason TEXT; -- redacted
CREATE INDEX advisory_corrects ON advisory (corrects);
