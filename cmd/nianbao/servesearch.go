package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/division"
	"nianbao/needle"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// faceted is how many figures of a search are counted by what they are of: the
// database counts so many anyway.
const faceted = 200

var (
	yearRange = needle.MustCompile(`^(19|20)\d\d-(19|20)\d\d$`)
	codeLike  = needle.MustCompile(`^[a-z_]+(\.[a-z_]+)*(\[.*\]|\.\*)?$`)
)

// understood takes out of the words of an ask what is meant as something else: a
// code, a range of years. Names of bodies, places and single years are words:
// the search knows them.
func (s *shelf) understood(a web.Ask) web.Ask {
	var rest []string
	for _, word := range strings.Fields(a.Words) {
		switch plain := normalize.Form(word); {
		case a.Year == "" && yearRange.MatchString(plain):
			a.Year = plain
		case a.Indicator == "" && codeLike.MatchString(word) && s.isCode(word):
			a.Indicator = word
		default:
			rest = append(rest, word)
		}
	}
	if strings.Contains(a.Words, `"`) && len(rest) == len(strings.Fields(a.Words)) {
		return a // as it was written
	}
	a.Words = strings.Join(rest, " ")
	return a
}

// isCode tells whether a word is a code of the codebook, or a name above some.
func (s *shelf) isCode(word string) bool {
	if above, all := strings.CutSuffix(word, "*"); all {
		return slices.ContainsFunc(s.book.All(), func(i report.Indicator) bool { return strings.HasPrefix(i.ID, above) })
	}
	_, ok := s.book.Find(report.ParseCode(word).Indicator)
	return ok && strings.Contains(word, ".")
}

// queryOf makes a query of the database of an ask. What cannot be meant is said
// in the answer: a problem, or the divisions to choose from.
func (s *shelf) queryOf(ctx context.Context, c *cli, a web.Ask, out *web.Answer) (store.Query, error) {
	q, err := c.query(searchFlags{indicator: a.Indicator, body: a.Body, level: a.Level, year: a.Year, role: a.Role, own: a.Own, failed: a.Failed,
		sort: a.Sort, after: a.After, limit: a.Limit}, []string{a.Words})
	if err == nil && a.Indicator != "" && !s.isCode(a.Indicator) {
		q.Indicator, err = c.codeOf(ctx, a.Indicator, s.db)
	}
	if err == nil && a.Region != "" {
		err = s.inRegion(ctx, c, a, &q, out)
	}
	if err == nil && a.Texts && len(store.Phrases(q.Words, normalize.Form)) == 0 && len(out.Choices) == 0 {
		err = c.usage(c.say("usage.texts"))
	}
	var said *failure
	if errors.As(err, &said) {
		out.Problem, out.Hint = said.text, said.hint
		return q, nil
	}
	if i, ok := s.book.Find(report.ParseCode(q.Indicator).Indicator); ok {
		out.Name, out.English = i.Name, i.English
		if zh, en := nameOf(i, q.Indicator); zh != i.Name {
			out.Name, out.English = i.Name+"："+zh, i.English+": "+en
		}
	}
	return q, err
}

// inRegion makes a query ask for the division that an ask names, or gives those
// that it can mean.
func (s *shelf) inRegion(ctx context.Context, c *cli, a web.Ask, q *store.Query, out *web.Answer) error {
	found := meanings(s.divisions, a.Region)
	if len(found) < 2 {
		where, err := c.regionOf(ctx, s.db, a.Region)
		if err != nil {
			return err
		}
		q.Places, q.Bodies, out.Taken, out.Region = where.places, where.bodies, where.taken, a.Region
		if where.meaning != nil {
			out.Region = s.divisions.Path(where.meaning.Division)
		}
		return nil
	}
	counts, _ := s.counts.get()
	for _, m := range found {
		out.Choices = append(out.Choices, web.Choice{Code: m.Code, Path: s.divisions.Path(m.Division), Years: strings.TrimSpace(c.inForce(m.Division)), Reports: reportsIn(counts, m),
			Address: a.With("region", m.Code).Address()})
	}
	slices.SortStableFunc(out.Choices, func(a, b web.Choice) int { return cmp.Compare(b.Reports, a.Reports) })
	out.Choices = out.Choices[:min(len(out.Choices), 2*choices)]
	return nil
}

