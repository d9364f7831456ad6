-- +goose Up

-- What many figures share is stored once: ten million figures are said in a few
-- thousand ways. The view figure gives them back whole.

CREATE TABLE term ( -- words of figures: labels, parts, places, verbs, periods
    id   INTEGER PRIMARY KEY, -- 0 for none
    text TEXT NOT NULL UNIQUE -- simplified, but for places, which are as printed
) STRICT;
INSERT INTO term (id, text) VALUES (0, '');

CREATE VIRTUAL TABLE term_search USING fts5 ( -- rowid is term.id; Chinese is cut into pairs of characters (bigram.go)
    words,
    content = '', tokenize = 'unicode61'
);

CREATE TABLE code ( -- what figures count, as far as the codebook has it
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE, -- the indicator with its dimensions; open, where there is none
    indicator TEXT NOT NULL         -- '' for open
) STRICT;

CREATE TABLE figure_kind ( -- how figures are stated and read
    id        INTEGER PRIMARY KEY,
    unit      TEXT NOT NULL, -- as printed, simplified
    measure   TEXT NOT NULL, -- the kind of the unit
    qualifier TEXT NOT NULL, -- exact, approx, at_least, at_most
    role      TEXT NOT NULL, -- level, change, share, rate, other_period, cumulative, plan, rank
    status    TEXT NOT NULL, -- printed, blank, not_applicable, words, unsure
    method    TEXT NOT NULL, -- text, table
    reader    TEXT NOT NULL,
    rule      TEXT NOT NULL, -- what read it
    UNIQUE (unit, measure, qualifier, role, status, method, reader, rule)
) STRICT;

DROP VIEW figures;
DROP VIEW panel;
DROP VIEW panel_figure;
DROP TABLE figure_search;

