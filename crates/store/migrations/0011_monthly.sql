-- A month of a county is kept like a week of a town: numbered, frozen, once.
ALTER TABLE bulletin RENAME COLUMN town TO area;
ALTER TABLE bulletin RENAME COLUMN week TO period;
