package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// hostile are titles, bodies and labels that some reader takes for something
// else.
var hostile = []string{
	"=1+1", "+86", "-3件", "@SUM(A1)", "\t=1", "＝HYPERLINK(\"http://example.com\")", "\ufeff=cmd|' /C calc'!A0",
	"a,b;c", `"quoted"`, "two\nlines", "two\r\nlines", "|pipe|", "<script>alert(1)</script>", "]]>", "_x0041_", "\x01\x1b[31m", "年\u202e报\u202c",
	"\u200b", "'; DROP TABLE figure; --", "00123", "NULL", "NA", "🈚𠮷", `\N`, `C:\x`, "{{.Title}}", "%s%d", "$(id)", strings.Repeat("长", 40000),
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var indicators = []Indicator{
	{Indicator: report.Indicator{ID: "requests.received", Name: "收到申请", English: "Requests received", Definition: "本年新收", Unit: "件", Measure: "件", Headline: "requests",
		Labels: []report.FormLabel{{Era: report.Era2021, Table: "3", Row: "本年新收"}, {Era: report.Era2014, Table: "1", Row: "收到申请数"}},
		Series: []report.Break{{From: report.Era2019, To: report.Era2021, Kind: report.Wider, Codes: []report.Code{{Indicator: "requests.received"}}, Note: "变宽", NoteEN: "wider"}}},
		Patterns: 3, Accuracy: &Accuracy{Precision: &Ratio{.9, .8, .95}, Labels: 10}},
	{Indicator: report.Indicator{ID: "disclosure.items", Name: "公开|信息", English: "Items", Unit: "条", Measure: "条"}},
}

// item is a report whose words are hostile.
func item(i int, word string) store.Item {
	name := string([]rune(word)[:min(100, utf8.RuneCountInString(word))])
	d := &report.Document{Source: fmt.Sprintf("reports/%02d %s", i, name), Status: report.OK, Format: report.TextFormat, Encoding: "utf-8", Reader: report.ReadText,
		Script: report.Hans, Title: word, Body: name, BodyName: name, BodyID: name, Year: 2021 + i%3, Period: fmt.Sprint(2021 + i%3), Era: report.Era2021,
		Level: report.Town}
	var b report.Builder
	add := func(f report.Figure) {
		f.Span = b.Add(word + f.Printed)
		f.Quote, f.Label, f.Unit, f.Measure, f.Qualifier, f.Reader = word+f.Printed, word, "件", "件", report.Exact, report.ReadText
		b.Add("\n")
		d.Figures = append(d.Figures, f)
	}
	own := report.Figure{Indicator: "requests.received", Role: report.Level, Status: report.Printed, Method: report.InText, Confidence: .9, Rule: "requests.received#1"}
	f := own
	f.Value, f.Printed = "123456789012.25", "123456789012.25件"
	add(f)
	f = own
	f.Value, f.Printed, f.Part, f.Place = "0", "0件", word, word
	add(f)
	f = own
	f.Indicator, f.Status, f.Printed, f.Method, f.Table, f.Page = "disclosure.items", report.Blank, "", report.InTable, 1, 2
	add(f)
	f = own
	f.Indicator, f.Value, f.Printed, f.Role = "", "-5", "-5件", report.Plan
	add(f)
	f = own
	f.Indicator, f.Dims, f.Value, f.Printed = "disclosure.items", map[string]string{"channel": "site"}, "7", "7件"
	add(f)
	d.Text = b.String()
	d.Checks = []report.Check{{Rule: "text.sum", Figures: []int{0, 4}, Delta: "-1", Note: word, Verdict: report.Unsettled}}
	d.Proposals = []report.Proposal{{Figure: 4, Code: "disclosure.items[channel=site]", Table: 1, Row: 2, Value: "8", Kind: report.WrongCell, Verdict: report.Misread},
		{Figure: -1, Code: "disclosure.items", Table: 1, Row: 3, Value: "0", Kind: report.SplitNumber}}
	d.Issues = []report.Issue{{Kind: report.IssueLeftover, Span: report.Span{Start: 0, End: 1}, Detail: word}}
	raw := []byte(fmt.Sprintf("%d%s", i, d.Text))
	sum := sha256.Sum256(raw)
	d.SHA256, d.Size = hex.EncodeToString(sum[:]), int64(len(raw))
	return store.Item{Document: d, Raw: raw, Version: "v1", At: noon.Add(time.Duration(i) * time.Hour)}
}

// database is one of hostile reports and a source that gave no bytes.
func database(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var book []report.Indicator
	for _, i := range indicators {
		book = append(book, i.Indicator)
	}
	if err := db.SyncCodebook(t.Context(), book); err != nil {
		t.Fatal(err)
	}
	var items []store.Item
	for i, word := range hostile {
		items = append(items, item(i, word))
	}
	items = append(items, store.Item{Document: &report.Document{Source: "gone", Status: report.Unreadable, Reason: report.Missing}, Version: "v1", At: noon})
	results, err := db.PutBatch(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil {
			t.Fatalf("%q: %v", items[i].Document.Source, r.Err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func options() Options {
	return Options{Indicators: indicators, Measured: Measured{"实测", "measured"}, Program: "1", Extractor: "2"}
}

func written(t *testing.T, path string, o Options) (string, *Result) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	r, err := Write(t.Context(), path, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, r
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(b)
	}
	return out
}

// TestWrite writes everything and reads it back.
func TestWrite(t *testing.T) {
	path := database(t)
	dir, r := written(t, path, options())
	files := contents(t, dir)
	var planned []string
	for _, f := range Plan(options()) {
		planned = append(planned, f.Name)
		if f.Zh == "" || f.En == "" {
			t.Errorf("%s is not explained", f.Name)
		}
	}
	var have []string
	for name := range files {
		have = append(have, name)
	}
	slices.Sort(planned)
	slices.Sort(have)
	if diff := cmp.Diff(planned, have); diff != "" {
		t.Errorf("planned and written: %s", diff)
	}
	if r.Figures != 5*len(hostile) || r.Documents != len(hostile)+1 || len(r.Files) != len(have) {
		t.Errorf("%d figures, %d documents, %d files", r.Figures, r.Documents, len(r.Files))
	}
	sums := 0
	for l := range strings.Lines(files[sumsFile]) {
		sum, name, _ := strings.Cut(strings.TrimSpace(l), "  ")
		if have := sha256.Sum256([]byte(files[name])); hex.EncodeToString(have[:]) != sum {
			t.Errorf("the sum of %s is wrong", name)
		}
		sums++
	}
	if sums != len(files)-1 {
		t.Errorf("%d sums of %d files", sums, len(files))
	}
	for name, content := range files {
		if strings.Contains(content, path) || strings.Contains(content, dir) {
			t.Errorf("%s says where it was made", name)
		}
	}
	checkFigures(t, files)
	checkPanel(t, dir, files)
	checkDatabase(t, dir, path)
	checkMetadata(t, files["metadata.json"], dir)
	ledger := rowsOf(t, files["documents.csv"])
	if len(ledger) != len(hostile)+1 || ledger[0]["source"] != "gone" || ledger[0]["source_reason"] != "missing" || ledger[0]["status"] != "" || ledger[0]["figures"] != "" {
		t.Errorf("the ledger begins with %v of %d", ledger[0], len(ledger))
	}
	for name, want := range map[string]int{"checks.csv": 1, "proposals.csv": 2, "issues.csv": 1} {
		if got := rowsOf(t, files[name]); len(got) != want*len(hostile) {
			t.Errorf("%s has %d rows", name, len(got))
		}
	}
}

func rowsOf(t *testing.T, text string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, c := range r {
			row[records[0][i]] = c
		}
		out = append(out, row)
	}
	return out
}

// checkFigures holds that all three formats say the same, and what was put.
func checkFigures(t *testing.T, files map[string]string) {
	t.Helper()
	rows := rowsOf(t, files["figures.csv"])
	byKey := map[string]map[string]any{}
	for l := range strings.Lines(files["figures.jsonl"]) {
		var o map[string]any
		d := json.NewDecoder(strings.NewReader(l))
		d.UseNumber()
		if err := d.Decode(&o); err != nil {
			t.Fatal(err)
		}
		byKey[o["key"].(string)] = o
	}
	wide := parquetRows(t, files["figures.parquet"])
	if len(rows) != len(byKey) || len(rows) != len(wide) {
		t.Fatalf("%d rows in CSV, %d in JSON, %d in Parquet", len(rows), len(byKey), len(wide))
	}
	words := map[string]bool{}
	for i, row := range rows {
		o := byKey[row["key"]]
		for name, cell := range row {
			asJSON := ""
			switch v := o[name].(type) {
			case string:
				asJSON = strings.ReplaceAll(v, "\r\n", "\n") // encoding/csv reads it so
			case json.Number:
				asJSON = v.String()
			case bool:
				asJSON = fmt.Sprint(v)
			}
			if strings.HasPrefix(cell, "'") {
				cell = tabular.Unguard(cell)
			}
			if cell != asJSON {
				t.Errorf("%s: CSV %.80q, JSON %.80q", name, cell, asJSON)
			}
		}
		if v := wide[i]["value"]; (v == nil) != (row["value"] == "") {
			t.Errorf("value is %v in Parquet, %q in CSV", v, row["value"])
		}
		if v := wide[i]["value_exact"]; v != nil && v != row["value"] {
			t.Errorf("exact value %v in Parquet, %q in CSV", v, row["value"])
		}
		want := map[string]string{"requests.received": "A", "disclosure.items": "O", "open": "F", "disclosure.items[channel=site]": "U"}[row["code"]]
		if row["code"] == "requests.received" && row["year"] == "2021" {
			want = "B"
		}
		if row["obs_status"] != want {
			t.Errorf("%s of %s has the status %s, want %s", row["code"], row["year"], row["obs_status"], want)
		}
		if row["code"] == "disclosure.items[channel=site]" && (row["proposed"] != "8" || row["checks_failed"] != "1" || row["indicator_zh"] != "公开|信息") {
			t.Errorf("%v", row)
		}
		words[tabular.Unguard(row["label"])] = true
	}
	for _, word := range hostile {
		if want := strings.ReplaceAll(tabular.Printable(word), "\r\n", "\n"); !words[want] {
			t.Errorf("the label %.40q is lost", want)
		}
	}
}

func parquetRows(t *testing.T, content string) []map[string]any {
	t.Helper()
	f, err := parquet.OpenFile(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range f.Schema().Fields() {
		names = append(names, field.Name())
	}
	var out []map[string]any
	for _, group := range f.RowGroups() {
		in := group.Rows()
		buf := make([]parquet.Row, 1)
		for {
			n, err := in.ReadRows(buf)
			if n == 1 {
				row := map[string]any{}
				for i, v := range buf[0] {
					switch {
					case v.IsNull():
					case v.Kind() == parquet.ByteArray:
						row[names[i]] = string(v.ByteArray())
					default:
						row[names[i]] = v.String()
					}
				}
				out = append(out, row)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		in.Close()
	}
	return out
}

func checkPanel(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	rows := rowsOf(t, files["panel.csv"])
	if len(rows) != len(hostile) {
		t.Errorf("the panel has %d rows", len(rows))
	}
	for _, r := range rows {
		if r["requests_received"] != "123456789012.25" || r["disclosure_items"] != "" || r["level"] != "town" {
			t.Errorf("%.300v", r)
		}
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "panel.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := f.GetRows("panel"); err != nil || len(got) != len(hostile)+1 {
		t.Errorf("panel.xlsx has %d rows, %v", len(got), err)
	}
	if n := len(parquetRows(t, files["panel.parquet"])); n != len(hostile) {
		t.Errorf("panel.parquet has %d rows", n)
	}
}

// checkDatabase holds that the copy has everything but bytes.
func checkDatabase(t *testing.T, dir, path string) {
	t.Helper()
	dump := func(path string) string {
		db, err := store.OpenReader(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		var b bytes.Buffer
		if err := db.Dump(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	copied := filepath.Join(dir, databaseFile)
	if diff := cmp.Diff(dump(path), dump(copied)); diff != "" {
		t.Errorf("the copy differs: %.500s", diff)
	}
	db, err := store.OpenReader(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Raw(t.Context(), item(0, hostile[0]).Document.SHA256); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("the copy has bytes: %v", err)
	}
	if found, err := db.Search(t.Context(), store.Query{Indicator: "requests.received"}); err != nil || len(found.Hits) != 2*len(hostile) {
		t.Errorf("a search of the copy finds %d, %v", len(found.Hits), err)
	}
}

// checkMetadata holds that every column of the views that people read is
// explained.
func checkMetadata(t *testing.T, content, dir string) {
	t.Helper()
	var m datasette
	if err := json.Unmarshal([]byte(content), &m); err != nil {
		t.Fatal(err)
	}
	db, err := store.OpenReader(t.Context(), filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	relations, err := db.Relations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range relations {
		table := m.Databases["nianbao"].Tables[r.Name]
		if table == nil {
			t.Errorf("%s is not described", r.Name)
			continue
		}
		for _, c := range r.Columns {
			if table.Columns[c] == "" && (r.Name == "figures" || r.Name == "panel") {
				t.Errorf("%s.%s is not described", r.Name, c)
			}
		}
		for c := range table.Columns {
			if !slices.Contains(r.Columns, c) {
				t.Errorf("%s has no column %s", r.Name, c)
			}
		}
	}
}

// TestSameBytes writes one database twice, with the options that there are.
func TestSameBytes(t *testing.T) {
	path := database(t)
	for _, o := range []Options{{}, {Excel: true, WithRaw: true, Title: "题", Author: "A", License: "CC0"}, {Formats: []tabular.Format{tabular.XLSX}}} {
		o.Indicators = indicators
		one, _ := written(t, path, o)
		other, _ := written(t, path, o)
		a, b := contents(t, one), contents(t, other)
		for name := range a {
			if a[name] != b[name] {
				t.Errorf("%+v: %s differs", o.Formats, name)
			}
		}
		if len(a) != len(b) || len(a) < 10 {
			t.Errorf("%d and %d files", len(a), len(b))
		}
		if got := strings.HasPrefix(a["documents.csv"], "\ufeff"); got != o.Excel {
			t.Errorf("byte order mark %v", got)
		}
		if _, has := a[databaseFile]; has != o.has(SQLite) {
			t.Errorf("%v: the database is there: %v", o.Formats, has)
		}
	}
}

func TestNarrowed(t *testing.T) {
	path := database(t)
	o := options()
	o.Formats = []tabular.Format{tabular.CSV}
	o.Query = store.Query{Indicator: "disclosure.*", YearFrom: 2022, YearTo: 2022}
	dir, _ := written(t, path, o)
	files := contents(t, dir)
	for _, r := range rowsOf(t, files["figures.csv"]) {
		if r["year"] != "2022" || r["indicator"] != "disclosure.items" {
			t.Errorf("%s of %s", r["code"], r["year"])
		}
	}
	panel := rowsOf(t, files["panel.csv"])
	if _, has := panel[0]["requests_received"]; has || len(panel) == len(hostile) {
		t.Errorf("the panel has %d rows, another indicator %v", len(panel), has)
	}
	if !strings.Contains(files["README.md"], "narrowed by a query") {
		t.Error("the README does not say that it is a part")
	}
	o.Query.YearFrom, o.Query.YearTo = 1990, 1991
	if _, err := Write(t.Context(), path, filepath.Join(t.TempDir(), "none"), o); !errors.Is(err, ErrNothing) {
		t.Errorf("of no year: %v", err)
	}
}

// TestPrepare changes the copy before it is read, and nothing else.
func TestPrepare(t *testing.T) {
	path := database(t)
	before, _ := os.ReadFile(path)
	o := options()
	o.Prepare = func(ctx context.Context, copied string) error {
		db, err := store.Open(ctx, copied, store.Options{})
		if err != nil {
			return err
		}
		another := item(99, "另一个")
		_, err = db.PutBatch(ctx, []store.Item{another})
		return errors.Join(err, db.Close())
	}
	dir, r := written(t, path, o)
	if r.Documents != len(hostile)+2 {
		t.Errorf("%d documents", r.Documents)
	}
	if _, err := os.Stat(filepath.Join(dir, databaseFile+"-wal")); err == nil {
		t.Error("a log is left beside the copy")
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the database itself is changed")
	}
}

// TestPrivate holds that a data set tells nothing of the machine that it was made
// on, and what the bodies owe, as it stood at the last look.
func TestPrivate(t *testing.T) {
	path := database(t)
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	id, err := db.StartRun(t.Context(), store.Run{Command: "ingest /home/wang/data", Version: "1", StartedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	it := item(40, "青石镇")
	it.Document.Source, it.RunID = "/home/wang/data/2021/q.txt", id
	if _, err := db.Put(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	last := it.At // of what was looked at
	for i, owed := range []store.Due{{Body: it.Document.BodyID, Year: 2020, Site: "青石", On: "2021-01-31"}, {Body: it.Document.BodyID, Year: 2098, Site: "青石", On: "2099-01-31"}} {
		if err := db.Expect(t.Context(), last.Add(time.Duration(i)*time.Minute), owed); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Arrived(t.Context(), store.Arrival{Due: store.Due{Body: it.Document.BodyID, Year: 2022, Site: "青石"}, URL: "https://x.gov.cn/q", SHA256: it.Document.SHA256, At: last}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	dir, _ := written(t, path, options())
	files := contents(t, dir)
	for name, content := range files {
		if strings.Contains(content, "wang") {
			t.Errorf("%s has the path", name)
		}
	}
	if !strings.Contains(files["figures.csv"], ",2021/q.txt,") {
		t.Error("the source is not called by its path from what was ingested")
	}
	var states []string
	for _, row := range rowsOf(t, files["ledger.csv"]) {
		states = append(states, row["year"]+" "+row["state"]+" "+row["url"])
	}
	if diff := cmp.Diff([]string{"2020 missing ", "2022 found https://x.gov.cn/q", "2098 not_due "}, states); diff != "" {
		t.Errorf("the ledger (-want +got):\n%s", diff)
	}
	o := options()
	o.Query = store.Query{YearFrom: 2022, YearTo: 2022}
	dir, _ = written(t, path, o)
	if rows := rowsOf(t, contents(t, dir)["ledger.csv"]); len(rows) != 1 {
		t.Errorf("of one year it has %d lines", len(rows))
	}
}
