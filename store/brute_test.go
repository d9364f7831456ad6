package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"nianbao/report"
)

// TestNothingLost compares searches by words drawn at random from what the
// documents say with judging every figure of every document: an index may spare
// looking, but must not lose a figure, nor give one twice.
func TestNothingLost(t *testing.T) {
	db := open(t, path(t))
	if name := os.Getenv("NIANBAO_STORE_BRUTE"); name != "" { // a database to be tried by hand
		db = open(t, name)
	} else {
		if err := db.SyncCodebook(t.Context(), codebook); err != nil {
			t.Fatal(err)
		}
		put(t, db, samples(12)...)
		for i := range 6 {
			put(t, db, columns(20+i))
		}
	}
	words := vocabulary(t, db)
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func() string { return words[dice.IntN(len(words))] }
	for range 300 {
		q := Query{Words: pick()}
		for range dice.IntN(3) {
			q.Words += []string{" ", " ", " ", " -", " ~ "}[dice.IntN(5)] + pick()
		}
		if dice.IntN(4) == 0 {
			q.Words += []string{" 2020", " 20", " 件", " 1*", " 第4街道"}[dice.IntN(5)]
		}
		for i, b := range []bounds{usual, {step: 2, named: 3, sayings: 2, counted: 1}} {
			db.bounds = b
			q.Count = true
			found, err := db.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for _, h := range found.Hits {
				got[h.Cursor[strings.Index(h.Cursor[2:], ".")+2:]]++
			}
			want := judgedAll(t, db, q)
			for key := range got {
				if _, ok := want[key]; !ok && !strings.Contains(q.Words, "~") { // only the index judges nearness
					t.Errorf("bounds %d: %q gives figure %s, which does not match", i, q.Words, key)
				}
			}
			for key, tier := range want {
				if got[key] != 1 {
					t.Errorf("bounds %d: %q gives figure %s, of tier %d, %d times", i, q.Words, key, tier, got[key])
				}
			}
			if found.Total != len(found.Hits) {
				t.Errorf("%q: %d hits of %d", q.Words, len(found.Hits), found.Total)
			}
		}
	}
}

// judgedAll gives the tier of every figure that matches, without any index.
func judgedAll(t *testing.T, db *DB, q Query) map[string]tier {
	t.Helper()
	tx, err := db.r.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	s, err := newSearch(t.Context(), tx, &q, usual)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.words()
	if err != nil {
		t.Fatal(err)
	}
	w.plain = true
	all, err := ids(t.Context(), tx, `SELECT id FROM document WHERE is_current = 1`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]tier{}
	for _, id := range all {
		d, err := w.document(id)
		if err != nil {
			t.Fatal(err)
		}
		if denied, err := w.isDenied(id); err != nil || denied {
			continue
		}
		lines, err := w.lines(d, stretch{document: id})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.tier != unmatched && len(w.want) > 0 && !near(w) {
				out[fmt.Sprintf(".%d.%d", id, l.n)] = l.tier
			}
		}
	}
	return out
}

// near tells whether a search asks for nearness, which only the index judges.
func near(w *words) bool {
	for _, g := range w.want {
		if g.near != nil {
			return true
		}
	}
	return false
}

// vocabulary are words of labels, names, texts and the codebook.
func vocabulary(t *testing.T, db *DB) []string {
	t.Helper()
	var out []string
	for _, query := range []string{`SELECT text FROM term`, `SELECT name FROM indicator`, `SELECT english FROM indicator`, `SELECT DISTINCT body FROM document`,
		`SELECT substr(text, 1, 400) FROM document_text`} {
		err := db.each(t.Context(), query, func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			if s != "" && len(s) < 60 {
				out = append(out, s, `"`+s+`"`)
			}
			for _, p := range pieces(s) {
				if n := len(p.text); n > 2 {
					at := len(out) % (n - 1)
					out = append(out, string(p.text[at:min(n, at+2+len(out)%3)]))
				} else {
					out = append(out, string(p.text))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// columns is a report with the table of 2019, whose labels have their columns.
func columns(i int) Item {
	w := begin(i)
	w.say(fmt.Sprintf("新收自然人申请%d件，其中企业申请%d件", i, i%3), fmt.Sprintf("requests.received=>%d件", i), fmt.Sprintf("open=>%d件", i%3))
	applicants := []string{"", "自然人", "商业企业", "总计"}
	codes, cells := [][]string{make([]string, 4)}, [][]string{applicants}
	for _, row := range []string{"本年新收政府信息公开申请数量", "予以公开", "部分公开", "属于行政查询事项"} {
		code, cell := []string{""}, []string{row}
		for c := 1; c < 4; c++ {
			code = append(code, fmt.Sprintf("requests.outcome[applicant=a%d,outcome=o%d]", c, len(cells)))
			cell = append(cell, fmt.Sprint(i%5+c))
		}
		codes, cells = append(codes, code), append(cells, cell)
	}
	w.table(codes, cells)
	for k := range w.Figures {
		f := &w.Figures[k]
		if f.Method == report.InTable && f.Col < 3 {
			f.Label += "（" + applicants[f.Col] + "）"
		}
	}
	return w.item()
}
