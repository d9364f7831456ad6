-- +goose Up
CREATE INDEX document_unindexed ON document (id) WHERE passage_count = 0 AND digest = '' AND status <> 'unreadable' AND is_current = 1; -- not found by words until they are read again
