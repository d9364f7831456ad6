package check

import (
	"maps"
	"slices"
	"strconv"

	"nianbao/report"
)

// The table of section 三 is a two-dimensional code: every cell stands in the
// sum of its row and in that of its column, those of the totals in more. A
// wrong cell breaks just the sums it stands in, all by the same amount, which
// no other cell does; a number split in two, a blank that was dropped and a row
// beside its columns break many, and reading the row another way mends all.

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
	for _, code := range slices.Sorted(maps.Keys(found)) {
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
	faults := g.faults()
	rows := s.totalRows()
	if len(s.adrift) > 0 { // what is wrong is known
		rows = slices.Sorted(maps.Keys(s.adrift))
	}
	for _, row := range rows {
		r, ok := s.printedRow(row)
		if !ok || !g.within(faults, r.codes) {
			continue
		}
		for _, alt := range r.readings() {
			changed := map[string]*int64{}
			for i, code := range r.codes {
				changed[code] = alt.values[i]
			}
			if !g.holds(r.codes, changed) {
				continue
			}
			h := g.with(changed)
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
			if len(c.cells) > 0 && !slices.ContainsFunc(found, func(o change) bool { return maps.Equal(o.cells, c.cells) }) {
				found = append(found, c)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// propose keeps what cells should hold beside what they print.
func (s *sheet) propose(c change) {
	for _, code := range slices.Sorted(maps.Keys(c.cells)) {
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
