-- +goose Up

CREATE TABLE crawl_site ( -- a site of sources.yaml, as the last nights left it
    site         TEXT NOT NULL PRIMARY KEY, -- its name there
    column_url   TEXT NOT NULL DEFAULT '',  -- the column of annual reports on the last good night
    family       TEXT NOT NULL DEFAULT '',  -- on that night
    listed       INTEGER NOT NULL DEFAULT 0, -- rows on that night
    outcome      TEXT NOT NULL DEFAULT '',  -- of the last night
    why          TEXT NOT NULL DEFAULT '',
    failures     INTEGER NOT NULL DEFAULT 0, -- nights since the last good one
    failing_at   TEXT,                      -- the first of them
    checked_at   TEXT,                      -- the last night
    good_at      TEXT,                      -- the last good night
    due_at       TEXT NOT NULL,             -- not before
    lease_owner  TEXT NOT NULL DEFAULT '',  -- the process that is at it
    leased_until_at TEXT NOT NULL DEFAULT '' -- after which another one may be
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_host ( -- what is known of a host but its robots file
    host       TEXT NOT NULL PRIMARY KEY,
    until_at   TEXT,             -- no request before it
    class      TEXT NOT NULL,    -- why
    why        TEXT NOT NULL,
    failures   INTEGER NOT NULL, -- since the last answer
    failing_at TEXT              -- the first of them
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_robots ( -- the robots file of an origin
    origin     TEXT NOT NULL PRIMARY KEY, -- scheme://host[:port]
    outcome    TEXT NOT NULL,
    status     INTEGER NOT NULL, -- of HTTP; 0 where there was no answer
    product    TEXT NOT NULL,    -- what challenged us instead of answering
    note       TEXT NOT NULL,
    copy       BLOB,             -- the last file
    failures   INTEGER NOT NULL, -- since the last answer
    checked_at TEXT,
    expires_at TEXT,
    good_at    TEXT,             -- when the copy was read
    failing_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_url ( -- every address that a site's lists ever showed
    site          TEXT NOT NULL,
    key           TEXT NOT NULL, -- the address in one form
    url           TEXT NOT NULL, -- as the site writes it: this one is asked for
    kind          TEXT NOT NULL, -- page, attachment
    page          TEXT NOT NULL, -- the page that it was found on
    title         TEXT NOT NULL, -- there
    state         TEXT NOT NULL, -- new, good, failed, blocked, gone, skipped
    class         TEXT NOT NULL DEFAULT '', -- of the error, or why it was skipped
    why           TEXT NOT NULL DEFAULT '',
    tries         INTEGER NOT NULL DEFAULT 0, -- since the last good one
    etag          TEXT NOT NULL DEFAULT '', -- of the last good copy, as the following
    last_modified TEXT NOT NULL DEFAULT '',
    encoding      TEXT NOT NULL DEFAULT '', -- the Accept-Encoding that it answered
    sha256        TEXT NOT NULL DEFAULT '',
    final_url     TEXT NOT NULL DEFAULT '', -- after redirects
    version       TEXT NOT NULL DEFAULT '', -- of the extractor that read it
    run_id        INTEGER NOT NULL, -- that found it last
    outcome       TEXT NOT NULL,    -- in that run: '' not yet, fetched, unchanged, failed, blocked, skipped
    first_seen_at TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,    -- in a list
    fetched_at    TEXT,             -- the last good copy
    due_at        TEXT NOT NULL,    -- not before
    lease_owner   TEXT NOT NULL DEFAULT '',
    leased_until_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (site, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX crawl_url_final ON crawl_url (final_url);

CREATE TABLE crawl_visit ( -- a site's night
    run_id     INTEGER NOT NULL REFERENCES run (id),
    site       TEXT NOT NULL,
    outcome    TEXT NOT NULL DEFAULT '', -- '' while it goes on
    why        TEXT NOT NULL DEFAULT '',
    stopped    TEXT NOT NULL DEFAULT '', -- why its list ended
    listed     INTEGER NOT NULL DEFAULT 0, -- rows seen
    stated     INTEGER NOT NULL DEFAULT 0, -- rows that the site says there are; 0 where it does not
    started_at TEXT NOT NULL,
    ended_at   TEXT,
    PRIMARY KEY (site, run_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_account ( -- what became of the addresses of a site's night
    run_id  INTEGER NOT NULL REFERENCES run (id),
    site    TEXT NOT NULL,
    outcome TEXT NOT NULL, -- discovered, which is the sum of the others: fetched, unchanged, failed, blocked, skipped
    reason  TEXT NOT NULL, -- '' where the outcome says all
    n       INTEGER NOT NULL,
    PRIMARY KEY (run_id, site, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger ( -- which report a body owes, and what became of it
    body          TEXT NOT NULL, -- its id or name; the site's name where it has no other
    year          INTEGER NOT NULL, -- reported on
    site          TEXT NOT NULL, -- where it is to be found
    due_on        TEXT NOT NULL, -- date in China; '' where no rule says
    url           TEXT NOT NULL DEFAULT '', -- where it was found
    sha256        TEXT NOT NULL DEFAULT '', -- its bytes
    published     TEXT NOT NULL DEFAULT '', -- as stated
    late_days     INTEGER,       -- found so long after it was due; NULL where it is not found, or nobody looked before
    changes       INTEGER NOT NULL DEFAULT 0, -- since it was first found
    unreadable    TEXT NOT NULL DEFAULT '', -- why it could not be read, if so
    expected_at   TEXT NOT NULL, -- since then it has been looked for
    first_found_at TEXT,
    last_found_at TEXT,
    changed_at    TEXT,          -- the last time
    removed_at    TEXT,          -- since then it is gone
    unreachable_at TEXT,         -- since then its site does not answer from here
    PRIMARY KEY (body, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_site ON ledger (site, year);
CREATE INDEX ledger_url ON ledger (url);
