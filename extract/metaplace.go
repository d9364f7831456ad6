package extract

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/division"
	"nianbao/needle"
	"nianbao/report"
)

// Place says in which division the document's body is, what level it has and
// which body it is, from BodyName and Year. known is the code of the division
// that a manifest puts it in, or "": a code within it may be read from the
// name, and where the name says another one the manifest wins. A manifest may
// call the division by its name too, if that can mean no other.
func (x *Extractor) Place(d *report.Document, known string) {
	if d.Status == report.Unreadable {
		return
	}
	if strings.Trim(known, "0123456789") != "" {
		known = x.coded(d, known)
	}
	p := placer{d: d, table: x.places(), known: known}
	region, rest, level := p.resolve()
	if known != "" {
		p.basis = report.ByManifest
	}
	if !strings.HasPrefix(region, known) {
		if !strings.HasPrefix(known, region) {
			d.Note(report.IssueManifest, report.Span{}, fmt.Sprintf("region: the page says %s, the manifest %s", region, known))
			rest = d.BodyName
		}
		if level == "" {
			level = p.levelOf(known, rest)
		}
		region = known
	}
	d.Region, d.Level, d.BodyID = region, level, d.BodyName
	d.RegionBasis, d.RegionConfidence = p.basis, regionConfidence[p.basis]
	if region != "" && d.BodyName != "" {
		d.BodyID = region + "/" + canonicalOffice(region, rest)
	}
	d.MayBe, d.Was = p.kin(region, rest)
}

// coded gives the code of a division that a manifest calls by its name.
func (x *Extractor) coded(d *report.Document, name string) string {
	steps := x.places().Find(name, d.Year)
	if n := len(steps); n == 0 || len(steps[n-1].Divisions) != 1 || steps[n-1].Rest != "" {
		d.Note(report.IssueManifest, report.Span{}, "region: no division, or several, are called "+name)
		return ""
	}
	return steps[len(steps)-1].Divisions[0].Code
}

// Divisions gives the document's region and those above it as they were called
// in its year, the widest first.
func (x *Extractor) Divisions(d *report.Document) []report.Division {
	if d.Region == "" {
		return nil
	}
	return x.places().Chain(d.Region, d.Year)
}

// A placer decides between the divisions that a body's name can mean.
type placer struct {
	d     *report.Document
	table *division.Table
	known string             // by a manifest, or ""
	own   string             // the document's own words, once they were needed
	basis report.RegionBasis // of what was decided
}

// resolve gives the longest code that is certain and was in force in the
// report's year, the words of the name behind that division's, and the level,
// which is certain also where the division is one of several.
func (p *placer) resolve() (code, rest string, level report.BodyLevel) {
	steps := p.table.Find(p.d.BodyName, p.d.Year)
	if p.d.Year != 0 {
		p.outOfForce(steps)
	}
	if len(steps) == 0 {
		level = levelOf(report.Division{}, p.d.BodyName)
		if code = p.superior(level); code != "" {
			p.basis = report.ByOrders
		} else if p.d.BodyName != "" {
			p.basis = report.NotListed
		}
		return code, p.d.BodyName, level
	}
	last := steps[len(steps)-1]
	if n := len(last.Divisions[0].Code); len(keep(last.Divisions, func(d report.Division) bool { return len(d.Code) == n })) == len(last.Divisions) {
		level = levelOf(last.Divisions[0], last.Rest)
	}
	for i := len(steps) - 1; i >= 0; i-- {
		found := p.narrow(steps[i], i == 0)
		if len(found) == 1 && (i > 0 || p.certain(found[0])) {
			p.basis = p.basisOf(found[0], i)
			return found[0].Code, steps[i].Rest, level
		}
		if above := p.superior(level); i == 0 && above != "" {
			p.basis = report.ByOrders
			in := keep(found, func(d report.Division) bool { return strings.HasPrefix(d.Code, above) })
			if len(in) == 1 {
				return in[0].Code, steps[i].Rest, level
			}
			return above, p.d.BodyName, level
		}
		if i == len(steps)-1 {
			p.doubt(found)
			p.basis = p.doubtful(found)
		}
		if common := division.Common(steps[i].Divisions); common != "" && len(steps[i].Divisions) > 1 {
			p.basis = report.ByCommon
			return common, steps[i].Name + steps[i].Rest, level
		}
	}
	return "", p.d.BodyName, level
}

// basisOf tells by what the only division left of a step is certain.
func (p *placer) basisOf(d report.Division, step int) report.RegionBasis {
	switch {
	case step > 0 || len(d.Code) <= 4:
		return report.ByPath
	case p.named(d) != "":
		return report.ByWords
	}
	return report.ByUnique
}

// doubtful tells why none of the divisions that a name means is certain.
func (p *placer) doubtful(found []report.Division) report.RegionBasis {
	switch {
	case len(found) > 1:
		return report.NotSeveral
	case p.named(found[0]) == "" && p.elsewhere(found[0]):
		return report.NotHere
	}
	return report.NotAlone
}

