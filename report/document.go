package report

import (
	"strings"
	"unicode/utf8"
)

// A Span is a piece of a document's text: runes [Start, End) of
// [Document.Text]. SQLite's substr and Python's slices agree with it.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A Box is a place on a page of a PDF, in points from the page's lower left
// corner: x and y of the lower left and of the upper right.
type Box [4]float64

// A BlockKind says what a block of text is.
type BlockKind string

const (
	TitleBlock BlockKind = "title"
	Heading    BlockKind = "heading"
	Paragraph  BlockKind = "paragraph"
	TableBlock BlockKind = "table"     // stands for Tables[Table]; its span covers the table's text
	Furniture  BlockKind = "furniture" // page headings, navigation, advertisements, footers: kept in the text, never read
)

// A Block is a piece of text that belongs together: a paragraph, a heading. A
// paragraph that was broken over lines or pages is one block.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Span            // covers white space and line ends within, not around
	Table int       `json:"table,omitempty"` // index into Document.Tables, for a TableBlock
	Page  int       `json:"page,omitempty"`  // 1-based, of its start; 0 where there are no pages
	Box   *Box      `json:"box,omitempty"`   // on that page
	Lines []LineBox `json:"lines,omitempty"` // its lines as printed, where there are pages; nil for a TableBlock
	Norm  *Text     `json:"-"`               // set by normalize
}

// A LineBox is one printed line of a block.
type LineBox struct {
	Span
	Page int `json:"page"`
	Box  Box `json:"box"` // on that page
}

// Where gives the page that a span of the block begins on, and the box around
// its lines on that page; nil where the block has no lines.
func (b *Block) Where(s Span) (page int, box *Box) {
	for _, l := range b.Lines {
		switch {
		case l.End <= s.Start || l.Start >= s.End:
		case box == nil:
			page, box = l.Page, &Box{l.Box[0], l.Box[1], l.Box[2], l.Box[3]}
		case l.Page == page:
			*box = Box{min(box[0], l.Box[0]), min(box[1], l.Box[1]), max(box[2], l.Box[2]), max(box[3], l.Box[3])}
		}
	}
	if box == nil {
		return b.Page, b.Box
	}
	return page, box
}

// A Cell is one cell of a table, with the rows and columns it spans.
type Cell struct {
	Row     int   `json:"row"`
	Col     int   `json:"col"`
	RowSpan int   `json:"rowspan"` // at least 1
	ColSpan int   `json:"colspan"` // at least 1
	Span          // of its text; Start == End for an empty cell, at the place where its text would stand
	Page    int   `json:"page,omitempty"`
	Box     *Box  `json:"box,omitempty"`
	Norm    *Text `json:"-"`
}

// A Table is a matrix of cells in reading order.
type Table struct {
	Rows    int    `json:"rows"`
	Cols    int    `json:"cols"`
	Cells   []Cell `json:"cells"`
	Caption string `json:"caption,omitempty"` // the words right above it, or in its <caption>
	Span           // covers all its cells in the text
}

// Grid gives for each row and column the index of the cell that covers it, or -1.
func (t *Table) Grid() [][]int {
	flat := make([]int, t.Rows*t.Cols)
	for i := range flat {
		flat[i] = -1
	}
	grid := make([][]int, t.Rows)
	for r := range grid {
		grid[r] = flat[r*t.Cols : (r+1)*t.Cols]
	}
	for i, c := range t.Cells {
		for r := c.Row; r < min(c.Row+c.RowSpan, t.Rows); r++ {
			for k := c.Col; k < min(c.Col+c.ColSpan, t.Cols); k++ {
				if grid[r][k] < 0 {
					grid[r][k] = i
				}
			}
		}
	}
	return grid
}

// A Link is an address that a document points to: an attachment, an iframe.
type Link struct {
	URL  string `json:"url"`
	Text string `json:"text,omitempty"`
}

// A Recognized is a piece of text that was recognised in a picture.
type Recognized struct {
	Span
	Sure float64 `json:"sure"` // how likely each of its characters is right, as its recognizer says: 0 to 1
}

// Meta is what a document's container says of it, outside its text.
type Meta struct {
	Title     string `json:"title,omitempty"`     // <title>, ArticleTitle
	Published string `json:"published,omitempty"` // as stated: 2018-03-15
	Publisher string `json:"publisher,omitempty"` // ContentSource, SiteName
	Column    string `json:"column,omitempty"`    // ColumnName
	Norm      *Text  `json:"-"`                   // of Title
}

