-- +goose Up

ALTER TABLE document ADD COLUMN region_basis TEXT NOT NULL DEFAULT ''; -- what decided region: manifest, path, words, unique, common, orders; or why nothing did: alone, elsewhere, several, unlisted
ALTER TABLE document ADD COLUMN region_confidence REAL NOT NULL DEFAULT 0; -- how often a region with such a basis is right; 0 where region is ''
CREATE INDEX document_body ON document (body_id);

ALTER TABLE body ADD COLUMN office TEXT NOT NULL DEFAULT ''; -- its id behind the division's code, the whole where there is none
ALTER TABLE body ADD COLUMN is_apart INTEGER NOT NULL DEFAULT 0; -- 1 where a report of it speaks of another province than that of the only division of its name
UPDATE body SET office = CASE region WHEN '' THEN id ELSE substr(id, instr(id, '/') + 1) END;
CREATE INDEX body_office ON body (office);

CREATE TABLE body_link ( -- other ids of a body, whether or not the database has reports under them
    body  TEXT NOT NULL REFERENCES body (id),
    kind  TEXT NOT NULL,    -- may_be: of the one division of the name that its name has, which is not certain; was: while its division had another code
    n     INTEGER NOT NULL, -- in the order of time
    other TEXT NOT NULL,
    PRIMARY KEY (body, kind, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_link_other ON body_link (other, kind);

CREATE TABLE body_alias ( -- a body that is another: it may be that one, and nothing in the database says that there are two
    id   TEXT NOT NULL PRIMARY KEY REFERENCES body (id), -- which its documents have
    body TEXT NOT NULL REFERENCES body (id)              -- whose reports they are
) STRICT, WITHOUT ROWID;

DROP VIEW figures;
CREATE VIEW figures AS -- one readable row a figure of each current document
SELECT
    d.body,
    coalesce((SELECT a.body FROM body_alias a WHERE a.id = d.body_id), d.body_id) AS body_id,
    d.region,
    (SELECT r.name FROM region r WHERE r.code = d.region AND d.year BETWEEN r.valid_from AND r.valid_to
        ORDER BY r.valid_from DESC LIMIT 1) AS region_name,
    d.region_confidence,
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
