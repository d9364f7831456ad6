-- +goose Up

ALTER TABLE document ADD COLUMN body_name TEXT NOT NULL DEFAULT ''; -- body in simplified characters
ALTER TABLE document ADD COLUMN level TEXT NOT NULL DEFAULT ''; -- of the body: province, city, county, town, zone, nation, department_of_...
ALTER TABLE document ADD COLUMN scope TEXT NOT NULL DEFAULT ''; -- own: of the body alone; whole: of its whole region; '' where it is not told
ALTER TABLE document ADD COLUMN period TEXT NOT NULL DEFAULT ''; -- reported on: a year or, 2018H1, the half of one
ALTER TABLE body ADD COLUMN level TEXT NOT NULL DEFAULT '';

DROP VIEW figures;
CREATE VIEW figures AS -- one readable row a figure of each current document
SELECT
    f.id,
    d.body,
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
    f.key
FROM document d
JOIN figure f ON f.document_id = d.id
JOIN source s ON s.id = d.source_id
LEFT JOIN indicator c ON c.code = f.code
LEFT JOIN indicator i ON i.code = f.indicator
WHERE d.is_current = 1;
