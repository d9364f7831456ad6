package check

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
)

// The table of section 三 is a two-dimensional code: every cell stands in the
// sum of its row and in that of its column, those of the totals in more. A
// wrong cell breaks just the sums it stands in, all by the same amount, which
// no other cell does; a number split in two, a blank that was dropped and a row
// beside its columns break many, and reading the row another way mends all.

// A grid is the cells of a sheet as whole numbers, and the sums over them.
type grid struct {
	equations []equation
	cells     map[string]*int64 // by code; nil where no number stands
	in        map[string][]int  // the equations that a cell stands in
}

// grid gives the cells of a sheet. A blank is unknown, or taken for the zero
// that it mostly stands for.
func (s *sheet) grid(equations []equation, blankIsZero bool) *grid {
	g := &grid{cells: map[string]*int64{}, in: map[string][]int{}}
	for _, e := range equations {
		if !s.complete(e) {
			continue
		}
		for _, code := range slices.Concat(e.wholes, e.parts) {
			g.cells[code] = whole(s.value(code))
			if i, ok := s.at[code]; ok && blankIsZero && s.d.Figures[i].Status == report.Blank {
				g.cells[code] = new(int64)
			}
			g.in[code] = append(g.in[code], len(g.equations))
		}
		g.equations = append(g.equations, e)
	}
	return g
}

// complete tells whether a sheet has a cell for every term of an equation.
func (s *sheet) complete(e equation) bool {
	for _, code := range slices.Concat(e.wholes, e.parts) {
		if !s.has(code) {
			return false
		}
	}
	return len(e.parts) > 0
}

// whole is a cell's number; nil for what no count can be.
func whole(r *big.Rat) *int64 {
	if r == nil || !r.IsInt() || !r.Num().IsInt64() {
		return nil
	}
	n := r.Num().Int64()
	return &n
}

// state tells how much the wholes of an equation are more than its parts, and
// which of its cells hold no number.
func (g *grid) state(e equation) (delta int64, unknown []string) {
	for i, side := range [][]string{e.wholes, e.parts} {
		for _, code := range side {
			switch n := g.cells[code]; {
			case n == nil:
				unknown = append(unknown, code)
			case i == 0:
				delta += *n
			default:
				delta -= *n
			}
		}
	}
	return delta, unknown
}

// broken tells whether an equation cannot hold, whatever its blanks stand for.
func (g *grid) broken(i int) (delta int64, broken bool) {
	e := g.equations[i]
	delta, unknown := g.state(e)
	switch {
	case len(unknown) == 0:
		return delta, delta != 0
	case slices.ContainsFunc(unknown, func(code string) bool { return slices.Contains(e.wholes, code) }):
		return delta, false
	}
	return delta, delta < 0
}

// faults are the equations that are broken.
func (g *grid) faults() []int {
	var out []int
	for i := range g.equations {
		if _, broken := g.broken(i); broken {
			out = append(out, i)
		}
	}
	return out
}

// fill works out the blanks that stand alone in an equation, again until
// nothing follows, and gives what it found.
func (g *grid) fill() map[string]int64 {
	found := map[string]int64{}
	for again := true; again; {
		again = false
		for _, e := range g.equations {
			delta, unknown := g.state(e)
			if len(unknown) != 1 {
				continue
			}
			if slices.Contains(e.wholes, unknown[0]) {
				delta = -delta
			}
			if delta >= 0 {
				found[unknown[0]], again = delta, true
				g.cells[unknown[0]] = &delta
			}
		}
	}
	return found
}

// with is the grid with other numbers in some cells.
func (g *grid) with(changes map[string]*int64) *grid {
	c := &grid{g.equations, map[string]*int64{}, g.in}
	for code, n := range g.cells {
		c.cells[code] = n
	}
	for code, n := range changes {
		c.cells[code] = n
	}
	return c
}

// mended is the grid with what should stand in it.
func (g *grid) mended(changes []change) *grid {
	cells := map[string]*int64{}
	for _, c := range changes {
		for code, n := range c.cells {
			cells[code] = &n
		}
	}
	return g.with(cells)
}

// A change is what should stand in some cells.
type change struct {
	kind  report.ProposalKind
	cells map[string]int64
}

// solve works out what should stand in the cells of a sheet whose sums do not
// hold, and in a blank that the sums tell.
func (s *sheet) solve(equations []equation) {
	g := s.grid(equations, true)
	changes := g.wrongCells()
	if len(s.adrift) > 0 || len(g.mended(changes).faults()) > 0 {
		if rows := s.otherRows(g); rows != nil {
			changes = rows
		}
	}
	if len(g.faults())+len(s.adrift) == 0 {
		if found := s.grid(equations, false).fill(); len(found) > 0 {
			changes = append(changes, change{report.BlankCell, found})
		}
	}
	for _, c := range changes {
		s.propose(c)
	}
}

