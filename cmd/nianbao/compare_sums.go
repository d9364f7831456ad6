package main

import (
	"slices"
	"strings"

	"nianbao/compare"
	"nianbao/extract/indicator"
	"nianbao/report"
	"nianbao/store"
)

// A comparedSum is what stands for a code in reports of an era whose form has no
// cell for it.
type comparedSum struct {
	indicator.Sum
	parts  []string // codes
	called string   // the codes, a + b
}

// comparedSums are those of codes, by era.
type comparedSums map[string]map[report.Era]comparedSum

// sumsOf finds them in the codebook.
func sumsOf(book *indicator.Book, codes []subject) comparedSums {
	out := comparedSums{}
	for _, n := range codes {
		for _, era := range report.Eras() {
			found, ok := book.SumOf(report.ParseCode(n.code), era)
			if !ok {
				continue
			}
			s := comparedSum{Sum: found}
			for _, p := range found.Parts {
				s.parts = append(s.parts, p.String())
			}
			s.called = strings.Join(s.parts, " + ")
			if out[n.code] == nil {
				out[n.code] = map[report.Era]comparedSum{}
			}
			out[n.code][era] = s
		}
	}
	return out
}

// parts are the codes that the sums are of.
func (s comparedSums) parts() []string {
	var out []string
	for _, byEra := range s {
		for _, sum := range byEra {
			out = append(out, sum.parts...)
		}
	}
	return out
}

// fill gives reports that do not state a code the sum that stands for it. Sums
// are of what is stated, not of sums.
func (s comparedSums) fill(d *compare.Data, cells []store.PanelCell) {
	type place struct {
		code   string
		report int
	}
	wanted := map[string][]string{} // by part: the codes whose sums it may be in
	for code, byEra := range s {
		for _, sum := range byEra {
			for _, part := range sum.parts {
				if !slices.Contains(wanted[part], code) {
					wanted[part] = append(wanted[part], code)
				}
			}
		}
	}
	adders := map[place]*compare.Adder{}
	for _, c := range cells {
		for _, code := range wanted[c.Code] {
			sum, ok := s[code][d.Reports[c.Report].Era]
			if !ok || !slices.Contains(sum.parts, c.Code) || d.Cells[code][c.Report].State != compare.NotReported {
				continue
			}
			at := place{code, c.Report}
			if adders[at] == nil {
				adders[at] = &compare.Adder{}
			}
			adders[at].Add(cellOf(c))
		}
	}
	for at, a := range adders {
		sum := s[at.code][d.Reports[at.report].Era]
		d.Cells[at.code][at.report] = a.Cell(len(sum.parts), sum.called)
	}
}
