CREATE TABLE body ( -- an issuing body
    id     TEXT NOT NULL PRIMARY KEY, -- canonical; as printed where no canonical one is known
    name   TEXT NOT NULL,             -- as printed
    region TEXT NOT NULL              -- division code, '' where unknown
, level TEXT NOT NULL DEFAULT '', office TEXT NOT NULL DEFAULT '', is_apart INTEGER NOT NULL DEFAULT 0, tail TEXT NOT NULL DEFAULT '', is_open INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE body_alias ( -- a body that is another: it may be that one, and nothing in the database says that there are two
    id   TEXT NOT NULL PRIMARY KEY REFERENCES body (id), -- which its documents have
    body TEXT NOT NULL REFERENCES body (id)              -- whose reports they are
) STRICT, WITHOUT ROWID;

CREATE TABLE body_link ( -- other ids of a body, whether or not the database has reports under them
    body  TEXT NOT NULL REFERENCES body (id),
    kind  TEXT NOT NULL,    -- may_be: of the one division of the name that its name has, which is not certain; was: while its division had another code
    n     INTEGER NOT NULL, -- in the order of time
    other TEXT NOT NULL,
    PRIMARY KEY (body, kind, n)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE character_search USING fts5 ( -- the single characters of a document: rowid is document.id
    characters,
    content = '', detail = none, tokenize = 'unicode61'
);

CREATE TABLE check_result ( -- figures of one document compared with one another
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    rule        TEXT NOT NULL,
    ok          INTEGER NOT NULL, -- 0 or 1
    figures     TEXT NOT NULL,    -- JSON list of figure.n
    delta       TEXT,
    note        TEXT NOT NULL, verdict TEXT NOT NULL DEFAULT '', reading TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE code ( -- what figures count, as far as the codebook has it
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE, -- the indicator with its dimensions; open, where there is none
    indicator TEXT NOT NULL         -- '' for open
) STRICT;

CREATE TABLE confirmed ( -- later versions whose reading is the same as a document
    document_id INTEGER NOT NULL REFERENCES document (id),
    version     TEXT NOT NULL, -- of the extractor
    read_at     TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_account ( -- what became of the addresses of a site's night
    run_id  INTEGER NOT NULL REFERENCES run (id),
    site    TEXT NOT NULL,
    outcome TEXT NOT NULL, -- discovered, which is the sum of the others: fetched, unchanged, failed, blocked, skipped
    reason  TEXT NOT NULL, -- '' where the outcome says all
    n       INTEGER NOT NULL,
    PRIMARY KEY (run_id, site, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_host ( -- what is known of a host but its robots file
    host       TEXT NOT NULL PRIMARY KEY,
    until_at   TEXT,             -- no request before it
    class      TEXT NOT NULL,    -- why
    why        TEXT NOT NULL,
    failures   INTEGER NOT NULL, -- since the last answer
    failing_at TEXT              -- the first of them
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_page ( -- the pages on the way to reports that say when they change: what they answered last
    url           TEXT NOT NULL PRIMARY KEY, -- that answered in the end
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    encoding      TEXT NOT NULL, -- the Accept-Encoding that was answered
    type          TEXT NOT NULL, -- the Content-Type
    sha256        TEXT NOT NULL, -- the body's, which is in the archive
    seen_at       TEXT NOT NULL  -- the last whole answer
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_robots ( -- the robots file of an origin
    origin     TEXT NOT NULL PRIMARY KEY, -- scheme://host[:port]
    outcome    TEXT NOT NULL,
    status     INTEGER NOT NULL, -- of HTTP; 0 where there was no answer
    product    TEXT NOT NULL,    -- what challenged us instead of answering
    note       TEXT NOT NULL,
    copy       BLOB,             -- the last file
    failures   INTEGER NOT NULL, -- since the last answer
    checked_at TEXT,
    expires_at TEXT,
    good_at    TEXT,             -- when the copy was read
    failing_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_site ( -- a site of sources.yaml, as the last nights left it
    site         TEXT NOT NULL PRIMARY KEY, -- its name there
    column_url   TEXT NOT NULL DEFAULT '',  -- the column of annual reports on the last good night
    family       TEXT NOT NULL DEFAULT '',  -- on that night
    listed       INTEGER NOT NULL DEFAULT 0, -- rows on that night
    outcome      TEXT NOT NULL DEFAULT '',  -- of the last night
    why          TEXT NOT NULL DEFAULT '',
    failures     INTEGER NOT NULL DEFAULT 0, -- nights since the last good one
    failing_at   TEXT,                      -- the first of them
    checked_at   TEXT,                      -- the last night
    good_at      TEXT,                      -- the last good night
    due_at       TEXT NOT NULL,             -- not before
    lease_owner  TEXT NOT NULL DEFAULT '',  -- the process that is at it
    leased_until_at TEXT NOT NULL DEFAULT '' -- after which another one may be
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_turn ( -- when a host or an address was asked last: the next process keeps the delays of the one before
    kind     TEXT NOT NULL, -- host, address
    name     TEXT NOT NULL,
    ended_at TEXT NOT NULL, -- the last request; while one goes on, when it began
    next_at  TEXT NOT NULL, -- no request before it
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_url ( -- every address that a site's lists ever showed
    site          TEXT NOT NULL,
    key           TEXT NOT NULL, -- the address in one form
    url           TEXT NOT NULL, -- as the site writes it: this one is asked for
    kind          TEXT NOT NULL, -- page, attachment
    page          TEXT NOT NULL, -- the page that it was found on
    title         TEXT NOT NULL, -- there
    state         TEXT NOT NULL, -- new, good, failed, blocked, gone, skipped
    class         TEXT NOT NULL DEFAULT '', -- of the error, or why it was skipped
    why           TEXT NOT NULL DEFAULT '',
    tries         INTEGER NOT NULL DEFAULT 0, -- since the last good one
    etag          TEXT NOT NULL DEFAULT '', -- of the last good copy, as the following
    last_modified TEXT NOT NULL DEFAULT '',
    encoding      TEXT NOT NULL DEFAULT '', -- the Accept-Encoding that it answered
    sha256        TEXT NOT NULL DEFAULT '',
    final_url     TEXT NOT NULL DEFAULT '', -- after redirects
    version       TEXT NOT NULL DEFAULT '', -- of the extractor that read it
    run_id        INTEGER NOT NULL, -- that found it last
    outcome       TEXT NOT NULL,    -- in that run: '' not yet, fetched, unchanged, failed, blocked, skipped
    first_seen_at TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,    -- in a list
    fetched_at    TEXT,             -- the last good copy
    due_at        TEXT NOT NULL,    -- not before
    lease_owner   TEXT NOT NULL DEFAULT '',
    leased_until_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (site, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_visit ( -- a site's night
    run_id     INTEGER NOT NULL REFERENCES run (id),
    site       TEXT NOT NULL,
    outcome    TEXT NOT NULL DEFAULT '', -- '' while it goes on
    why        TEXT NOT NULL DEFAULT '',
    stopped    TEXT NOT NULL DEFAULT '', -- why its list ended
    listed     INTEGER NOT NULL DEFAULT 0, -- rows seen
    stated     INTEGER NOT NULL DEFAULT 0, -- rows that the site says there are; 0 where it does not
    started_at TEXT NOT NULL,
    ended_at   TEXT,
    PRIMARY KEY (site, run_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document ( -- bytes as read by one version of the extractor
    id             INTEGER PRIMARY KEY,
    sha256         TEXT NOT NULL REFERENCES raw (sha256),
    version        TEXT NOT NULL,                         -- of the extractor
    source_id      INTEGER NOT NULL REFERENCES source (id), -- where these bytes were first found
    report_id      INTEGER REFERENCES report (id),        -- NULL where body or year is unknown
    is_current     INTEGER NOT NULL DEFAULT 0,            -- 1 where searches and the panel use it
    status         TEXT NOT NULL,                         -- ok, partial, unreadable
    reason         TEXT NOT NULL,
    detail         TEXT NOT NULL,
    format         TEXT NOT NULL,
    encoding       TEXT NOT NULL,
    reader         TEXT NOT NULL,
    script         TEXT NOT NULL, -- hans, hant
    title          TEXT NOT NULL,
    body           TEXT NOT NULL, -- as printed
    body_id        TEXT NOT NULL,
    region         TEXT NOT NULL, -- division code, '' where not certain
    year           INTEGER,       -- reported on; NULL where unknown
    published      TEXT NOT NULL, -- as stated
    era            TEXT NOT NULL,
    residual       REAL NOT NULL, -- share of the numerals neither taken nor rejected
    meta_title     TEXT NOT NULL, -- what the container says, outside the text
    meta_published TEXT NOT NULL,
    meta_publisher TEXT NOT NULL,
    meta_column    TEXT NOT NULL,
    read_at        TEXT NOT NULL, body_name TEXT NOT NULL DEFAULT '', level TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL DEFAULT '', period TEXT NOT NULL DEFAULT '', passage_id INTEGER NOT NULL DEFAULT 0, passage_count INTEGER NOT NULL DEFAULT 0, region_basis TEXT NOT NULL DEFAULT '', region_confidence REAL NOT NULL DEFAULT 0, digest TEXT NOT NULL DEFAULT '', standing INTEGER NOT NULL DEFAULT 0, body_links TEXT NOT NULL DEFAULT '',
    UNIQUE (sha256, version)
) STRICT;

CREATE VIRTUAL TABLE document_search USING fts5 ( -- rowid is document.id
    names, -- of the body and of the divisions that it lies in
    content = '', tokenize = 'unicode61'
);

CREATE TABLE document_text ( -- apart from document, whose rows are read and changed more often than their long text
    document_id INTEGER PRIMARY KEY REFERENCES document (id),
    text        TEXT NOT NULL -- before normalising: substr(text, span_start + 1, span_end - span_start) is a quote
) STRICT;

CREATE TABLE fetch ( -- one request over the network
    id            INTEGER PRIMARY KEY,
    source_id     INTEGER NOT NULL REFERENCES source (id),
    run_id        INTEGER REFERENCES run (id),
    fetched_at    TEXT NOT NULL,
    url           TEXT NOT NULL,
    final_url     TEXT NOT NULL, -- after redirects
    http_status   INTEGER,       -- NULL where no answer came
    content_type  TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    tls           TEXT NOT NULL, -- '' for plain HTTP
    sha256        TEXT REFERENCES raw (sha256), -- NULL where it brought no bytes
    error         TEXT NOT NULL
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
    is_own      INTEGER NOT NULL, role_id INTEGER NOT NULL DEFAULT 0, -- 1 for the one of its code in the document that is the body's own of the year: the panel's
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE indicator ( -- the codebook: one row a code
    code          TEXT NOT NULL PRIMARY KEY, -- with dimensions: requests.received[channel=online]
    indicator     TEXT NOT NULL,             -- without them
    name          TEXT NOT NULL,             -- Chinese
    english       TEXT NOT NULL,
    definition    TEXT NOT NULL,
    definition_en TEXT NOT NULL,
    unit          TEXT NOT NULL,             -- the usual one
    measure       TEXT NOT NULL,
    headline      TEXT NOT NULL,             -- posts, requests, outcomes
    panel_column  TEXT                       -- its column in the view panel
) STRICT;

CREATE TABLE indicator_break ( -- the codebook: what became of a code from one form to the next
    code       TEXT NOT NULL, -- indicator.code
    from_era   TEXT NOT NULL,
    to_era     TEXT NOT NULL,
    kind       TEXT NOT NULL, -- same, wider, narrower, split, merged, redrawn, new, ended, form_only (told before, asked for after), prose_only (asked for before, told after)
    comparable TEXT NOT NULL, -- yes; care: the same by its core; bridge: only the sums on its two sides; no
    basis      TEXT NOT NULL, -- forms: their rows show it; rules: a paper named in the note says it; judgement: the authors' reading
    bridge     TEXT NOT NULL, -- a sum of codes before = (~: nearly) a sum of codes after; '' where nothing corresponds
    note_zh    TEXT NOT NULL, -- what changed; '' where nothing did
    note_en    TEXT NOT NULL,
    indicator  TEXT NOT NULL, -- of the code
    PRIMARY KEY (code, from_era, to_era)
) STRICT, WITHOUT ROWID;

CREATE TABLE indicator_label ( -- the codebook: one row a cell of the forms that states a code
    code      TEXT NOT NULL, -- indicator.code
    era       TEXT NOT NULL, -- the form's first year: 2008 (local tables), 2014, 2019, 2021
    table_no  TEXT NOT NULL, -- 1: the single table of before 2019; 2, 3, 4: those of sections 二, 三, 四
    row       TEXT NOT NULL, -- the row's label, without its numbering
    col       TEXT NOT NULL, -- the column's, '' where the table has one column of values
    role      TEXT NOT NULL, -- of the figures there: level, change, other_period, cumulative
    standing  TEXT NOT NULL, -- form: a cell of the official form; local: a row that some provinces and cities added, or a heading that some fill in
    indicator TEXT NOT NULL, -- of the code
    PRIMARY KEY (code, era, table_no, row, col)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue ( -- something in a document that was not understood
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    detail      TEXT NOT NULL,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE label_search USING fts5 ( -- of passages with figures
    labels, -- what these count, by their own labels and by the codebook's
    content = '', tokenize = 'unicode61'
);

CREATE TABLE ledger ( -- which report a body owes, and what became of it
    body          TEXT NOT NULL, -- its id or name; the site's name where it has no other
    year          INTEGER NOT NULL, -- reported on
    site          TEXT NOT NULL, -- where it is to be found
    due_on        TEXT NOT NULL, -- date in China; '' where no rule says
    url           TEXT NOT NULL DEFAULT '', -- where it was found
    sha256        TEXT NOT NULL DEFAULT '', -- its bytes
    published     TEXT NOT NULL DEFAULT '', -- as stated
    late_days     INTEGER,       -- found so long after it was due; NULL where it is not found, or nobody looked before
    changes       INTEGER NOT NULL DEFAULT 0, -- since it was first found
    unreadable    TEXT NOT NULL DEFAULT '', -- why it could not be read, if so
    expected_at   TEXT NOT NULL, -- since then it has been looked for
    first_found_at TEXT,
    last_found_at TEXT,
    changed_at    TEXT,          -- the last time
    removed_at    TEXT,          -- since then it is gone
    unreachable_at TEXT,         -- since then its site does not answer from here
    PRIMARY KEY (body, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE link ( -- an address that a document points to
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    url         TEXT NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE passage ( -- a sentence or a table, which searches find as a whole
    id          INTEGER PRIMARY KEY, -- those of a document follow one another
    document_id INTEGER NOT NULL REFERENCES document (id),
    span_start  INTEGER NOT NULL, -- in document_text, in characters from 0
    span_end    INTEGER NOT NULL
, figure_n INTEGER NOT NULL DEFAULT 0, figure_end INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE VIRTUAL TABLE prose_search USING fts5 ( -- rowid is passage.id, as of the following; Chinese is cut into pairs of characters (bigram.go)
    words, -- what stands there, in simplified normal form, and what its figures count in other words
    content = '', tokenize = 'unicode61'
);

CREATE TABLE raw ( -- bytes as they were found, kept once
    sha256 TEXT NOT NULL PRIMARY KEY, -- of the bytes, in hexadecimal
    size   INTEGER NOT NULL,          -- in bytes
    gz     BLOB NOT NULL              -- the bytes, compressed with gzip
) STRICT;

CREATE TABLE region ( -- a division, as it was called from one year to another
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    valid_from INTEGER NOT NULL, -- year
    valid_to   INTEGER NOT NULL, -- year, itself included; 9999 where it is in force
    PRIMARY KEY (code, valid_from)
) STRICT;

CREATE TABLE reject ( -- a numeral that is not a figure
    document_id INTEGER NOT NULL REFERENCES document (id),
    n           INTEGER NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE report ( -- what a body published for a year; its current document is the one with is_current = 1
    id   INTEGER PRIMARY KEY,
    body TEXT NOT NULL REFERENCES body (id),
    year INTEGER NOT NULL, -- reported on, not of publication
    kind TEXT NOT NULL,    -- annual
    UNIQUE (body, year, kind)
) STRICT;

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

CREATE TABLE run ( -- one call of a command that writes
    id         INTEGER PRIMARY KEY,
    command    TEXT NOT NULL,
    version    TEXT NOT NULL,              -- of the program
    started_at TEXT NOT NULL,
    ended_at   TEXT,                       -- NULL while it runs, and for ever where it was killed
    documents  INTEGER NOT NULL DEFAULT 0, -- put, of every outcome
    new        INTEGER NOT NULL DEFAULT 0,
    versions   INTEGER NOT NULL DEFAULT 0, -- new bytes, or a new reading, of a known source
    unchanged  INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0, -- no bytes were had
    unreadable INTEGER NOT NULL DEFAULT 0, -- bytes were had, but could not be read
    figures    INTEGER NOT NULL DEFAULT 0,
    error      TEXT NOT NULL DEFAULT ''    -- that ended it
) STRICT;

CREATE TABLE source ( -- a place where bytes were found
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,         -- path or URL, as given
    sha256        TEXT REFERENCES raw (sha256), -- the bytes last found there; NULL where there never were any
    reason        TEXT NOT NULL DEFAULT '',     -- why the last attempt brought no bytes; '' where it did
    detail        TEXT NOT NULL DEFAULT '',     -- the reason in words
    first_seen_at TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,
    run_id        INTEGER REFERENCES run (id)   -- that looked there last
) STRICT;

CREATE TABLE source_version ( -- the different bytes that a source has held
    source_id     INTEGER NOT NULL REFERENCES source (id),
    n             INTEGER NOT NULL, -- 1 for the first
    sha256        TEXT NOT NULL REFERENCES raw (sha256),
    first_seen_at TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,
    PRIMARY KEY (source_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE "table_cell_row" (
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

CREATE VIRTUAL TABLE table_search USING fts5 (
    words,
    content = '', tokenize = 'unicode61'
);

CREATE TABLE term ( -- words of figures: labels, parts, places, verbs, periods
    id   INTEGER PRIMARY KEY, -- 0 for none
    text TEXT NOT NULL UNIQUE -- simplified, but for places, which are as printed
) STRICT;

CREATE VIRTUAL TABLE term_search USING fts5 ( -- rowid is term.id; Chinese is cut into pairs of characters (bigram.go)
    words,
    content = '', tokenize = 'unicode61'
);

CREATE VIRTUAL TABLE text_search USING fts5 ( -- without figures
    words,
    content = '', tokenize = 'unicode61', columnsize = 0
);

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

CREATE INDEX body_link_other ON body_link (other, kind);

CREATE INDEX body_open ON body (office) WHERE is_open = 1;

CREATE INDEX body_tail ON body (tail);

CREATE INDEX check_failed ON check_result (document_id) WHERE ok = 0;

CREATE INDEX crawl_url_final ON crawl_url (final_url);

CREATE INDEX document_body ON document (body_id);

CREATE UNIQUE INDEX document_current ON document (report_id) WHERE is_current = 1;

CREATE INDEX document_place ON document (body, year);

CREATE INDEX document_region ON document (region, is_current, year, level);

CREATE INDEX document_replaced ON document (id) WHERE is_current = 0;

CREATE INDEX document_report ON document (report_id);

CREATE INDEX document_unindexed ON document (id) WHERE passage_count = 0 AND digest = '' AND status <> 'unreadable' AND is_current = 1;

CREATE INDEX document_walk ON document (is_current, body, year, region, level);

CREATE INDEX document_year ON document (year, is_current, region, level);

CREATE INDEX fetch_source ON fetch (source_id, fetched_at);

CREATE INDEX figure_doubtful ON figure_row (document_id, n) WHERE confidence < 5000 OR value IS NULL AND printed <> '';

CREATE INDEX figure_row_value ON figure_row (code_id, role_id, CAST(value AS NUMERIC));

CREATE INDEX ledger_site ON ledger (site, year);

CREATE INDEX ledger_url ON ledger (url);

CREATE INDEX review_document ON review (sha256);

CREATE INDEX source_sha256 ON source (sha256);

CREATE INDEX source_version_sha256 ON source_version (sha256);

CREATE INDEX tombstone_sha256 ON tombstone (sha256);

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
    coalesce((SELECT r.body FROM report r WHERE r.id = d.report_id), d.body_id) AS body_id,
    d.region,
    (SELECT r.name FROM region r WHERE r.code = d.region AND d.year BETWEEN r.valid_from AND r.valid_to
        ORDER BY r.valid_from DESC LIMIT 1) AS region_name,
    d.region_confidence,
    d.level,
    d.scope,
    d.year,
    d.period AS report_period,
    f.code AS indicator,
    coalesce(c.name, i.name) AS indicator_zh,
    coalesce(c.english, i.english) AS indicator_en,
    f.label,
    CAST(f.value AS NUMERIC) AS value,
    f.unit,
    f.measure,
    f.status,
    f.role,
    f.qualifier,
    f.period,
    f.place,
    f.part,
    f.printed,
    f.quote,
    f.span_start,
    f.span_end,
    f.page,
    f.table_no,
    f.row,
    f.col,
    s.name AS source,
    d.sha256,
    d.title,
    d.published,
    d.status AS document_status,
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

CREATE VIEW panel AS -- SyncCodebook gives it its columns
SELECT r.body, r.year FROM report r;

CREATE VIEW panel_figure AS -- the one figure for a report and a code: printed before blank, table before text, then the first
SELECT d.report_id, c.code, f.value, k.status, f.document_id, f.n
FROM document d
JOIN figure_row f ON f.document_id = d.id
JOIN code c ON c.id = f.code_id
JOIN figure_kind k ON k.id = f.kind_id
WHERE d.is_current = 1 AND d.report_id IS NOT NULL AND f.is_own = 1;

CREATE VIEW table_cell AS
SELECT c.document_id, c.table_no, c.n, c.row, c.col, c.rowspan, c.colspan,
    (SELECT substr(t.text, c.span_start + 1, c.span_end - c.span_start) FROM document_text t WHERE t.document_id = c.document_id) AS text,
    (SELECT k.status FROM figure_row f JOIN figure_kind k ON k.id = f.kind_id
        WHERE f.document_id = c.document_id AND f.table_no = c.table_no AND f.row = c.row AND f.col = c.col LIMIT 1)
        AS status, -- of the figure that stands in it; NULL for a label
    c.span_start, c.span_end, c.page
FROM table_cell_row c;

