package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// doubtfulSamples gives samples some figures of each doubt.
func doubtfulSamples(n int) []Item {
	items := samples(n)
	for i, it := range items {
		d := it.Document
		switch i % 4 {
		case 0:
			d.Figures[1].Confidence = 0.3
		case 1:
			d.Figures[2].Value, d.Figures[2].Status = "", report.Unsure
			d.Checks = append(d.Checks, report.Check{Rule: "text.table", Figures: []int{0, 2, 5}, Delta: "1"})
		case 2:
			d.Checks = append(d.Checks, report.Check{Rule: "text.table", Figures: []int{0, 5}, Delta: "1"}, report.Check{Rule: "2021.3.column_total", Figures: []int{5, 6}, Delta: "2"})
		}
	}
	return items
}

// everyDoubt goes through all pages.
func everyDoubt(t *testing.T, db *DB, q Query, a Doubting) (keys []string) {
	t.Helper()
	for n := 0; n < 200; n++ {
		list, next, err := db.Doubtful(t.Context(), q, a)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) > q.Limit || next != "" && len(list) < q.Limit {
			t.Fatalf("%d figures of %d, and then %q", len(list), q.Limit, next)
		}
		for _, d := range list {
			words := make([]string, len(d.Why))
			for i, w := range d.Why {
				words[i] = string(w)
			}
			keys = append(keys, d.Key+" "+strings.Join(words, ","))
		}
		if next == "" {
			return keys
		}
		q.After = next
	}
	t.Fatal("no end")
	return nil
}

// TestDoubtful holds that going on behind the cursor gives every doubtful figure
// once and in order, whatever is asked for, and that they are counted as they are
// given.
func TestDoubtful(t *testing.T) {
	db := open(t, path(t))
	items := doubtfulSamples(40)
	put(t, db, items...)
	decide(t, db, Review{Key: keyOf(items[0], 1), Decision: Accept}, Review{Key: keyOf(items[4], 1), Decision: Accept}, Review{Key: keyOf(items[4], 1), Decision: Undo})
	for _, c := range []struct {
		name string
		q    Query
		a    Doubting
	}{
		{"all", Query{}, Doubting{}},
		{"with little confidence", Query{}, Doubting{Why: []Doubt{Low}}},
		{"unsure or failed", Query{}, Doubting{Why: []Doubt{Unsure, CheckFailed}}},
		{"of a rule", Query{}, Doubting{Rule: "2021.3.column_total"}},
		{"of an indicator", Query{Indicator: "requests.received"}, Doubting{}},
		{"of an indicator and why", Query{Indicator: "requests.received"}, Doubting{Why: []Doubt{CheckFailed}}},
		{"of a region", Query{Region: "320101"}, Doubting{}},
		{"of a year", Query{YearFrom: 2017, YearTo: 2018}, Doubting{}},
		{"read since", Query{}, Doubting{Since: "2099"}},
		{"beyond the index", Query{}, Doubting{Below: 0.95}},
	} {
		a := c.a
		a.Below = max(a.Below, DoubtBelow)
		var want []string
		why, rules := map[Doubt]int{}, map[string]int{}
		sorted := slices.Clone(items)
		slices.SortFunc(sorted, func(a, b Item) int {
			return strings.Compare(a.Document.Body, b.Document.Body)
		})
		for _, it := range sorted {
			d := it.Document
			if c.q.Region != "" && d.Region != c.q.Region || c.q.YearFrom != 0 && (d.Year < c.q.YearFrom || d.Year > c.q.YearTo) || a.Since > stamp(noon) {
				continue
			}
			for n, f := range d.Figures {
				var has []string
				for _, w := range Doubts() {
					is := false
					switch w {
					case Unsure:
						is = f.Status == report.Unsure
					case Low:
						is = f.Confidence < a.Below
					case CheckFailed:
						is = slices.ContainsFunc(d.Checks, func(x report.Check) bool {
							return !x.OK && slices.Contains(x.Figures, n) && (a.Rule == "" || a.Rule == x.Rule)
						})
					}
					if is {
						has = append(has, string(w))
					}
				}
				asked := slices.ContainsFunc(has, func(w string) bool { return a.asks(Doubt(w)) })
				if !asked || keyOf(it, n) == keyOf(items[0], 1) || c.q.Indicator != "" && f.Indicator != c.q.Indicator {
					continue
				}
				want = append(want, keyOf(it, n)+" "+strings.Join(has, ","))
				seen := map[string]bool{}
				for _, w := range has {
					if a.asks(Doubt(w)) {
						why[Doubt(w)]++
					}
				}
				for _, x := range d.Checks {
					if !x.OK && slices.Contains(x.Figures, n) && a.asks(CheckFailed) && (a.Rule == "" || a.Rule == x.Rule) && !seen[x.Rule] {
						seen[x.Rule] = true
						rules[x.Rule]++
					}
				}
			}
		}
		for _, limit := range []int{3, 1000} {
			q := c.q
			q.Limit = limit
			if diff := cmp.Diff(want, everyDoubt(t, db, q, a)); diff != "" {
				t.Errorf("%s, %d a page (-want +got):\n%s", c.name, limit, diff)
			}
		}
		if a.Below > DoubtBelow {
			continue // the counts are of what the index has
		}
		counts, err := db.CountDoubtful(t.Context(), c.q, a)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, r := range counts.Rules {
			got[r.Word] = r.N
		}
		if counts.Figures != len(want) || counts.More || fmt.Sprint(counts.Why) != fmt.Sprint(why) || fmt.Sprint(got) != fmt.Sprint(rules) {
			t.Errorf("%s: counted %+v, want %d, %v, %v", c.name, counts, len(want), why, rules)
		}
	}
	for _, after := range []string{"x", "d.1", "d.999999.1", "d.01.2", "o.0.1.2"} {
		if _, _, err := db.Doubtful(t.Context(), Query{After: after}, Doubting{Below: DoubtBelow}); !errors.Is(err, ErrCursor) {
			t.Errorf("the cursor %q: %v", after, err)
		}
	}
}

