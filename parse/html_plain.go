package parse

import (
	"strings"

	"nianbao/report"
)

// plainTables finds the tables that are written with tabs, bars or wide spaces
// in blocks of text that follow one another.
func plainTables(pieces []piece) []piece {
	var out []piece
	for i := 0; i < len(pieces); {
		j := i
		marked := false
		for j < len(pieces) && pieces[j].table == nil && !pieces[j].image && !pieces[j].chrome && !pieces[j].plain {
			marked = marked || strings.ContainsAny(pieces[j].text, "\t|") || strings.Contains(pieces[j].text, "\u3000\u3000") || strings.Contains(pieces[j].text, "\u00a0\u00a0\u00a0")
			j++
		}
		switch {
		case j == i:
			out = append(out, pieces[i])
			j++
		case marked:
			out = append(out, partTables(pieces[i:j])...)
		default:
			out = append(out, pieces[i:j]...)
		}
		i = j
	}
	return out
}

// partTables puts the lines of blocks of text that form a table into a piece of
// their own.
func partTables(pieces []piece) []piece {
	var text strings.Builder
	var from []int // for each line, its piece
	for i := range pieces {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(pieces[i].text)
		for range strings.Count(pieces[i].text, "\n") + 1 {
			from = append(from, i)
		}
	}
	lines := splitLines(text.String())
	tables := textTables(text.String(), lines)
	if len(tables) == 0 {
		return pieces
	}
	inTable := make([]int, len(lines)) // 0, or the number of the table from 1
	for n, t := range tables {
		for l := t.first; l <= t.last; l++ {
			inTable[l] = n + 1
		}
	}
	var out []piece
	for first := 0; first < len(lines); {
		last := first
		for last+1 < len(lines) && inTable[last+1] == inTable[first] && (inTable[first] > 0 || from[last+1] == from[first]) {
			last++
		}
		var raw []string
		for _, l := range lines[first : last+1] {
			raw = append(raw, l.raw)
		}
		p := pieces[from[first]]
		p.text, p.plain = strings.Join(raw, "\n"), inTable[first] > 0
		out = append(out, p)
		first = last + 1
	}
	return out
}

// plain writes lines as they stand, with their tables, as [readText] does.
func (w *htmlWriter) plain(text string) {
	lines := splitLines(text)
	tables := textTables(text, lines)
	if w.title == "" && !w.started {
		markAround(lines)
	}
	sub := &report.Document{Text: text}
	assembleText(sub, lines, tables)
	if len(sub.Blocks) == 0 {
		return
	}
	if w.b.Len() > 0 {
		w.b.Add("\n")
	}
	offset := w.b.Add(text).Start
	for _, t := range sub.Tables {
		t.Span = moved(t.Span, offset)
		for i := range t.Cells {
			t.Cells[i].Span = moved(t.Cells[i].Span, offset)
		}
		w.d.Tables = append(w.d.Tables, t)
	}
	first := len(w.d.Tables) - len(sub.Tables)
	for _, b := range sub.Blocks {
		b.Span = moved(b.Span, offset)
		switch b.Kind {
		case report.TableBlock:
			b.Table += first
		case report.TitleBlock:
			w.title = squeeze(sub.Slice(report.Span{Start: b.Start - offset, End: b.End - offset}))
		}
		w.started = true
		w.d.Blocks = append(w.d.Blocks, b)
	}
}

func moved(s report.Span, by int) report.Span {
	return report.Span{Start: s.Start + by, End: s.End + by}
}
