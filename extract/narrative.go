package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A reader walks the blocks of one document in order and keeps what earlier
// sentences say about later ones.
type reader struct {
	x       *Extractor
	d       *report.Document
	body    string // the issuing body, simplified
	hotline bool   // the document is a hotline's bulletin: what it receives are inquiries
	figures []report.Figure

	block  int      // index of the block
	levels []string // the kinds of numbering of the headings in force, outermost first
	title  string   // the heading in force
	plan   bool     // from here to the next section the text speaks of intentions
	frame  *frame   // the total whose parts may follow
	older  []*frame // the totals before it in this section, latest first
	prev   *mention // the last figure of all
	lead   *mention // the last level figure, for a comparison in a sentence of its own
	// leadRate is the last rate, for a comparison in percentage points.
	leadRate *mention
	last     []*mention // the figures of the sentence so far
	before   []*mention // those of the sentence before, where it is over
	place    string     // the part of the body that the sentence speaks of
	within   string     // the part of the year that the report is of, "" for the whole
	goesOn   bool       // the last sentence ended with ；: its list goes on
	topics   []topic    // what the last sentence without a number spoke of, in this block
	over     string     // the period that led that list, where it is not the report's own
}

var hotlineTitle = needle.MustCompile(`热线|熱線|信访|接诉即办`)

// readProse reads every block that is neither table nor page furniture. It also
// tells for each table, by its 1-based number, what the prose before it counts.
func (x *Extractor) readProse(d *report.Document) ([]report.Figure, map[int]string) {
	families := map[int]string{}
	r := &reader{x: x, d: d, within: partOfYear(d), body: d.BodyName, hotline: hotlineTitle.MatchString(d.BodyName + d.Title)}
	for i := range d.Blocks {
		b := &d.Blocks[i]
		r.block = i
		switch {
		case b.Norm == nil || b.Kind == report.Furniture || b.Kind == report.TableBlock:
			r.rejectAll(b)
			if b.Kind == report.TableBlock {
				families[b.Table+1] = r.family()
			}
		case b.Kind == report.TitleBlock:
			r.rejectAll(b)
		default:
			r.readBlock(b)
		}
	}
	return r.figures, families
}

// rejectAll accounts for the numerals of a block that is not read.
func (r *reader) rejectAll(b *report.Block) {
	if b.Norm == nil || b.Kind == report.TableBlock {
		return
	}
	for _, q := range b.Norm.Quantities {
		reason := q.Reject
		if reason == "" {
			reason = report.RejectPage
		}
		r.reject(b.Norm, q.Start, q.End, reason)
	}
}

func (r *reader) reject(t *report.Text, from, to int, reason report.RejectReason) {
	r.d.Rejects = append(r.d.Rejects, report.Reject{Span: t.Span(from, to), Reason: reason})
}

func (r *reader) readBlock(b *report.Block) {
	t := b.Norm
	if h, ok := headingOf(b); ok {
		r.enter(h)
		if h.end == len(t.Norm) && !hasMention(t) {
			for _, q := range t.Quantities {
				r.reject(t, q.Start, q.End, orOrdinal(q.Reject))
			}
			return
		}
	}
	for _, q := range t.Quantities {
		if q.Reject != "" {
			r.reject(t, q.Start, q.End, q.Reject)
		}
	}
	if addressed.MatchString(string(t.Norm)) {
		r.frame, r.older, r.prev = nil, nil, nil
	}
	shareUnits(t)
	head := listHeadOf(t)
	r.topics = nil
	for _, s := range sentencesOf(t, r.d.Year, head) {
		r.readSentence(s)
	}
}

// addressed begins a paragraph that turns to the hearers, and from what was told.
var addressed = needle.MustCompile(`^各位(?:代表|委员|领导|同志)`)

func hasMention(t *report.Text) bool {
	for _, q := range t.Quantities {
		if q.Reject == "" && q.Unit != "" {
			return true
		}
	}
	return false
}

func orOrdinal(reason report.RejectReason) report.RejectReason {
	if reason == "" {
		return report.RejectOrdinal
	}
	return reason
}

