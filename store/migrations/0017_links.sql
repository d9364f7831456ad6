-- +goose Up
ALTER TABLE document ADD COLUMN body_links TEXT NOT NULL DEFAULT ''; -- JSON: the other ids that it gave its body, by kind; '' where it was stored before these were kept
