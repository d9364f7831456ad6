package parse

import "strings"

// A docxTable is a table as Word writes it: rows of cells that say how many
// columns they span, and whether they go on from the cell above.
type docxTable struct {
	rows []docxRow
	cut  bool // rows are missing: the document has too many
}

type docxRow struct {
	cells  []docxCell
	before int  // columns that the row leaves out at its left
	out    bool // deleted or hidden
	cut    bool // cells are missing: the document has too many
}

type docxCell struct {
	colspan  int
	begins   bool // a run of merged rows begins here
	goesOn   bool // it belongs to the cell above
	sideways bool // it belongs to the cell at its left
	out      bool // deleted
	pieces   []officePiece
}

func (row *docxRow) properties(x *xmlReader) {
	for depth := x.depth(); x.inside(depth); {
		switch x.start.Name.Local {
		case "gridBefore":
			row.before = min(leadingInt(attr(x.start, "val")), maxColSpan)
		case "del":
			row.out = true
		case "hidden":
			row.out = row.out || toggled(x.start) == on
		case "trPrChange":
			x.skip()
		}
	}
}

func (c *docxCell) properties(x *xmlReader) {
	for depth := x.depth(); x.inside(depth); {
		switch val := attr(x.start, "val"); x.start.Name.Local {
		case "gridSpan":
			c.colspan = min(max(leadingInt(val), 1), maxColSpan)
		case "vMerge":
			c.begins, c.goesOn = val == "restart", val != "restart"
		case "hMerge":
			c.sideways = val != "restart"
		case "cellDel":
			c.out = true
		case "tcPrChange":
			x.skip()
		}
	}
}

// pieces gives the table as one piece, or what stands in it, where it only
// frames a text or holds other tables.
func (t *docxTable) pieces() []officePiece {
	var inside []officePiece
	cells, widest, long, nested, rows := 0, 0, 0, 0, 0
	for i := range t.rows {
		row := &t.rows[i]
		if row.out {
			continue
		}
		rows++
		widest = max(widest, len(row.cells))
		for _, c := range row.cells {
			cells++
			han := 0
			for _, p := range c.pieces {
				if p.table != nil {
					nested += len(p.table.cells)
				}
				han += census(p.text).han
			}
			if han > 150 {
				long++
			}
			inside = append(inside, c.pieces...)
		}
	}
	if rows < 2 || widest < 2 || cells < 4 || 10*long > cells || nested >= cells {
		return inside
	}
	return []officePiece{{table: t.grid()}}
}

// grid lays the cells out.
func (t *docxTable) grid() *htmlGrid {
	g := &htmlGrid{cut: t.cut}
	above := map[int]int{} // for each column the cell that may go on in the next row
	for i := range t.rows {
		row := &t.rows[i]
		g.cut = g.cut || row.cut
		if row.out {
			continue
		}
		col, open := row.before, map[int]int{}
		for j := range row.cells {
			c := &row.cells[j]
			at, known := above[col]
			switch {
			case c.out:
				continue
			case c.sideways && j > 0 && len(g.cells) > 0 && g.cells[len(g.cells)-1].row == g.rows:
				g.cells[len(g.cells)-1].colspan += c.colspan
			case c.goesOn && known && g.cells[at].colspan == c.colspan:
				g.cells[at].rowspan++
				open[col] = at
			default:
				if c.begins || c.goesOn {
					open[col] = len(g.cells)
				}
				g.cells = append(g.cells, htmlCell{text: cellLine(c.pieces), row: g.rows, col: col, rowspan: 1, colspan: c.colspan})
			}
			col += c.colspan
			if col > maxColumns || (g.rows+1)*col > maxCells {
				g.cut = true
				break
			}
		}
		for len(g.busy) < col {
			g.busy = append(g.busy, 0)
		}
		above = open
		g.rows++
	}
	g.compact()
	return g
}

// cellLine joins the paragraphs of a cell by a space, two where digits meet,
// so that two numbers never become one.
func cellLine(pieces []officePiece) string {
	var out []byte
	add := func(s string) {
		for line := range strings.SplitSeq(s, "\n") {
			out = appendLine(out, line)
		}
	}
	for _, p := range pieces {
		add(p.text)
		if p.table != nil {
			for _, c := range p.table.cells {
				add(c.text)
			}
		}
	}
	return string(out)
}
