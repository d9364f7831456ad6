package crawl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/store"
)

// pages are those on the way to reports: what is known of them is in the
// database, their bodies are in the archive.
type pages struct {
	ctx     context.Context // of the run, without its end
	db      *store.DB
	archive *warc.Archive
	clock   polite.Clock
}

// Pages keeps what a client must know to ask only whether a list has changed.
func Pages(ctx context.Context, db *store.DB, archive *warc.Archive, clock polite.Clock) polite.Pages {
	return pages{context.WithoutCancel(ctx), db, archive, clock}
}

// believed is how long a page is believed that says that it did not change: of
// some that are made anew for each request the date is always the same, and a
// new report would never be seen.
const believed = 6 * 24 * time.Hour

// Page gives a page with its body. What the archive does not have whole any
// more is not known, nor what was not seen whole for too long.
func (p pages) Page(url string) (polite.KeptPage, bool, error) {
	known, ok, err := p.db.CrawlPage(p.ctx, url)
	if age := p.clock.Now().Sub(known.Seen); !ok || err != nil || age > believed || age < 0 {
		return polite.KeptPage{}, false, err
	}
	place, ok := p.archive.Find(known.SHA256)
	if !ok {
		return polite.KeptPage{}, false, nil
	}
	answer, err := p.archive.Read(place, maxReplayed)
	if err != nil {
		return polite.KeptPage{}, false, nil // untested: it is asked for whole, and kept anew
	}
	if sum := sha256.Sum256(answer.Body); hex.EncodeToString(sum[:]) != known.SHA256 {
		return polite.KeptPage{}, false, nil // untested: the same
	}
	return polite.KeptPage{Known: polite.Validators{ETag: known.ETag, Modified: known.Modified, Encoding: known.Encoding}, Type: known.Type,
		SHA256: known.SHA256, Body: answer.Body}, true, nil
}

func (p pages) PutPage(url string, k polite.KeptPage) error {
	return p.db.PutCrawlPage(p.ctx, store.CrawlPage{URL: url, ETag: k.Known.ETag, Modified: k.Known.Modified, Encoding: k.Known.Encoding,
		Type: k.Type, SHA256: k.SHA256, Seen: p.clock.Now()})
}
