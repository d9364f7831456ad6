package store

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSchema holds the schema in one file, for people to read and reviews to
// see its changes.
func TestSchema(t *testing.T) {
	db := open(t, path(t))
	var b strings.Builder
	rows, err := db.r.Query(`SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '%\_search\_%' ESCAPE '\'
		AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'
		ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		b.WriteString(s + "\n\n")
	}
	const golden = "schema.golden.sql"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s is not the schema; go test ./store -update rewrites it (-golden +have):\n%s", golden, diff)
	}
}

func TestSchemaVersion(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) != schemaVersion {
		t.Errorf("%d migrations, %v, and schemaVersion %d", len(files), err, schemaVersion)
	}
	db := open(t, path(t))
	if got, err := versionOf(t.Context(), db.w); got != schemaVersion || err != nil {
		t.Errorf("a new database has version %d, %v, want %d", got, err, schemaVersion)
	}
}

// TestDumpIsComplete holds that a dump shows every column of every table but
// those that say when and in which run, and row ids.
func TestDumpIsComplete(t *testing.T) {
	db := open(t, path(t))
	// The dictionaries are shown in the figures, which the views give whole.
	// What a dump leaves out besides: how merge ordered readings, and whether free pages were wiped.
	// What the crawl keeps for its next night is about sites, not about reports.
	left := map[string]bool{"crawl_site": true, "crawl_host": true, "crawl_robots": true, "crawl_turn": true, "crawl_page": true, "crawl_url": true, "crawl_visit": true, "crawl_account": true,
		"document.standing": true, "tombstone.wiped": true, "term": true, "code": true, "figure_kind": true, "run": true, "fetch": true, "goose_db_version": true, "raw.gz": true}
	shown := map[string]string{}
	for _, d := range dumped {
		shown[d.table] = " " + regexp.MustCompile(`\b[a-z]\.|,`).ReplaceAllString(d.columns, " ") + " "
	}
	_, err := db.r.Query(`SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c`)
	if err == nil {
		t.Fatal("a reading connection may ask for table_info")
	}
	rows, err := db.w.Query(`SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE '%\_search%' ESCAPE '\' AND m.name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		n++
		table = strings.TrimSuffix(table, "_row")
		if left[table] || left[table+"."+column] || column == "id" && table != "body" ||
			strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "_id") && column != "body_id" {
			continue
		}
		if !regexp.MustCompile(`\s` + column + `\s`).MatchString(shown[table]) {
			t.Errorf("a dump lacks %s.%s", table, column)
		}
	}
	if n < 100 {
		t.Errorf("only %d columns seen", n)
	}
}

// TestOtherClients holds that an ordinary sqlite3 opens what we wrote.
func TestOtherClients(t *testing.T) {
	client, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("no sqlite3 here")
	}
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(3)...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(p + "-*"); len(left) > 0 {
		t.Errorf("closing leaves %v", left)
	}
	for query, want := range map[string]string{
		"SELECT body, year, indicator, label, value, unit, source FROM figures LIMIT 1": "江北市第0街道办事处|2016|requests.received|全年共收到政府信息公开申请|20|件|reports/000.html",
		`SELECT count(*) FROM prose_search WHERE prose_search MATCH '"申请"'`:             "3",
		"SELECT count(*) FROM panel": "3",
		"SELECT substr(text, span_start + 1, span_end - span_start) FROM figure JOIN document_text USING (document_id) LIMIT 1": "全年共收到政府信息公开申请20件，其中网上申请5件",
	} {
		out, err := exec.Command(client, "-readonly", p, query).CombinedOutput()
		if got := strings.TrimSpace(string(out)); got != want || err != nil {
			t.Errorf("sqlite3 %q gives %q, %v, want %q", query, got, err, want)
		}
	}
}
