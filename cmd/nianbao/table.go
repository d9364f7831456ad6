package main

import (
	"io"
	"strconv"
	"strings"
)

// A table prints rows that fit the terminal: the last column takes what the
// others leave, each of the others at most a third of the width.
type table struct {
	titles []string
	rows   [][]string
	right  int // this column's text stands at its right edge; 0 for none
}

func (t *table) add(cells ...string) {
	for i := range cells {
		cells[i] = clean(cells[i])
	}
	t.rows = append(t.rows, cells)
}

// lastColumn is the room of the last column, for a caller that chooses which
// part of a long text to show.
func (t *table) lastColumn(columns int) int {
	used := 0
	widths := t.widths(columns)
	for _, w := range widths[:len(widths)-1] {
		used += w + 2
	}
	return max(20, columns-used)
}

func (t *table) widths(columns int) []int {
	widths := make([]int, len(t.titles))
	for _, row := range append([][]string{t.titles}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	for i := range widths[:len(widths)-1] {
		widths[i] = min(widths[i], max(8, columns/3))
	}
	return widths
}

func (t *table) write(w io.Writer, columns int) error {
	widths := t.widths(columns)
	last := len(widths) - 1
	widths[last] = t.lastColumn(columns)
	var b strings.Builder
	for _, row := range append([][]string{t.titles}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			cell = fit(cell, widths[i])
			if i == t.right && i > 0 {
				cell = strings.Repeat(" ", widths[i]-columnsOf(cell)) + cell
			}
			if i < last {
				cell = pad(cell, widths[i]) + "  "
			}
			line.WriteString(cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columns is the width that tables are fitted to.
func (c *cli) columns() int {
	if n, ok := c.terminal(c.stdout); ok {
		return max(n, 40)
	}
	if n, err := strconv.Atoi(c.getenv("COLUMNS")); err == nil && n >= 40 {
		return n
	}
	return 120
}
