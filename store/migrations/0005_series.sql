-- +goose Up

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