// wrongCells finds the cells all of whose sums are broken by the same amount,
// at least two, where none of these sums is another such cell's too.
func (g *grid) wrongCells() []change {
	type wrong struct {
		code  string
		value int64
	}
	claims := map[int][]wrong{}
	for code, n := range g.cells {
		if n == nil {
			continue
		}
		if d, ok := g.signature(code); ok && *n+d >= 0 {
			for _, i := range g.in[code] {
				claims[i] = append(claims[i], wrong{code, *n + d})
			}
		}
	}
	found := map[string]int64{}
	for _, i := range g.faults() {
		if len(claims[i]) == 1 {
			found[claims[i][0].code] = claims[i][0].value
		}
	}
	var out []change
	for _, code := range sorted(found) {
		if !slices.ContainsFunc(g.in[code], func(i int) bool { return len(claims[i]) > 1 }) {
			out = append(out, change{report.WrongCell, map[string]int64{code: found[code]}})
		}
	}
	return out
}

// signature gives what must be added to a cell to mend all the sums that it
// stands in; false where that does not mend them all.
func (g *grid) signature(code string) (add int64, ok bool) {
	if len(g.in[code]) < 2 {
		return 0, false
	}
	for k, i := range g.in[code] {
		e := g.equations[i]
		delta, unknown := g.state(e)
		if len(unknown) > 0 || delta == 0 {
			return 0, false
		}
		if slices.Contains(e.wholes, code) {
			delta = -delta
		}
		if k > 0 && delta != add {
			return 0, false
		}
		add = delta
	}
	return add, true
}

// otherRows reads each row in other ways, and gives the one way, of one row,
// that mends every sum.
func (s *sheet) otherRows(g *grid) []change {
	var found []change
	rows := s.totalRows()
	if len(s.adrift) > 0 { // what is wrong is known
		rows = slices.Sorted(maps.Keys(s.adrift))
	}
	for _, row := range rows {
		r, ok := s.printedRow(row)
		if !ok {
			continue
		}
		for _, alt := range r.readings() {
			changed := map[string]*int64{}
			for i, code := range r.codes {
				changed[code] = alt.values[i]
			}
			h := g.with(changed)
			if len(h.faults()) > 0 {
				continue
			}
			h.fill()
			if len(h.faults()) > 0 || !h.known(r.codes) {
				continue
			}
			c := change{alt.kind, map[string]int64{}}
			for _, code := range r.codes {
				if now, was := h.cells[code], g.cells[code]; now != nil && (was == nil || *now != *was) {
					c.cells[code] = *now
				}
			}
			if len(c.cells) > 0 && !slices.ContainsFunc(found, func(o change) bool { return same(o.cells, c.cells) }) {
				found = append(found, c)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// known tells whether every sum that some cells stand in can be judged: a blank
// put where a number stood would mend any.
func (g *grid) known(codes []string) bool {
	for _, code := range codes {
		for _, i := range g.in[code] {
			if _, unknown := g.state(g.equations[i]); len(unknown) > 0 {
				return false
			}
		}
	}
	return true
}

func same(a, b map[string]int64) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// propose keeps what cells should hold beside what they print.
func (s *sheet) propose(c change) {
	for _, code := range sorted(c.cells) {
		value, _ := report.ParseDecimal(strconv.FormatInt(c.cells[code], 10))
		p := report.Proposal{Figure: -1, Code: code, Value: value, Kind: c.kind}
		if i, ok := s.at[code]; ok {
			g := &s.d.Figures[i]
			if c.kind == report.WrongCell && g.Status == report.Blank {
				p.Kind = report.BlankCell
			}
			if p.Kind == report.BlankCell && g.Status != report.Blank && g.Status != report.Unsure {
				continue // "/" and words were meant
			}
			p.Figure, p.Table, p.Row, p.Verdict = i, g.Table, g.Row, s.verdict(g, p.Kind)
		} else {
			g := &s.d.Figures[s.adriftRow(code)[0]]
			p.Table, p.Row, p.Verdict = g.Table, g.Row, s.verdict(g, p.Kind)
		}
		s.d.Proposals = append(s.d.Proposals, p)
	}
}

// adriftRow gives the numbers of the row that a cell without a place is of.
func (s *sheet) adriftRow(code string) []int {
	c := report.ParseCode(code)
	delete(c.Dims, "applicant")
	return s.adrift[c.String()]
}

// verdict tells whose error a cell is that does not hold what it should.
func (s *sheet) verdict(g *report.Figure, kind report.ProposalKind) report.Verdict {
	switch {
	case g.Reader == report.ReadOCR, doubted(s.d, g):
		return report.Misread
	case kind == report.BlankCell && s.d.Reader != report.ReadPDFium:
		return "" // nothing stands there: not reported, which is nobody's error
	case kind != report.WrongCell && drawn(g.Reader):
		return report.Misread
	}
	return report.SourceInconsistent
}

// drawn tells of a reader that must find the cells of tables by where their
// words stand.
func drawn(r report.Reader) bool {
	return r == report.ReadPDFium || r == report.ReadText || r == report.ReadOFD
}

// doubted tells whether the two readers of a PDF disagree on a figure, or its
// cell holds more than a number.
func doubted(d *report.Document, g *report.Figure) bool {
	var at report.Span
	return slices.ContainsFunc(d.Issues, func(i report.Issue) bool {
		if i.Kind != report.IssueReaders && i.Kind != report.IssueUnsure && i.Kind != report.IssueManyNumbers {
			return false
		}
		if at == (report.Span{}) {
			at = d.Numeral(g)
		}
		return i.Start < at.End && at.Start < i.End
	})
}

func sorted(m map[string]int64) []string {
	out := make([]string, 0, len(m))
	for code := range m {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}

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
	return r, true
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
