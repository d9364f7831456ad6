package web

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A Block is a piece of a report as it is shown: a line of its text, or a table.
type Block struct {
	Start int    // in the document's text
	Kind  string // title, heading, text, table
	Parts []Part
	Rows  [][]ShownCell // of a table
	Here  bool          // the place that was asked for is at its beginning, and not named within
}

// A ShownCell is a cell of a table.
type ShownCell struct {
	RowSpan, ColSpan int
	Number           bool // holds a figure or a number: set to the right
	Parts            []Part
}

// A Part is text with the figures that stand in it; none for text alone.
type Part struct {
	Text    string
	Figures []int // by their place among the document's figures
	Begin   []int // those of them that begin here: their places are named here
	Bad     bool  // one of them contradicts others
	Here    bool  // it begins at the place that was asked for
}

// mostText is how many characters of a report a page shows.
const mostText = 120_000

// headings of sections: 一、 （二） 1.
var headingForm = needle.MustCompile(`^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部分])[^。；]{0,38}$`)

// marked is a numeral's place.
type marked struct {
	report.Span
	figure int
}

// numerals are the places of a document's figures, in their order. What an empty
// cell says has a place of no length.
func numerals(d *report.Document) []marked {
	cells := map[[3]int]report.Span{}
	for i := range d.Tables {
		for _, c := range d.Tables[i].Cells {
			cells[[3]int{i + 1, c.Row, c.Col}] = c.Span
		}
	}
	out := make([]marked, 0, len(d.Figures))
	for i := range d.Figures {
		g := &d.Figures[i]
		span, ok := report.Span{}, false
		if g.Table > 0 {
			span, ok = cells[[3]int{g.Table, g.Row, g.Col}]
		}
		if !ok {
			span = g.Span
			if at := strings.Index(g.Quote, g.Printed); at >= 0 && g.Printed != "" {
				span.Start += utf8.RuneCountInString(g.Quote[:at])
				span.End = span.Start + utf8.RuneCountInString(g.Printed)
			}
		}
		out = append(out, marked{span, i})
	}
	slices.SortStableFunc(out, func(a, b marked) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	return out
}

// A layout cuts a document's text into blocks. Figures' places may lie in one
// another, touch, and go over the end of a line: the text is cut at every edge.
type layoutOf struct {
	runes  []rune
	marks  []marked
	bad    map[int]bool
	begun  map[int]bool
	at     int // the place that is asked for and is to be named; -1 for none
	blocks []Block
}

// Laid gives a document's blocks, and whether its end had to be left out. bad are
// the figures that contradict others; at is a place in the text that is led to, -1
// for none: it is named wherever a block does not begin there.
func Laid(d *report.Document, bad map[int]bool, at int) (blocks []Block, cut bool) {
	l := &layoutOf{runes: []rune(d.Text), marks: numerals(d), bad: bad, begun: map[int]bool{}, at: at}
	if len(l.runes) > mostText {
		l.runes, cut = l.runes[:mostText], true
	}
	tables := []*report.Table{}
	for i := range d.Tables {
		if t := &d.Tables[i]; len(t.Cells) > 0 && t.End <= len(l.runes) {
			tables = append(tables, t)
		}
	}
	slices.SortStableFunc(tables, func(a, b *report.Table) int { return a.Start - b.Start })
	from := 0
	for _, t := range tables {
		if t.Start < from {
			continue // within another one
		}
		l.lines(from, t.Start, d.Title)
		l.table(t)
		from = t.End
		for from < len(l.runes) && l.runes[from] != '\n' { // what separates empty cells at its end
			if l.runes[from] != ' ' && l.runes[from] != '|' {
				break
			}
			from++
		}
	}
	l.lines(from, len(l.runes), d.Title)
	// The page has the title above it.
	if len(l.blocks) > 0 && l.blocks[0].Kind == "title" && len(l.blocks[0].Parts) == 1 && len(l.blocks[0].Parts[0].Figures) == 0 {
		if l.blocks[0].Start == at {
			l.at = at // named by nothing now
		}
		l.blocks = l.blocks[1:]
	}
	for i := range l.blocks { // what lies between blocks is the next one's
		if b := &l.blocks[i]; l.at >= 0 && b.Start >= l.at {
			b.Here, l.at = b.Start != at || b.Kind == "table", -1
		}
	}
	return l.blocks, cut
}

// lines adds the lines of a stretch of text.
func (l *layoutOf) lines(from, to int, title string) {
	for from < to {
		end := from
		for end < to && l.runes[end] != '\n' {
			end++
		}
		line := strings.TrimSpace(string(l.runes[from:end]))
		if line != "" {
			if from == l.at {
				l.at = -1 // the block is named so
			}
			kind := "text"
			switch {
			case title != "" && line == title:
				kind = "title"
			case headingForm.MatchString(line):
				kind = "heading"
			}
			l.blocks = append(l.blocks, Block{Start: from, Kind: kind, Parts: l.parts(from, end)})
		}
		from = end + 1
	}
}

// number tells a cell that holds a number or what stands for none.
var number = needle.MustCompile(`^[\s\d０-９.,，%％/／—\-－]*$`)

func (l *layoutOf) table(t *report.Table) {
	b := Block{Start: t.Start, Kind: "table"}
	cells := slices.Clone(t.Cells)
	slices.SortStableFunc(cells, func(a, b report.Cell) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return a.Col - b.Col
	})
	row := -1
	for _, c := range cells {
		if c.Row != row {
			b.Rows, row = append(b.Rows, nil), c.Row
		}
		s := ShownCell{RowSpan: min(max(c.RowSpan, 1), 1000), ColSpan: min(max(c.ColSpan, 1), 100)}
		if c.End <= len(l.runes) && c.Start <= c.End {
			s.Parts = l.parts(c.Start, c.End)
			s.Number = number.MatchString(string(l.runes[c.Start:c.End]))
		}
		last := len(b.Rows) - 1
		b.Rows[last] = append(b.Rows[last], s)
	}
	if t.Start <= l.at && l.at < t.End {
		b.Here, l.at = true, -1
	}
	l.blocks = append(l.blocks, b)
}

// parts cuts a stretch of text at the edges of the figures in it.
func (l *layoutOf) parts(from, to int) []Part {
	edges := []int{from, to}
	var here []marked
	// Marks are sorted by their beginnings, but a long one may begin far before.
	for _, m := range l.marks {
		if m.Start > to {
			break
		}
		if m.End > from && m.Start < to || m.Start == m.End && from <= m.Start && m.Start <= to && from == to {
			here = append(here, m)
			edges = append(edges, max(m.Start, from), min(m.End, to))
		}
	}
	if from <= l.at && l.at < to {
		edges = append(edges, l.at)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []Part
	add := func(i, j int) {
		p := Part{Text: printable(string(l.runes[i:j]))}
		for _, m := range here {
			if m.Start <= i && j <= m.End {
				p.Figures = append(p.Figures, m.figure)
				p.Bad = p.Bad || l.bad[m.figure]
				if !l.begun[m.figure] {
					l.begun[m.figure] = true
					p.Begin = append(p.Begin, m.figure)
				}
			}
		}
		if p.Here = i == l.at && i < j; p.Here {
			l.at = -1
		}
		out = append(out, p)
	}
	if from == to {
		if len(here) > 0 {
			add(from, to)
		}
		return out
	}
	for k := 0; k+1 < len(edges); k++ {
		add(edges[k], edges[k+1])
	}
	return out
}
