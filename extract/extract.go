// Package extract turns a document's text and tables into figures. It reads
// official tables by their labels (form.go), prose by a small grammar of
// counting (narrative.go) over the patterns of the codebook (package
// indicator), and the issuing body and reporting year (meta.go). It is pure:
// the same document gives the same figures.
package extract

import (
	"sort"
	"sync"

	"nianbao/division"
	"nianbao/extract/indicator"
	"nianbao/needle"
	"nianbao/report"
)

// Version names this extractor; a document read by an older one is read again.
const Version = "4"

// An Extractor holds the compiled codebook. It is safe for concurrent use.
type Extractor struct {
	book        *indicator.Book
	patterns    []*pattern            // those that read a number, by priority
	needed      *needle.Set           // the words that they need
	zerosNeeded *needle.Set           // likewise, of zeros
	forms       map[string]*formTable // the official tables, by their names: 2021.3
	zeros       []*pattern            // those that read a zero statement
	dims        map[string][]dimWord
	usual       map[string]report.Indicator
	places      func() *division.Table // read with the first document: most commands need none
	own         map[string]bool        // the user's indicators
}

// A dimWord is a compiled line of an indicator's dims section.
type dimWord struct {
	key, value string
	re         *needle.Regexp
}

// New compiles the embedded codebook.
func New() (*Extractor, error) {
	book, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	return By(book)
}

// By compiles a codebook. Its error is of type [indicator.Faults].
func By(book *indicator.Book) (*Extractor, error) {
	x := &Extractor{book: book, forms: placesOf(book), dims: map[string][]dimWord{}, usual: map[string]report.Indicator{}, own: map[string]bool{}, places: sync.OnceValue(division.New)}
	var faults indicator.Faults
	for _, f := range book.Files() {
		x.usual[f.ID], x.own[f.ID] = f.Indicator, f.Own
		for _, d := range f.Dim {
			if re := compileDim(d, &faults); re != nil {
				x.dims[f.ID] = append(x.dims[f.ID], dimWord{d.Key, d.Value, re})
			}
		}
		for _, p := range f.Read {
			c := compile(p, f.Indicator.Dims, &faults)
			switch {
			case c == nil:
			case c.zero:
				x.zeros = append(x.zeros, c)
			default:
				x.patterns = append(x.patterns, c)
			}
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	sort.SliceStable(x.patterns, func(a, b int) bool { return x.patterns[a].rank() > x.patterns[b].rank() })
	sort.SliceStable(x.zeros, func(a, b int) bool { return x.zeros[a].own && !x.zeros[b].own })
	x.needed, x.zerosNeeded = needsOf(x.patterns), needsOf(x.zeros)
	return x, nil
}

// needsOf are the words that patterns need, in their order.
func needsOf(patterns []*pattern) *needle.Set {
	var all []*needle.Regexp
	for _, p := range patterns {
		all = append(all, p.re)
	}
	return needle.NewSet(all)
}

// Version names this extractor and the user's indicators that it reads by:
// figures depend on both.
func (x *Extractor) Version() string {
	if own := x.book.Own(); own != "" {
		return Version + "+own." + own
	}
	return Version
}

// Book is the codebook that the extractor reads by.
func (x *Extractor) Book() *indicator.Book { return x.book }

// Document reads a normalised document whole. An unreadable document stays as
// it is.
func (x *Extractor) Document(d *report.Document) {
	x.Meta(d)
	x.Place(d, "")
	x.Figures(d)
}

// Meta reads title, body, year, period, scope and date of publication.
func (x *Extractor) Meta(d *report.Document) {
	if d.Status != report.Unreadable {
		readMeta(d)
	}
}

// Figures reads figures, rejects and issues of a document of d.Year:
// what is another year's and what is a plan depends on it.
func (x *Extractor) Figures(d *report.Document) {
	if d.Status == report.Unreadable {
		return
	}
	d.Era = report.EraOfYear(d.Year)
	tables := readTables(d, x.forms)
	prose, families := x.readProse(d)
	x.codeTables(tables, families)
	d.Figures = append(d.Figures, prose...)
	d.Figures = append(d.Figures, tables...)
	sort.SliceStable(d.Figures, func(a, b int) bool { return d.Figures[a].Start < d.Figures[b].Start })
	judgeRecognized(d)
	judgeReplaced(d)
	account(d)
}
