package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"nianbao/eval"
)

// writeGroups prints a line a group, and one for all of them.
func (c *cli) writeGroups(r *eval.Report, by eval.By) error {
	t := table{titles: append([]string{c.say("by." + string(by))}, c.list("eval.columns")...), right: -1, keep: 0}
	for _, g := range r.Groups(by) {
		t.add(c.groupCells(g)...)
	}
	whole := r.Whole()
	whole.Name = c.say("eval.all")
	t.add(c.groupCells(whole)...)
	return t.write(c.stdout, uncut) // half an interval says nothing
}

// groupCells are a group's name and results, as people read them.
func (c *cli) groupCells(g eval.Group) []string {
	name := g.Name
	if name == "" {
		name = c.say("eval.unknown")
	}
	coded := g.Counts[eval.Coded]
	p, pInterval := share(coded.Right, coded.Given)
	r, rInterval := share(coded.Right, coded.Labelled)
	f1, f1Interval, residual := none, none, none
	if coded.Labelled > 0 {
		f1 = thousandths(coded.F1())
	}
	if g.F1 != nil {
		f1Interval = interval(*g.F1)
	}
	if g.Numerals > 0 {
		residual = thousandths(g.Residual())
	}
	return []string{name, p, pInterval, r, rInterval, f1, f1Interval,
		fmt.Sprintf("%d/%d/%d", coded.Right, coded.Given, coded.Labelled), strconv.Itoa(g.Documents), residual}
}

// none stands where nothing can be said.
const none = "-"

func share(right, of int) (value, between string) {
	if of == 0 {
		return none, none
	}
	return thousandths(float64(right) / float64(of)), interval(eval.Wilson(float64(right), float64(of)))
}

func thousandths(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }

func interval(i eval.Interval) string { return thousandths(i.Low) + "-" + thousandths(i.High) }

// A measured share as JSON: null where there is nothing to measure.
type measured struct {
	Value float64 `json:"value"`
	*eval.Interval
}

type countRecord struct {
	Right     int       `json:"right"`
	Given     int       `json:"given"`
	Labelled  int       `json:"labelled"`
	Precision *measured `json:"precision"`
	Recall    *measured `json:"recall"`
	F1        *measured `json:"f1"`
}

func newCountRecord(n eval.Count, f1 *eval.Interval) countRecord {
	rate := func(of int) *measured {
		if of == 0 {
			return nil
		}
		between := eval.Wilson(float64(n.Right), float64(of))
		return &measured{float64(n.Right) / float64(of), &between}
	}
	r := countRecord{Right: n.Right, Given: n.Given, Labelled: n.Labelled, Precision: rate(n.Given), Recall: rate(n.Labelled)}
	if n.Given+n.Labelled > 0 {
		r.F1 = &measured{n.F1(), f1}
	}
	return r
}

type groupRecord struct {
	Name      string                 `json:"name"`
	Documents int                    `json:"documents"`
	Scores    map[string]countRecord `json:"scores"`
	Left      int                    `json:"left"`
	Numerals  int                    `json:"numerals"`
	Residual  *float64               `json:"residual"`
}

func newGroupRecord(g eval.Group, by eval.By) groupRecord {
	r := groupRecord{Name: g.Name, Documents: g.Documents, Left: g.Left, Numerals: g.Numerals, Scores: map[string]countRecord{}}
	for k, n := range g.Counts {
		switch {
		case k == eval.Coded:
			r.Scores[eval.Kinds[k]] = newCountRecord(n, g.F1)
		case by != eval.ByIndicator && by != eval.ByConfidence:
			r.Scores[eval.Kinds[k]] = newCountRecord(n, nil)
		}
	}
	if by == eval.ByConfidence { // what is missed has none
		coded := r.Scores[eval.Kinds[eval.Coded]]
		coded.F1 = nil
		r.Scores = map[string]countRecord{"given": coded}
	}
	if g.Numerals > 0 {
		residual := g.Residual()
		r.Residual = &residual
	}
	return r
}

type documentRecord struct {
	Doc    string                 `json:"doc"`
	Scores map[string]countRecord `json:"scores"`
	Decoys int                    `json:"decoys"`
	Body   bool                   `json:"body"`
	Year   bool                   `json:"year"`
}

// writeReportJSON prints everything in one object.
func (c *cli) writeReportJSON(r *eval.Report) error {
	out := struct {
		Schema    int                       `json:"schema"`
		Whole     groupRecord               `json:"whole"`
		By        map[eval.By][]groupRecord `json:"by"`
		Documents []documentRecord          `json:"documents"`
	}{1, newGroupRecord(r.Whole(), ""), map[eval.By][]groupRecord{}, []documentRecord{}}
	for _, by := range eval.Groupings {
		out.By[by] = []groupRecord{}
		for _, g := range r.Groups(by) {
			out.By[by] = append(out.By[by], newGroupRecord(g, by))
		}
	}
	for _, row := range r.Rows {
		d := documentRecord{Doc: row.Doc, Scores: map[string]countRecord{}, Decoys: row.Decoys, Body: row.Body, Year: row.Year}
		for k, n := range row.Counts {
			d.Scores[eval.Kinds[k]] = newCountRecord(n, nil)
		}
		out.Documents = append(out.Documents, d)
	}
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
