package pipeline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// update rewrites the golden files: go test ./pipeline -run Golden -update.
var update = flag.Bool("update", false, "rewrite golden files")

// TestGolden holds the whole reading of every sample report: what the document
// is, each figure with the words behind it, each sum that fails.
func TestGolden(t *testing.T) {
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	p := parse.New(parse.Options{CacheDir: t.TempDir()})
	defer p.Close()
	files, _ := filepath.Glob("../fixtures/docs/*")
	held, _ := filepath.Glob("../fixtures/heldout/docs/*")
	if len(files) == 0 || len(held) == 0 {
		t.Fatal("no sample reports")
	}
	for _, file := range append(files, held...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d := p.Document(filepath.Base(file), body, "")
			normalize.Document(d, seg)
			x.Document(d)
			check.Document(d)
			got := outline(d)
			golden := filepath.Join("../fixtures/golden", filepath.Base(file)+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("not the golden reading (-want +got); if it is better, go test ./pipeline -run Golden -update:\n%s", diff)
			}
		})
	}
}

// outline writes a document a line a thing, for golden files that a person can review.
func outline(d *report.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "status %s %s\nformat %s %s %s\ntitle %s\nbody %s\nbody_id %s\nregion %s\nlevel %s\nscope %s\nyear %d\nperiod %s\npublished %s\nera %s\n\n",
		d.Status, d.Reason, d.Format, d.Encoding, d.Script, d.Title, d.Body, d.BodyID, d.Region, d.Level, d.Scope, d.Year, d.Period, d.Published, d.Era)
	for i := range d.Figures {
		f := &d.Figures[i]
		code := f.Code()
		where := "text"
		if f.Table > 0 {
			where = fmt.Sprintf("table %d.%d.%d", f.Table, f.Row, f.Col)
		}
		fmt.Fprintf(&b, "%s | %s %s | %s %s %s | %s | %s | %s | %s\n", code.String(), f.Value, f.Unit,
			f.Status, f.Qualifier, f.Role, f.Period, f.Place, where, strings.Join(strings.Fields(f.Quote), " "))
	}
	for _, c := range d.Checks {
		if !c.OK {
			fmt.Fprintf(&b, "check %s delta %s %s: %s %s\n", c.Rule, c.Delta, c.Note, c.Verdict, c.Reading)
		}
	}
	for _, p := range d.Proposals {
		fmt.Fprintf(&b, "proposal %s %s %s: %s\n", p.Code, p.Value, p.Kind, p.Verdict)
	}
	for _, i := range d.Issues {
		fmt.Fprintf(&b, "issue %s %s\n", i.Kind, i.Detail)
	}
	return b.String()
}
