package parse

import (
	"unicode/utf8"

	"nianbao/report"
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
		}
		i = max(i, j-1)
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
