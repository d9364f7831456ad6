package check

import (
	"math/big"
	"strings"

	"nianbao/report"
)

// readings are the sums of cells that words may mean where they name an
// indicator. The first is the indicator itself; the others are what bodies are
// seen to write: requests that came before the year among those received, cases
// that were not decided left out.
var readings = map[string][][]string{
	"requests.received": {{"requests.received"}, {"requests.received", "requests.carried_in"}},
	"requests.closed":   {{"requests.closed"}, {"requests.outcome[outcome=total]"}},
	"requests.answered": {{"requests.answered"}, {"requests.outcome[outcome=total]"}, {"requests.closed"}},
	"litigations": {{"litigations"}, {"litigations[route=direct]", "litigations[route=after_reconsideration]"},
		{"litigations[route=direct]"}, {"litigations[route=after_reconsideration]"}},
}

// totals are the codes of which the prose gives the whole or nothing. Of others
// it may tell a part, in words that do not say so: less than the table has is
// then no contradiction.
var totals = map[string]bool{"requests.received": true, "requests.carried_in": true, "requests.carried_out": true,
	"reconsiderations": true, "litigations": true, "disclosure.items": true, "requests.fee": true, "charges.amount": true}

// readingsOf gives the sums that a code may mean. A programme that leaders hold
// is counted among all such programmes too.
func readingsOf(code string) [][]string {
	if sums := readings[code]; sums != nil {
		return sums
	}
	out := [][]string{{code}}
	if c := report.ParseCode(code); c.Dims["led_by"] != "" {
		out = append(out, []string{c.Indicator})
	}
	return out
}

// checkTables compares what the prose says of a code with what the official
// tables say.
func (p *passages) checkTables() {
	cells := map[string]int{}
	for i := range p.d.Figures {
		g := &p.d.Figures[i]
		if g.Method != report.InTable || g.Indicator == "" || !plain(g) || !official(g.Rule) {
			continue
		}
		if _, again := cells[g.Code().String()]; !again {
			cells[g.Code().String()] = i
		}
	}
	stated := map[string][]int{}
	var codes []string
	for _, passage := range p.each {
		for _, i := range passage {
			if g := &p.d.Figures[i]; plain(g) {
				code := g.Code().String()
				if stated[code] == nil {
					codes = append(codes, code)
				}
				stated[code] = append(stated[code], i)
			}
		}
	}
	for _, code := range codes {
		p.checkTable(code, stated[code], cells)
	}
}

// checkTable compares the statements of one code with the cells. Where one
// agrees, or all of them together, the others are of something narrower that
// the words did not tell.
func (p *passages) checkTable(code string, stated []int, cells map[string]int) {
	fault, delta := []int(nil), (*big.Rat)(nil)
	for _, sum := range readingsOf(code) {
		total, figures := p.sum(sum, cells)
		if total == nil {
			continue
		}
		reading := ""
		if len(sum) > 1 || sum[0] != code {
			reading = strings.Join(sum, " + ")
		}
		if i, ok := p.agreeing(stated, total); ok {
			p.note("text.table", true, new(big.Rat), reading, append([]int{i}, figures...)...)
			return
		}
		if reading == "" {
			fault, delta = append(append([]int{}, stated...), figures...), p.least(stated, total)
		}
	}
	if fault != nil && (delta.Sign() > 0 || totals[code]) {
		p.note("text.table", false, delta, "", fault...)
	}
}

// agreeing finds the statement that agrees with a number; the first where they
// do so only together.
func (p *passages) agreeing(stated []int, total *big.Rat) (int, bool) {
	all := new(big.Rat)
	for _, i := range stated {
		if agrees(&p.d.Figures[i], total) {
			return i, true
		}
		all.Add(all, p.d.Figures[i].Value.Rat())
	}
	return stated[0], all.Cmp(total) == 0
}

// least is how far the nearest statement is from a number.
func (p *passages) least(stated []int, total *big.Rat) *big.Rat {
	var least *big.Rat
	for _, i := range stated {
		off := new(big.Rat).Sub(p.d.Figures[i].Value.Rat(), total)
		if least == nil || new(big.Rat).Abs(off).Cmp(new(big.Rat).Abs(least)) < 0 {
			least = off
		}
	}
	return least
}

// sum adds up cells; nil where one of them holds no number.
func (p *passages) sum(codes []string, cells map[string]int) (*big.Rat, []int) {
	total, figures := new(big.Rat), []int(nil)
	for _, code := range codes {
		i, ok := cells[code]
		if !ok {
			return nil, nil
		}
		total.Add(total, p.d.Figures[i].Value.Rat())
		figures = append(figures, i)
	}
	return total, figures
}

// official tells of a cell of a national form. What a local form of before 2014
// or another table means by its words is its own.
func official(rule string) bool {
	form, _, _ := strings.Cut(rule, ".")
	return form == string(report.Era2014) || form == string(report.Era2019) || form == string(report.Era2021)
}
