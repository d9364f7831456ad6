package parse

import (
	"unicode/utf8"
)

// columnTables finds tables whose cells are parted by tabs or by runs of wide
// spaces: at least three lines in a row with the same number of cells, which
// are short, with values in the last column of most.
func columnTables(lines []textLine) []textTable {
	var out []textTable
	for i := 0; i < len(lines); i++ {
		var rows []textRow
		j := i
		for ; j < len(lines); j++ {
			row := wideFields(&lines[j])
			if len(row) < 2 || len(rows) > 0 && len(row) != len(rows[0]) {
				break
			}
			rows = append(rows, row)
		}
		if isColumnTable(rows) {
			t, _ := layTable(rows, len(rows[0]))
			out = append(out, textTable{i, j - 1, t})
			i = j - 1
		}
	}
	return out
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
	if pipes(l) > 0 || l.kind != textual {
		return nil
	}
	var row textRow
	start, end, gap := -1, -1, 0
	at := l.start
	for _, r := range l.text {
		switch {
		case !isSpace(r):
			if start >= 0 && gap >= 3 {
				row = append(row, l.field(start, end))
				start = -1
			}
			if start < 0 {
				start = at
			}
			end, gap = at+1, 0
		case r == '\t':
			gap += 3
		case r == '\u3000':
			gap += 2
		default:
			gap++
		}
		at++
	}
	if start >= 0 {
		row = append(row, l.field(start, end))
	}
	return row
}

// field gives the piece of a line between two offsets of the text.
func (l *textLine) field(start, end int) field {
	runes := []rune(l.text)[start-l.start : end-l.start]
	f := field{text: string(runes)}
	f.Start, f.End = start, end
	return f
}
