package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// fuller gives the fullest form that a document states for the body named base.
func fuller(d *report.Document, base phrase, signed, opening []phrase) name {
	n := base.norm()
	best := base.name(d)
	switch {
	case bareEnd.MatchString(n) && !looseEnd.MatchString(n):
		if strings.Contains(d.Title, "年度") || strings.Contains(d.Title, "年报") {
			for i := range signed { // an annual report is the government's, whoever signs for it
				signed[i] = withoutOffice(signed[i])
			}
		}
		best = governmentOf(d, base, signed, opening)
	default:
		for _, c := range append(append([]phrase{}, signed...), opening...) {
			if sameBody(n, c.norm()) && utf8.RuneCountInString(c.norm()) > utf8.RuneCountInString(best.norm) {
				best = c.name(d)
			}
		}
	}
	if chain := above(d, best.norm); chain.t != nil {
		printed := chain.printed(d)
		if best.text == best.norm {
			printed = chain.norm() // a composed or simplified name stays of one script
		}
		best = name{printed + best.text, chain.norm() + best.norm}
	}
	return best
}

// sameBody tells whether full is a fuller form of the name base: with places in
// front, or with its short words written out (发改委, 发展和改革委员会).
func sameBody(base, full string) bool {
	if strings.HasSuffix(full, base) {
		return true
	}
	if !looseEnd.MatchString(base) { // 热线, 热线中心
		return strings.Contains(full, base)
	}
	ends := strings.HasSuffix(base, "委") && strings.HasSuffix(full, "委员会") || strings.HasSuffix(base, "办") && strings.HasSuffix(full, "办公室") ||
		lastRune(base) == lastRune(full)
	return ends && subsequence(base, full)
}

func subsequence(short, long string) bool {
	rest := []rune(long)
	for _, r := range short {
		i := 0
		for i < len(rest) && rest[i] != r {
			i++
		}
		if i == len(rest) {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// governmentOf names the body of which a title gives only the place: as the
// signature does, else as the opening does, else by rule.
func governmentOf(d *report.Document, base phrase, signed, opening []phrase) name {
	core := lastPlace(base.norm())
	for _, candidates := range [][]phrase{signed, opening} {
		for i := len(candidates) - 1; i >= 0; i-- {
			c := candidates[i]
			at := strings.LastIndex(c.norm(), core)
			if at < 0 || !governs.MatchString(c.norm()[at+len(core):]) {
				continue
			}
			if strings.HasSuffix(c.norm()[:at+len(core)], base.norm()) {
				return c.name(d)
			}
			rest := c.sub(at+len(core), len(c.norm())).name(d) // 吴江区平塘镇 and 平塘镇人民政府
			return name{base.printed(d) + rest.text, base.norm() + rest.norm}
		}
	}
	return composed(base.norm())
}

// governs are the words that follow a place's name in that of its government.
var governs = needle.MustCompile(`^(?:人民政府|办事处|管理委员会|管委会|政府办公室|人民政府办公室)`)

// lastPlace gives the last division of a chain: 吴江区平塘镇 -> 平塘镇.
func lastPlace(s string) string {
	r := []rune(s)
	for i := len(r) - 3; i >= 1; i-- {
		if strings.ContainsRune("省市区县旗盟", r[i]) {
			return string(r[i+1:])
		}
	}
	return s
}

var (
	placeChain = needle.MustCompile(`^(?:[\p{Han}]{2,7}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|开发区|省|市|州|盟|县|区|旗))+$`)
	// words that stand before a name and are no part of it
	beforeName = needle.MustCompile(`^.*(?:根据|依据|按照|依照|遵照|联系|咨询|地址|位于|[由与及在对请把是的了等给被据按为经以])`)
	noChain    = needle.MustCompile(`^(?:我|本|全|各|该|此|某|和|向|将|从|到|于|照|省|市|县|区|其|县级)|市市|区区|县县`)
)

// above finds the divisions that the document names in front of a body's name
// or of the place that the name begins with: 淮安市 of 洪泽区人民政府.
func above(d *report.Document, body string) phrase {
	head := body
	if m := firstPlace.FindString(body); m != "" {
		head = m
	}
	var best phrase
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Norm == nil || b.Kind == report.TableBlock || len(b.Norm.Norm) == 0 {
			continue
		}
		p := whole(b.Norm)
		s := p.norm()
		for at := 0; ; {
			k := strings.Index(s[at:], head)
			if k < 0 {
				break
			}
			k += at
			if c := chainBefore(p, k); c.t != nil && c.j-c.i > best.j-best.i {
				best = c
			}
			at = k + len(head)
		}
	}
	return best
}

// firstPlace is the division that a name begins with, where one stands above it.
var firstPlace = needle.MustCompile(`^[\p{Han}]{2,7}?(?:自治县|自治旗|市|区|县|旗|街道|镇|乡)`)

// chainBefore gives the chain of divisions that ends at byte at of p.
func chainBefore(p phrase, at int) phrase {
	s := p.norm()
	from := at
	for n := 0; from > 0 && n < 20; n++ {
		r, size := utf8.DecodeLastRuneInString(s[:from])
		if r < 0x4e00 || r > 0x9fff {
			break
		}
		from -= size
	}
	from += len(beforeName.FindString(s[from:at]))
	if run := s[from:at]; !placeChain.MatchString(run) || noChain.MatchString(run) {
		return phrase{}
	}
	return p.sub(from, at)
}