// Search answers the search page.
func (s *shelf) Search(ctx context.Context, lang string, a web.Ask) (web.Answer, error) {
	c := s.in[lang]
	a = s.understood(a)
	out := web.Answer{Ask: a, Names: map[string][2]string{}}
	q, err := s.queryOf(ctx, c, a, &out)
	if err != nil || out.Problem != "" || len(out.Choices) > 0 {
		return out, err
	}
	out.Places = s.places(a)
	phrases := store.Phrases(q.Words, normalize.Form)
	if a.Texts {
		q.Enough = a.Limit
		found, err := s.db.SearchTexts(ctx, q)
		if err != nil {
			return out, cursorWords(err)
		}
		out.Total, out.More, out.Stopped = found.Total, found.More, found.Stopped
		for _, h := range found.Hits {
			out.Texts = append(out.Texts, textHit(h, phrases))
		}
		if n := len(found.Hits); n == a.Limit && (found.More || found.Total > n) {
			out.Next = found.Hits[n-1].Cursor
		}
	} else {
		found, err := s.db.Browse(ctx, q, faceted)
		if err != nil {
			return out, cursorWords(err)
		}
		out.Total, out.More, out.Facets = found.Total, found.More, found.Facets
		if out.Unsorted, out.Stopped = found.Unsorted, found.Stopped; out.Unsorted {
			out.Ask.Sort = ""
		}
		for i, h := range found.Hits {
			out.Hits = append(out.Hits, s.webHit(c, h, found.Sentences[i], phrases))
		}
		if n := len(found.Hits); n == a.Limit && (found.More || found.Total > n) {
			out.Next = found.Hits[n-1].Cursor
		}
		s.nameFacets(&out)
	}
	if out.More { // more than 200, rather than more than 201
		out.Total = max(out.Total-out.Total%100, min(out.Total, 100))
	}
	if out.Total == 0 && !out.Stopped {
		return out, s.explain(ctx, c, a, &out)
	}
	return out, nil
}

// mostPlaces is how many divisions a search offers to narrow itself to.
const mostPlaces = 3

// places gives the divisions that words of an ask name, each with the ask of it
// alone: as a word, 鼓楼区 is found in four cities.
func (s *shelf) places(a web.Ask) (out []web.Suggestion) {
	words := strings.Fields(a.Words)
	if a.Region != "" || len(words) > 6 {
		return nil
	}
	counts, counted := s.counts.get()
	for i, word := range words {
		if utf8.RuneCountInString(word) < 2 || strings.ContainsAny(word, `"-*~0123456789`) {
			continue
		}
		var found []division.Meaning
		for _, m := range s.divisions.Means(normalize.Form(word)) {
			if !counted || reportsIn(counts, m) > 0 {
				found = append(found, m)
			}
		}
		rest := a.With("q", strings.Join(slices.Delete(slices.Clone(words), i, i+1), " "))
		for _, m := range found {
			if len(found) <= mostPlaces && len(out) < mostPlaces {
				out = append(out, web.Suggestion{Text: s.divisions.Path(m.Division), Kind: m.Code, Href: rest.With("region", m.Code).Address()})
			}
		}
	}
	return out
}

// cursorWords says of a cursor that it is of another search, which is the
// address's fault.
func cursorWords(err error) error {
	if errors.Is(err, store.ErrCursor) {
		return web.ErrAsk
	}
	return err
}

// webHit makes a hit ready to be shown.
func (s *shelf) webHit(c *cli, h store.Hit, in store.Sentence, phrases []string) web.Hit {
	if i, ok := s.book.Find(h.Indicator); ok {
		name := s.fullName(i, h.Figure.Code().String())
		h.Name, h.English = name[0], name[1]
	}
	out := web.Hit{Hit: h, What: c.what(h.Figure), Remarks: c.remarks(h.Figure), Cut: in.Cut, Value: c.webValue(h.Figure)}
	at := h.Start - in.Start
	numeral := [2]int{}
	if i := strings.Index(h.Quote, h.Printed); i >= 0 && h.Printed != "" {
		from := at + utf8.RuneCountInString(h.Quote[:i])
		numeral = [2]int{from, from + utf8.RuneCountInString(h.Printed)}
	}
	out.Pieces = web.Cut(in.Text, highlights(in.Text, phrases), numeral)
	return out
}

// webValue is a figure's value without its unit, or why there is none.
func (c *cli) webValue(f report.Figure) string {
	if f.Status != report.Printed && f.Status != "" {
		return c.say("value." + string(f.Status))
	}
	return c.say("qualifier."+string(f.Qualifier), web.Grouped(string(f.Value)))
}

// aroundText is how many characters a passage that was found shows at most.
const aroundText = 220

func textHit(h store.TextHit, phrases []string) web.TextHit {
	text := h.Text
	if strings.Contains(text, " | ") {
		text = rowsWith(text, phrases)
	}
	marks := highlights(text, phrases)
	runes := []rune(text)
	from, to := 0, len(runes)
	if to > aroundText {
		if len(marks) > 0 {
			from = max(0, marks[0][0]-aroundText/3)
		}
		to = min(len(runes), from+aroundText)
	}
	var here [][2]int
	for _, m := range marks {
		if m[1] > from && m[0] < to {
			here = append(here, [2]int{m[0] - from, m[1] - from})
		}
	}
	out := web.TextHit{TextHit: h, Pieces: web.Cut(string(runes[from:to]), here, [2]int{})}
	if from > 0 {
		out.Pieces = append([]web.Piece{{Text: "…"}}, out.Pieces...)
	}
	if to < len(runes) {
		out.Pieces = append(out.Pieces, web.Piece{Text: "…"})
	}
	return out
}

