-- +goose Up
ALTER TABLE check_result ADD COLUMN verdict TEXT NOT NULL DEFAULT ''; -- whose error: misread, source_inconsistent, unsettled; '' where there is none
ALTER TABLE check_result ADD COLUMN reading TEXT NOT NULL DEFAULT ''; -- a sum of codes that makes it hold; '' where the words do as they stand, or nothing

CREATE TABLE proposal ( -- what should stand in a cell by the sums around it; the figure keeps what is printed
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    figure_n    INTEGER,       -- figure.n; NULL where what is printed has no place in its row
    code        TEXT NOT NULL, -- of the cell
    table_no    INTEGER NOT NULL, -- from 1
    row         INTEGER NOT NULL, -- from 0
    value       TEXT NOT NULL, -- exact decimal
    kind        TEXT NOT NULL, -- cell, blank, split, fused, shifted
    verdict     TEXT NOT NULL,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
