package check

import (
	"math/big"
	"slices"
	"strings"

	"nianbao/report"
)

// A sheet is one official table of one body, which may stand in several pieces
// in a document: the figures of its cells by code.
type sheet struct {
	d      *report.Document
	doubts doubts
	form   string         // 2021.3
	at     map[string]int // code -> index into Document.Figures; a part's with its name
	// adrift are the rows whose numbers have no column: the code of the row's
	// total -> indexes of what stands in it.
	adrift map[string][]int
	lost   map[string]bool // the codes of the cells of such rows
}

// partMark stands between the code and the name of a part.
const partMark = "|"

// An equation is a sum that a form asks for: the cells of one side, by their
// codes, make as much as those of the other.
type equation struct {
	rule          string
	wholes, parts []string
}

// check compares the figures of a table with each other, and works out what is
// wrong where they do not agree.
func (s *sheet) check() {
	if !official(s.form) {
		return
	}
	var equations []equation
	switch s.form[strings.Index(s.form, ".")+1:] {
	case "1":
		equations = s.listEquations()
		s.checkParts()
	case "3":
		equations = s.requestEquations()
	case "4":
		equations = s.caseEquations()
	}
	for _, e := range equations {
		s.checkSum(e)
	}
	s.solve(equations)
}

// sheetsOf gathers the figures of tables; a code that comes again begins a new sheet.
func sheetsOf(d *report.Document, uncertain doubts) []*sheet {
	var all []*sheet
	current := map[string]*sheet{}
	for i := range d.Figures {
		g := &d.Figures[i]
		form, row, ok := strings.Cut(g.Rule, "#")
		row, adrift := strings.CutPrefix(row, "?")
		if !ok || g.Method != report.InTable || g.Role != report.Level || g.Indicator == "" && (!adrift || row == "") {
			continue
		}
		code := g.Code().String()
		if g.Part != "" {
			code += partMark + g.Part
		}
		s := current[form]
		if s != nil {
			if _, again := s.at[code]; again {
				s = nil
			}
		}
		if s == nil {
			s = &sheet{d: d, doubts: uncertain, form: form, at: map[string]int{}, adrift: map[string][]int{}, lost: map[string]bool{}}
			current[form] = s
			all = append(all, s)
		}
		if adrift {
			s.setAdrift(row, i)
		} else {
			s.at[code] = i
		}
	}
	return all
}

// setAdrift keeps a number of a row whose columns are not known.
func (s *sheet) setAdrift(row string, figure int) {
	if _, placed := s.at[row]; placed {
		return
	}
	s.adrift[row] = append(s.adrift[row], figure)
	for _, code := range append(kinds(row), row) {
		s.lost[code] = true
	}
}

func (s *sheet) has(code string) bool {
	_, ok := s.at[code]
	return ok || s.lost[code]
}

// withPrefix gives the codes of the sheet that begin with p, sorted.
func (s *sheet) withPrefix(p string) []string {
	var out []string
	for code := range s.at {
		if strings.HasPrefix(code, p) && !strings.Contains(code, partMark) {
			out = append(out, code)
		}
	}
	for code := range s.lost {
		if strings.HasPrefix(code, p) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// leaves gives the outcomes of the single table: those of the first level.
func (s *sheet) leaves(p string) []string {
	return slices.DeleteFunc(s.withPrefix(p), func(code string) bool {
		parent, _, nested := strings.Cut(code[len(p):], ".")
		_, above := s.at[p+parent+"]"]
		return nested && above
	})
}

// value is the number in a sheet's cell; nil where none is printed.
func (s *sheet) value(code string) *big.Rat {
	i, ok := s.at[code]
	if !ok {
		return nil
	}
	return s.d.Figures[i].Value.Rat()
}

// checkSum compares two sums of cells. A blank cell is no zero: where one is
// missing the sums are compared only if what is printed decides already.
func (s *sheet) checkSum(e equation) {
	left, right := new(big.Rat), new(big.Rat)
	for _, code := range e.wholes {
		v := s.value(code)
		if v == nil {
			return
		}
		left.Add(left, v)
	}
	missing, printed := 0, 0
	for _, code := range e.parts {
		if v := s.value(code); v != nil {
			right.Add(right, v)
			printed++
		} else {
			missing++
		}
	}
	delta := left.Sub(left, right)
	if printed == 0 || missing > 0 && delta.Sign() > 0 {
		return
	}
	s.note(e.rule, delta, delta.Sign() == 0, slices.Concat(e.wholes, e.parts)...)
}

// note records a check, named by the label of the first cell; delta is the
// printed whole less the sum of its parts.
func (s *sheet) note(rule string, delta *big.Rat, ok bool, codes ...string) {
	c := report.Check{Rule: s.form + "." + rule, OK: ok, Note: s.d.Figures[s.at[codes[0]]].Label, Figures: []int{}}
	for _, code := range codes {
		if i, ok := s.at[code]; ok && s.d.Figures[i].Value != "" {
			c.Figures = append(c.Figures, i)
		}
	}
	c.Delta = decimal(delta)
	s.d.Checks = append(s.d.Checks, c)
}
