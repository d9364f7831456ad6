package parse

import (
	"cmp"
	"math"
	"slices"

	"nianbao/report"
)

const (
	ruleSnap    = 3.0  // points within which lines are one line, and ends meet
	maxRules    = 4000 // of a page, joined; more is a drawing, not a table
	maxPDFCells = 10_000
	overhang    = 6.0 // points by which a line must go beyond the last crossing to show that a border is missing
	borderMin   = 0.5 // share of a cell's side that must be drawn
)

// A pdfCell is one cell of a ruled table.
type pdfCell struct {
	row, col, rows, cols int
	page                 int
	box                  report.Box
	glyphs               []pdfGlyph
	text                 string
}

// A pdfTable is a table as its drawn lines tell: on one page, or joined from
// several.
type pdfTable struct {
	page, last int       // first and last page
	xs         []float64 // borders of its columns on the first page, ascending
	rows       int
	cells      []pdfCell
	box        report.Box // on the first page
}

func (t *pdfTable) cols() int { return len(t.xs) - 1 }

func (t *pdfTable) glyphs() (all []pdfGlyph) {
	for _, c := range t.cells {
		all = append(all, c.glyphs...)
	}
	return all
}

// tablesOf builds the tables of a page from its drawn lines, without text.
func tablesOf(page int, rules []pdfRule) []pdfTable {
	rules = snapRules(rules)
	if len(rules) > maxRules {
		return nil
	}
	var out []pdfTable
	for _, part := range connected(rules) {
		if t, ok := tableOf(page, part); ok {
			out = append(out, t)
		}
	}
	return out
}

// snapRules puts lines that are meant to be at one height (or one x) there, and
// joins their pieces.
func snapRules(rules []pdfRule) []pdfRule {
	var out []pdfRule
	for _, vertical := range []bool{false, true} {
		var same []pdfRule
		for _, r := range rules {
			if r.vertical == vertical {
				same = append(same, r)
			}
		}
		slices.SortStableFunc(same, func(a, b pdfRule) int { return cmp.Compare(a.at, b.at) })
		for i := 0; i < len(same); {
			j, sum := i, 0.0
			for j < len(same) && same[j].at-same[i].at <= ruleSnap {
				sum += same[j].at
				j++
			}
			out = append(out, joinPieces(same[i:j], sum/float64(j-i))...)
			i = j
		}
	}
	return out
}

func joinPieces(pieces []pdfRule, at float64) []pdfRule {
	slices.SortStableFunc(pieces, func(a, b pdfRule) int { return cmp.Compare(a.lo, b.lo) })
	var out []pdfRule
	for _, p := range pieces {
		p.at = at
		if n := len(out); n > 0 && p.lo <= out[n-1].hi+ruleSnap+1 {
			out[n-1].hi = max(out[n-1].hi, p.hi)
			continue
		}
		out = append(out, p)
	}
	return out
}

// connected parts the lines into those that touch one another.
func connected(rules []pdfRule) [][]pdfRule {
	set := newUnionFind(len(rules))
	for i, a := range rules {
		if a.vertical {
			continue
		}
		for j, b := range rules {
			if b.vertical && within(b.at, a.lo, a.hi) && within(a.at, b.lo, b.hi) {
				set.join(i, j)
			}
		}
	}
	parts := map[int][]pdfRule{}
	var order []int
	for i, r := range rules {
		root := set.find(i)
		if parts[root] == nil {
			order = append(order, root)
		}
		parts[root] = append(parts[root], r)
	}
	var out [][]pdfRule
	for _, root := range order {
		out = append(out, parts[root])
	}
	return out
}

func within(v, lo, hi float64) bool { return v >= lo-ruleSnap && v <= hi+ruleSnap }