// rowsWith gives the rows of a table that have the words, else its first one,
// with what stands in their cells.
func rowsWith(table string, phrases []string) string {
	var rows []string
	first := ""
	for line := range strings.Lines(table) {
		cells := slices.DeleteFunc(strings.Split(strings.TrimSpace(line), "|"), func(s string) bool { return strings.TrimSpace(s) == "" })
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		row := strings.Join(cells, " · ")
		if first == "" {
			first = row
		}
		if len(highlights(row, phrases)) > 0 {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return first
	}
	return strings.Join(rows, "； ")
}

// nameFacets says what the codes of an answer's facets are called.
func (s *shelf) nameFacets(out *web.Answer) {
	for _, c := range out.Facets.Indicators {
		code := report.ParseCode(c.Word)
		if i, ok := s.book.Find(code.Indicator); ok {
			out.Names[c.Word] = s.fullName(i, c.Word)
		} else if c.Word == "open" {
			out.Names[c.Word] = [2]string{s.in["zh"].say("serve.open"), s.in["en"].say("serve.open")}
		}
	}
	for _, c := range out.Facets.Provinces {
		if found := s.divisions.Coded(c.Word); len(found) > 0 {
			out.Names[c.Word] = [2]string{found[0].Name, found[0].Name}
		}
	}
}

// fullName is an indicator's name with that of the dimensions.
func (s *shelf) fullName(i report.Indicator, code string) [2]string {
	zh, en := nameOf(i, code)
	if zh == i.Name {
		return [2]string{zh, en}
	}
	return [2]string{i.Name + "：" + zh, i.English + ": " + en}
}

// explain says why nothing was found: which one thing less would find some, and
// what else may be meant.
func (s *shelf) explain(ctx context.Context, c *cli, a web.Ask, out *web.Answer) error {
	try := func(name, word string, less web.Ask) error {
		less.After = ""
		if less.Nothing() {
			return nil
		}
		ask := less
		ask.Limit, ask.Sort = 1, ""
		var unheard web.Answer
		q, err := s.queryOf(ctx, c, ask, &unheard)
		q.Enough = 1
		if err != nil || unheard.Problem != "" || len(unheard.Choices) > 0 {
			return err
		}
		w := web.Without{Name: name, Word: word, Address: less.Address()}
		if a.Texts {
			found, err := s.db.SearchTexts(ctx, q)
			if err != nil {
				return err
			}
			w.Total, w.More = found.Total, found.More
		} else {
			found, err := s.db.Search(ctx, q)
			if err != nil {
				return err
			}
			w.Total, w.More = found.Total, found.More
		}
		if w.Total > 0 {
			out.Without = append(out.Without, w)
		}
		return nil
	}
	for _, f := range []struct{ name, value string }{{"indicator", a.Indicator}, {"region", a.Region}, {"body", a.Body}, {"level", a.Level}, {"year", a.Year}, {"role", a.Role},
		{"own", onWord(a.Own)}, {"failed", onWord(a.Failed)}} {
		if f.value == "" {
			continue
		}
		word := f.value
		if f.value == "1" {
			word = ""
		}
		if err := try(f.name, word, a.With(f.name, "")); err != nil {
			return err
		}
	}
	words := strings.Fields(a.Words)
	if len(words) > 1 && len(words) <= 6 {
		for i, word := range words {
			if err := try("q", word, a.With("q", strings.Join(slices.Delete(slices.Clone(words), i, i+1), " "))); err != nil {
				return err
			}
		}
	}
	for _, word := range words[:min(len(words), 6)] {
		near, err := s.near(ctx, c, word)
		if err != nil {
			return err
		}
		out.Near = append(out.Near, near...)
	}
	out.Near = out.Near[:min(len(out.Near), 6)]
	return nil
}

func onWord(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// near gives what a word that found nothing may be meant to be: places of a like
// name, indicators whose name has some of its characters in a row.
func (s *shelf) near(ctx context.Context, c *cli, word string) ([]web.Suggestion, error) {
	name := normalize.Form(strings.Trim(word, `"-*`))
	var out []web.Suggestion
	for _, place := range s.divisions.Near(name, 3) {
		out = append(out, web.Suggestion{Text: place, Kind: c.say("serve.place"), Href: (web.Ask{Words: place}).Address()})
	}
	runes := []rune(name)
	for i := 0; i+2 <= len(runes) && len(out) < 5; i++ {
		for _, known := range s.book.All() {
			if strings.Contains(known.Name, string(runes[i:i+2])) && !slices.ContainsFunc(out, func(o web.Suggestion) bool { return o.Text == c.pick(known.Name, known.English) }) && len(out) < 5 {
				out = append(out, web.Suggestion{Text: c.pick(known.Name, known.English), Kind: c.say("serve.indicator"), Href: (web.Ask{Indicator: known.ID}).Address()})
			}
		}
	}
	return out, nil
}

// pick gives the one of two texts that is in the language.
func (c *cli) pick(zh, en string) string {
	if c.lang == "en" && en != "" {
		return en
	}
	return zh
}

// SearchFile writes what a search finds as the command search would.
func (s *shelf) SearchFile(ctx context.Context, lang string, a web.Ask, format string, w io.Writer) (next string, err error) {
	c := *s.in[lang]
	var b bytes.Buffer
	c.stdout = &b
	a = s.understood(a)
	var out web.Answer
	q, err := s.queryOf(ctx, &c, a, &out)
	switch {
	case err != nil:
		return "", err
	case out.Problem != "" || len(out.Choices) > 0:
		return "", web.ErrAsk
	}
	if a.Texts {
		found, err := s.db.SearchTexts(ctx, q)
		if err != nil {
			return "", cursorWords(err)
		}
		for i := range found.Hits {
			found.Hits[i].Source = web.SourceName(found.Hits[i].Source)
		}
		if err := c.writeTexts(found.Hits, q, outputFlags{format: format}); err != nil {
			return "", err
		}
		if n := len(found.Hits); n == a.Limit && n < found.Total {
			next = found.Hits[n-1].Cursor
		}
	} else {
		found, err := s.db.Search(ctx, q)
		if err != nil {
			return "", cursorWords(err)
		}
		for i := range found.Hits {
			found.Hits[i].Source = web.SourceName(found.Hits[i].Source)
		}
		if err := c.writeHits(found.Hits, q, outputFlags{format: format, excel: format == "csv"}); err != nil {
			return "", err
		}
		if n := len(found.Hits); n == a.Limit && (found.More || n < found.Total) {
			next = found.Hits[n-1].Cursor
		}
	}
	_, err = b.WriteTo(w)
	return next, err
}

// How many suggestions of each kind there are.
const (
	suggestedCodes     = 4
	suggestedDivisions = 4
	suggestedBodies    = 4
)

// Suggest completes the last word: an indicator, a division, a body. The words
// before it stay.
func (s *shelf) Suggest(ctx context.Context, lang, words string) ([]web.Suggestion, error) {
	c := s.in[lang]
	fields := strings.Fields(words)
	if len(fields) == 0 {
		return nil, nil
	}
	last := normalize.Form(fields[len(fields)-1])
	before := strings.Join(fields[:len(fields)-1], " ")
	if last == "" || strings.Trim(last, `"-*`) != last {
		return nil, nil
	}
	var out []web.Suggestion
	for _, i := range s.book.All() {
		if len(out) == suggestedCodes {
			break
		}
		codes := []string{i.ID}
		for _, v := range i.Values {
			codes = append(codes, report.Code{Indicator: i.ID, Dims: map[string]string{v.Key: v.Value}}.String())
		}
		for _, code := range codes {
			name := s.fullName(i, code)
			if len(out) < suggestedCodes && (strings.Contains(name[0], last) || strings.Contains(strings.ToLower(name[1]), last) || strings.HasPrefix(code, last)) {
				out = append(out, web.Suggestion{Text: c.pick(name[0], name[1]), Kind: c.say("serve.indicator"), Href: (web.Ask{Words: before, Indicator: code}).Address()})
			}
		}
	}
	if _, err := strconv.Atoi(last); err == nil || utf8.RuneCountInString(last) < 2 {
		return out, nil
	}
	counts, _ := s.counts.get()
	found := s.divisions.Means(last)
	slices.SortStableFunc(found, func(a, b division.Meaning) int { return cmp.Compare(reportsIn(counts, b), reportsIn(counts, a)) })
	for _, m := range found[:min(len(found), suggestedDivisions)] {
		out = append(out, web.Suggestion{Text: s.divisions.Path(m.Division), Kind: c.say("serve.place"), Href: (web.Ask{Words: before, Region: m.Code}).Address()})
	}
	bodies, err := s.db.BodiesLike(ctx, last, suggestedBodies)
	for _, b := range bodies {
		out = append(out, web.Suggestion{Text: b.Name, Kind: c.say("serve.body"), Href: (web.Ask{Words: strings.TrimSpace(b.Name + " " + before)}).Address()})
	}
	return out, err
}

// reportsIn is how many reports a division and all below it have.
func reportsIn(counts counted, m division.Meaning) (n int) {
	for _, k := range counts.of(m) {
		n += k
	}
	return n
}
