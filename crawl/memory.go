package crawl

import (
	"context"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/robots"
	"nianbao/store"
)

// A memory is what the client of a crawl must know after a restart, in the
// database.
type memory struct {
	ctx context.Context // of the run, without its end
	db  *store.DB
}

// Memory keeps what a client knows of hosts in a database.
func Memory(ctx context.Context, db *store.DB) polite.Memory {
	return memory{context.WithoutCancel(ctx), db}
}

func (m memory) Host(name string) (polite.HostState, bool, error) {
	h, ok, err := m.db.CrawlHost(m.ctx, name)
	return polite.HostState{Host: h.Host, Until: h.Until, Class: list.Class(h.Class), Why: h.Why, Failures: h.Failures, Failing: h.Failing}, ok, err
}

func (m memory) PutHost(h polite.HostState) error {
	return m.db.PutCrawlHost(m.ctx, store.CrawlHost{Host: h.Host, Until: h.Until, Class: string(h.Class), Why: h.Why, Failures: h.Failures, Failing: h.Failing})
}

func (m memory) Robots(origin string) (robots.State, bool, error) {
	r, ok, err := m.db.CrawlRobots(m.ctx, origin)
	return robots.State{Origin: r.Origin, Outcome: robots.Outcome(r.Outcome), Status: r.Status, Product: r.Product, Note: r.Note, Checked: r.Checked,
		Expires: r.Expires, Copy: r.Copy, Good: r.Good, Failures: r.Failures, Failing: r.Failing}, ok, err
}

func (m memory) PutRobots(s robots.State) error {
	return m.db.PutCrawlRobots(m.ctx, store.CrawlRobots{Origin: s.Origin, Outcome: string(s.Outcome), Status: s.Status, Product: s.Product, Note: s.Note,
		Checked: s.Checked, Expires: s.Expires, Copy: s.Copy, Good: s.Good, Failures: s.Failures, Failing: s.Failing})
}

func (m memory) Validators(url string) (polite.Validators, bool, error) {
	c, ok, err := m.db.LastCopy(m.ctx, url)
	return polite.Validators{ETag: c.ETag, Modified: c.Modified, Encoding: c.Encoding}, ok, err
}

func (m memory) Turn(kind polite.TurnKind, name string) (polite.Turn, bool, error) {
	t, ok, err := m.db.CrawlTurn(m.ctx, string(kind), name)
	return polite.Turn{Kind: polite.TurnKind(t.Kind), Name: t.Name, Ended: t.Ended, Next: t.Next}, ok, err
}

func (m memory) PutTurns(turns ...polite.Turn) error {
	rows := make([]store.CrawlTurn, len(turns))
	for i, t := range turns {
		rows[i] = store.CrawlTurn{Kind: string(t.Kind), Name: t.Name, Ended: t.Ended, Next: t.Next}
	}
	return m.db.PutCrawlTurns(m.ctx, rows...)
}
