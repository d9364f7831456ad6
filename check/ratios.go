package check

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// checkShares compares a share with the count that stands right before it and
// the wholes stated in its paragraph: 网上申请1宗,占50%.
func (p *passages) checkShares() {
	for _, passage := range p.short() {
		for at, i := range passage {
			g := &p.d.Figures[i]
			if g.Role != report.Share || g.Unit != "%" || at == 0 {
				continue
			}
			k := passage[at-1]
			count := &p.d.Figures[k]
			if count.Role == report.Level && count.Unit != "%" && count.Code().String() == g.Code().String() && beside(count, g) {
				p.checkShare(i, k, p.wholes(passage[:at-1], g), passage)
			}
		}
	}
}

// wholes are the figures before a share that it may be a share of, the nearest
// first. One that has a share of its own is a part beside it.
func (p *passages) wholes(before []int, share *report.Figure) []int {
	var out []int
	for n := len(before) - 1; n >= 0; n-- {
		w := &p.d.Figures[before[n]]
		if w.Role != report.Level || w.Value.Rat().Sign() <= 0 || !wholeOf(w, share) {
			continue
		}
		if n+1 < len(before) && p.d.Figures[before[n+1]].Role == report.Share {
			continue
		}
		out = append(out, before[n])
	}
	return out
}

// checkShare looks for a whole of which the count is that share.
func (p *passages) checkShare(share, count int, wholes, passage []int) {
	g, part := &p.d.Figures[share], p.d.Figures[count].Value.Rat()
	nearest, delta := -1, (*big.Rat)(nil)
	for _, i := range wholes {
		ratio := new(big.Rat).Quo(part, p.d.Figures[i].Value.Rat())
		off := new(big.Rat).Sub(g.Value.Rat(), ratio.Mul(ratio, big.NewRat(100, 1)))
		if near(off, g) {
			p.note("text.share", true, new(big.Rat), "", share, count, i)
			return
		}
		if nearest < 0 {
			nearest, delta = i, off
		}
	}
	if nearest >= 0 {
		p.note("text.share", false, delta, p.otherPart(g, nearest, passage), share, count, nearest)
	}
}

// otherPart gives the code of another count of the paragraph that is such a
// share of a whole: the words speak of that one. "" where there is none.
func (p *passages) otherPart(share *report.Figure, whole int, passage []int) string {
	for _, i := range passage {
		f := &p.d.Figures[i]
		if f.Role != report.Level || f.Unit == "%" || i == whole {
			continue
		}
		ratio := new(big.Rat).Quo(f.Value.Rat(), p.d.Figures[whole].Value.Rat())
		if near(new(big.Rat).Sub(share.Value.Rat(), ratio.Mul(ratio, big.NewRat(100, 1))), share) {
			return f.Code().String()
		}
	}
	return ""
}

// wholeOf tells whether a figure may be the whole of a share: the same
// indicator with fewer dimensions, or what outcomes are outcomes of.
func wholeOf(w, share *report.Figure) bool {
	if !beside(w, share) || w.Period != share.Period {
		return false
	}
	if share.Indicator == "requests.outcome" && strings.HasPrefix(w.Indicator, "requests.") && len(w.Dims) == 0 {
		return true
	}
	if w.Indicator != share.Indicator || len(w.Dims) >= len(share.Dims) {
		return false
	}
	for k, v := range w.Dims {
		if share.Dims[k] != v {
			return false
		}
	}
	return true
}

// near tells whether a percentage is as exact as it is printed: rounded or cut
// at its last place.
func near(off *big.Rat, g *report.Figure) bool {
	_, places, _ := strings.Cut(string(g.Value), ".")
	unit := big.NewRat(1, 1)
	for range utf8.RuneCountInString(places) {
		unit.Quo(unit, big.NewRat(10, 1))
	}
	if g.Qualifier != report.Exact || strings.Contains(g.Printed, "成") { // 三成 is any share about it
		unit.Mul(unit, big.NewRat(10, 1))
	}
	return new(big.Rat).Abs(off).Cmp(unit) < 0
}

// checkChanges compares a change with the figure it is of and that of the year
// before, where a paragraph states all three.
func (p *passages) checkChanges() {
	for _, passage := range p.short() {
		for at, i := range passage {
			if g := &p.d.Figures[i]; g.Role == report.Change && g.Qualifier == report.Exact {
				p.checkChange(i, p.alike(passage, i, report.Level), p.alike(passage, i, report.OtherPeriod), passage[:at])
			}
		}
	}
}

// alike gives the figures of a paragraph that state what a change is of, in a
// role. The other period is the year before.
func (p *passages) alike(passage []int, change int, role report.Role) []int {
	g := &p.d.Figures[change]
	var out []int
	for _, i := range passage {
		f := &p.d.Figures[i]
		if f.Role == role && f.Code().String() == g.Code().String() && beside(f, g) && f.Qualifier == report.Exact &&
			f.Unit != "%" && (role == report.Level || f.Period == strconv.Itoa(p.d.Year-1)) {
			out = append(out, i)
		}
	}
	return out
}

// checkChange compares a change with the difference of two figures. Where it
// could be of several, one pair that agrees is enough, and none is no
// contradiction. Where another figure before it in the paragraph would make it
// hold, the words speak of that one.
func (p *passages) checkChange(change int, now, before, others []int) {
	if len(now) == 0 || len(before) == 0 {
		return
	}
	for _, a := range now {
		for _, b := range before {
			if off := p.unlike(change, a, b); off != nil && off.Sign() == 0 {
				p.note("text.change", true, off, "", change, a, b)
				return
			}
		}
	}
	off := p.unlike(change, now[0], before[0])
	if p.d.Figures[change].Unit == "倍" {
		return // it may be of either, or of something else
	}
	if len(now) > 1 || len(before) > 1 || off == nil {
		return
	}
	for _, i := range others {
		f := &p.d.Figures[i]
		if o := p.unlike(change, i, before[0]); f.Role == report.Level && f.Unit != "%" && o != nil && o.Sign() == 0 {
			p.note("text.change", false, off, f.Code().String(), change, now[0], before[0])
			return
		}
	}
	p.note("text.change", false, off, "", change, now[0], before[0])
}

// unlike is how far a change is from the difference of two figures, 0 where it
// is as near as it is printed; nil where there is no such difference.
func (p *passages) unlike(change, now, before int) *big.Rat {
	g, a, b := &p.d.Figures[change], p.d.Figures[now].Value.Rat(), p.d.Figures[before].Value.Rat()
	diff := new(big.Rat).Sub(a, b)
	if g.Unit != "%" && g.Unit != "倍" {
		return diff.Sub(g.Value.Rat(), diff)
	}
	if b.Sign() == 0 {
		return nil
	}
	if g.Unit == "倍" { // 是上年的3倍, 增长2倍
		times := new(big.Rat).Quo(a, b)
		off := new(big.Rat).Sub(g.Value.Rat(), times)
		if more := new(big.Rat).Add(off, big.NewRat(1, 1)); near(off, g) || near(more, g) {
			off.SetInt64(0)
		}
		return off
	}
	diff.Quo(diff, b).Mul(diff, big.NewRat(100, 1))
	off := new(big.Rat).Sub(g.Value.Rat(), diff)
	if near(off, g) {
		off.SetInt64(0)
	}
	return off
}
