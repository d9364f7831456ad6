package crawl

import (
	"context"
	"slices"
	"testing"

	"nianbao/compare"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
)

// An olderReader reads a place into every figure that the newer one knows to be
// none.
type olderReader struct{ Reader }

func (r olderReader) Read(ctx context.Context, item fetch.Item) pipeline.Reading {
	reading := r.Reader.Read(ctx, item)
	for i := range reading.Document.Figures {
		reading.Document.Figures[i].Place = "旧"
	}
	return reading
}

// TestRevised crawls a site with a revised report in its second night: the
// figures that differ are told, each with what it was. That a newer version
// reads figures otherwise is no difference of the report.
func TestRevised(t *testing.T) {
	w := newWorld(t, "03-linkexian*")
	newer, version := w.reader, w.version
	w.reader, w.version = olderReader{newer}, "older"
	w.night(1)
	w.reader, w.version = newer, version
	s := w.night(2)
	f := w.frozen[0]
	if f.Night2 == nil || len(f.Night2.Changed) == 0 {
		t.Fatal("the site has no revised report")
	}
	for _, r := range f.Night2.Changed {
		i := slices.IndexFunc(s.Revised, func(got Report) bool { return slices.Contains(keys(r), got.URL) })
		if i < 0 {
			t.Errorf("%s is not told", r.URL)
			continue
		}
		if len(s.Revised[i].Changes) == 0 {
			t.Errorf("%s: no figure is told", r.URL)
		}
		for _, c := range s.Revised[i].Changes {
			if slices.Contains(c.Fields, "place") || c.Fate == compare.Changed && c.Old.Value == c.New.Value && c.Old.Unit == c.New.Unit && c.Old.Code().String() == c.New.Code().String() {
				t.Errorf("%s: %s %v: %+v, %+v", r.URL, c.Fate, c.Fields, c.Old, c.New)
			}
		}
	}
}

// TestChanges tells figures from what only looks otherwise.
func TestChanges(t *testing.T) {
	figure := func(value, printed, label string) report.Figure {
		return report.Figure{Indicator: "requests.received", Label: label, Value: report.Decimal(value), Unit: "件", Printed: printed, Status: report.Printed, Role: report.Level}
	}
	doc := func(figures ...report.Figure) *report.Document { return &report.Document{Figures: figures} }
	for _, tt := range []struct {
		name          string
		before, after *report.Document
		want          []compare.Fate
	}{
		{"the same", doc(figure("1200", "1200件", "申请")), doc(figure("1200", "1200件", "申请")), nil},
		{"written otherwise", doc(figure("1200", "1200件", "申请")), doc(figure("1200", "1,200件", "新收申请")), nil},
		{"another value", doc(figure("1200", "1200件", "申请")), doc(figure("1248", "1248件", "申请")), []compare.Fate{compare.Changed}},
		{"one more", doc(), doc(figure("1248", "1248件", "申请")), []compare.Fate{compare.Added}},
		{"one less", doc(figure("1248", "1248件", "申请")), doc(), []compare.Fate{compare.Gone}},
	} {
		var got []compare.Fate
		for _, c := range changes(tt.before, tt.after) {
			got = append(got, c.Fate)
			if (c.Old == nil) != (c.Fate == compare.Added) || (c.New == nil) != (c.Fate == compare.Gone) {
				t.Errorf("%s: %+v", tt.name, c)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