// A Document is one file's or page's bytes as read by one version of this
// program. The stages fill it in the order of its fields.
type Document struct {
	// Of the source.
	Source string `json:"source"` // path or URL, as given
	SHA256 string `json:"sha256"` // of the bytes, in hexadecimal
	Size   int64  `json:"size"`   // in bytes

	// By parse.
	Status   Status  `json:"status"`
	Reason   Reason  `json:"reason,omitempty"`
	Detail   string  `json:"detail,omitempty"` // the reason in words, for people
	Format   Format  `json:"format"`
	Encoding string  `json:"encoding,omitempty"` // "utf-8", "gb18030", "big5", "utf-16le", "utf-16be"; "" for PDF
	Reader   Reader  `json:"reader"`
	Meta     Meta    `json:"meta"`
	Text     string  `json:"text"` // before normalising; every Span counts its runes
	Blocks   []Block `json:"blocks"`
	Tables   []Table `json:"tables"`
	Links    []Link  `json:"links,omitempty"`
	// Recognized are the pieces of the text that were recognised in pictures.
	Recognized []Recognized `json:"recognized,omitempty"`

	// By normalize.
	Script Script `json:"script"`

	// By extract.
	Title            string      `json:"title"`
	Body             string      `json:"body"`              // as printed in title or signature
	BodyName         string      `json:"body_name"`         // the same in simplified characters
	BodyID           string      `json:"body_id"`           // the canonical body: division code and office, 110101005/街道办事处; BodyName where Region is ""
	Region           string      `json:"region"`            // the longest division code that is certain, else ""
	RegionBasis      RegionBasis `json:"region_basis"`      // what decided it; "" where the document was not read
	RegionConfidence float64     `json:"region_confidence"` // how often a region with such a basis is right; 0 where Region is ""
	// MayBe are BodyIDs of which one is this body's if no other body is meant: those
	// of the one division, under each of its codes the oldest first, that its name
	// has and that is not certain. nil where several divisions can be meant.
	MayBe []string `json:"may_be,omitempty"`
	// Was are the BodyIDs that the body had while its division had other codes.
	Was       []string  `json:"was,omitempty"`
	Level     BodyLevel `json:"level"`
	Scope     Scope     `json:"scope"`
	Year      int       `json:"year"`   // the reporting year; 0 where unknown
	Period    string    `json:"period"` // the year, or the part of it that the report is of: 2018H1, 2024-05, 2024Q1, 2024-01/2024-09; "" where unknown
	Published string    `json:"published"`
	Era       Era       `json:"era"`
	Figures   []Figure  `json:"figures"`
	Rejects   []Reject  `json:"rejects"`
	Issues    []Issue   `json:"issues"`   // by every stage
	Residual  float64   `json:"residual"` // share of the numerals neither taken nor rejected

	// By check.
	Checks    []Check    `json:"checks"`
	Proposals []Proposal `json:"proposals"`

	runes []rune
}

// Slice gives the text of a span.
func (d *Document) Slice(s Span) string {
	if d.runes == nil {
		d.runes = []rune(d.Text)
	}
	if s.Start < 0 || s.End > len(d.runes) || s.Start > s.End {
		return ""
	}
	return string(d.runes[s.Start:s.End])
}

// Numeral is where a figure's number stands: its cell, or what is printed of it
// in its quote.
func (d *Document) Numeral(g *Figure) Span {
	if g.Table > 0 && g.Table <= len(d.Tables) {
		for _, c := range d.Tables[g.Table-1].Cells {
			if c.Row == g.Row && c.Col == g.Col {
				return c.Span
			}
		}
	}
	if at := strings.Index(g.Quote, g.Printed); at >= 0 && g.Printed != "" {
		start := g.Start + utf8.RuneCountInString(g.Quote[:at])
		return Span{start, start + utf8.RuneCountInString(g.Printed)}
	}
	return g.Span
}

// Fail marks a document as unreadable.
func (d *Document) Fail(r Reason, detail string) {
	d.Status, d.Reason, d.Detail = Unreadable, r, detail
}

// Note records an issue.
func (d *Document) Note(kind IssueKind, s Span, detail string) {
	d.Issues = append(d.Issues, Issue{kind, s, detail})
}

// A Builder writes a document's text and counts runes on the way, so that a
// parser can say where each block and cell stands. The zero value is ready.
type Builder struct {
	buf []byte
	n   int
}

// Add appends s and returns its span.
func (b *Builder) Add(s string) Span {
	start := b.n
	b.buf = append(b.buf, s...)
	b.n += utf8.RuneCountInString(s)
	return Span{start, b.n}
}

// Len is the number of runes written.
func (b *Builder) Len() int { return b.n }

// String is the text.
func (b *Builder) String() string { return string(b.buf) }
