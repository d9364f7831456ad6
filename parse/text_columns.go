package parse

import (
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// columnTables finds tables whose cells are parted by tabs or by runs of wide
// spaces: at least three lines in a row with the same number of cells, which
// are short, with values in the last column of most. Lines parted by tabs need
// not have the same number of cells, for merged cells are lost in them.
func columnTables(lines []textLine) []textTable {
	var out []textTable
	for i := 0; i < len(lines); i++ {
		rows := tabbedRows(lines[i:])
		if !isTabbedTable(rows) {
			rows = evenRows(lines[i:])
			if !isColumnTable(rows) {
				i = max(i, i+len(rows)-1)
				continue
			}
		}
		t, _ := layTable(rows, len(rows[0]))
		out = append(out, textTable{i, i + len(rows) - 1, t})
		i += len(rows) - 1
	}
	return out
}

// evenRows gives the lines from the first on that have as many cells as it.
func evenRows(lines []textLine) (rows []textRow) {
	for i := range lines {
		row := wideFields(&lines[i])
		if len(row) < 2 || len(rows) > 0 && len(row) != len(rows[0]) {
			break
		}
		rows = append(rows, row)
	}
	return rows
}

// tabbedRows gives the lines from the first on that hold tabs. Where each tab
// begins a cell in all of them alike, two tabs have a blank between them.
func tabbedRows(lines []textLine) (rows []textRow) {
	even := true
	var cells []textRow
	for i := range lines {
		l := &lines[i]
		row := wideFields(l)
		if len(row) < 2 || !strings.Contains(l.text, "\t") {
			break
		}
		rows, cells = append(rows, row), append(cells, tabFields(l))
		even = even && len(cells[i]) == len(cells[0])
	}
	if even && len(cells) > 0 {
		return cells
	}
	return rows
}

// tabFields parts a line at every tab, those at its end too.
func tabFields(l *textLine) textRow {
	var row textRow
	line := strings.TrimLeftFunc(l.raw, func(r rune) bool { return r != '\t' && isSpace(r) })
	at := l.from + utf8.RuneCountInString(l.raw) - utf8.RuneCountInString(line)
	for piece := range strings.SplitSeq(line, "\t") {
		text := strings.TrimFunc(piece, isSpace)
		start := at + utf8.RuneCountInString(piece) - utf8.RuneCountInString(strings.TrimLeftFunc(piece, isSpace))
		row = append(row, field{text, report.Span{Start: start, End: start + utf8.RuneCountInString(text)}})
		at += utf8.RuneCountInString(piece) + 1
	}
	return row
}

// isTabbedTable tells whether lines with tabs are a table: at least two, with a
// label of no more than a form's words, and with values in the last cell of at
// least half of those that are no headings.
func isTabbedTable(rows []textRow) bool {
	valued, words := 0, 0
	for _, row := range rows {
		last := row[len(row)-1].text
		switch {
		case isValue(last):
			valued++
		case last != "":
			words++
		}
		for _, f := range row {
			if utf8.RuneCountInString(f.text) > 80 || strings.HasSuffix(f.text, "。") {
				return false
			}
		}
	}
	return len(rows) >= 2 && valued > 0 && (words <= 1 || 2*valued >= words)
}

func isColumnTable(rows []textRow) bool {
	if len(rows) < 3 {
		return false
	}
	valued := 0
	for _, row := range rows {
		if isValue(row[len(row)-1].text) {
			valued++
		}
		for _, f := range row {
			if utf8.RuneCountInString(f.text) > 40 || endsSentence(f.text) {
				return false
			}
		}
	}
	return 2*valued > len(rows)
}

// wideFields parts a line at tabs, and at runs of at least two full-width or
// three ordinary spaces. Piped lines are left to pipeTables.
func wideFields(l *textLine) textRow {
	if l.kind != textual || pipes(l) > 0 {
		return nil
	}
	var row textRow
	start, end, gap := 0, 0, 0 // bytes of the field in l.text, width of the space after it
	at, from := l.start, l.start
	for i, r := range l.text {
		switch {
		case !isSpace(r):
			if gap >= 3 {
				row = append(row, field{l.text[start:end], report.Span{Start: from, End: from + utf8.RuneCountInString(l.text[start:end])}})
				start, from = i, at
			}
			end, gap = i+utf8.RuneLen(r), 0
		case r == '\t':
			gap += 3
		case r == '\u3000':
			gap += 2
		default:
			gap++
		}
		at++
	}
	return append(row, field{l.text[start:], report.Span{Start: from, End: l.end}})
}