// enter takes a heading. A new section ends the plan and the frame of the last
// one; a heading within a section keeps the frame unless it names its own.
func (r *reader) enter(h heading) {
	level := len(r.levels)
	for i, kind := range r.levels {
		if kind == h.kind {
			level = i
			break
		}
	}
	r.levels = append(r.levels[:level], h.kind)
	r.title = h.text
	r.lead, r.leadRate = nil, nil
	if level == 0 {
		r.plan, r.frame, r.older, r.prev = false, nil, nil, nil
	}
	if ind := headingIndicator(h.text); ind != "" {
		r.older = nil
		r.frame = &frame{indicator: ind, measure: r.x.usual[ind].Measure, block: r.block, heading: true}
	}
	if planHeading.MatchString(h.text) {
		r.plan = true
	}
}

// readSentence makes figures of a sentence's mentions and of its zero statements.
func (r *reader) readSentence(s *sentence) {
	text := string(s.t.Norm[s.start:s.end])
	if !r.plan {
		r.plan, s.planFrom = r.startsPlan(s, text)
	}
	if !r.goesOn {
		r.before, r.last = r.last, nil
	}
	if !r.goesOn || len(s.dates) > 0 || ownYear.MatchString(text) {
		r.over = ""
	}
	r.goesOn = strings.HasSuffix(text, "；")
	r.place = ""
	s.distribute()
	r.leadFrame(s)
	for _, m := range s.all() {
		m.reportYear, m.reportPeriod = r.d.Year, r.within
		r.readMention(m)
		if m.figure != nil {
			r.last = append(r.last, m)
			r.prev = m
			switch {
			case m.figure.Role == report.Level && m.Measure != report.Percent:
				r.lead = m
			case m.figure.Role == report.Rate, m.figure.Role == report.Share && strings.HasSuffix(m.figure.Label, "率"):
				r.leadRate = m
			}
		}
	}
	if len(s.mentions) == 0 {
		r.topics = topicsOf(s, s.end)
	}
	r.over = s.leads(r.over)
	settlePrevious(s)
	r.readZeros(s)
	for _, m := range s.all() {
		if m.figure == nil {
			r.reject(s.t, m.Start, m.End, m.Reject)
			continue
		}
		r.figures = append(r.figures, *m.figure)
	}
}

// leads gives the period of the date that a list begins with: 1—5月，受理…件；派发…件.
func (s *sentence) leads(over string) string {
	if len(s.dates) == 0 || s.dates[0].start-s.start > 1 || s.dates[0].end >= s.end || s.t.Norm[s.dates[0].end] != '，' {
		return over
	}
	for _, m := range s.mentions {
		if m.figure != nil {
			if m.figure.Role == report.OtherPeriod && m.parent == nil && len(s.dates) == 1 {
				return m.figure.Period
			}
			break
		}
	}
	return over
}

// ownYear are words that lead back to the report's own period.
var ownYear = needle.MustCompile(`今年|本年|全年|年度|本月|当月|累计`)

// settlePrevious gives another year's number that stands before its subject the
// code of what is compared with it: 与2015年的18904条相比，主动公开信息多出2751条.
func settlePrevious(s *sentence) {
	for k := 0; k+1 < len(s.mentions); k++ {
		m, next := s.mentions[k], s.mentions[k+1]
		if m.figure == nil || next.figure == nil || m.figure.Role != report.OtherPeriod || m.figure.Indicator != "" || m.parent != nil ||
			next.figure.Role != report.Change || next.figure.Indicator == "" || !fits(m.Measure, next.Measure) {
			continue
		}
		f := next.figure
		m.figure.Indicator, m.figure.Dims, m.figure.Label, m.figure.Rule = f.Indicator, copyDims(f.Dims), f.Label, "relative"
		for _, later := range s.mentions[k+2:] {
			if later.figure != nil && later.parent == m {
				later.figure.Indicator, later.figure.Dims, later.figure.Label = f.Indicator, copyDims(f.Dims), f.Label
			}
		}
	}
}

