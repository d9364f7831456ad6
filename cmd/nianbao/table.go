package main

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// A table prints rows that fit the terminal: the widest columns give way, and
// the last one has at least a quarter of the width if it needs it.
type table struct {
	titles []string
	rows   [][]string
	right  int                 // this column holds numbers: it stands at its right edge and is never cut; -1 for none
	keep   int                 // this column, which holds codes, gives way last
	least  int                 // columns that the last one has if it needs them; 0 for a quarter of the width
	whole  []int               // these columns, which hold dates, are never cut
	mark   func(string) string // of the last column's cells; nil for none
}

const (
	gap       = 2 // columns between cells
	leastCell = 8 // no cell is made narrower
)

func (t *table) add(cells ...string) {
	for i := range cells {
		cells[i] = clean(cells[i])
	}
	t.rows = append(t.rows, cells)
}

// focus shortens the last column, which quotes figures, so that what is printed
// stays in sight.
func (t *table) focus(columns int, figures []report.Figure) {
	last := len(t.titles) - 1
	room := t.widths(columns)[last]
	for i, f := range figures {
		quote, printed := t.rows[i][last], clean(f.Printed)
		if before, _, ok := strings.Cut(quote, printed); ok {
			from := utf8.RuneCountInString(before)
			t.rows[i][last] = around(quote, from, from+utf8.RuneCountInString(printed), room)
		}
	}
}

func (t *table) widths(columns int) []int {
	widths := make([]int, len(t.titles))
	for _, row := range append([][]string{t.titles}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	last := len(widths) - 1
	room := columns - gap*last
	for {
		used, widest := 0, t.keep
		for i, w := range widths[:last] {
			used += w
			if i != t.keep && i != t.right && !slices.Contains(t.whole, i) && w > leastCell && (widest == t.keep || w > widths[widest]) {
				widest = i
			}
		}
		if used+min(widths[last], cmp.Or(t.least, columns/4)) <= room || widths[widest] <= leastCell {
			widths[last] = max(leastCell, min(widths[last], room-used))
			return widths
		}
		widths[widest]--
	}
}

func (t *table) write(w io.Writer, columns int) error {
	widths := t.widths(columns)
	last := len(widths) - 1
	var b strings.Builder
	for n, row := range append([][]string{t.titles}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			cell = fit(cell, widths[i])
			if i == last && n > 0 && t.mark != nil {
				cell = t.mark(cell)
			}
			if i == t.right {
				cell = strings.Repeat(" ", widths[i]-columnsOf(cell)) + cell
			}
			if i < last {
				cell = pad(cell, widths[i]+gap)
			}
			line.WriteString(cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// uncut is the width of what has none, a file or a pipe: no cell is shortened.
const uncut = math.MaxInt32

// columns is the width that tables are fitted to.
func (c *cli) columns() int {
	if n, ok := c.terminal(c.stdout); ok {
		return max(n, 40)
	}
	if n, err := strconv.Atoi(c.getenv("COLUMNS")); err == nil && n >= 40 {
		return n
	}
	return uncut
}
