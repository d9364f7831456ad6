package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"nianbao/check"
	"nianbao/eval"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// TestConfidence holds that what is given as sure is right, on the sample
// reports that check/calibrate does not learn from: of figures from 0.9 on, 98
// in a hundred.
func TestConfidence(t *testing.T) {
	labels, err := eval.ReadLabels("../fixtures/gold/[b-z]*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(labels) < 10 {
		t.Fatalf("only %d labelled documents", len(labels))
	}
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
	var sure, right, given int
	for _, l := range labels {
		body, err := os.ReadFile(filepath.Join("../fixtures/docs", l.Doc))
		if err != nil {
			t.Fatal(err)
		}
		d := p.Document(l.Doc, body, "")
		if d.Status == report.Unreadable {
			t.Fatalf("%s: %s", l.Doc, d.Detail)
		}
		normalize.Document(d, seg)
		x.Document(d)
		check.Document(d)
		ok, judged := eval.Judge(l, d)
		for i := range d.Figures {
			if c := d.Figures[i].Confidence; c < 0 || c >= 1 {
				t.Errorf("%s: confidence %v", l.Doc, c)
			}
			if !judged[i] {
				continue
			}
			given++
			if d.Figures[i].Confidence >= 0.9 {
				sure++
				if ok[i] {
					right++
				}
			}
		}
	}
	t.Logf("%d figures, %d of them sure, %d of these right", given, sure, right)
	if 2*sure < given {
		t.Errorf("only %d of %d figures are sure", sure, given)
	}
	if right*100 < sure*98 {
		t.Errorf("%d of %d sure figures are right, want 98 in a hundred", right, sure)
	}
}
