package extract

import (
	"regexp"
	"strings"

	"nianbao/report"
)

// classify gives a figure its code and label, or rejects the mention with a
// reason and returns false.
func (r *reader) classify(m *mention, f *report.Figure, place string) bool {
	item := m.item()
	if r.caseResult(m, f, item) {
		return true
	}
	mt, ok := r.explicit(m, f)
	switch {
	case ok && mt.open:
		f.Label, f.Rule, f.Confidence = m.label(), mt.rule, 0.8
		return f.Label != ""
	case ok:
		r.take(f, mt, m, item)
		return true
	case r.byFrame(m, f, item, place):
		return true
	}
	if ok, reason := m.openFigure(); !ok {
		m.Reject = reason
		return false
	}
	f.Label = m.label()
	f.Rule = "open"
	f.Confidence = 0.7
	if f.Label == "" {
		m.Reject = report.RejectGeneral
		return false
	}
	return true
}

// family is the family of indicators of the frame in force: requests, inquiries.
func (r *reader) family() string {
	if r.frame == nil {
		return ""
	}
	name, _, _ := strings.Cut(r.frame.indicator, ".")
	return name
}

// caseResult reads the results of disputes before anything else: 撤回 and 其他
// after 行政复议4件 are results of these cases, not outcomes of requests.
func (r *reader) caseResult(m *mention, f *report.Figure, item string) bool {
	fr := r.frame
	if fr == nil || fr.heading || fr.indicator != "reconsiderations" && fr.indicator != "litigations" || namesCase.MatchString(item) {
		return false
	}
	dims := r.x.dimsOf(fr.indicator, item, item)
	if len(dims) == 0 || !fits(report.Case, m.Measure) || f.Role != report.Level && f.Role != report.Share {
		return false
	}
	f.Indicator, f.Dims, f.Rule, f.Label = fr.indicator, dims, fr.indicator+"#part", labelOf(item)
	return true
}

// namesCase tells whether an item names the cases themselves.
var namesCase = regexp.MustCompile(`复议|诉讼|覆核|诉愿|举报|投诉|申请$`)

// explicit asks the patterns of the codebook. The member of a distributed list
// is read with the list's head: 信函 of 信函、传真申请各1件 as 信函申请.
func (r *reader) explicit(m *mention, f *report.Figure) (match, bool) {
	units := []string{m.Unit}
	if m.Measure == report.Percent && f.Role != report.Rate {
		units = []string{"件", "条"} // a share or change of what is counted in these
	}
	for _, left := range []string{m.left, m.headLeft} {
		if left == "" {
			continue
		}
		for _, u := range units {
			if mt, ok := r.x.best(m.viewAs(left, u), r.family()); ok {
				return mt, true
			}
		}
	}
	return match{}, false
}

// take fills a figure from a match.
func (r *reader) take(f *report.Figure, mt match, m *mention, item string) {
	f.Indicator, f.Rule = mt.indicator, mt.rule
	f.Dims = copyDims(mt.dims)
	f.Label = labelOf(item)
	if mt.role != "" && f.Role == report.Level {
		f.Role = mt.role
	}
	dims := r.x.dimsOf(mt.indicator, mt.words, item)
	if mt.context && len(dims) == 0 {
		dims = r.x.dimsOf(mt.indicator, m.left, m.left)
		delete(dims, "topic")
	}
	if dims["channel"] != "" {
		delete(dims, "topic") // of a channel's messages only the channel is coded
	}
	for k, v := range dims {
		if _, fixed := mt.dims[k]; !fixed {
			if f.Dims == nil {
				f.Dims = map[string]string{}
			}
			f.Dims[k] = v
		}
	}
	if mt.part {
		f.Part = f.Label
	}
	if f.Label == "" {
		f.Label = r.x.usual[mt.indicator].Name
	}
}

func copyDims(d map[string]string) map[string]string {
	if len(d) == 0 {
		return nil
	}
	c := make(map[string]string, len(d))
	for k, v := range d {
		c[k] = v
	}
	return c
}

