package extract

import (
	"maps"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// readZeros reads statements that something did not happen, clause by clause: a
// stated zero is a figure, and one statement may state several.
func (r *reader) readZeros(s *sentence) {
	norm := s.t.Norm
	from, before := s.start, s.start
	for i := s.start; i <= s.end; i++ {
		if i < s.end && !strings.ContainsRune("，。；：！？（）", norm[i]) {
			continue
		}
		if i > from {
			if bareNegation.MatchString(string(norm[from:i])) && !s.figureIn(before, i) {
				from = before // 行政复议、行政诉讼、举报，一件都没有: of the clause before
			}
			r.readZeroClause(s, from, i)
		}
		before, from = from, i+1
	}
}

// bareNegation is a clause that denies what the clause before it names.
var bareNegation = needle.MustCompile(`^(?:一[件宗例起次]|均|都|皆|也|全部|案件)*(?:全年)?(?:没有发生|未发生|没有|未有|未见|无收取|未收取|未产生|无|为零|零)(?:一?[例件起宗])?(?:败诉|被纠错|被撤销|被纠正)?(?:案件)?$`)

func (r *reader) readZeroClause(s *sentence, from, to int) {
	text := strings.ReplaceAll(string(s.t.Norm[from:to]), "，", "、") // a merged clause keeps its length
	if !strings.ContainsAny(text, "未没无不零免") || s.figureIn(from, to) {
		return
	}
	seen, seenAny := map[string]bool{}, map[string]bool{} // codes, and indicators under whatever dimensions
	own := false
	search := r.x.zerosNeeded.Search()
	defer r.x.zerosNeeded.Done(search)
	may := r.x.zerosNeeded.MayMatch(text, search)
	for i, p := range r.x.zeros {
		if !may[i] || own && !p.own || !p.holdsIn(r.family()) {
			continue // a user's own say what the clause denies
		}
		loc := p.re.FindNeeded(text)
		if loc == nil {
			continue
		}
		own = own || p.own
		f := report.Figure{
			Indicator: p.indicator, Dims: copyDims(p.dims), Value: "0", Qualifier: report.Exact, Role: report.Level,
			Status: report.Printed, Method: report.InText, Reader: r.d.Reader, Confidence: 1, Rule: p.rule,
		}
		if p.dim != "" {
			if r.zeroParts(s, p, f, from, to, text) {
				seenAny[p.indicator] = true // 科研机构未提出申请 denies no more than that
			}
			continue
		}
		ind := r.x.usual[p.indicator]
		f.Unit, f.Measure, f.Label = ind.Unit, ind.Measure, ind.Name
		if len(p.dims) == 0 {
			matched := text[loc[0]:loc[1]]
			if c := r.x.dimsOf(p.indicator, matched, matched)["channel"]; c != "" {
				f.Dims = map[string]string{"channel": c} // 未收到网上申请
			}
		}
		code := report.Code{Indicator: p.indicator, Dims: f.Dims}.String()
		if seen[code] || seen[p.indicator] || seenAny[p.indicator] && len(f.Dims) == 0 {
			continue // the more special statement stands first in its file
		}
		seen[code], seenAny[p.indicator] = true, true
		r.zeroFigure(s, f, text, loc, from, to)
	}
	if len(seenAny) == 0 && !r.readPlaceZero(s, from, to, text) {
		r.readNounZero(s, from, to, text)
	}
}

// placeZero is a place that has none of what the list counts: 红旗乡没有收到.
var placeZero = needle.MustCompile(`^([\p{Han}、]{2,20}?)(?:均|都)?(?:没有|未|无)(?:收到|受理|接到|发生|公开|发布|举办|召开|承办)?$`)

// readPlaceZero reads a zero of the places that end a list of places.
func (r *reader) readPlaceZero(s *sentence, from, to int, text string) bool {
	g := placeZero.FindStringSubmatchIndex(text)
	n := len(r.last)
	if g == nil || n == 0 || r.last[n-1].figure.Place == "" || r.last[n-1].figure.Indicator == "" || len(r.placesBefore(s, from, from+utf8.RuneCountInString(text[:g[3]]))) == 0 {
		return false
	}
	last := r.last[n-1].figure
	f := report.Figure{
		Indicator: last.Indicator, Dims: copyDims(last.Dims), Label: last.Label, Unit: last.Unit, Measure: last.Measure,
		Value: "0", Qualifier: report.Exact, Role: report.Level, Rule: last.Indicator + "#place",
		Status: report.Printed, Method: report.InText, Reader: r.d.Reader, Confidence: 1,
	}
	r.zeroFigure(s, f, text, []int{g[3], g[1]}, from, to)
	return true
}

// nounZero is a thing that is only said to be none: 在线访谈 无, 本年新收：无.
var nounZero = needle.MustCompile(`^(?:[^：]*：)?(?:全年|本年|今年)?([\p{Han}]{2,12}?)(?:方面)?[：、 ]?(?:均|都)?(?:无|没有|为零)$`)

// readNounZero reads a zero of a thing that the codebook knows by its noun alone.
func (r *reader) readNounZero(s *sentence, from, to int, text string) {
	loc := nounZero.FindStringSubmatchIndex(text)
	if loc == nil {
		return
	}
	noun := text[loc[2]:loc[3]]
	for _, unit := range []string{"件", "场", "次", "人"} {
		mt, ok := r.x.best(noun+markSelf+unit+markUnit, r.family())
		if !ok || mt.open || mt.priority < usualPriority || mt.distance > len(noun) {
			continue
		}
		f := report.Figure{
			Value: "0", Qualifier: report.Exact, Role: report.Level,
			Status: report.Printed, Method: report.InText, Reader: r.d.Reader, Confidence: 1,
		}
		r.take(&f, mt, &mention{sent: s, left: noun, pre: noun}, noun)
		r.zeroFigure(s, f, text, loc[:2], from, to)
		return
	}
}

// zeroParts reads a zero of some members of a dimension, 无传真申请, and tells
// whether there were any.
func (r *reader) zeroParts(s *sentence, p *pattern, f report.Figure, from, to int, text string) bool {
	named := map[string]bool{}
	members := strings.Replace(text, "不存在", "", 1) // denies, and is no outcome here
	for _, d := range r.x.dims[p.indicator] {
		if d.key == p.dim && d.re.MatchString(members) {
			named[d.value] = true
		}
	}
	for value := range maps.Clone(named) {
		if whole, _, part := strings.Cut(value, "."); part {
			delete(named, whole) // 没有以危及国家安全为由拒绝的: of this reason alone
		}
	}
	for _, d := range r.x.dims[p.indicator] {
		if d.key != p.dim || !named[d.value] {
			continue
		}
		g := f
		g.Dims = map[string]string{d.key: d.value}
		ind := r.x.usual[p.indicator]
		g.Unit, g.Measure, g.Label = ind.Unit, ind.Measure, ind.Name
		r.zeroFigure(s, g, text, p.re.FindStringIndex(text), from, to)
	}
	return len(named) > 0
}

// zeroFigure gives a zero its place: what was printed is the negation, the
// quote is its clause.
func (r *reader) zeroFigure(s *sentence, f report.Figure, text string, loc []int, from, to int) {
	a := from + utf8.RuneCountInString(text[:loc[0]])
	b := from + utf8.RuneCountInString(text[:loc[1]])
	r.print(&f, s.t.Span(a, b))
	f.Span = s.t.Span(min(a, max(from, to-longestQuote)), to)
	f.Quote = r.d.Slice(f.Span)
	f.Place = r.place
	if from > s.start && s.t.Norm[from-1] == '（' {
		f.Place = r.placeAt(s, from)
	}
	places := r.placesBefore(s, from, a)
	if len(places) == 0 {
		places = []string{f.Place}
	}
	for _, p := range places {
		f.Place, f.Part = p, p
		r.figures = append(r.figures, f)
	}
}

// placeAt is the place of the last figure before a bracket: 武始县11件（无纠错）.
func (r *reader) placeAt(s *sentence, at int) string {
	place := ""
	for _, m := range s.mentions {
		if m.figure != nil && m.Start < at {
			place = m.figure.Place
		}
	}
	return place
}

// placesBefore gives the places that a zero statement names as its subjects:
// 武始县、曲梁县没有发生行政诉讼.
func (r *reader) placesBefore(s *sentence, from, to int) []string {
	var out []string
	words := trimItem(string(s.t.Norm[from:to]))
	if words == "" {
		return nil
	}
	for _, p := range splitList.Split(words, -1) {
		if !r.isPlace(p) {
			return nil
		}
		out = append(out, p)
	}
	return out
}

func (s *sentence) figureIn(from, to int) bool {
	for _, m := range s.mentions {
		if m.figure != nil && from <= m.Start && m.Start < to {
			return true
		}
	}
	return false
}
