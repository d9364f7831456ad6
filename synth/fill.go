package synth

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"time"

	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

// batch is how many documents are put in one transaction.
const batch = 100

// Filled is what Fill did.
type Filled struct {
	Documents, Figures int
	// Writing, Reading and Storing are the time spent, the first two summed over
	// all processors.
	Writing, Reading, Storing, Took time.Duration
}

// An Item is one document of a plan, read and ready to be stored.
type Item struct {
	store.Item
	writing, reading time.Duration
}

// Items writes the documents of a plan that have the numbers, reads them, n at a
// time, and gives them in their order. book gets the codebook they are read by
// before the first of them.
//
// They are read in this process, as the program's children read a stranger's
// documents: by the same readers, without the confinement.
func (p *Plan) Items(ctx context.Context, numbers iter.Seq[int], n int, book func([]report.Indicator) error, each func(Item) error) (err error) {
	extractor, err := extract.New()
	if err != nil {
		return err
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		return err
	}
	parser := parse.New(parse.Options{})
	defer func() { err = errors.Join(err, parser.Close(), segmenter.Close()) }()
	if err := book(extractor.Book().All()); err != nil {
		return err
	}
	reader := &pipeline.Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter}
	type job struct {
		pipeline.Reading
		writing, reading time.Duration
	}
	work := func(ctx context.Context, i int) job {
		began := time.Now()
		r := p.Report(i)
		written := time.Now()
		reading := reader.Read(ctx, r.item())
		return job{reading, written.Sub(began), time.Since(written)}
	}
	count := 0
	return pipeline.Run(ctx, n, numbers, work, func(_ context.Context, j job) error {
		if j.Err != nil {
			return j.Err
		}
		count++
		return each(Item{store.Item{Document: j.Document, Raw: j.Body, Version: extractor.Version(),
			Passages: j.Passages, Names: j.Names, Called: j.Called, Divisions: j.Divisions, At: published(count)}, j.writing, j.reading})
	})
}

// Fill takes the plan's reports through all stages into the database at path, in
// their order. tell is called now and then.
func Fill(ctx context.Context, path string, p *Plan, tell func(Filled)) (f Filled, err error) {
	start := time.Now()
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var items []store.Item
	put := func() error {
		began := time.Now()
		results, err := db.PutBatch(ctx, items)
		if err != nil {
			return err
		}
		for i, r := range results {
			if r.Err != nil {
				return fmt.Errorf("%s: %w", items[i].Document.Source, r.Err)
			}
		}
		f.Storing += time.Since(began)
		f.Took = time.Since(start)
		items = items[:0]
		tell(f)
		return nil
	}
	book := func(all []report.Indicator) error { return db.SyncCodebook(ctx, all) }
	err = p.Items(ctx, p.all(), runtime.GOMAXPROCS(0), book, func(i Item) error {
		f.Documents++
		f.Figures += len(i.Document.Figures)
		f.Writing += i.writing
		f.Reading += i.reading
		items = append(items, i.Item)
		if len(items) < batch {
			return nil
		}
		return put()
	})
	if err == nil && len(items) > 0 {
		err = put()
	}
	return f, err
}

// all yields the numbers of the plan's documents.
func (p *Plan) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range p.entries {
			if !yield(i) {
				return
			}
		}
	}
}

// Beyond yields the numbers of the documents whose bodies a smaller plan has not.
func (p *Plan) Beyond(smaller *Plan) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, e := range p.entries {
			if e.body >= len(smaller.bodies) && !yield(i) {
				return
			}
		}
	}
}

// item is the report as it is fetched.
func (r Report) item() fetch.Item {
	return fetch.Item{Source: r.Source, Open: func(context.Context) (fetch.Content, error) { return fetch.Content{Body: r.Bytes}, nil }}
}

// published is when the n-th document was found: it depends on n alone.
func published(n int) time.Time { return time.Date(2024, 4, 1, 0, 0, n, 0, time.UTC) }
