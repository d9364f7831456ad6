package synth

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/pipeline"
	"nianbao/report"
)

func newReader(t testing.TB) *pipeline.Reader {
	t.Helper()
	extractor, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	parser := parse.New(parse.Options{})
	t.Cleanup(func() {
		if err := errors.Join(parser.Close(), segmenter.Close()); err != nil {
			t.Error(err)
		}
	})
	return &pipeline.Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter}
}

// A taken counts figures: with code, role and value, and with the value alone.
type taken map[Intended]int

func (k taken) take(i Intended) bool {
	if k[i] == 0 {
		return false
	}
	k[i]--
	return true
}

// TestRecall holds that the documents state what they were meant to: all that
// stands in a table, and in prose what has a code by code, role and value, the
// rest by its value. Measured: all of 2,826 in tables, 1,482 of 1,503 that have a
// code, 517 of 526 that have none.
func TestRecall(t *testing.T) {
	p, r := NewPlan(50), newReader(t)
	type count struct{ intended, found int }
	var table, coded, open count
	extracted, read := 0, 0
	for i := range p.Len() {
		written := p.Report(i)
		d := r.Read(t.Context(), written.item()).Document
		if written.Spoilt != "" {
			if len(written.Figures) > 0 {
				t.Errorf("%s is spoilt and means figures", written.Source)
			}
			continue
		}
		read++
		if d.Status != report.OK || d.BodyName != written.Body || d.Year != written.Year {
			t.Errorf("%s: %s %s, read as %s of %s %d, meant %s %d", written.Source, d.Status, d.Reason, d.Title, d.BodyName, d.Year, written.Body, written.Year)
		}
		have, values := taken{}, taken{}
		for _, f := range d.Figures {
			if f.Value == "" {
				continue
			}
			extracted++
			code := report.Code{Indicator: f.Indicator, Dims: f.Dims}.String()
			have[Intended{code, string(f.Role), string(f.Value), f.Method == report.InTable}]++
			values[Intended{Value: string(f.Value)}]++
		}
		for _, f := range written.Figures {
			c, found := &coded, false
			switch {
			case f.Table:
				c, found = &table, have.take(f)
			case f.Code == "":
				c, found = &open, values.take(Intended{Value: f.Value})
			default:
				found = have.take(f)
			}
			c.intended++
			if found {
				c.found++
			}
		}
	}
	share := func(c count) float64 { return float64(c.found) / float64(c.intended) }
	t.Logf("%d documents, %d figures extracted; in tables %d of %d, in prose coded %d of %d, open %d of %d",
		read, extracted, table.found, table.intended, coded.found, coded.intended, open.found, open.intended)
	if share(table) < 1 || share(coded) < 0.95 || share(open) < 0.95 {
		t.Errorf("found of tables %.3f, coded %.3f, open %.3f", share(table), share(coded), share(open))
	}
	if meant := table.intended + coded.intended + open.intended; extracted > meant*105/100 {
		t.Errorf("%d figures extracted, %d meant", extracted, meant)
	}
}

// TestIdentities holds that tables agree with themselves, but for wrong sums.
func TestIdentities(t *testing.T) {
	p, r := NewPlan(400), newReader(t)
	whole, wrong := 0, 0
	for i := range p.Len() {
		written := p.Report(i)
		if written.Year < 2014 || written.Spoilt != "" || len(written.Faults) == 0 && i%8 > 0 {
			continue
		}
		d := r.Read(t.Context(), written.item()).Document
		var failed []string
		for _, c := range d.Checks {
			if !c.OK && !strings.HasPrefix(c.Rule, "text.") {
				failed = append(failed, c.Rule)
			}
		}
		switch sum := slices.Contains(written.Faults, "sum"); {
		case len(written.Faults) == 0 && len(failed) > 0:
			t.Errorf("%s: fails %v, nothing planted", written.Source, failed)
		case sum && len(failed) > 0:
			wrong++
		case len(d.Checks) > 0:
			whole++
		}
	}
	if whole < 10 || wrong == 0 {
		t.Errorf("%d documents whose tables agree, %d whose planted sums do not", whole, wrong)
	}
}
