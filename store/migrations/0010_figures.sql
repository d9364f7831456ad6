-- +goose Up

DROP VIEW figures;
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
