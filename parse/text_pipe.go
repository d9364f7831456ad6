package parse

import (
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// A textTable is a table that was found in lines first to last of a plain text.
type textTable struct {
	first, last int
	table       report.Table
}

// A field is one cell of a row as the text gives it: a table written with
// characters cannot say which rows and columns it spans.
type field struct {
	text string
	report.Span
}

// A textRow is one row of a table written with characters.
type textRow []field

// pipeTables finds tables whose cells are parted by "|": rows ended by " |"
// and filled up with "|" where cells were merged, rows between two "|", and
// bare ones.
func pipeTables(text string, lines []textLine) []textTable {
	var out []textTable
	for i := 0; i < len(lines); i++ {
		last := pipeRun(lines, i)
		if last < 0 {
			continue
		}
		if t, ok := pipeTable(text, lines[i:last+1]); ok {
			out = append(out, textTable{i, last, t})
		}
		i = last
	}
	return out
}

func pipes(l *textLine) int { return strings.Count(l.text, "|") }

// pipeRun gives the last line of the run of piped lines that begins at line i,
// or -1. Up to three short lines without a pipe inside are the upper part of a
// first cell that was broken over lines.
func pipeRun(lines []textLine, i int) int {
	if pipes(&lines[i]) == 0 {
		return -1
	}
	last := i
	for j := i + 1; j < len(lines) && j <= last+4; j++ {
		l := &lines[j]
		if pipes(l) > 0 && (j == last+1 || pipes(l) == pipes(&lines[last]) && hasValue(l.text)) {
			last = j
			continue
		}
		if l.kind == blankLine || pipes(l) > 0 || columns(l.text) > 40 || endsSentence(l.text) {
			break
		}
	}
	return last
}

func hasValue(row string) bool {
	for s := range strings.SplitSeq(row, "|") {
		if isValue(strings.TrimFunc(s, isSpace)) {
			return true
		}
	}
	return false
}

func pipeTable(text string, lines []textLine) (report.Table, bool) {
	ended, begun, filled := 0, 0, 0
	for i := range lines {
		s := lines[i].text
		if strings.HasSuffix(s, "|") {
			ended++
		}
		if strings.Trim(s, "| \u3000\u00a0") != "" {
			filled++
			if strings.HasPrefix(s, "|") {
				begun++
			}
		}
	}
	p := pipeForm{ended: 5*ended >= 3*len(lines), begun: filled > 0 && 5*begun >= 4*filled}
	var covered int
	p.usual, covered = usualPipes(lines, p.ended && !p.begun)
	rows := p.rows(text, lines)
	if len(rows) < 2 || !p.ended && (len(rows) < 3 || 5*covered < 3*len(lines)) && !valueRow(rows) {
		return report.Table{}, false
	}
	width := 0
	if p.ended {
		width = p.usual
		if p.begun {
			width--
		}
	}
	t, values := layTable(rows, width)
	return t, values > 0 || p.begun
}

// valueRow tells whether bare pipes part a table by its last row alone: a short
// one of a label and values under a heading of as many cells, or values only.
func valueRow(rows []textRow) bool {
	last := rows[len(rows)-1]
	values := 0
	for _, f := range last {
		if f.text == "" || isValue(f.text) {
			values++
		}
	}
	heading := rows[len(rows)-2]
	return values >= 5 && values == len(last) || values > 0 && values == len(last)-1 && len(heading) == len(last) && !isValue(heading[len(heading)-1].text)
}

// usualPipes gives the number of pipes of a row, that into which most lines
// fall, and how many do. joined says that a row may be broken over lines.
func usualPipes(lines []textLine, joined bool) (usual, covered int) {
	const candidates = 30 // different numbers of pipes that are tried
	tried := map[int]bool{}
	for i := range lines {
		n := pipes(&lines[i])
		if tried[n] || n == 0 || len(tried) == candidates {
			continue
		}
		tried[n] = true
		c := 0
		for k := 0; k < len(lines); k++ {
			last := k
			if joined {
				last = rowEnd(lines, k, n)
			}
			if last > k || pipes(&lines[k]) == n {
				c += last - k + 1
			}
			k = last
		}
		if c > covered || c == covered && n > usual {
			usual, covered = n, c
		}
	}
	return usual, covered
}

// rowEnd gives the line on which the row that begins at line k has n pipes; k
// where no row of n pipes begins there.
func rowEnd(lines []textLine, k, n int) int {
	const most = 24 // lines of a row
	sum := 0
	for j := k; j < min(len(lines), k+most) && sum < n; j++ {
		if sum += pipes(&lines[j]); sum == n {
			return j
		}
	}
	return k
}

// A pipeForm is how a table uses its pipes: after each cell, before each as
// well, and how many are in most of its lines.
type pipeForm struct {
	ended, begun bool
	usual        int
}

// rows parts lines into rows. A row whose cells were broken over lines is made
// of as many lines as give the usual number of pipes.
func (p pipeForm) rows(text string, lines []textLine) []textRow {
	var rows []textRow
	for i := 0; i < len(lines); i++ {
		last := i
		if p.ended && !p.begun {
			last = rowEnd(lines, i, p.usual)
		}
		from, to := lines[i].at, lines[last].at+len(lines[last].raw)
		if row := p.fields(text[from:to], lines[i].from); row != nil {
			rows = append(rows, row)
		}
		i = last
	}
	return rows
}

// fields parts one row, which starts at rune from. Cells at the end that are
// not even blank stand for what was merged into others.
func (p pipeForm) fields(row string, from int) textRow {
	parts := strings.Split(row, "|")
	if strings.Trim(row, "|-:+ \t\r\u3000") == "" && strings.Contains(row, "--") {
		return nil // the rule under a header
	}
	var out textRow
	for i, s := range parts {
		n := utf8.RuneCountInString(s)
		if !(p.begun && i == 0 || p.ended && i == len(parts)-1 && blank(s)) {
			out = append(out, trimField(s, from))
		}
		from += n + 1
	}
	for p.ended && !p.begun && len(out) > 0 && out[len(out)-1].text == "" && !strings.Contains(parts[len(out)-1], "\n") {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func trimField(s string, from int) field {
	left := strings.TrimLeftFunc(s, isSpace)
	start := from
	text := strings.TrimRightFunc(left, isSpace)
	if text != "" {
		start += utf8.RuneCountInString(s[:len(s)-len(left)])
	}
	return field{text, report.Span{Start: start, End: start + utf8.RuneCountInString(text)}}
}