func (p *placer) levelOf(code, rest string) report.BodyLevel {
	d, _ := p.table.Get(code, p.d.Year)
	return levelOf(d, rest)
}

// outOfForce notes a division that the name says and that was none in the
// report's year.
func (p *placer) outOfForce(steps []division.Step) {
	ever := p.table.Find(p.d.BodyName, 0)
	if len(ever) <= len(steps) {
		return
	}
	last := ever[len(ever)-1].Divisions
	p.d.Note(report.IssueRegion, report.Span{}, fmt.Sprintf("not in force in %d: %s", p.d.Year, p.list(last, 0)))
}

// narrow leaves of several divisions those in which the manifest or the
// document's own words put the body.
func (p *placer) narrow(s division.Step, first bool) []report.Division {
	found := s.Divisions
	if p.known != "" {
		if in := keep(found, func(d report.Division) bool { return strings.HasPrefix(d.Code, p.known) }); len(in) > 0 {
			found = in
		}
	}
	if len(found) == 1 || !first {
		return found
	}
	// The one whose nearest enclosing division the document names.
	best, most := found, 0
	for i, d := range found {
		switch n := len(p.named(d)); {
		case n > most:
			best, most = found[i:i+1:i+1], n
		case n == most && n > 0:
			best = append(best[:len(best):len(best)], d)
		}
	}
	return best
}

func keep(list []report.Division, ok func(report.Division) bool) []report.Division {
	return slices.DeleteFunc(slices.Clone(list), func(d report.Division) bool { return !ok(d) })
}

// named gives the code of the nearest division above d that the document's own
// words name, or "".
func (p *placer) named(d report.Division) string {
	chain := p.table.Chain(d.Code, p.d.Year)
	for i := len(chain) - 1; i >= 0; i-- {
		above := chain[i]
		if above.Code != d.Code && utf8.RuneCountInString(above.Name) > 2 && strings.Contains(p.words(), above.Name) {
			return above.Code
		}
	}
	return ""
}

// host is a line of the page around a report that says whose page it is.
var host = needle.MustCompile(`(?:主办|承办|版权所有|发布机构|发布单位|发文机关|信息来源|网站标识)`)

// words are what the document says of itself, without the page around it but
// with the lines that say whose page it is.
func (p *placer) words() string {
	if p.own != "" {
		return p.own
	}
	var b strings.Builder
	b.WriteString(p.d.Meta.Publisher + "\n" + p.d.Meta.Norm.String() + "\n")
	for i := range p.d.Blocks {
		block := &p.d.Blocks[i]
		s := block.Norm.String()
		if block.Kind != report.Furniture || utf8.RuneCountInString(s) < 120 && host.MatchString(s) {
			b.WriteString(s + "\n")
		}
	}
	p.own = b.String()
	return p.own
}

// certain tells whether the only division of a name that stands alone, without
// one above it, is what the name means. The table has every county, but of
// towns only those of 2023; and a zone may be called as a division elsewhere is.
func (p *placer) certain(d report.Division) bool {
	switch n := utf8.RuneCountInString(d.Name); {
	case len(d.Code) <= 4, strings.HasPrefix(d.Code, p.known) && p.known != "":
		return true
	case len(d.Code) == 9:
		return len(p.named(d)) >= 4
	case strings.HasSuffix(d.Name, "新区") && !p.namedAfter(d) || n == 2 && strings.HasSuffix(d.Name, "区"):
		return p.named(d) != ""
	}
	return p.named(d) != "" || !p.elsewhere(d)
}

// namedAfter tells whether a zone is called as the city it lies in: 兰州新区.
func (p *placer) namedAfter(d report.Division) bool {
	city, ok := p.table.Get(d.Code[:4], p.d.Year)
	return ok && strings.TrimSuffix(city.Name, "市") == strings.TrimSuffix(d.Name, "新区")
}

// elsewhere tells whether the document names another province than the
// division's and nothing of its own.
func (p *placer) elsewhere(d report.Division) bool {
	for _, other := range p.table.Provinces() {
		if !strings.HasPrefix(d.Code, other.Code) && strings.Contains(p.words(), other.Name) {
			return true
		}
	}
	return false
}

// doubt notes the divisions that a name can mean.
func (p *placer) doubt(found []report.Division) {
	p.d.Note(report.IssueRegion, report.Span{}, "the name can mean "+p.list(found, p.d.Year))
}

// list names divisions with those above them: 130102 河北省石家庄市长安区. Of
// many it gives the first.
func (p *placer) list(found []report.Division, year int) string {
	const most = 8
	var out []string
	for i, d := range found {
		if i == most {
			out = append(out, fmt.Sprintf("… (%d)", len(found)))
			break
		}
		name := ""
		for _, above := range p.table.Chain(d.Code, year) {
			if above.Code != d.Code {
				name += above.Name
			}
		}
		out = append(out, d.Code+" "+name+d.Name)
	}
	return strings.Join(out, ", ")
}
