package synth

import (
	"fmt"

	"nianbao/division"
)

// A Plan is the reports to be written, in the order in which they were
// published: year by year, of each body once, with the copies of some of them.
type Plan struct {
	g       *grammar
	table   *division.Table
	towns   []town
	bodies  []body
	entries []entry
}

// An entry is one document.
type entry struct {
	body, year int
	copy       copyKind
}

// A copyKind says what a document is beside the first of its report.
type copyKind int

const (
	original copyKind = iota
	twin              // the same in another container, at another source
	revised           // another version at the same source
)

// A Report is one document as it is found.
type Report struct {
	Source  string
	Body    string
	Year    int
	Bytes   []byte
	Figures []Intended
	Faults  []string // planted in its tables: sum, blank, stroke, words
	Spoilt  string   // why it cannot be read, or not whole: shell, firewall, picture; "" where it can
}

// Shares of the documents that are not one plain report, in percent.
const (
	twins      = 2
	revisions  = 3
	spoilt     = 2
	missing    = 4 // years without a report, of a body's
	traditions = 5 // bodies that write traditional characters
)

// NewPlan plans n reports.
func NewPlan(n int) *Plan {
	p := &Plan{g: readGrammar(), table: division.New(), towns: towns()}
	of := codes()
	years := map[int][]int{}
	known := map[[2]string]bool{}
	for left, drawn := n, 0; left > 0; drawn++ {
		b := newBody(drawn, of)
		name := [2]string{b.code, b.office}
		if known[name] {
			continue
		}
		known[name] = true
		d := newDice(b.seed, -1)
		for y := b.first; y <= b.last && left > 0; y++ {
			if !d.percent(missing) {
				years[y] = append(years[y], len(p.bodies))
				left--
			}
		}
		p.bodies = append(p.bodies, b)
	}
	for y := 2008; y <= 2023; y++ {
		var again []entry
		for _, i := range years[y] {
			d := newDice(i, y, -2)
			p.entries = append(p.entries, entry{i, y, original})
			if d.percent(twins) {
				p.entries = append(p.entries, entry{i, y, twin})
			}
			if d.percent(revisions) {
				again = append(again, entry{i, y, revised})
			}
		}
		p.entries = append(p.entries, again...)
	}
	return p
}

// Len is how many documents there are.
func (p *Plan) Len() int { return len(p.entries) }

// Report writes the i-th document.
func (p *Plan) Report(i int) Report {
	e := p.entries[i]
	b := &p.bodies[e.body]
	d := newDice(e.body, e.year)
	w := &writer{g: p.g, d: d, year: e.year, style: newStyle(d, e.year), used: map[*sentence]bool{}, drawn: map[string]string{}}
	w.before, w.now = b.years(e.year)
	if e.copy == revised { // numbers were wrong
		w.now["posts"] += 11
		w.now["web"] += 11
	}
	w.places = b.near(d, p.towns)
	name, short, brand := b.name(p.table, e.year)
	w.words = map[string]string{"body": name, "short": short, "brand": brand,
		"year": fmt.Sprint(e.year), "last": fmt.Sprint(e.year - 1), "next": fmt.Sprint(e.year + 1)}
	w.add("title", fmt.Sprintf("%s%d年政府信息公开%s年度报告", name, e.year, pick(d, []string{"工作", ""})))
	if e.year < 2019 {
		w.prose()
	} else {
		w.forms()
	}
	if e.copy == revised {
		w.add("signature", fmt.Sprintf("（%d年4月更正后重新公布）", e.year+1))
	}
	page := d.percent(60) || e.year >= 2019
	if e.copy == twin {
		page = !page
	}
	r := Report{Body: name, Year: e.year, Figures: w.figures, Faults: w.faults}
	if d.percent(spoilt) {
		kinds := []string{"shell", "firewall", "picture"}
		r.Spoilt = pick(d, kinds[:2+min(1, e.year/2019)]) // pictures of tables, where there are some
		r.Figures, page = nil, true
	}
	hant := newDice(b.seed, -3).percent(traditions)
	var text, ending string
	if page {
		text, ending = w.page(r.Spoilt), "html"
	} else {
		text, ending = w.plain(), "txt"
	}
	r.Source = fmt.Sprintf("http://www.%s.gov.cn/xxgk/nb/%d/%06d.%s", b.code, e.year, b.seed, ending)
	if hant {
		text = traditional(text)
	}
	r.Bytes = []byte(text)
	if page && !hant && d.percent(10) {
		r.Bytes = gbk(text)
	}
	return r
}
