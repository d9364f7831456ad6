-- +goose Up

ALTER TABLE document ADD COLUMN digest TEXT NOT NULL DEFAULT ''; -- of all that was read: two versions with the same one read the same; '' where it was read before this was kept
ALTER TABLE document ADD COLUMN standing INTEGER NOT NULL DEFAULT 0; -- of the readings of the same bytes the highest counts, then the one put last: below 0 where merge brought an older one

CREATE TABLE confirmed ( -- later versions whose reading is the same as a document
    document_id INTEGER NOT NULL REFERENCES document (id),
    version     TEXT NOT NULL, -- of the extractor
    read_at     TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
) STRICT, WITHOUT ROWID;

DROP TABLE review; -- nothing was ever written there
CREATE TABLE review ( -- a person's decision; it hangs on names that outlive re-extraction, not on row ids, and is never changed
    id          INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL REFERENCES raw (sha256), -- of the document
    figure_key  TEXT NOT NULL, -- '' where it is on the document as a whole
    decision    TEXT NOT NULL, -- accept, correct, dismiss a figure; report: its body, year, region; undo: takes back the last one that still holds
    original    TEXT NOT NULL, -- JSON: what was read
    accepted    TEXT NOT NULL, -- JSON: what is to stand instead
    note        TEXT NOT NULL,
    reviewer    TEXT NOT NULL,
    reviewed_at TEXT NOT NULL
) STRICT;
CREATE INDEX review_document ON review (sha256);

CREATE TABLE tombstone ( -- a source that was taken down, and the bytes that went with it: neither is read in again
    source       TEXT NOT NULL,             -- its name
    sha256       TEXT NOT NULL,             -- of bytes that it held; '' for the source itself
    reason       TEXT NOT NULL,
    forgotten_by TEXT NOT NULL,
    forgotten_at TEXT NOT NULL,
    undone       INTEGER NOT NULL DEFAULT 0, -- 1 where it may be read in again
    wiped        INTEGER NOT NULL DEFAULT 0, -- 1 where the file has been made anew since, so that no free page holds its words
    PRIMARY KEY (source, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_sha256 ON tombstone (sha256);
