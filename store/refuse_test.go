package store

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*Item)
	}{
		{"no source", func(it *Item) { it.Document.Source = "" }},
		{"no time", func(it *Item) { it.At = time.Time{} }},
		{"no version", func(it *Item) { it.Version = "" }},
		{"a passage behind the text", func(it *Item) { it.Passages[len(it.Passages)-1].End += 100 }},
		{"passages that overlap", func(it *Item) { it.Passages[1].Start-- }},
		{"hash", func(it *Item) { it.Document.SHA256 = sum(nil) }},
		{"no bytes", func(it *Item) { it.Raw = nil }},
		{"status", func(it *Item) { it.Document.Status = "fine" }},
		{"reason", func(it *Item) { it.Document.Reason = report.Empty }},
		{"no reason", func(it *Item) { it.Document.Status = report.Partial }},
		{"not UTF-8", func(it *Item) { it.Document.Text += "\xff" }},
		{"NUL", func(it *Item) { it.Document.Text += "\x00" }},
		{"role", func(it *Item) { it.Document.Figures[0].Role = "" }},
		{"place", func(it *Item) { it.Document.Figures[0].End = 1e6 }},
		{"quote", func(it *Item) { it.Document.Figures[0].Start++ }},
		{"value of a blank", func(it *Item) { it.Document.Figures[0].Status = report.Blank }},
		{"no value", func(it *Item) { it.Document.Figures[0].Value = "" }},
		{"a share that is no number", func(it *Item) { it.Document.Residual = math.NaN() }},
		{"a region's confidence", func(it *Item) { it.Document.RegionConfidence = math.Inf(1) }},
		{"a figure's confidence", func(it *Item) { it.Document.Figures[1].Confidence = math.NaN() }},
		{"a box", func(it *Item) { it.Document.Figures[1].Box = &report.Box{0, 0, math.Inf(-1), 0} }},
		{"value", func(it *Item) { it.Document.Figures[0].Value = "1,0" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t, path(t))
			items := samples(3)
			tt.spoil(&items[1])
			results, err := db.PutBatch(t.Context(), items)
			if err != nil || results[0].Err != nil || results[1].Err == nil || results[2].Err != nil {
				t.Fatalf("PutBatch: %+v, %v, want only the second refused", results, err)
			}
			if !strings.HasPrefix(results[1].Err.Error(), "put ") {
				t.Errorf("error %q", results[1].Err)
			}
			clean := open(t, path(t))
			put(t, clean, sample(0), sample(2))
			if diff := cmp.Diff(dump(t, clean), dump(t, db)); diff != "" {
				t.Errorf("something of it was stored (-want +got):\n%s", diff)
			}
			check(t, db)
		})
	}
}

// TestRefusedByDatabase holds that an item is undone whole when the database
// itself refuses its last piece.
func TestRefusedByDatabase(t *testing.T) {
	db := open(t, path(t))
	if _, err := db.w.Exec(`CREATE TRIGGER no BEFORE INSERT ON link WHEN new.text = 'no' BEGIN SELECT raise(ABORT, 'no'); END`); err != nil {
		t.Fatal(err)
	}
	items := samples(3)
	items[1].Document.Links = []report.Link{{URL: "x", Text: "no"}}
	results, err := db.PutBatch(t.Context(), items)
	if err != nil || results[1].Err == nil || results[2].Err != nil {
		t.Fatalf("PutBatch: %+v, %v, want only the second refused", results, err)
	}
	if got := value[int](t, db, "SELECT count(*) FROM source WHERE name = ?", items[1].Document.Source); got != 0 {
		t.Error("its source was stored")
	}
	check(t, db)
}

func TestCancelled(t *testing.T) {
	db := open(t, path(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Put(ctx, sample(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Put with a cancelled context: %v", err)
	}
	id, err := db.StartRun(t.Context(), Run{Command: "ingest", Version: "v1", StartedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.FinishRun(ctx, id, noon.Add(time.Minute), Counts{Documents: 3, Figures: 7}, context.Canceled); err != nil {
		t.Fatal(err)
	}
	got := value[string](t, db, "SELECT command || ' ' || ended_at || ' ' || documents || ' ' || figures || ' ' || error FROM run")
	if want := "ingest 2024-04-01T12:01:00Z 3 7 context canceled"; got != want {
		t.Errorf("run %q, want %q", got, want)
	}
}

// TestLongName holds that a body may be called anything, at whatever length.
func TestLongName(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	it.Document.Body = strings.Repeat("长", 40000)
	it.Document.BodyName, it.Document.BodyID = it.Document.Body, it.Document.Body
	put(t, db, it, sample(2))
	check(t, db)
}
