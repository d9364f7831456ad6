package main

import (
	"encoding/json"
	"io"
	"strings"
	"unicode"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// A hitRecord is a hit as JSON: null where a year or a place does not apply.
type hitRecord struct {
	store.Hit
	Code       string   `json:"code"`
	Year       *int     `json:"year"`
	Page       *int     `json:"page"`
	Table      *int     `json:"table"`
	Row        *int     `json:"row"`
	Col        *int     `json:"col"`
	Highlights [][2]int `json:"highlights"` // where the words stand in the quote: characters from, to
	After      string   `json:"cursor"`
}

func newHitRecord(h store.Hit, q store.Query) hitRecord {
	r := hitRecord{Hit: h, Code: report.Code{Indicator: h.Indicator, Dims: h.Dims}.String(), After: h.Cursor,
		Highlights: highlights(h.Quote, store.Phrases(q.Words, normalize.Form))}
	if h.Year != 0 {
		r.Year = &h.Year
	}
	if h.Page != 0 {
		r.Page = &h.Page
	}
	if h.Table != 0 {
		r.Table, r.Row, r.Col = &h.Table, &h.Row, &h.Col
	}
	if r.Dims == nil {
		r.Dims = map[string]string{}
	}
	return r
}

// writeRecords writes a list as JSON, or each of it on a line.
func writeRecords[T any](w io.Writer, list []T, record func(T) any, lines bool) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	records := []any{}
	for _, v := range list {
		if !lines {
			records = append(records, record(v))
		} else if err := e.Encode(record(v)); err != nil {
			return err
		}
	}
	if lines {
		return nil
	}
	e.SetIndent("", "  ")
	return e.Encode(records)
}

var hitColumns = []tabular.Column{
	{Name: "key", Kind: tabular.Text}, {Name: "region", Kind: tabular.Text}, {Name: "level", Kind: tabular.Text},
	{Name: "title", Kind: tabular.Text}, {Name: "indicator_zh", Kind: tabular.Text}, {Name: "source", Kind: tabular.Text},
	{Name: "body", Kind: tabular.Text}, {Name: "year", Kind: tabular.Integer}, {Name: "report_period", Kind: tabular.Text},
	{Name: "code", Kind: tabular.Text}, {Name: "part", Kind: tabular.Text}, {Name: "label", Kind: tabular.Text},
	{Name: "value", Kind: tabular.Number, Exact: true}, {Name: "unit", Kind: tabular.Text}, {Name: "printed", Kind: tabular.Text},
	{Name: "qualifier", Kind: tabular.Text}, {Name: "role", Kind: tabular.Text}, {Name: "period", Kind: tabular.Text},
	{Name: "place", Kind: tabular.Text}, {Name: "status", Kind: tabular.Text}, {Name: "method", Kind: tabular.Text},
	{Name: "page", Kind: tabular.Integer}, {Name: "table", Kind: tabular.Integer}, {Name: "row", Kind: tabular.Integer},
	{Name: "col", Kind: tabular.Integer}, {Name: "start", Kind: tabular.Integer}, {Name: "end", Kind: tabular.Integer},
	{Name: "quote", Kind: tabular.Text}, {Name: "confidence", Kind: tabular.Real}, {Name: "rule", Kind: tabular.Text},
	{Name: "review", Kind: tabular.Text}, {Name: "filed", Kind: tabular.Text},
}

func hitRow(h store.Hit) []any {
	var row, col any
	if h.Table > 0 {
		row, col = h.Row, h.Col
	}
	return []any{h.Key, h.Region, h.Level, h.Title, h.Name, h.Source, h.Body, some(h.Year), h.Of,
		report.Code{Indicator: h.Indicator, Dims: h.Dims}.String(), h.Part, h.Label, h.Value, h.Unit, h.Printed,
		h.Qualifier, h.Role, h.Period, h.Place, h.Status, h.Method, some(h.Page), some(h.Table), row, col, h.Start, h.End,
		h.Quote, h.Confidence, h.Rule, reviewWords(h.Review), reviewWords(h.Filed)}
}

// reviewWords are a person's decision: correct value=35.
func reviewWords(m *store.Mark) string {
	if m == nil {
		return ""
	}
	return strings.TrimSpace(string(m.Decision) + " " + fieldWords(m.Accepted, m.Accepted))
}

// some is nil for 0, which stands for no number at all.
func some(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// highlights gives where phrases stand in a text, in characters of the text
// itself: they are sought in its normal form.
func highlights(text string, phrases []string) [][2]int {
	norm := normalize.New(text, 0)
	var letters []rune // of the normal form
	var at []int       // where they stand in it
	for i, r := range norm.Norm {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			letters, at = append(letters, unicode.ToLower(r)), append(at, i)
		}
	}
	out := [][2]int{}
	covered := make([]bool, len(letters))
	for _, p := range phrases {
		for i := 0; i+len([]rune(p)) <= len(letters); i++ {
			if n := len([]rune(p)); n > 0 && equalFold(letters[i:i+n], []rune(p)) {
				for k := range n {
					covered[i+k] = true
				}
			}
		}
	}
	for i := 0; i < len(covered); i++ {
		if !covered[i] {
			continue
		}
		k := i
		for k+1 < len(covered) && covered[k+1] {
			k++
		}
		s := norm.Span(at[i], at[k]+1)
		out = append(out, [2]int{s.Start, s.End})
		i = k
	}
	return out
}

func equalFold(a, b []rune) bool {
	for i := range b {
		if a[i] != unicode.ToLower(b[i]) {
			return false
		}
	}
	return true
}

// marker gives what makes the words of a search stand out on a terminal; nil
// elsewhere, and where NO_COLOR is set (no-color.org).
func (c *cli) marker(words string) func(string) string {
	phrases := store.Phrases(words, normalize.Form)
	if _, ok := c.terminal(c.stdout); !ok || c.getenv("NO_COLOR") != "" || len(phrases) == 0 {
		return nil
	}
	return func(text string) string {
		runes := []rune(text)
		var b strings.Builder
		end := 0
		for _, h := range highlights(text, phrases) {
			b.WriteString(string(runes[end:h[0]]) + "\x1b[1m" + string(runes[h[0]:h[1]]) + "\x1b[22m")
			end = h[1]
		}
		return b.String() + string(runes[end:])
	}
}
