package parse

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// A docxStyle is what a paragraph or character style says that is read.
type docxStyle struct {
	name, base string
	level      int    // 1 to 9 for a heading, else 0
	list       string // id of its numbering
	listOf     string // id of the style that says so
	depth      int    // level of that numbering; -1 where it does not say
	hidden     toggle
}

// A toggle is a property that is on, off or not said.
type toggle int8

const (
	unsaid toggle = iota
	on
	off
)

// toggled reads a property like <w:vanish/> or <w:vanish w:val="0"/>.
func toggled(e *xml.StartElement) toggle {
	switch attr(e, "val") {
	case "0", "false", "off":
		return off
	}
	return on
}

type docxStyles struct {
	byID  map[string]*docxStyle
	usual string // id of the style of paragraphs that name none
}

func readStyles(body []byte) docxStyles {
	s := docxStyles{byID: map[string]*docxStyle{}}
	x := newXML(body)
	for x.next() {
		if x.start == nil || x.start.Name.Local != "style" {
			continue
		}
		id := attr(x.start, "styleId")
		if attr(x.start, "type") == "paragraph" && attr(x.start, "default") == "1" {
			s.usual = id
		}
		s.byID[id] = readStyle(x)
	}
	return s
}

func readStyle(x *xmlReader) *docxStyle {
	st := &docxStyle{depth: -1}
	for depth := x.depth(); x.inside(depth); {
		e := x.start
		switch val := attr(e, "val"); e.Name.Local {
		case "name":
			st.name = strings.ToLower(val)
			if n, ok := strings.CutPrefix(st.name, "heading "); ok && st.level == 0 {
				st.level = levelOf(n, 1)
			}
		case "basedOn":
			st.base = val
		case "outlineLvl":
			st.level = levelOf(val, 0)
		case "numId":
			st.list = val
		case "ilvl":
			st.depth = levelOf(val, 0) - 1
		case "vanish":
			st.hidden = toggled(e)
		case "pPrChange", "rPrChange", "tblStylePr":
			x.skip()
		}
	}
	return st
}

// levelOf reads a level that is counted from first, as one from 1 to 9; 0 is
// no level.
func levelOf(s string, first int) int {
	n, err := strconv.Atoi(s)
	if n = n - first + 1; err != nil || n < 1 || n > 9 {
		return 0
	}
	return n
}

// maxStyleBases keeps styles that are based on one another in a circle from
// taking for ever.
const maxStyleBases = 20

// resolve gives a style with what it inherits.
func (s *docxStyles) resolve(id string) docxStyle {
	out := docxStyle{depth: -1}
	for n := 0; n < maxStyleBases; n++ {
		st := s.byID[id]
		if st == nil {
			break
		}
		if n == 0 {
			out.name = st.name
		}
		if out.level == 0 {
			out.level = st.level
		}
		if out.list == "" {
			out.list, out.listOf, out.depth = st.list, id, st.depth
		}
		if out.hidden == unsaid {
			out.hidden = st.hidden
		}
		id = st.base
	}
	return out
}
