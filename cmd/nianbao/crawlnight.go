package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime/pprof"
	"strings"
	"time"

	"nianbao/crawl"
	"nianbao/crawl/flock"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/store"
)

// closing is how long a night that has stalled has to come to its end.
const closing = 30 * time.Second

// A clock is the clock of the program's surroundings.
type clock struct{ env }

func (c clock) Now() time.Time { return c.now() }

func (c clock) Sleep(ctx context.Context, d time.Duration) error { return c.sleep(ctx, d) }

// night makes a night and says what it brought. Its error has the exit code.
func (c *cli) night(ctx context.Context, p nightPlan) (*crawl.Summary, error) {
	s, err := c.watchedNight(ctx, p)
	if s == nil { // it did not begin
		if crawl.IsDiskFull(err) {
			err = &failure{text: c.errorWords(err), code: exitDiskFull}
		}
		return nil, err
	}
	err = c.crawlEnd(s, err)
	c.summarize(s)
	code, _ := codeOf(err)
	p.meter.End(s, code)
	c.deliver(ctx, p, s, code)
	return s, err
}

// watchedNight makes a night and gives it up where it makes no progress.
func (c *cli) watchedNight(ctx context.Context, p nightPlan) (*crawl.Summary, error) {
	dog := crawl.NewWatchdog(polite.Wall{}, cmp.Or(c.patience, crawl.StallPatience))
	p.dog.Store(dog)
	defer p.dog.Store(nil)
	p.meter.Begin()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type end struct {
		s   *crawl.Summary
		err error
	}
	began, done := c.now(), make(chan end, 1)
	go func() {
		s, err := c.oneNight(ctx, p, dog)
		done <- end{s, err}
	}()
	stalled := make(chan error, 1)
	go func() { stalled <- dog.Watch(ctx) }()
	select {
	case e := <-done:
		return e.s, e.err
	case err := <-stalled:
		if err == nil { // ctx ended
			e := <-done
			return e.s, e.err
		}
		c.dump(dog.Last())
		cancel(err)
	}
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), cmp.Or(c.patience, closing))
	defer stop()
	select {
	case e := <-done:
		if e.s != nil {
			return e.s, e.err
		}
		return nil, &failure{text: c.say("ending.stalled"), code: exitStalled}
	case <-late.Done(): // what is stuck stays so until the process ends
		return &crawl.Summary{Began: began, Ended: c.now(), Ending: crawl.Stalled}, crawl.ErrStalled
	}
}

// dump writes what every part of the program does into a file beside the
// database, or to standard error where that cannot be written.
func (c *cli) dump(since time.Time) {
	c.log.error(c.say("crawl.stalled", since.In(polite.China).Format(time.DateTime)), "")
	path := strings.TrimSuffix(c.db, ".db") + c.now().UTC().Format("-stalled-20060102T150405Z.txt")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(pprof.Lookup("goroutine").WriteTo(file, 2), file.Close())
	}
	if err != nil {
		pprof.Lookup("goroutine").WriteTo(c.stderr, 2)
		return
	}
	c.log.error(c.say("crawl.stall_dump", path), "")
}

// oneNight makes a night.
func (c *cli) oneNight(ctx context.Context, p nightPlan, dog *crawl.Watchdog) (s *crawl.Summary, err error) {
	uncancelled := context.WithoutCancel(ctx)
	db, err := store.Open(uncancelled, c.db, store.Options{Readers: p.workers})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.SyncCodebook(uncancelled, p.extractor.Book().All()); err != nil {
		return nil, err
	}
	reader, closeReader, err := c.reader(p.workers, p.extractor)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	life, err := flock.Live(c.db + "-crawl-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, life.Close()) }()
	clock := dog.Clock(clock{c.env})
	ways, closeWays, err := c.ways(ctx, db, p, clock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeWays()) }()
	crawler := crawl.New(crawl.Options{DB: db, Visit: ways.visit, Sync: ways.sync, Reader: reader, Version: p.extractor.Version(), Program: version,
		Command: c.crawlWords(p.crawlFlags), Clock: clock, Owner: life.Name, Gone: life.Gone, Workers: p.crawlFlags.sites, Budget: polite.Budget{Pages: p.pages, Time: p.time}, Again: p.again,
		Tell: c.tellSite, Over: ways.over, Answers: ways.answers, Progress: dog.Progress})
	return crawler.Run(ctx, p.sites, (p.due || p.every > 0) && !p.once)
}

// ways are how a crawl comes by answers.
type ways struct {
	visit func(polite.Site) list.Getter
	// Of a crawl that asks servers: what makes safe what it keeps, whether the night
	// is over, and how many answered.
	sync    func() error
	over    func(time.Time) (crawl.Ending, error)
	answers func() int64
}

// ways builds the client and the archive, or the archive alone where a crawl is
// replayed.
func (c *cli) ways(ctx context.Context, db *store.DB, p nightPlan, clock polite.Clock) (ways, func() error, error) {
	if p.replay {
		replay, err := warc.OpenReplay(p.archive)
		return ways{visit: crawl.Replay{Archive: replay}.Visit}, func() error { return nil }, err
	}
	archive, err := warc.Open(warc.Options{Dir: p.archive, Software: "nianbao/" + version, Operator: p.mail, Now: c.now})
	if err != nil {
		return ways{}, nil, err
	}
	client, err := polite.New(polite.Options{Contact: p.contact, Window: p.window, Clock: clock, Memory: crawl.Memory(ctx, db), Pages: crawl.Pages(ctx, db, archive, clock),
		Archive: func(x *warc.Exchange) error {
			p.meter.Answer(x.Status)
			_, err := archive.Put(x)
			return err
		}})
	if err != nil {
		return ways{}, nil, errors.Join(err, archive.Close())
	}
	w := ways{visit: func(s polite.Site) list.Getter { return client.Visit(s) }, sync: archive.Sync, answers: client.Answers}
	w.over = func(now time.Time) (crawl.Ending, error) {
		if p.window.Next(now).After(now) {
			return crawl.WindowClosed, nil
		}
		if p.maxArchive == 0 {
			return "", nil
		}
		n, err := archive.Size()
		if n >= int64(p.maxArchive) {
			return crawl.ArchiveFull, err
		}
		return "", err
	}
	return w, func() error { client.Close(); return archive.Close() }, nil
}

// crawlEnd turns how a night ended into an exit code.
func (c *cli) crawlEnd(s *crawl.Summary, err error) error {
	code := exitOf(s.Ending)
	switch s.Ending {
	case crawl.Whole:
		if len(s.Left) > 0 {
			c.log.warn(c.say("crawl.held", len(s.Left)))
		}
		if err == nil && len(s.Alarms)+len(s.Unread)+len(s.Left) > 0 {
			return errShort
		}
		return err
	case crawl.BadAccount:
		return &failure{text: c.say("crawl.bad_account", err), code: code}
	case crawl.DiskFull, crawl.Broken:
		return &failure{text: c.errorWords(err), code: code}
	case crawl.Signalled:
		return &failure{text: c.say("interrupted"), hint: c.say("hint.resume"), code: code}
	}
	if len(s.Left) > 0 {
		return &failure{text: c.say("crawl.left", c.say("ending."+string(s.Ending)), len(s.Left)), code: code}
	}
	return &failure{text: c.say("ending." + string(s.Ending)), code: code}
}
