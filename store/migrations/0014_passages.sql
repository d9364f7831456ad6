-- +goose Up

-- Sentences with figures, tables with figures and what has none are found by
-- indexes of their own: most searches want figures, and most passages have none.
-- The words of documents stored before are not kept: `nianbao reextract -w`
-- makes these searchable again.
DROP TABLE passage_search;
CREATE VIRTUAL TABLE prose_search USING fts5 ( -- rowid is passage.id, as of the following; Chinese is cut into pairs of characters (bigram.go)
    words, -- what stands there, in simplified normal form, and what its figures count in other words
    content = '', tokenize = 'unicode61'
);
CREATE VIRTUAL TABLE table_search USING fts5 (
    words,
    content = '', tokenize = 'unicode61'
);
CREATE VIRTUAL TABLE text_search USING fts5 ( -- without figures
    words,
    content = '', tokenize = 'unicode61', columnsize = 0
);
ALTER TABLE passage ADD COLUMN figure_n INTEGER NOT NULL DEFAULT 0;   -- its first figure in figure_row
ALTER TABLE passage ADD COLUMN figure_end INTEGER NOT NULL DEFAULT 0; -- the one behind its last; 0 where it has none
DELETE FROM passage;
INSERT INTO label_search (label_search) VALUES ('delete-all');
UPDATE document SET passage_id = 0, passage_count = 0, digest = '';

ALTER TABLE figure_row ADD COLUMN role_id INTEGER NOT NULL DEFAULT 0; -- its kind's role: 0 level, 1 change, 2 share, 3 rate, 4 other_period, 5 cumulative, 6 plan, 7 rank
UPDATE figure_row SET role_id = r.id
    FROM figure_kind k, (SELECT 1 AS id, 'change' AS role UNION VALUES (2, 'share'), (3, 'rate'), (4, 'other_period'), (5, 'cumulative'), (6, 'plan'), (7, 'rank')) r
    WHERE k.id = figure_row.kind_id AND r.role = k.role;
DROP INDEX figure_row_value;
CREATE INDEX figure_row_value ON figure_row (code_id, role_id, CAST(value AS NUMERIC)); -- whole numbers so take less than as REAL
