package synth

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

func TestSameTwice(t *testing.T) {
	one, two := NewPlan(20), NewPlan(20)
	if one.Len() != two.Len() || one.Len() < 20 {
		t.Fatalf("%d and %d documents", one.Len(), two.Len())
	}
	for i := range one.Len() {
		if diff := cmp.Diff(one.Report(i), two.Report(i)); diff != "" {
			t.Errorf("document %d:\n%s", i, diff)
		}
	}
	if a, b := dump(t, one), dump(t, two); a != b {
		t.Errorf("the same plan, another database:\n%s", cmp.Diff(a, b))
	}
}

// dump fills a database and gives what is in it.
func dump(t *testing.T, p *Plan) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "synth.db")
	f, err := Fill(t.Context(), path, p, func(Filled) {})
	if err != nil {
		t.Fatal(err)
	}
	if f.Documents != p.Len() {
		t.Errorf("Fill put %d of %d documents", f.Documents, p.Len())
	}
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b bytes.Buffer
	if err := db.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPlan holds the shares of what is not one plain report.
func TestPlan(t *testing.T) {
	p := NewPlan(5000)
	reports, copies, unread, hant := 0, 0, 0, 0
	years := map[int]int{} // of a body
	for i, e := range p.entries {
		if e.copy != original {
			copies++
			continue
		}
		if k := slices.Index(p.entries, entry{e.body, e.year, revised}); k >= 0 && i%3 == 0 {
			one, two := p.Report(i), p.Report(k)
			if one.Spoilt == "" && (one.Source != two.Source || bytes.Equal(one.Bytes, two.Bytes)) {
				t.Errorf("%s and %s are no two versions", one.Source, two.Source)
			}
		}
		reports++
		years[e.body]++
		if i%10 > 0 {
			continue
		}
		r := p.Report(i)
		if r.Spoilt != "" {
			unread++
		}
		if strings.ContainsAny(string(r.Bytes), "條開") {
			hant++
		}
	}
	names := map[[2]string]bool{}
	for _, b := range p.bodies {
		names[[2]string{b.code, b.office}] = true
	}
	if len(names) != len(p.bodies) {
		t.Errorf("%d bodies with %d names", len(p.bodies), len(names))
	}
	if reports != 5000 {
		t.Errorf("%d reports of 5000", reports)
	}
	if long := count10(years); long*2 < len(years) {
		t.Errorf("%d of %d bodies have ten years of reports", long, len(years))
	}
	for _, c := range []struct {
		what       string
		got, of    int
		least, max int // in a thousand
	}{
		{"copies", copies, reports, 35, 65},
		{"unreadable documents", unread, 500, 5, 40},
		{"traditional documents", hant, 500, 20, 90},
	} {
		if share := c.got * 1000 / c.of; share < c.least || share > c.max {
			t.Errorf("%s: %d in a thousand", c.what, share)
		}
	}
}

func count10(years map[int]int) int {
	n := 0
	for _, y := range years {
		if y >= 10 {
			n++
		}
	}
	return n
}

// TestGrammar says every sentence, whether it holds or not.
func TestGrammar(t *testing.T) {
	g := readGrammar()
	for year := 2008; year <= 2023; year++ {
		b := body{code: "110101", first: 2007, last: 2023, scale: 400, seed: year}
		for section, sentences := range g.sentences {
			w := &writer{g: g, d: newDice(year), year: year, places: []string{"丁镇"}, words: map[string]string{"body": "甲", "short": "乙", "brand": "丙", "year": "1", "last": "0", "next": "2"},
				drawn: map[string]string{}}
			w.before, w.now = b.years(year)
			for i := range sentences {
				s := &sentences[i]
				holds := w.holds(s)
				if !holds && strings.Contains(strings.Join(s.holds, " "), ":") {
					continue
				}
				var text strings.Builder
				w.say(&text, s.phrase)
				if got := text.String(); strings.ContainsAny(got, "(){}<>|?") || !strings.HasSuffix(got, "。") {
					t.Errorf("%s: %s", section, got)
				}
			}
		}
	}
}

func TestSplit(t *testing.T) {
	d := newDice(1)
	for total := range 200 {
		parts, sum := d.split(total, 5, 0, 60, 1), 0
		for _, p := range parts {
			if p < 0 {
				t.Errorf("split(%d) = %v", total, parts)
			}
			sum += p
		}
		if sum != total {
			t.Errorf("split(%d) = %v, sum %d", total, parts, sum)
		}
	}
}

func TestFillStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Fill(ctx, filepath.Join(t.TempDir(), "synth.db"), NewPlan(3), func(Filled) {}); err == nil {
		t.Error("Fill of a cancelled context gives no error")
	}
}
