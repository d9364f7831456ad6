-- +goose Up

CREATE TABLE crawl_page ( -- the pages on the way to reports that say when they change: what they answered last
    url           TEXT NOT NULL PRIMARY KEY, -- that answered in the end
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    encoding      TEXT NOT NULL, -- the Accept-Encoding that was answered
    type          TEXT NOT NULL, -- the Content-Type
    sha256        TEXT NOT NULL, -- the body's, which is in the archive
    seen_at       TEXT NOT NULL  -- the last whole answer
) STRICT, WITHOUT ROWID;
