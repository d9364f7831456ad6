-- +goose Up

CREATE TABLE crawl_turn ( -- when a host or an address was asked last: the next process keeps the delays of the one before
    kind     TEXT NOT NULL, -- host, address
    name     TEXT NOT NULL,
    ended_at TEXT NOT NULL, -- the last request; while one goes on, when it began
    next_at  TEXT NOT NULL, -- no request before it
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
