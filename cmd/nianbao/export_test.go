package main

import (
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"nianbao/tabular"
)

// TestExportFixtures exports the sample reports, and holds that every file is
// what its sum says and every figure stands where its row says.
func TestExportFixtures(t *testing.T) {
	if testing.Short() {
		t.Skip("reads every sample report")
	}
	docs, err := filepath.Abs("../../fixtures/docs")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, args := range [][]string{{"ingest", docs}, {"export", "data"}, {"export", "again"}} {
		if out, err := program(dir, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	data := filepath.Join(dir, "data")
	sums, err := os.ReadFile(filepath.Join(data, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(filepath.Join(dir, "again", "SHA256SUMS")); err != nil || string(again) != string(sums) {
		t.Errorf("the same database gives other sums: %v", err)
	}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		content, err := os.ReadFile(filepath.Join(data, name))
		if have := sha256.Sum256(content); err != nil || hex.EncodeToString(have[:]) != sum {
			t.Errorf("%s is not what its sum says: %v", name, err)
		}
	}
	checkQuotes(t, data)
}

// checkQuotes compares the figures of the CSV file with the texts of the copy of
// the database, as any SQLite client would.
func checkQuotes(t *testing.T, data string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(data, "nianbao.db")+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file, err := os.Open(filepath.Join(data, "figures.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	texts := map[string][]rune{}
	values := 0
	for _, row := range rows[1:] {
		cell := func(name string) string { return tabular.Unguard(row[at[name]]) }
		sha := cell("sha256")
		if texts[sha] == nil {
			var text string
			if err := db.QueryRow(`SELECT t.text FROM document_text t JOIN document d ON d.id = t.document_id WHERE d.sha256 = ?`, sha).Scan(&text); err != nil {
				t.Fatal(err)
			}
			texts[sha] = []rune(text)
		}
		start, _ := strconv.Atoi(cell("span_start"))
		end, err := strconv.Atoi(cell("span_end"))
		if err != nil || tabular.Printable(string(texts[sha][start:end])) != cell("quote") || !strings.Contains(cell("quote"), cell("printed")) {
			t.Errorf("%s: %q is not at %d to %d", cell("key"), cell("quote"), start, end)
		}
		if (cell("value") != "") != (cell("status") == "printed") {
			t.Errorf("%s: value %q with status %s", cell("key"), cell("value"), cell("status"))
		}
		if cell("value") != "" {
			values++
		}
	}
	var figures, printed int
	if err := db.QueryRow(`SELECT count(*), count(value) FROM figures`).Scan(&figures, &printed); err != nil {
		t.Fatal(err)
	}
	if figures != len(rows)-1 || printed != values || figures < 3000 {
		t.Errorf("%d figures in the file, %d with a value; in the database %d and %d", len(rows)-1, values, figures, printed)
	}
}
