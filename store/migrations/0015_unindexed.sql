-- +goose Up

DROP INDEX document_region;
CREATE INDEX document_region ON document (region, is_current, year, level);
CREATE INDEX document_year ON document (year, is_current, region, level);
CREATE INDEX document_replaced ON document (id) WHERE is_current = 0;
CREATE INDEX document_unindexed ON document (id) WHERE passage_count = 0 AND digest = '' AND status <> 'unreadable' AND is_current = 1; -- not found by words until they are read again
