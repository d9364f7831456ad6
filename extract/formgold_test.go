package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/eval"
	"nianbao/extract/indicator"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// goldDirs are the folders of hand-labelled documents, and the F1 that their
// tables must reach; tests that need one skip where it is missing. The fixtures
// hold tables of other forms too.
var goldDirs = map[string]float64{"../fixtures": 0.98, "../../shared/gold/real": 0.99, "../../shared/gold/dev": 0.99}

// readGold takes every document of a folder that parse reads through the stages
// before the figures, then through read.
func readGold(t *testing.T, dir string, read func(*report.Document)) ([]eval.Labels, map[string]*report.Document) {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no %s: the hand-labelled documents are kept outside the repository", dir)
	}
	labels, err := eval.ReadLabels(filepath.Join(dir, "gold"))
	if err != nil {
		t.Fatal(err)
	}
	parser := parse.New(parse.Options{CacheDir: os.TempDir()})
	defer parser.Close()
	var out []eval.Labels
	docs := map[string]*report.Document{}
	for _, l := range labels {
		body, err := os.ReadFile(filepath.Join(dir, "docs", l.Doc))
		if err != nil {
			t.Fatal(err)
		}
		d := parser.Document(l.Doc, body, "")
		if d.Status == report.Unreadable {
			t.Logf("%s is not read: %s %s", l.Doc, d.Reason, d.Detail)
			continue
		}
		normalize.Document(d, nil)
		read(d)
		out = append(out, l)
		docs[l.Doc] = d
	}
	return out, docs
}

// TestGoldTables reads the official tables of every labelled document.
func TestGoldTables(t *testing.T) {
	book, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	forms := placesOf(book)
	for dir, least := range goldDirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			labels, docs := readGold(t, dir, func(d *report.Document) {
				readMeta(d)
				d.Figures = readTables(d, forms)
			})
			score := eval.Score{Where: report.InTable}
			for _, l := range labels {
				score.Add(l, docs[l.Doc])
			}
			for _, k := range []int{eval.Coded, eval.Nonzero, eval.Roles} {
				if c := score.Total[k]; c.Labelled > 0 && c.F1() < least {
					t.Errorf("comparison %d: F1 %.4f (%d right of %d given, %d labelled)", k, c.F1(), c.Right, c.Given, c.Labelled)
				}
			}
			if testing.Verbose() {
				var b strings.Builder
				score.WriteSummary(&b)
				score.WriteDocuments(&b)
				score.WriteFaults(&b)
				t.Log(b.String())
			}
			for name, d := range docs {
				checkQuotes(t, name, d)
			}
		})
	}
}

// checkQuotes holds the first invariant of the design.
func checkQuotes(t *testing.T, name string, d *report.Document) {
	t.Helper()
	for _, f := range d.Figures {
		if d.Slice(f.Span) != f.Quote || !strings.Contains(f.Quote, f.Printed) || (f.Value == "") != (f.Status != report.Printed) {
			t.Errorf("%s: %s = %q, quote %q printed %q status %s", name, f.Rule, f.Value, f.Quote, f.Printed, f.Status)
		}
	}
}
