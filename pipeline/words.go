package pipeline

import (
	"maps"
	"strings"

	"nianbao/normalize"
	"nianbao/report"
)

// sentenceEnds are where the words around a figure stop.
const sentenceEnds = "。;；！？!?\n"

// words gives for each figure the words it is found by, simplified, a line for
// each thing: what is counted, of which body, the sentence it stands in, and
// its indicator in both languages.
func (r *Reader) words(d *report.Document) []string {
	text := []rune(d.Text)
	body := normal(d.Body)
	out := make([]string, len(d.Figures))
	for i := range d.Figures {
		f := &d.Figures[i]
		lines := []string{f.Label, f.Part, normal(f.Place), body, normal(Sentence(text, f.Span))}
		if ind, ok := r.Extractor.Book().Find(f.Indicator); ok {
			lines = append(lines, ind.Name, ind.English, rowName(ind, f.Dims))
		}
		out[i] = strings.Join(lines, "\n")
	}
	return out
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

// Sentence gives the sentence of text that a span stands in: up to 120 runes on
// either side of it.
func Sentence(text []rune, s report.Span) string {
	const most = 120
	start, end := max(0, min(s.Start, len(text))), max(0, min(s.End, len(text)))
	for n := 0; start > 0 && n < most && !strings.ContainsRune(sentenceEnds, text[start-1]); n++ {
		start--
	}
	for n := 0; end < len(text) && n < most && !strings.ContainsRune(sentenceEnds, text[end]); n++ {
		end++
	}
	return strings.TrimSpace(string(text[start:end]))
}

func normal(s string) string {
	if s == "" {
		return ""
	}
	return normalize.New(s, 0).String()
}
