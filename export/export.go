// Package export writes a database as a data set: a folder that other people
// can read without this program, cite, check and publish.
//
// [Write] copies the database first, in one state of it, and takes everything
// from the copy, which becomes the data set's own nianbao.db. The folder is
// made beside its place and moved there when it is whole. The same database
// gives the same files, byte for byte: dates in them are the database's.
//
// A table is a list of columns ([column]), each with its meaning in Chinese and
// English and the way to its value, so that files, parquet's metadata,
// Datasette's metadata and the README say the same.
package export

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// SQLite is the copy of the database, beside the formats of tables.
const SQLite tabular.Format = "sqlite"

// Formats are those that a data set can have.
func Formats() []tabular.Format {
	return []tabular.Format{tabular.CSV, tabular.Parquet, tabular.XLSX, tabular.JSONL, SQLite}
}

// Options are what a data set is made of.
type Options struct {
	Formats []tabular.Format // none for all
	Excel   bool             // CSV as Excel wants it
	WithRaw bool             // the sources' bytes too, in the copy of the database
	// Query narrows documents, and by its Indicator figures. The copy of the
	// database is whole always.
	Query store.Query
	// Prepare changes the copy before anything is taken from it; nil for nothing.
	Prepare func(ctx context.Context, path string) error

	// Begin is told how many documents there are, and gives what is called with
	// the number of figures after each and what is called at the end; nil for
	// nobody to be told.
	Begin func(documents int) (step func(figures int), end func())

	Indicators []Indicator // the codebook
	Measured   Measured    // where its error rates come from

	Title, Author, License string // for citations; "" for what is usual
	Program, Extractor     string // versions
}

func (o *Options) has(f tabular.Format) bool {
	return len(o.Formats) == 0 || slices.Contains(o.Formats, f)
}

// An Indicator is an entry of the codebook with what is known of its reading.
type Indicator struct {
	report.Indicator
	Patterns int       // of prose
	Accuracy *Accuracy // nil where it was never measured
}

// An Accuracy is how right the figures of an indicator are, as measured.
type Accuracy struct {
	Documents     int      `json:"documents"` // labelled ones that state it; 0 where this is not known
	Precision     *Ratio   `json:"precision"` // of the figures given; nil where none was
	Recall        *Ratio   `json:"recall"`    // of the figures labelled
	F1            *float64 `json:"f1"`
	Right         int      `json:"right"`
	Given, Labels int      `json:"-"`
}

// A Ratio is a measured share with its interval of 95 %.
type Ratio struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// A Measured says on what error rates were measured, and what follows from it.
type Measured struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// A File is one of the data set's files.
type File struct {
	Name     string
	Zh, En   string // what it holds
	Rows     int    // -1 where it has none
	Size     int64
	SHA256   string
	Replaced int // cells in which a character had to be replaced
	Cut      int // cells that had to be cut
	table    string
}

// A Result says what was written.
type Result struct {
	Files     []File
	Figures   int
	Documents int // lines of the table of documents
}

// ErrNothing says that the query asks for no document.
var ErrNothing = errors.New("there is nothing to export")

// Write makes the data set of the database at path in the folder dir. What was
// not finished leaves nothing in dir.
func Write(ctx context.Context, path, dir string, o Options) (_ *Result, err error) {
	if err := Check(path, dir); err != nil {
		return nil, err
	}
	p, err := newPlace(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.leave()) }()
	copied := filepath.Join(p.work, databaseFile)
	if err := store.Snapshot(ctx, path, copied); err != nil {
		return nil, err
	}
	if o.Prepare != nil {
		if err := o.Prepare(ctx, copied); err != nil {
			return nil, err
		}
	}
	if err := store.Publish(ctx, copied); err != nil {
		return nil, err
	}
	w := &writer{o: o, dir: p.work, codes: map[string]*code{}}
	if err := w.tables(ctx, copied); err != nil {
		return nil, err
	}
	if err := w.database(ctx, copied); err != nil {
		return nil, err
	}
	if err := w.papers(); err != nil {
		return nil, err
	}
	if err := p.publish(); err != nil {
		return nil, err
	}
	return &Result{w.files, w.figures, w.documents}, nil
}

// databaseFile is the copy of the database.
const databaseFile = "nianbao.db"

// database makes the copy fit to be published, or takes it away.
func (w *writer) database(ctx context.Context, copied string) error {
	if !w.o.has(SQLite) {
		return os.Remove(copied)
	}
	if err := store.Finish(ctx, copied, w.o.WithRaw); err != nil {
		return err
	}
	if err := w.sum(databaseFile); err != nil {
		return err
	}
	return w.json("metadata.json", w.datasette())
}
