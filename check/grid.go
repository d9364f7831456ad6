package check

import (
	"math/big"
	"slices"

	"nianbao/report"
)

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

// within tells whether some cells stand in each of some equations.
func (g *grid) within(equations []int, codes []string) bool {
	for _, i := range equations {
		if !slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(g.in[code], i) }) {
			return false
		}
	}
	return true
}

// holds tells whether no equation that some cells stand in is broken with other
// numbers in them. The grid is as before afterwards.
func (g *grid) holds(codes []string, changes map[string]*int64) bool {
	was := map[string]*int64{}
	for _, code := range codes {
		if n, ok := g.cells[code]; ok {
			was[code] = n
			g.cells[code] = changes[code]
		}
	}
	defer func() {
		for code, n := range was {
			g.cells[code] = n
		}
	}()
	for code := range was {
		for _, i := range g.in[code] {
			if _, broken := g.broken(i); broken {
				return false
			}
		}
	}
	return true
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
