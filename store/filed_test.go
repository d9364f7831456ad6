package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

func TestFiled(t *testing.T) {
	db := open(t, path(t))
	items := samples(4)
	put(t, db, items...)
	n := 0
	err := db.Filed(t.Context(), Query{}, func(d *Filed) error {
		n++
		if len(d.Keys) != len(d.Figures) || len(d.Keys) == 0 {
			t.Errorf("%d keys, %d figures", len(d.Keys), len(d.Figures))
		}
		result, err := db.Search(t.Context(), Query{})
		if err != nil {
			return err
		}
		found := map[string]report.Decimal{}
		for _, h := range result.Hits {
			found[h.Key] = h.Value
		}
		for i, key := range d.Keys {
			if v, ok := found[key]; !ok || v != d.Figures[i].Value {
				t.Errorf("%s is %q, by a search %q, %v", key, d.Figures[i].Value, v, ok)
			}
		}
		if d.FirstSeen == "" || d.LastSeen < d.FirstSeen || d.Version == "" || d.Level != items[0].Document.Level {
			t.Errorf("%+v", d)
		}
		return nil
	})
	if err != nil || n != 4 {
		t.Errorf("%d documents, %v", n, err)
	}
	stop := errors.New("stop")
	if err := db.Filed(t.Context(), Query{}, func(*Filed) error { return stop }); err != stop {
		t.Errorf("an error does not end it: %v", err)
	}
}

func TestLedger(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(3)...)
	gone := sample(9)
	gone.Raw, gone.Passages = nil, nil
	gone.Document = &report.Document{Source: "https://example.org/gone", Status: report.Unreadable, Reason: report.Missing, Detail: "404"}
	put(t, db, gone)
	var got []string
	figures := 0
	err := db.Ledger(t.Context(), Query{}, func(e *Entry) error {
		got = append(got, e.Source+" "+string(e.SourceReason)+string(e.Status))
		figures += e.Figures
		if (e.SHA256 == "") != (e.Source == gone.Document.Source) || e.FirstSeen == "" {
			t.Errorf("%+v", e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := db.Stats(t.Context())
	if err != nil || len(got) != s.Sources || figures != s.Figures {
		t.Errorf("%q, %d figures, %v: want %d and %d", got, figures, err, s.Sources, s.Figures)
	}
	got = nil
	year := samples(1)[0].Document.Year
	if err := db.Ledger(t.Context(), Query{YearFrom: year, YearTo: year}, func(e *Entry) error {
		got = append(got, e.Source)
		if e.Year != year {
			t.Errorf("%s is of %d", e.Source, e.Year)
		}
		return nil
	}); err != nil || len(got) == 0 || len(got) == 4 {
		t.Errorf("of one year %q, %v", got, err)
	}
}

// TestWide holds that Wide gives what the view panel says.
func TestWide(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(5)...)
	columns, err := db.WideColumns(t.Context())
	if err != nil || len(columns) < 2 {
		t.Fatalf("%v, %v", columns, err)
	}
	type cell struct {
		Body   string
		Year   int
		Column string
		Value  float64
	}
	var got, want []cell
	err = db.Wide(t.Context(), Query{}, columns, func(r *WideRow) error {
		for i, v := range r.Values {
			if v != nil {
				got = append(got, cell{r.BodyID, r.Year, columns[i].Name, v.Float()})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.r.Query("SELECT * FROM panel ORDER BY body_id, year")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	for rows.Next() {
		row, dest := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		for i := 5; i < len(names); i++ {
			switch v := row[i].(type) {
			case int64:
				want = append(want, cell{row[0].(string), int(row[4].(int64)), names[i], float64(v)})
			case float64:
				want = append(want, cell{row[0].(string), int(row[4].(int64)), names[i], v})
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("panel and Wide, %d cells: %s", len(got), diff)
	}
}

func TestSnapshot(t *testing.T) {
	p := made(t)
	before, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	copies := func(drop bool) []byte {
		to := filepath.Join(t.TempDir(), "it's a copy.db")
		if err := Snapshot(t.Context(), p, to); err != nil {
			t.Fatal(err)
		}
		if drop {
			if err := Finish(t.Context(), to, false); err != nil {
				t.Fatal(err)
			}
		}
		if left := beside(t, to); len(left) != 1 {
			t.Errorf("copying leaves %q", left)
		}
		b, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		db, err := OpenReader(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		check(t, db)
		sha := sum(samples(1)[0].Raw)
		if _, err := db.Raw(t.Context(), sha); errors.Is(err, report.ErrNotFound) != drop {
			t.Errorf("bytes of a copy without them, %v: %v", drop, err)
		}
		return b
	}
	for _, drop := range []bool{false, true} {
		if !bytes.Equal(copies(drop), copies(drop)) {
			t.Errorf("without bytes %v: two copies differ", drop)
		}
	}
	if left := beside(t, p); len(left) != 1 {
		t.Errorf("copying leaves %q beside the database", left)
	}
	if after, err := os.ReadFile(p); err != nil || !bytes.Equal(before, after) {
		t.Error("copying changes the database")
	}
	there := filepath.Join(t.TempDir(), "there.db")
	os.WriteFile(there, []byte("something"), 0o600)
	if err := Snapshot(t.Context(), p, there); err == nil {
		t.Error("a file that is there is written over")
	}
	if err := Snapshot(t.Context(), filepath.Join(t.TempDir(), "none.db"), filepath.Join(t.TempDir(), "x.db")); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("no database: %v", err)
	}
}

// A copy without bytes takes them again when their source is read again.
func TestFinishAgain(t *testing.T) {
	p := made(t)
	if err := Finish(t.Context(), p, false); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(p); err != nil || b[18] != 1 || b[19] != 1 {
		t.Error("the copy still has a log")
	}
	db := open(t, p)
	put(t, db, samples(3)...)
	for _, item := range samples(3) {
		b, err := db.Raw(context.Background(), sum(item.Raw))
		if err != nil || !bytes.Equal(b, item.Raw) {
			t.Errorf("%v", err)
		}
	}
}