// dimsOf finds an indicator's dimensions in the words of a match and of its
// item: for each dimension the word that ends last.
func (x *Extractor) dimsOf(id, words, item string) map[string]string {
	var out map[string]string
	for _, text := range []string{item, words} {
		ends := map[string]int{}
		for _, d := range x.dims[id] {
			if out[d.key] != "" && ends[d.key] == 0 {
				continue // the item's own word wins over the match's
			}
			locs := d.re.FindAllStringIndex(text, -1)
			if len(locs) == 0 {
				continue
			}
			if end := locs[len(locs)-1][1]; end > ends[d.key] {
				if out == nil {
					out = map[string]string{}
				}
				out[d.key], ends[d.key] = d.value, end
			}
		}
	}
	return out
}

// byFrame reads a mention as a part of the whole stated before it.
func (r *reader) byFrame(m *mention, f *report.Figure, item, place string) bool {
	fr := r.frame
	if fr == nil || r.block-fr.block > 14 && !fr.heading {
		return false
	}
	for _, id := range related(fr.indicator) {
		dims := r.x.dimsOf(id, item, item)
		if len(dims) == 0 || !fits(r.x.usual[id].Measure, m.Measure) && m.Measure != report.Percent {
			continue
		}
		f.Indicator, f.Rule, f.Label = id, id+"#part", labelOf(item)
		f.Dims = dims
		f.Confidence = 0.85
		return true
	}
	if fr.heading {
		return false
	}
	list := m.inList() || fr.block != r.block
	if !fits(fr.measure, m.Measure) || !list && place == "" {
		return false
	}
	f.Indicator, f.Dims, f.Rule = fr.indicator, copyDims(fr.dims), fr.indicator+"#list"
	f.Label = labelOf(item)
	f.Confidence = 0.75
	if place != "" {
		return true
	}
	switch rest[fr.indicator] {
	case "topic":
		f.Dims = map[string]string{"topic": "other"}
	case "result":
		f.Dims = map[string]string{"result": "other"}
	case "part":
		f.Part = f.Label
	default:
		return false
	}
	return true
}

// rest says how a list's member is read whose words no dimension knows.
var rest = map[string]string{
	"disclosure.items": "topic", "reconsiderations": "result", "litigations": "result",
	"inquiries.received": "part", "reading_points": "part", "training.sessions": "part", "interpretations": "part",
	"catalog.items": "part", "proposals.received": "part", "staff": "part", "meetings": "part", "requests.fee": "part",
	"training.attendees": "part", "site.accounts": "part", "site.visits": "part", "units": "part", "budget": "part",
}

// related lists the indicators whose dimensions a whole's parts may carry:
// the parts of requests received are channels, but also outcomes.
func related(id string) []string {
	switch id {
	case "requests.received", "requests.answered", "requests.closed", "requests.outcome":
		return []string{id, "requests.outcome", "requests.received"}
	}
	return []string{id}
}

// fits tells whether a part measured one way can belong to a whole measured the other.
func fits(whole, part report.Measure) bool {
	if whole == part {
		return true
	}
	count := func(m report.Measure) bool { return m == report.Case || m == report.Item || m == report.None }
	people := func(m report.Measure) bool { return m == report.Person || m == report.Visit }
	return count(whole) && count(part) || people(whole) && people(part)
}

// inList tells whether a mention stands in a list that some words open: 其中,
// 包括, a colon, a bracket, or a number right before.
func (m *mention) inList() bool {
	for _, w := range []string{"其中", "包括", "包含", "含", "：", "（", "分别", "依次", "分，", "看，", "其余", "其他"} {
		if strings.Contains(m.left, w) {
			return true
		}
	}
	return m.k > 0 && strings.HasPrefix(m.sent.gaps[m.k], "、")
}

// item is the words that name what a mention counts: those before the number,
// or where there are none, those behind it.
func (m *mention) item() string {
	if w := trimItem(m.pre); w != "" {
		return w
	}
	return trimItem(m.post)
}