CREATE TABLE figure_row ( -- one number that a document states; read it by the view figure
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL, -- 0 for the document's first
    code_id     INTEGER NOT NULL, -- of code
    kind_id     INTEGER NOT NULL, -- of figure_kind
    label_id    INTEGER NOT NULL, -- of term, as the following: the thing counted
    part_id     INTEGER NOT NULL, -- 0 for the body's own total, else the words that narrow it
    place_id    INTEGER NOT NULL, -- the part of the body it is of
    verb_id     INTEGER NOT NULL,
    period_id   INTEGER NOT NULL, -- 0 for the report's own
    value       TEXT,             -- exact decimal in base units; NULL where none is printed
    printed     TEXT NOT NULL,    -- number and unit, to the character
    span_start  INTEGER NOT NULL, -- of its words in document_text, in characters from 0
    span_end    INTEGER NOT NULL,
    page        INTEGER,          -- from 1; NULL where there are no pages
    box         TEXT,             -- on that page: JSON [x0, y0, x1, y1] in points from the lower left
    table_no    INTEGER,          -- from 1; NULL for prose
    row         INTEGER,          -- from 0
    col         INTEGER,
    confidence  INTEGER NOT NULL, -- of 10,000 with such evidence so many are right
    key         BLOB NOT NULL,    -- with the document's hash it names the figure over re-extractions
    is_own      INTEGER NOT NULL, -- 1 for the one of its code in the document that is the body's own of the year: the panel's
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO term (text)
    SELECT label FROM figure UNION SELECT part FROM figure UNION SELECT place FROM figure UNION SELECT verb FROM figure UNION SELECT period FROM figure;
INSERT INTO code (code, indicator) SELECT code, indicator FROM figure GROUP BY code ORDER BY code;
INSERT INTO figure_kind (unit, measure, qualifier, role, status, method, reader, rule)
    SELECT DISTINCT unit, measure, qualifier, role, status, method, reader, rule FROM figure;
INSERT INTO figure_row
    SELECT f.document_id, f.n, c.id, k.id,
        (SELECT id FROM term WHERE text = f.label), (SELECT id FROM term WHERE text = f.part), (SELECT id FROM term WHERE text = f.place),
        (SELECT id FROM term WHERE text = f.verb), (SELECT id FROM term WHERE text = f.period),
        f.value, f.printed, f.span_start, f.span_end, f.page, f.box, f.table_no, f.row, f.col,
        CAST(round(f.confidence * 10000) AS INTEGER), unhex(substr(f.key, 18)),
        f.indicator <> '' AND f.part = '' AND f.place = '' AND f.period = '' AND (f.role = 'level' OR f.role = 'rate' AND f.indicator LIKE '%rate')
            AND 1 = row_number() OVER (PARTITION BY f.document_id, f.code, f.part = '' AND f.place = '' AND f.period = ''
                AND (f.role = 'level' OR f.role = 'rate' AND f.indicator LIKE '%rate')
                ORDER BY f.status <> 'printed', f.method <> 'table', f.n)
    FROM figure f
    JOIN code c ON c.code = f.code
    JOIN figure_kind k ON k.unit = f.unit AND k.measure = f.measure AND k.qualifier = f.qualifier AND k.role = f.role
        AND k.status = f.status AND k.method = f.method AND k.reader = f.reader AND k.rule = f.rule;
DROP TABLE figure;
CREATE INDEX figure_row_value ON figure_row (code_id, CAST(value AS REAL), kind_id);

CREATE VIEW figure AS -- one number that a document states, with the words it was read from
SELECT
    f.document_id,
    f.n,                                         -- 0 for the document's first
    (SELECT substr(d.sha256, 1, 16) FROM document d WHERE d.id = f.document_id) || '-' || lower(hex(f.key)) AS key,
    c.indicator,                                 -- '' for an open figure, which no indicator claims
    c.code,                                      -- the indicator with its dimensions; open, where there is none
    part.text AS part,                           -- '' for the body's own total, else the words that narrow it
    label.text AS label,                         -- the thing counted, simplified
    verb.text AS verb,
    f.value,                                     -- exact decimal in base units; NULL where none is printed
    CAST(f.value AS REAL) AS value_real,         -- the same, for sorting
    k.unit,
    k.measure,
    f.printed,                                   -- number and unit, to the character
    k.qualifier,
    k.role,
    period.text AS period,                       -- '' for the report's own
    place.text AS place,                         -- the part of the body it is of
    k.status,
    k.method,
    k.reader,
    (SELECT substr(t.text, f.span_start + 1, f.span_end - f.span_start) FROM document_text t WHERE t.document_id = f.document_id)
        AS quote,                                -- the words, in the source's own characters
    f.span_start,                                -- of the quote in document_text, in characters from 0
    f.span_end,
    f.page,
    f.box,
    f.table_no,
    f.row,
    f.col,
    f.confidence / 10000.0 AS confidence,        -- 0 to 1
    k.rule,
    f.is_own
FROM figure_row f
LEFT JOIN code c ON c.id = f.code_id
LEFT JOIN figure_kind k ON k.id = f.kind_id
LEFT JOIN term label ON label.id = f.label_id
LEFT JOIN term part ON part.id = f.part_id
LEFT JOIN term place ON place.id = f.place_id
LEFT JOIN term verb ON verb.id = f.verb_id
LEFT JOIN term period ON period.id = f.period_id;

CREATE VIEW figures AS -- one readable row a figure of each current document
SELECT
    d.body,
    d.body_id,
    d.region,
    (SELECT r.name FROM region r WHERE r.code = d.region AND d.year BETWEEN r.valid_from AND r.valid_to
        ORDER BY r.valid_from DESC LIMIT 1) AS region_name,
    d.level,
    d.scope,
    d.year,
    f.code AS indicator,
    coalesce(c.name, i.name) AS indicator_zh,
    coalesce(c.english, i.english) AS indicator_en,
    f.label,
    CAST(f.value AS NUMERIC) AS value,
    f.unit,
    f.status,
    f.role,
    f.qualifier,
    f.period,
    f.place,
    f.part,
    f.printed,
    f.quote,
    s.name AS source,
    d.title,
    f.method,
    f.confidence,
    f.key,
    f.document_id,
    f.n
FROM document d
JOIN figure f ON f.document_id = d.id
JOIN source s ON s.id = d.source_id
LEFT JOIN indicator c ON c.code = f.code
LEFT JOIN indicator i ON i.code = f.indicator
WHERE d.is_current = 1;

CREATE VIEW panel_figure AS -- the one figure for a report and a code: printed before blank, table before text, then the first
SELECT d.report_id, c.code, f.value, k.status, f.document_id, f.n
FROM document d
JOIN figure_row f ON f.document_id = d.id
JOIN code c ON c.id = f.code_id
JOIN figure_kind k ON k.id = f.kind_id
WHERE d.is_current = 1 AND d.report_id IS NOT NULL AND f.is_own = 1;

CREATE VIEW panel AS -- SyncCodebook gives it its columns
SELECT r.body, r.year FROM report r;

CREATE TABLE passage ( -- a sentence or a table, which searches find as a whole
    id          INTEGER PRIMARY KEY, -- those of a document follow one another
    document_id INTEGER NOT NULL REFERENCES document (id),
    span_start  INTEGER NOT NULL, -- in document_text, in characters from 0
    span_end    INTEGER NOT NULL
) STRICT;
ALTER TABLE document ADD COLUMN passage_id INTEGER NOT NULL DEFAULT 0;    -- its first passage, 0 where there is none
ALTER TABLE document ADD COLUMN passage_count INTEGER NOT NULL DEFAULT 0;

-- Chinese is cut into pairs of characters (bigram.go). rowid is passage.id: rows
-- that follow one another closely keep the index small.
CREATE VIRTUAL TABLE passage_search USING fts5 (
    words, -- what stands there, in simplified normal form; U+E001 before it where figures stand there, U+E002 in a table with figures
    content = '', tokenize = 'unicode61'
);

CREATE VIRTUAL TABLE label_search USING fts5 ( -- of passages with figures
    labels, -- what these count, by their own labels and by the codebook's
    content = '', tokenize = 'unicode61'
);

CREATE VIRTUAL TABLE document_search USING fts5 ( -- rowid is document.id
    names, -- of the body and of the divisions that it lies in
    content = '', tokenize = 'unicode61'
);

CREATE VIRTUAL TABLE character_search USING fts5 ( -- the single characters of a document: rowid is document.id
    characters,
    content = '', detail = none, tokenize = 'unicode61'
);

CREATE TABLE table_cell_compact (
    document_id INTEGER NOT NULL REFERENCES document (id),
    table_no    INTEGER NOT NULL, -- from 1
    n           INTEGER NOT NULL, -- in reading order, from 0
    row         INTEGER NOT NULL,
    col         INTEGER NOT NULL,
    rowspan     INTEGER NOT NULL,
    colspan     INTEGER NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    page        INTEGER,
    PRIMARY KEY (document_id, table_no, n)
) STRICT, WITHOUT ROWID;
INSERT INTO table_cell_compact SELECT document_id, table_no, n, row, col, rowspan, colspan, span_start, span_end, page FROM table_cell;
DROP TABLE table_cell;
ALTER TABLE table_cell_compact RENAME TO table_cell_row;

CREATE VIEW table_cell AS
SELECT c.document_id, c.table_no, c.n, c.row, c.col, c.rowspan, c.colspan,
    (SELECT substr(t.text, c.span_start + 1, c.span_end - c.span_start) FROM document_text t WHERE t.document_id = c.document_id) AS text,
    (SELECT k.status FROM figure_row f JOIN figure_kind k ON k.id = f.kind_id
        WHERE f.document_id = c.document_id AND f.table_no = c.table_no AND f.row = c.row AND f.col = c.col LIMIT 1)
        AS status, -- of the figure that stands in it; NULL for a label
    c.span_start, c.span_end, c.page
FROM table_cell_row c;

CREATE INDEX document_region ON document (region);
CREATE INDEX document_walk ON document (is_current, body, year, region, level);
CREATE INDEX check_failed ON check_result (document_id) WHERE ok = 0;