// TestDoubtfulByIndex holds that looking for such figures walks no table of all.
func TestDoubtfulByIndex(t *testing.T) {
	db := open(t, path(t))
	put(t, db, doubtfulSamples(4)...)
	plan := value[string](t, db, `SELECT 'plan'`)
	rows, err := db.r.Query(`EXPLAIN QUERY PLAN SELECT document_id FROM figure_row WHERE ` + suspicious)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a, b, c int
		if err := rows.Scan(&a, &b, &c, &plan); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(plan, "USING INDEX figure_doubtful") {
		t.Errorf("they are found so: %s", plan)
	}
	if got, want := value[int](t, db, `SELECT count(*) FROM figure_row WHERE `+suspicious), value[int](t, db, `SELECT count(*) FROM figure_row f JOIN figure_kind k ON k.id = f.kind_id
		WHERE f.confidence < `+fmt.Sprint(DoubtBelow*certain)+` OR k.status = 'unsure'`); got != want || got == 0 {
		t.Errorf("the index has %d figures, want %d", got, want)
	}
}

// TestDecideAlone holds that nobody's decision is replaced by somebody who has
// not seen it, and that a decision sent twice is stored once.
func TestDecideAlone(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	key := keyOf(it, 0)
	for i, c := range []struct {
		by   string
		r    Review
		want error
		n    int // decisions that are stored then
	}{
		{"王某", Review{Decision: Accept}, nil, 1},
		{"王某", Review{Decision: Accept}, nil, 1},
		{"李某", Review{Decision: Dismiss}, ErrDecided, 1},
		{"李某", Review{Decision: Undo}, ErrDecided, 1},
		{"王某", Review{Decision: Accept, Note: "看过"}, nil, 2},
		{"王某", Review{Decision: Correct, Accepted: map[string]string{FieldValue: "7"}}, nil, 3},
		{"王某", Review{Decision: Correct, Accepted: map[string]string{FieldValue: "8"}}, nil, 4},
		{"王某", Review{Decision: Undo}, nil, 5},
		{"王某", Review{Decision: Undo}, nil, 6},
		{"王某", Review{Decision: Undo}, nil, 7},
		{"王某", Review{Decision: Undo}, nil, 8},
		{"王某", Review{Decision: Undo}, report.ErrNotFound, 8},
		{"李某", Review{Decision: Dismiss}, nil, 9},
	} {
		c.r.Key, c.r.By = key, c.by
		got, err := db.DecideAlone(t.Context(), c.r, noon)
		if !errors.Is(err, c.want) || errors.Is(err, ErrDecided) && got.By != "王某" {
			t.Errorf("%d: %s's %s: %v, held by %s", i, c.by, c.r.Decision, err, got.By)
		}
		if n := value[int](t, db, "SELECT count(*) FROM review"); n != c.n {
			t.Errorf("%d: %d decisions are stored, want %d", i, n, c.n)
		}
	}
}
