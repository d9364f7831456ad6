package main

import (
	"io"
	"slices"
	"strings"
)

// A grid prints columns of figures, which are never cut, behind a column of
// names, which are cut at their beginning: what tells the offices of a city apart
// stands at the end. Where they do not fit
// the terminal, they are printed in blocks below each other, each with the
// leading columns, which name the row.
type grid struct {
	titles []string
	rows   [][]string
	lead   int          // leading columns
	left   map[int]bool // columns beside the first that stand at their left edge
}

func (g *grid) add(cells ...string) {
	for i := range cells {
		cells[i] = clean(cells[i])
	}
	g.rows = append(g.rows, cells)
}

// longestName is how wide the column of names may be where there is no terminal
// to fit, leastName where there is one.
const (
	longestName = 120
	leastName   = 20
)

func (g *grid) widths() []int {
	widths := make([]int, len(g.titles))
	for _, row := range append([][]string{g.titles}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	widths[0] = min(widths[0], longestName)
	return widths
}

// blocks gives the columns behind the leading ones that are printed together,
// once the names have been made as narrow as they may be.
func (g *grid) blocks(widths []int, columns int) [][]int {
	fixed := sum(widths[:g.lead]) + gap*(g.lead-1)
	all := fixed + sum(widths[g.lead:]) + gap*(len(widths)-g.lead)
	if over := all - columns; over > 0 {
		narrower := min(over, max(0, widths[0]-leastName))
		widths[0] -= narrower
		fixed -= narrower
	}
	var out [][]int
	used := 0
	for i := g.lead; i < len(widths); i++ {
		if used += gap + widths[i]; len(out) == 0 || fixed+used > columns {
			out = append(out, nil)
			used = gap + widths[i]
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

// fits tells whether the grid needs but one block.
func (g *grid) fits(columns int) bool { return len(g.blocks(g.widths(), columns)) <= 1 }

// drop takes a column away.
func (g *grid) drop(i int) {
	g.titles = slices.Delete(slices.Clone(g.titles), i, i+1)
	for r := range g.rows {
		g.rows[r] = slices.Delete(g.rows[r], i, i+1)
	}
	left := map[int]bool{}
	for n := range g.left {
		if n > i {
			left[n-1] = true
		} else if n < i {
			left[n] = true
		}
	}
	g.left = left
}

func (g *grid) write(w io.Writer, columns int) error {
	widths := g.widths()
	var b strings.Builder
	for n, block := range g.blocks(widths, columns) {
		if n > 0 {
			b.WriteString("\n")
		}
		shown := block
		for i := g.lead - 1; i >= 0; i-- {
			shown = append([]int{i}, shown...)
		}
		for _, row := range append([][]string{g.titles}, g.rows...) {
			var line strings.Builder
			for at, i := range shown {
				if at > 0 {
					line.WriteString(strings.Repeat(" ", gap))
				}
				cell := row[i]
				if i == 0 {
					cell = fitEnd(cell, widths[0])
				}
				if i > 0 && !g.left[i] {
					cell = strings.Repeat(" ", widths[i]-columnsOf(cell)) + cell
				}
				line.WriteString(pad(cell, widths[i]))
			}
			b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
