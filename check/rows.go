package check

import (
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
)

// A printedRow is a row of section 三 as it is printed.
type printedRow struct {
	codes  []string // of its seven cells
	tokens []string // what stands in its cells, in order; "" for a blank
}

// printedRow gives the cells of a row from the first column of numbers on.
func (s *sheet) printedRow(total string) (printedRow, bool) {
	r := printedRow{codes: append(kinds(total), total)}
	var figures []int
	for _, code := range r.codes {
		if !s.has(code) {
			return r, false // a column has another name here
		}
		if i, ok := s.at[code]; ok {
			figures = append(figures, i)
		}
	}
	figures = append(figures, s.adrift[total]...)
	if len(figures) == 0 {
		return r, false
	}
	f := &s.d.Figures[figures[0]]
	if f.Table == 0 || f.Table > len(s.d.Tables) {
		return r, false
	}
	first := s.firstColumn(f.Table)
	if s.adrift[total] != nil {
		first = 0
	}
	for _, c := range s.d.Tables[f.Table-1].Cells {
		if c.Row != f.Row || c.Col < first || c.Norm == nil {
			continue
		}
		text := strings.TrimSpace(c.Norm.String())
		switch {
		case strings.Trim(text, "0123456789") == "" && len(text) <= 12:
			r.tokens = append(r.tokens, text)
		case s.adrift[total] == nil:
			return r, false
		default: // its label
			r.tokens = nil
		}
	}
	return r, len(r.tokens) <= 2*len(r.codes)
}

// firstColumn is where the numbers of a table begin.
func (s *sheet) firstColumn(table int) int {
	first := -1
	for _, i := range s.at {
		if f := &s.d.Figures[i]; f.Table == table && (first < 0 || f.Col < first) {
			first = f.Col
		}
	}
	return max(first, 0)
}

// A reading is another way to take a row: a number for each of its cells, nil
// where none is left for it.
type reading struct {
	kind   report.ProposalKind
	values []*int64
}

// lost stands for a number that the row no longer has.
const lost = "?"

// readings are the other ways to take a row: two cells as one number, one as
// two, and all moved by a column from some place on, where a number was lost.
func (r printedRow) readings() []reading {
	var out []reading
	n := len(r.tokens)
	add := func(kind report.ProposalKind, tokens []string) {
		for len(tokens) > len(r.codes) && tokens[len(tokens)-1] == "" {
			tokens = tokens[:len(tokens)-1]
		}
		if len(tokens) > len(r.codes) {
			return
		}
		values := make([]*int64, len(r.codes))
		for i, token := range tokens {
			if token == "" {
				values[i] = new(int64)
			} else if v, err := strconv.ParseInt(token, 10, 64); err == nil {
				values[i] = &v
			}
		}
		out = append(out, reading{kind, values})
	}
	for i := range n {
		if i+1 < n && r.tokens[i] != "" && r.tokens[i+1] != "" {
			add(report.SplitNumber, slices.Concat(r.tokens[:i], []string{r.tokens[i] + r.tokens[i+1]}, r.tokens[i+2:]))
		}
		for k := 1; k < len(r.tokens[i]); k++ {
			add(report.FusedNumber, slices.Concat(r.tokens[:i], []string{r.tokens[i][:k], r.tokens[i][k:]}, r.tokens[i+1:]))
		}
		if r.tokens[i] == "" {
			left := slices.Concat(r.tokens[:i], r.tokens[i+1:])
			for k := range n {
				if k != i {
					add(report.ShiftedRow, slices.Concat(left[:k], []string{lost}, left[k:]))
				}
			}
		} else {
			add(report.ShiftedRow, slices.Concat(r.tokens[:i], []string{lost}, r.tokens[i:]))
		}
	}
	return out
}
