package postgres

import (
	"database/sql/driver"
	"slices"
	"testing"
)

func TestTranslate(t *testing.T) {
	for _, tt := range []struct {
		query, want string
		names       []string
	}{
		{`SELECT 1`, `SELECT 1`, nil},
		{`a = ? AND b = ?`, `a = $1 AND b = $2`, []string{"", ""}},
		{`a = ?2 AND b = ?1 OR c = ?`, `a = $2 AND b = $1 OR c = $3`, []string{"", "", ""}},
		{`a = :x AND b = :y OR c = :x AND d = ?`, `a = $1 AND b = $2 OR c = $1 AND d = $3`, []string{"x", "y", ""}},
		{`a = '?' || ':x''?' AND b = ?`, `a = '?' || ':x''?' AND b = $1`, []string{""}},
		{"a -- what? it's\nFROM b WHERE c = ?", "a \nFROM b WHERE c = $1", []string{""}},
		{`a::bigint`, `a::bigint`, nil},
		{`INSERT OR IGNORE INTO t (a) VALUES (?)`, `INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING`, []string{""}},
		{`WHERE +d.year >= ? AND d.n +1 = a+b`, `WHERE d.year >= $1 AND d.n +1 = a+b`, []string{""}},
		{`FROM fetch f WHERE f.fetched_at = ?`, `FROM "fetch" f WHERE f.fetched_at = $1`, []string{""}},
	} {
		if got := translate(tt.query); got.sql != tt.want || !slices.Equal(got.names, tt.names) {
			t.Errorf("%s\ngives %s %q\nwant  %s %q", tt.query, got.sql, got.names, tt.want, tt.names)
		}
	}
}

func TestArrange(t *testing.T) {
	st := translate(`a = :x AND b = :y OR c = ?`)
	args, err := st.arrange([]driver.NamedValue{{Name: "y", Ordinal: 1, Value: "y"}, {Name: "x", Ordinal: 2, Value: "x"}, {Ordinal: 3, Value: "z"}})
	if err != nil || args[0].Value != "x" || args[1].Value != "y" || args[2].Value != "z" {
		t.Errorf("%v, %v", args, err)
	}
	if _, err := st.arrange(args[:2]); err == nil {
		t.Error("a parameter without an argument is let through")
	}
}

func TestRows(t *testing.T) {
	var w waiting
	row := []driver.NamedValue{{Value: int64(1)}, {Value: "a"}}
	for _, tt := range []struct {
		query string
		want  bool
	}{
		{`INSERT INTO document_text (document_id, text) VALUES (?, ?)`, true},
		{`INSERT INTO document_text (document_id, text) VALUES (?, ?) ON CONFLICT DO NOTHING`, false},
		{`INSERT INTO term (id, text) VALUES (?, ?)`, false},
		{`INSERT INTO issue (document_id, n) SELECT ?, ?`, false},
	} {
		if got := w.take(tt.query, row); got != tt.want {
			t.Errorf("%s waits: %v", tt.query, got)
		}
	}
	if got, want := w.tables[0].insert(2), `INSERT INTO document_text (document_id, text) VALUES ($1, $2), ($3, $4)`; got != want {
		t.Errorf("two rows: %s", got)
	}
}