// tableOf makes a table of lines that touch; false where they enclose fewer
// than two cells.
func tableOf(page int, rules []pdfRule) (pdfTable, bool) {
	rules = closeSides(closeSides(rules, true), false)
	xs, ys := positions(rules, true), positions(rules, false)
	if len(xs) < 2 || len(ys) < 2 || len(xs)*len(ys) > maxPDFCells {
		return pdfTable{}, false
	}
	slices.Reverse(ys) // from top to bottom
	t := pdfTable{page: page, last: page, xs: xs, rows: len(ys) - 1}
	t.box = report.Box{xs[0], ys[len(ys)-1], xs[len(xs)-1], ys[0]}
	t.cells = mergedCells(xs, ys, rules)
	for i := range t.cells {
		c := &t.cells[i]
		c.page = page
		c.box = report.Box{xs[c.col], ys[c.row+c.rows], xs[c.col+c.cols], ys[c.row]}
	}
	return t, len(t.cells) > 1
}

func positions(rules []pdfRule, vertical bool) []float64 {
	var at []float64
	for _, r := range rules {
		if r.vertical == vertical {
			at = append(at, r.at)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// closeSides adds the borders that are not drawn: the outer uprights of a table
// that is open at its sides (vertical), the level lines where a page ends
// within a table.
func closeSides(rules []pdfRule, vertical bool) []pdfRule {
	lo, hi := math.Inf(1), math.Inf(-1)   // of the lines that run across the border
	first, last := lo, hi                 // of the borders that are drawn
	from, to := math.Inf(1), math.Inf(-1) // extent of the borders
	for _, r := range rules {
		if r.vertical == vertical {
			first, last = min(first, r.at), max(last, r.at)
			continue
		}
		lo, hi = min(lo, r.lo), max(hi, r.hi)
		from, to = min(from, r.at), max(to, r.at)
	}
	closed := rules
	for end, at := range [2]float64{lo, hi} {
		beyond := first - at
		if end == 1 {
			beyond = at - last
		}
		if beyond <= overhang || crossing(rules, vertical, at, end) < 2 {
			continue
		}
		closed = append(closed, pdfRule{vertical, at, from, to})
	}
	return closed
}

// crossing counts the lines that would end at a border at this place.
func crossing(rules []pdfRule, vertical bool, at float64, end int) (n int) {
	for _, r := range rules {
		if r.vertical == vertical {
			continue
		}
		if math.Abs([2]float64{r.lo, r.hi}[end]-at) <= ruleSnap {
			n++
		}
	}
	return n
}

// mergedCells joins the smallest rectangles between the lines where no border
// is drawn between them. A shape that is no rectangle falls apart into rows.
func mergedCells(xs, ys []float64, rules []pdfRule) []pdfCell {
	cols, rows := len(xs)-1, len(ys)-1
	drawn := newBorders(rules)
	set := newUnionFind(cols * rows)
	for r := range rows {
		for c := range cols {
			if c+1 < cols && drawn.share(true, xs[c+1], ys[r+1], ys[r]) < borderMin {
				set.join(r*cols+c, r*cols+c+1)
			}
			if r+1 < rows && drawn.share(false, ys[r+1], xs[c], xs[c+1]) < borderMin {
				set.join(r*cols+c, (r+1)*cols+c)
			}
		}
	}
	group := make([]pdfCell, cols*rows) // by root: its bounds
	count := make([]int, cols*rows)
	for i := range cols * rows {
		root, r, c := set.find(i), i/cols, i%cols
		g := &group[root]
		if count[root]++; count[root] == 1 {
			*g = pdfCell{row: r, col: c, rows: 1, cols: 1}
			continue
		}
		g.rows = max(g.row+g.rows, r+1) - min(g.row, r)
		right := max(g.col+g.cols, c+1)
		g.col = min(g.col, c)
		g.cols = right - g.col
	}
	var cells []pdfCell
	for i := range cols * rows {
		root, r, c := set.find(i), i/cols, i%cols
		g := group[root]
		switch {
		case count[root] == g.rows*g.cols:
			if g.row == r && g.col == c {
				cells = append(cells, g)
			}
		case c > 0 && set.find(i-1) == root:
			cells[len(cells)-1].cols++
		default:
			cells = append(cells, pdfCell{row: r, col: c, rows: 1, cols: 1})
		}
	}
	return cells
}