// readMention decides what a mention counts: first what it says of an earlier
// figure, then what the codebook's patterns say, then what the frame says; what
// none claims is an open figure or is rejected for a reason.
func (r *reader) readMention(m *mention) {
	role, period, parent := r.roleOf(m)
	m.parent = parent
	f := &report.Figure{
		Value: m.Value, Unit: m.Unit, Measure: m.Measure, Qualifier: m.Qualifier, Role: role, Period: period,
		Status: report.Printed, Method: report.InText, Reader: r.d.Reader, Confidence: 1,
	}
	if role == report.Change && decrease(m.changeWords()) {
		f.Value = f.Value.Neg()
	}
	place := r.placeOf(m)
	if m.Qualifier == report.Exact && roughShare.MatchString(m.pre) {
		f.Qualifier = report.Approx
	}
	switch {
	case parent != nil && parent.figure != nil && (r.sameThing(m, role) || role == report.Share && m.placeHas(place)):
		f.Indicator, f.Dims, f.Label, f.Part = parent.figure.Indicator, copyDims(parent.figure.Dims), parent.figure.Label, parent.figure.Part
		if id, ok := changeOf[f.Indicator]; ok && role == report.Change {
			f.Indicator = id
		}
		r.ownDims(m, f)
		f.Rule = "relative"
		if place == "" && !severalSum.MatchString(m.pre) {
			place = parent.figure.Place
		}
	default:
		if !r.classify(m, f, place) {
			return
		}
		if m.actor == "" {
			place = ""
		}
		r.likeAnswered(m, f)
	}
	if place == "" {
		place = r.inheritedPlace(m)
	}
	f.Place = place
	if place != "" && f.Part == "" {
		f.Part = place // of one place, not the body's own total
	}
	r.quote(m, f)
	m.figure = f
	r.remember(m, f, role)
}

// changeOf are the indicators of how much a stock of the year before changed:
// 上一年项目数量7项，本年减1项.
var changeOf = map[string]string{"powers.items_previous": "powers.items_change", "charges.items_previous": "charges.items_change"}

// severalSum adds up several places: 三家合计占71.5%.
var severalSum = needle.MustCompile(`^[两三四五六七八九十]+[家地者个]|^合计`)

// roughShare stands before a share that is only about right: 约占三成.
var roughShare = needle.MustCompile(`(?:约|大约|近)占[^，。；]{0,8}$`)

// inheritedPlace is the place of the sentence, or of the number that a bracket explains.
func (r *reader) inheritedPlace(m *mention) string {
	if m.k > 0 && strings.HasPrefix(m.sent.gaps[m.k], "（") {
		if f := m.sent.mentions[m.k-1].figure; f != nil {
			return f.Place
		}
	}
	if wholeBody.MatchString(lastClause(m.left)) {
		r.place = ""
	}
	return r.place
}

// wholeBody ends what was said of a part.
var wholeBody = needle.MustCompile(`@[^>]{0,2}>(?:个|乡|镇|街|部门|单位|县|区|局)|全[市县区镇州省局乡]|其余|其他`)

// quote gives a figure its place in the document.
func (r *reader) quote(m *mention, f *report.Figure) {
	t := m.sent.t
	r.print(f, t.Span(m.Num, m.End))
	from := m.quoteStart()
	f.Span = t.Span(from, max(m.End, m.distEnd))
	f.Quote = r.d.Slice(f.Span)
}

// print gives a figure what was printed of it, and where on which page.
func (r *reader) print(f *report.Figure, at report.Span) {
	f.Printed = r.d.Slice(at)
	f.Page, f.Box = r.d.Blocks[r.block].Where(at)
}

const longestQuote = 40

// quoteStart is where the words begin that state a mention: the start of its
// clause, or as far back as a quote may reach.
func (m *mention) quoteStart() int {
	norm := m.sent.t.Norm
	from := m.Start
	if m.dist > 0 {
		from = m.dist
	}
	floor := max(m.sent.start, m.End-longestQuote)
	for from > floor && !strings.ContainsRune("，。；：、！？", norm[from-1]) {
		from--
	}
	if from == m.Start { // nothing of its own before: reach back over the last number
		for from > floor && !strings.ContainsRune("，。；：！？", norm[from-1]) {
			from--
		}
	}
	return from
}
