package twins

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"nianbao/check"
	"nianbao/eval"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

const (
	docs = "../fixtures/docs"
	gold = "../fixtures/gold"
)

// A reader takes a document through all stages.
type reader struct {
	parser    *parse.Parser
	segmenter *normalize.Segmenter
	extractor *extract.Extractor
}

var oneReader = sync.OnceValues(func() (*reader, error) {
	x, err := extract.New()
	if err != nil {
		return nil, err
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		return nil, err
	}
	return &reader{parse.New(parse.Options{}), seg, x}, nil
})

// read is one document read; the readers are opened once for all tests.
func read(t testing.TB, source string, body []byte) *report.Document {
	t.Helper()
	r, err := oneReader()
	if err != nil {
		t.Fatal(err)
	}
	d := r.parser.Document(source, body, "")
	if d.Status != report.Unreadable {
		normalize.Document(d, r.segmenter)
		r.extractor.Document(d)
		check.Document(d)
	}
	return d
}

func readFile(t testing.TB, path string) *report.Document {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, filepath.Base(path), body)
}

// tableLines are the figures of the official tables in reading order, a line
// each: everything that says what stands where. What a page's other tables hold
// (an index number, a visitor) has no code and is no business of the twins.
func tableLines(d *report.Document) []string {
	var out []string
	for _, f := range d.Figures {
		if f.Method == report.InTable && (f.Indicator != "" || f.Part != "" || f.Label != "") {
			out = append(out, fmt.Sprintf("%s part=%q %s %s %s %s %s", f.Code().String(), f.Part, f.Status, f.Value, f.Unit, f.Role, f.Period))
		}
	}
	return out
}

// proseLines are the figures of the prose, sorted.
func proseLines(d *report.Document) []string {
	var out []string
	for _, f := range d.Figures {
		if f.Method == report.InText {
			out = append(out, fmt.Sprintf("text: %s %s %s %s %s", f.Code().String(), f.Value, f.Unit, f.Qualifier, f.Role))
		}
	}
	sort.Strings(out)
	return out
}

// differ tells in a few lines what got lacks, what it has besides, and whether
// it has all in another order.
func differ(want, got []string) string {
	if slices.Equal(want, got) {
		return ""
	}
	count := map[string]int{}
	for _, l := range want {
		count[l]++
	}
	var extra []string
	for _, l := range got {
		if count[l]--; count[l] < 0 {
			extra = append(extra, l)
		}
	}
	var missing []string
	for _, l := range want {
		if count[l] > 0 {
			missing = append(missing, l)
			count[l]--
		}
	}
	if len(missing) == 0 && len(extra) == 0 {
		return fmt.Sprintf("all %d figures, but in another order", len(want))
	}
	const most = 4
	show := func(lines []string) string { return strings.Join(lines[:min(len(lines), most)], "\n    ") }
	return fmt.Sprintf("lacks %d of %d:\n    %s\n  has %d besides:\n    %s", len(missing), len(want), show(missing), len(extra), show(extra))
}

// labels are those of the fixtures with tables, by name without extension.
func labels(t testing.TB) map[string]eval.Labels {
	t.Helper()
	all, err := eval.ReadLabels(gold)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]eval.Labels{}
	for _, l := range all {
		if len(l.Cells) > 0 {
			out[strings.TrimSuffix(l.Doc, filepath.Ext(l.Doc))] = l
		}
	}
	return out
}
