package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A CrawlPage is what a page on the way to reports answered last.
type CrawlPage struct {
	URL      string // that answered in the end
	ETag     string
	Modified string
	Encoding string // the Accept-Encoding that was answered
	Type     string // the Content-Type
	SHA256   string // of the body
	Seen     time.Time
}

// CrawlPage gives what is known of a page.
func (db *DB) CrawlPage(ctx context.Context, url string) (p CrawlPage, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT url, etag, last_modified, encoding, type, sha256, seen_at FROM crawl_page WHERE url = ?`, url).
		Scan(&p.URL, &p.ETag, &p.Modified, &p.Encoding, &p.Type, &p.SHA256, at{&p.Seen})
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, explain(db.path, err)
}

// PutCrawlPage notes what a page answered.
func (db *DB) PutCrawlPage(ctx context.Context, p CrawlPage) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, replaces("crawl_page", 1, "url", "etag", "last_modified", "encoding", "type", "sha256", "seen_at"),
			p.URL, p.ETag, p.Modified, p.Encoding, p.Type, p.SHA256, stamp(p.Seen))
		return err
	})
}
