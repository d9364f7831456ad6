-- +goose Up
CREATE INDEX source_version_sha256 ON source_version (sha256); -- the sources that have held some bytes
