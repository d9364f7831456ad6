package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/report"
)

// A habitCase is one sentence of testdata/habits with the figures that it must
// give: see the README there for the format.
type habitCase struct {
	file     string
	sentence string
	year     int
	want     []habitFigure
}

// A habitFigure is one expected figure; codes[0] is the label's own, the others
// are as good.
type habitFigure struct {
	codes    []string
	label    string
	value    string
	unit     string
	role     string
	qual     string
	period   string
	place    string
	optional bool
}

func parseHabits(t testing.TB, file, text string) []habitCase {
	t.Helper()
	var out []habitCase
	year := 0
	for _, block := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n\n") { // a block a sentence
		c := habitCase{file: file}
		for _, line := range strings.Split(block, "\n") {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || strings.HasPrefix(line, "# "):
			case strings.HasPrefix(line, "year:"):
				year, _ = strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "year:")))
			case c.sentence == "":
				c.sentence = line
			case line == "none":
			default:
				c.want = append(c.want, parseHabitFigure(t, file, line))
			}
		}
		c.year = year
		if c.sentence != "" {
			out = append(out, c)
		}
	}
	return out
}

func parseHabitFigure(t testing.TB, file, line string) habitFigure {
	t.Helper()
	f := habitFigure{role: "level", qual: "exact"}
	if strings.HasPrefix(line, "?") {
		f.optional, line = true, strings.TrimSpace(line[1:])
	}
	line = strings.ReplaceAll(line, "||", "\x00")
	fields := strings.Split(line, "|")
	if len(fields) < 2 {
		t.Fatalf("%s: line %q has no value", file, line)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	for _, code := range strings.Split(fields[0], "\x00") {
		code = strings.TrimSpace(code)
		if label, ok := strings.CutPrefix(code, "open:"); ok {
			f.label, code = strings.TrimSpace(label), "open"
		}
		f.codes = append(f.codes, code)
	}
	set := func(i int, p *string) {
		if i < len(fields) && fields[i] != "" {
			*p = fields[i]
		}
	}
	set(1, &f.value)
	set(2, &f.unit)
	set(3, &f.role)
	set(4, &f.qual)
	set(5, &f.period)
	set(6, &f.place)
	return f
}

// readSentence runs one sentence through the whole reader.
func readSentence(x *Extractor, seg *normalize.Segmenter, sentence string, year int) []report.Figure {
	d := &report.Document{Status: report.OK, Text: sentence, Reader: report.ReadText}
	d.Blocks = []report.Block{{Kind: report.Paragraph, Span: report.Span{End: len([]rune(sentence))}}}
	normalize.Document(d, seg)
	d.Year = year
	figures, _ := x.readProse(d)
	return figures
}

// habitDiff compares what was read with what must be: every asked-for figure
// once, nothing beside it but optional ones.
func habitDiff(c habitCase, got []report.Figure) (missing, extra []string) {
	used := make([]bool, len(got))
	match := func(w habitFigure) bool {
		for i := range got {
			if !used[i] && w.matches(&got[i]) {
				used[i] = true
				return true
			}
		}
		return false
	}
	var optional []habitFigure
	for _, w := range c.want {
		if w.optional {
			optional = append(optional, w)
			continue
		}
		if !match(w) {
			missing = append(missing, fmt.Sprintf("%s %s %s %s %s", strings.Join(w.codes, "/"), w.value, w.unit, w.role, w.qual))
		}
	}
	for _, w := range optional {
		for i := range got {
			if !used[i] && float(w.value) == got[i].Value.Float() {
				used[i] = true
			}
		}
	}
	for i := range got {
		if !used[i] {
			f := &got[i]
			code := f.Code()
			extra = append(extra, fmt.Sprintf("%s %s %s %s %s [%s] %s", code.String(), f.Value, f.Unit, f.Role, f.Qualifier, f.Rule, f.Label))
		}
	}
	return missing, extra
}

func float(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}

func (w habitFigure) matches(f *report.Figure) bool {
	if float(w.value) != f.Value.Float() || w.role != string(f.Role) || w.qual != string(f.Qualifier) {
		return false
	}
	code := f.Code()
	for _, c := range w.codes {
		if c == code.String() {
			return true
		}
	}
	return false
}

// TestHabits reads the corpus of writing habits. Sentences that are not yet read
// right stand in testdata/habits/known.txt, so that the list can only shrink: a
// sentence that is right must be taken off it.
func TestHabits(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	known := knownFaults(t)
	files, err := filepath.Glob("testdata/habits/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("habits: %d files, %v", len(files), err)
	}
	var right, all int
	var faults []string
	for _, file := range files {
		if filepath.Base(file) == "known.txt" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range parseHabits(t, filepath.Base(file), string(data)) {
			all++
			missing, extra := habitDiff(c, readSentence(x, seg, c.sentence, c.year))
			if len(missing)+len(extra) == 0 {
				right++
				if known[c.sentence] {
					t.Errorf("%s: now read right, take it off known.txt: %s", c.file, c.sentence)
				}
				continue
			}
			faults = append(faults, c.sentence)
			if !known[c.sentence] {
				t.Errorf("%s: %s\n  missing %s\n  extra   %s", c.file, c.sentence, strings.Join(missing, "; "), strings.Join(extra, "; "))
			}
		}
	}
	t.Logf("%d of %d sentences read right", right, all)
	if *update {
		sort.Strings(faults)
		text := "# Sentences of the corpus that are not read right yet; written by go test ./extract -run Habits -update.\n" + strings.Join(faults, "\n") + "\n"
		if err := os.WriteFile("testdata/habits/known.txt", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func knownFaults(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	data, err := os.ReadFile("testdata/habits/known.txt")
	if err != nil {
		return known
	}
	for _, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			known[line] = true
		}
	}
	return known
}

// TestExamples reads the example sentences of every indicator's file: each must
// give exactly its figures. An indicator has sentences that state it and
// sentences that only look like it.
func TestExamples(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	for _, f := range x.Book().Files() {
		with, without := 0, 0
		for _, c := range parseHabits(t, f.ID, f.Example) {
			missing, extra := habitDiff(c, readSentence(x, seg, c.sentence, c.year))
			if len(missing)+len(extra) > 0 {
				t.Errorf("%s: %s\n  missing %s\n  extra   %s", f.ID, c.sentence, strings.Join(missing, "; "), strings.Join(extra, "; "))
			}
			if c.states(f.ID) {
				with++
			} else {
				without++
			}
		}
		if with == 0 || without == 0 {
			t.Errorf("%s: %d example sentences state it and %d do not; there must be some of each", f.ID, with, without)
		}
	}
}

// states tells whether a sentence gives a figure of an indicator.
func (c habitCase) states(id string) bool {
	for _, w := range c.want {
		if report.ParseCode(w.codes[0]).Indicator == id {
			return true
		}
	}
	return false
}
