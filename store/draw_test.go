package store

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// drawFixture has documents of two eras; one indicator is rare.
func drawFixture(n int) []Item {
	items := samples(n)
	for i := range items {
		d := items[i].Document
		if i%3 == 0 {
			d.Era = report.Era2014
		}
		if i == n-1 {
			d.Figures[0].Indicator = "meetings"
		}
	}
	return items
}

func draw(t *testing.T, db *DB, n int, seed uint64) Draw {
	t.Helper()
	d, err := db.Draw(t.Context(), n, seed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDraw(t *testing.T) {
	db := open(t, path(t))
	put(t, db, drawFixture(40)...)
	var figures, rejects int
	if err := db.r.QueryRow(`SELECT (SELECT count(*) FROM figure WHERE value IS NOT NULL), (SELECT count(*) FROM reject)`).Scan(&figures, &rejects); err != nil {
		t.Fatal(err)
	}
	population := map[Fate]int{Taken: figures, Rejected: rejects, Leftover: 40}
	for _, n := range []int{1, 2, 5, 30, 100, 1 << 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			d := draw(t, db, n, 1)
			if diff := cmp.Diff(population, d.Population); diff != "" {
				t.Errorf("population (-want +got):\n%s", diff)
			}
			all := figures + rejects + 40
			if len(d.Drawn) != min(n, all) {
				t.Errorf("%d drawn", len(d.Drawn))
			}
			sum, ids, strata := 0.0, map[string]bool{}, map[string]bool{}
			for _, x := range d.Drawn {
				sum += x.Weight
				ids[x.ID] = true
				strata[x.Stratum] = true
				if x.Quote == "" || x.Source == "" || x.Era == "" || x.Year == 0 || x.Fate == Rejected && x.Reason == "" || x.Fate == Taken && x.Value == "" {
					t.Errorf("a gap in %+v", x)
				}
			}
			if math.Abs(sum-float64(all)) > 1e-6 {
				t.Errorf("weights sum to %v, not to %d", sum, all)
			}
			if len(ids) != len(d.Drawn) || len(strata) != d.Strata {
				t.Errorf("%d ids of %d numerals, %d strata seen of %d", len(ids), len(d.Drawn), len(strata), d.Strata)
			}
		})
	}
	if d := draw(t, db, 30, 1); !slices.ContainsFunc(d.Drawn, func(x Drawn) bool { return x.Indicator == "meetings" }) {
		t.Error("the rare indicator was not drawn")
	}
}

// TestDrawIsSteady holds that the draw depends on the seed and the documents,
// not on how they came into the database.
func TestDrawIsSteady(t *testing.T) {
	items := drawFixture(40)
	db, other := open(t, path(t)), open(t, path(t))
	put(t, db, items...)
	backwards := slices.Clone(items)
	slices.Reverse(backwards)
	for _, it := range backwards {
		put(t, other, it)
	}
	ids := func(d Draw) (out []string) {
		for _, x := range d.Drawn {
			out = append(out, x.ID, x.Stratum, fmt.Sprint(x.Weight), x.Quote)
		}
		return out
	}
	first := ids(draw(t, db, 50, 7))
	if diff := cmp.Diff(first, ids(draw(t, other, 50, 7))); diff != "" {
		t.Errorf("two databases of the same documents (-one +other):\n%s", diff)
	}
	if cmp.Equal(first, ids(draw(t, db, 50, 8))) {
		t.Error("another seed gives the same draw")
	}
}

// TestDrawWords holds that a numeral's words are those around it.
func TestDrawWords(t *testing.T) {
	db := open(t, path(t))
	w := begin(1)
	w.say("全年共收到政府信息公开申请20件，比上年多3件", "requests.received=>20件")
	it := w.item()
	text := []rune(it.Document.Text)
	at := slices.Index(text, '3') // the first 3 is the year's or the sentence's: what matters is that all agree
	it.Document.Rejects = []report.Reject{{Span: report.Span{Start: at, End: at + 1}, Reason: report.RejectName}}
	put(t, db, it)
	for _, x := range draw(t, db, 10, 1).Drawn {
		want := []string{string(text[max(0, x.Start-wordsBefore):x.Start]), string(text[x.Start:x.End]), string(text[x.End:min(len(text), x.End+wordsAfter)])}
		if diff := cmp.Diff(want, []string{x.Before, x.Quote, x.After}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.Fate, diff)
		}
	}
}

func TestDrawFromNothing(t *testing.T) {
	if d := draw(t, open(t, path(t)), 5, 1); len(d.Drawn) != 0 || d.Strata != 0 {
		t.Errorf("%+v", d)
	}
}

func TestAllot(t *testing.T) {
	sizes := map[string]int{"big": 10000, "middle": 100, "one": 1}
	for n, want := range map[int]map[string]int{
		3:     {"big": 1, "middle": 1, "one": 1},
		12:    {"big": 10, "middle": 1, "one": 1}, // square roots 100 : 10 : 1
		112:   {"big": 101, "middle": 10, "one": 1},
		99999: sizes,
	} {
		if diff := cmp.Diff(want, allot(sizes, n)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", n, diff)
		}
	}
}
