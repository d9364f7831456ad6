package pipeline

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// sentenceEnds are where one passage ends and another begins.
const sentenceEnds = "。;；！？!?"

// mostPassages bounds the sentences of a document: behind them its text is one
// passage.
const mostPassages = 10_000

// passages cuts a document's text into what searches find as a whole: its
// sentences and its tables, each with what its figures count. Furniture is in
// none.
func (r *Reader) passages(d *report.Document) []store.Passage {
	var out []store.Passage
	for _, b := range d.Blocks {
		switch {
		case b.Kind == report.Furniture:
		case b.Kind == report.TableBlock:
			out = append(out, tablePassage(d, b))
		case len(out) < mostPassages:
			out = append(out, sentences(b.Norm)...)
		default:
			out = append(out, store.Passage{Span: b.Span, Words: b.Norm.String()})
		}
	}
	out = slices.DeleteFunc(out, func(p store.Passage) bool { return p.End <= p.Start })
	slices.SortStableFunc(out, func(a, b store.Passage) int { return a.Start - b.Start })
	out = apart(out)
	r.label(d, out)
	return out
}

// apart leaves out what begins within the passage before it.
func apart(list []store.Passage) []store.Passage {
	end := 0
	return slices.DeleteFunc(list, func(p store.Passage) bool {
		if p.Start < end {
			return true
		}
		end = p.End
		return false
	})
}

// sentences cuts a block.
func sentences(t *report.Text) []store.Passage {
	var out []store.Passage
	from := 0
	cut := func(to int) {
		if to > from {
			out = append(out, store.Passage{Span: t.Span(from, to), Words: string(t.Norm[from:to])})
		}
		from = to
	}
	for i, c := range t.Norm {
		if strings.ContainsRune(sentenceEnds, c) {
			cut(i + 1)
		}
	}
	cut(len(t.Norm))
	return out
}

func tablePassage(d *report.Document, b report.Block) store.Passage {
	t := &d.Tables[b.Table]
	words := []string{normal(t.Caption)}
	for _, c := range t.Cells {
		words = append(words, c.Norm.String())
	}
	span := b.Span
	span.End = min(span.End+1, utf8.RuneCountInString(d.Text)) // its last cell may be empty, and stands at its end
	return store.Passage{Span: span, Words: strings.Join(words, "\n"), Table: true}
}

// label gives each passage what the figures in it count: their labels, those of
// cells without the name of their column, which stands in the table, and what
// the codebook calls them.
func (r *Reader) label(d *report.Document, passages []store.Passage) {
	seen := make([]map[string]bool, len(passages))
	for i := range d.Figures {
		f := &d.Figures[i]
		k, found := slices.BinarySearchFunc(passages, f.Start, func(p store.Passage, at int) int {
			switch {
			case at < p.Start:
				return 1
			case at >= p.End:
				return -1
			}
			return 0
		})
		if !found {
			continue
		}
		labels := []string{f.Label, f.Part, normal(f.Place)}
		if f.Method == report.InTable {
			labels[0], _, _ = strings.Cut(f.Label, "（")
		}
		if ind, ok := r.Extractor.Book().Find(f.Indicator); ok {
			labels = append(labels, ind.Name, ind.English, rowName(ind, f.Dims))
		}
		if seen[k] == nil {
			seen[k] = map[string]bool{"": true}
		}
		for _, l := range labels {
			if !seen[k][l] {
				seen[k][l] = true
				passages[k].Labels = append(passages[k].Labels, l)
			}
		}
	}
}

// rowName is what the newest official table that has a row for these dimensions
// calls it, so that 微博 finds the figures of that channel whatever a report
// calls it; "" where there is none.
func rowName(ind report.Indicator, dims map[string]string) string {
	name := ""
	for _, l := range ind.Labels { // from the oldest form to the newest
		if len(dims) > 0 && maps.Equal(l.Dims, dims) {
			name = strings.TrimSpace(l.Row + " " + l.Col)
		}
	}
	return name
}

// names are those by which a report is found: of its body, of the divisions that
// this lies in, of its year.
func names(d *report.Document, divisions []report.Division) string {
	list := []string{normal(d.Body), d.BodyID}
	for _, v := range divisions {
		list = append(list, v.Name)
	}
	if d.Year != 0 {
		list = append(list, strconv.Itoa(d.Year)+"年")
	}
	return strings.Join(list, "\n")
}

func normal(s string) string {
	if s == "" {
		return ""
	}
	return normalize.New(s, 0).String()
}
