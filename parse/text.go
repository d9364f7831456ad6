package parse

import (
	"sort"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// minHanText is the number of Chinese characters below which a text is no report.
const minHanText = 10

// readText fills d from a decoded plain text. Document.Text is that text with
// LF line ends, otherwise untouched.
func readText(d *report.Document, text string) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	d.Text = text
	if census(text).han < minHanText {
		d.Fail(report.Stub, "too little text to be a report: "+excerpt(text))
		return
	}
	lines := splitLines(text)
	tables := textTables(text, lines)
	markAround(lines)
	d.Meta = lineMeta(lines)
	assembleText(d, lines, tables)
	addCaptions(d)
	noteReplaced(d)
}

// textTables finds the tables of a text and marks their lines.
func textTables(text string, lines []textLine) []textTable {
	tables := append(pipeTables(text, lines), columnTables(lines)...)
	sort.Slice(tables, func(i, j int) bool { return tables[i].first < tables[j].first })
	for i := range tables {
		for j := tables[i].first; j <= tables[i].last; j++ {
			lines[j].kind = tableLine
		}
	}
	return tables
}

// A lineKind is what a line of a plain text was found to be.
type lineKind int

const (
	textual lineKind = iota
	blankLine
	tableLine
	furniture
	titleLine
)

// A textLine is one line of a plain text. Offsets are runes of the text.
type textLine struct {
	kind       lineKind
	from       int    // start of the line, in runes
	at         int    // the same in bytes
	raw        string // as it stands, without its line end
	text       string // raw without the white space around
	start, end int    // of text
	indent     int    // width of the white space before text, in half-width columns
	width      int    // of the line without the white space after, likewise
}

func splitLines(text string) []textLine {
	var lines []textLine
	runes, at := 0, 0
	for raw := range strings.SplitSeq(text, "\n") {
		l := textLine{raw: raw, from: runes, at: at}
		left := strings.TrimLeftFunc(raw, isSpace)
		if marks := strings.TrimLeft(left, "#"); len(marks) < len(left) && strings.HasPrefix(marks, " ") { // a heading of Markdown
			left = strings.TrimLeftFunc(marks, isSpace)
		}
		lead := raw[:len(raw)-len(left)]
		l.text = strings.TrimRightFunc(left, isSpace)
		l.start = runes + utf8.RuneCountInString(lead)
		l.end = l.start + utf8.RuneCountInString(l.text)
		l.indent = columns(lead)
		l.width = l.indent + columns(l.text)
		if l.text == "" {
			l.kind = blankLine
		}
		lines = append(lines, l)
		runes += utf8.RuneCountInString(raw) + 1
		at += len(raw) + 1
	}
	return lines
}

// columns is the width of s where Chinese characters take two columns.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r == '\t':
			n += 4
		case r > 0x2000:
			n += 2
		default:
			n++
		}
	}
	return n
}

// assembleText writes the blocks of a text: one for each table, heading and
// paragraph, a paragraph that was broken over lines being one.
func assembleText(d *report.Document, lines []textLine, tables []textTable) {
	w, end := wrapOf(lines), lastProse(lines)
	for i := 0; i < len(lines); i++ {
		l := &lines[i]
		switch l.kind {
		case blankLine:
		case tableLine:
			t := tables[len(d.Tables)]
			d.Blocks = append(d.Blocks, report.Block{Kind: report.TableBlock, Span: t.table.Span, Table: len(d.Tables)})
			d.Tables = append(d.Tables, t.table)
			i = t.last
		case furniture:
			d.Blocks = append(d.Blocks, report.Block{Kind: report.Furniture, Span: report.Span{Start: l.start, End: l.end}})
		default:
			last := i
			for last+1 < len(lines) && w.continues(&lines[last], &lines[last+1], last == i) {
				last++
			}
			d.Blocks = append(d.Blocks, report.Block{Kind: blockKind(lines, i, last, end), Span: report.Span{Start: l.start, End: lines[last].end}})
			i = last
		}
	}
}

func blockKind(lines []textLine, first, last, end int) report.BlockKind {
	l := &lines[first]
	style, _ := numbering(l.text)
	switch {
	case l.kind == titleLine:
		return report.TitleBlock
	case first == last && isHeading(l.text) && (style != unnumbered || first < end && !bodyName.MatchString(l.text)):
		return report.Heading
	}
	return report.Paragraph
}

// lastProse gives the last line that is a sentence or stands in a table: the
// names and dates after it are a signature, not headings.
func lastProse(lines []textLine) int {
	for i := len(lines) - 1; i >= 0; i-- {
		l := &lines[i]
		if l.kind == tableLine || l.kind == textual && (isProse(l.text) || endsSentence(l.text)) {
			return i
		}
	}
	return -1
}

// addCaptions gives each table the words right above it: the block above
// where it is short, or the heading that the tables above share.
func addCaptions(d *report.Document) {
	above := -1
	for i, b := range d.Blocks {
		switch {
		case b.Kind != report.TableBlock && b.Kind != report.Furniture:
			above = i
		case b.Kind == report.TableBlock && above >= 0:
			words := d.Blocks[above]
			text := d.Slice(words.Span)
			if words.Kind != report.Paragraph || above == i-1 && words.End-words.Start <= 60 && !strings.Contains(text, "。") {
				d.Tables[b.Table].Caption = text
			}
		}
	}
}

// noteReplaced records where characters could not be decoded.
func noteReplaced(d *report.Document) {
	n := 0
	for _, r := range d.Text {
		if r == utf8.RuneError {
			d.Note(report.IssueReplacement, report.Span{Start: n, End: n + 1}, "a character that could not be decoded")
		}
		n++
	}
}

// excerpt gives the first words of a text, for a message.
func excerpt(s string) string {
	words := strings.Join(strings.FieldsFunc(s, isSpace), " ")
	if r := []rune(words); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return words
}
