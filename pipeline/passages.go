package pipeline

import (
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

// mostPassages bounds the passages of a document: the last takes all that
// follows.
const mostPassages = 10_000

// passagesOf cuts a document's text into what searches find as a whole: its
// sentences and its tables. Furniture is in none.
func passagesOf(d *report.Document) []store.Passage {
	var out []store.Passage
	for _, b := range d.Blocks {
		switch {
		case b.Kind == report.Furniture:
		case b.Kind == report.TableBlock:
			out = append(out, tablePassage(d, b))
		default:
			out = append(out, sentences(b.Norm)...)
		}
	}
	out = slices.DeleteFunc(out, func(p store.Passage) bool { return p.End <= p.Start })
	slices.SortStableFunc(out, func(a, b store.Passage) int { return a.Start - b.Start })
	return bounded(apart(out))
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

// bounded makes one passage of all that are too many.
func bounded(list []store.Passage) []store.Passage {
	if len(list) <= mostPassages {
		return list
	}
	var words strings.Builder
	last := list[mostPassages-1]
	for _, p := range list[mostPassages-1:] {
		words.WriteString(p.Words + "\n")
		last.End = p.End
	}
	last.Words = words.String()
	return append(list[:mostPassages-1], last)
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
	words := []string{normalize.Form(t.Caption)}
	for _, c := range t.Cells {
		words = append(words, c.Norm.String())
	}
	span := b.Span
	span.End = min(span.End+1, utf8.RuneCountInString(d.Text)) // its last cell may be empty, and stands at its end
	return store.Passage{Span: span, Words: strings.Join(words, "\n"), Table: true}
}

// names are those by which a report is found: of its body, of the divisions that
// this lies in, of its year.
func names(d *report.Document, divisions []report.Division) string {
	list := []string{normalize.Form(d.Body), d.BodyID}
	for _, v := range divisions {
		list = append(list, v.Name)
	}
	if d.Year != 0 {
		list = append(list, strconv.Itoa(d.Year)+"年")
	}
	return strings.Join(list, "\n")
}

// called tells what the codebook calls what a document's figures count, by which
// they are found besides their own words: the names of their indicators and the
// rows of the forms that state them.
func called(d *report.Document, find func(id string) (report.Indicator, bool)) []string {
	var out []string
	seen := map[string]bool{"": true}
	for i := range d.Figures {
		id := d.Figures[i].Indicator
		if seen[id] {
			continue
		}
		seen[id] = true
		ind, known := find(id)
		if !known {
			continue
		}
		words := []string{id, ind.Name, ind.English}
		for _, l := range slices.Concat(ind.Labels, ind.Columns) {
			words = append(words, l.Row+"/"+l.Col)
		}
		out = append(out, strings.Join(words, "\n"))
	}
	slices.Sort(out)
	return out
}
