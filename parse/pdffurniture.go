package parse

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A running head or a page number stands within this share of the page's height
// from its upper or lower edge.
const edgeShare = 0.14

var (
	pdfPageNumber  = needle.MustCompile(`^(?:第?\d{1,4}页?|\d{1,4}[/／]\d{1,4}|第\d{1,4}页[,，/／]?共\d{1,4}页|[Pp]age\d{1,4}(?:of\d{1,4})?)$`)
	dashedNumber   = needle.MustCompile(`^[-－—–―─·•~～\[(（]+第?\d{1,4}页?[-－—–―─·•~～\])）]+$`)
	anyNumber      = needle.MustCompile(`\d+`)
	continuedTable = needle.MustCompile(`^[（(]?(?:续表?|接上表|表?续)[\d一二三四]*[）)]?$`)
)

// A pdfEdge is the first or last line of a page.
type pdfEdge struct {
	line   *pdfLine // nil where there is none near the page's edge
	text   string   // without spaces
	mask   string   // with 0 for every number
	number bool     // a page number
}

// takeFurniture takes page numbers, and the running heads and feet that several
// pages share, out of the pages' items.
func takeFurniture(pages []pdfPage, items [][]pdfItem) (taken []pdfLine) {
	for range 3 { // a head or foot may have several lines
		again := false
		for _, top := range []bool{true, false} {
			edges := edgesOf(pages, items, top)
			for i, e := range edges {
				if e.line != nil && isFurniture(i, edges, pages[i].h) {
					items[i] = slices.DeleteFunc(items[i], func(it pdfItem) bool { return it.line == e.line })
					taken = append(taken, *e.line)
					again = true
				}
			}
		}
		if !again {
			break
		}
	}
	return taken
}

// addFurniture puts the furniture of each page before the first block that
// begins below it.
func addFurniture(blocks []pdfBlock, lines []pdfLine) []pdfBlock {
	slices.SortStableFunc(lines, func(a, b pdfLine) int { return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(b.base, a.base)) })
	var out []pdfBlock
	for _, b := range blocks {
		for len(lines) > 0 && lines[0].above(&b) {
			out = append(out, pdfBlock{kind: report.Furniture, lines: lines[:1]})
			lines = lines[1:]
		}
		out = append(out, b)
	}
	for i := range lines {
		out = append(out, pdfBlock{kind: report.Furniture, lines: lines[i : i+1]})
	}
	return out
}

// above tells whether a line stands above the begin of a block.
func (l *pdfLine) above(b *pdfBlock) bool {
	if b.table != nil {
		return l.page < b.table.page || l.page == b.table.page && l.base > b.table.box[3]
	}
	return l.page < b.lines[0].page || l.page == b.lines[0].page && l.base > b.lines[0].base
}

func edgesOf(pages []pdfPage, items [][]pdfItem, top bool) []pdfEdge {
	out := make([]pdfEdge, len(items))
	for i, list := range items {
		l := outermost(list, top)
		if l == nil {
			continue
		}
		share := l.base / pages[i].h
		if top && share > 1-edgeShare || !top && share < edgeShare {
			text := strings.ReplaceAll(l.text(), " ", "")
			out[i] = pdfEdge{l, text, anyNumber.ReplaceAllString(text, "0"), pdfPageNumber.MatchString(text)}
		}
	}
	return out
}

// outermost finds the line at the upper or lower end of a page, or nil where a
// table stands there.
func outermost(items []pdfItem, top bool) *pdfLine {
	var best *pdfLine
	var edge float64
	for i, it := range items {
		var at float64
		switch {
		case it.line != nil && top:
			at = it.line.base
		case it.line != nil:
			at = -it.line.base
		case top:
			at = it.table.box[3]
		default:
			at = -it.table.box[1]
		}
		if i == 0 || at > edge {
			best, edge = it.line, at
		}
	}
	return best
}

// isFurniture tells an edge that is a page number, or that other pages have at
// the same height.
func isFurniture(i int, edges []pdfEdge, height float64) bool {
	e := edges[i]
	const long = 60 // characters, too many for a running head
	if dashedNumber.MatchString(e.text) {
		return true
	}
	same := 0
	for j, o := range edges {
		if j == i || o.line == nil || math.Abs(e.line.base-o.line.base) > 4 {
			continue
		}
		if e.number && o.number || e.mask == o.mask && len(e.line.glyphs) < long {
			same++
		}
	}
	switch {
	case e.number:
		return same > 0 || e.line.base < 0.08*height
	case len(edges) < 4:
		return same > 0
	}
	return same >= 2 // left and right pages may have heads of their own
}
