package store

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"nianbao/report"
)

var (
	update = flag.Bool("update", false, "rewrite schema.golden.sql")
	keep   = flag.Bool("keep", false, "keep the databases of the tests and print where they are")
)

// TestMain lets the tests of a program built without the tags be the one of
// what it says.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(crawlEnv) != "" {
		os.Exit(crawlChild())
	}
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	if !tagged {
		fmt.Println(CheckBuild())
		flag.Set("test.run", "^TestUntagged$")
		flag.Set("test.bench", "")
	}
	os.Exit(m.Run())
}

func TestUntagged(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), Options{})
	if got := err != nil && strings.Contains(err.Error(), "make build"); got == tagged {
		t.Errorf("built with the tags: %v; Open says %v", tagged, err)
	}
}

var noon = time.Date(2024, 4, 1, 12, 0, 0, 0, time.UTC)

// path names a new database.
func path(t testing.TB) string {
	t.Helper()
	if !*keep {
		return filepath.Join(t.TempDir(), "test.db")
	}
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("database: %s", dir)
	return filepath.Join(dir, "test.db")
}

func open(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func put(t testing.TB, db *DB, items ...Item) []Result {
	t.Helper()
	results, err := db.PutBatch(context.Background(), items)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	return results
}

func dump(t testing.TB, db *DB) string {
	t.Helper()
	var b bytes.Buffer
	if err := db.Dump(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func check(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

// A writer makes a document as the other stages would.
type writer struct {
	report.Builder
	report.Document
}

// say adds a sentence and a figure for each code=printed pair that stands in it.
func (w *writer) say(sentence string, pairs ...string) {
	span := w.Add(sentence)
	w.Add("\n")
	w.Blocks = append(w.Blocks, report.Block{Kind: report.Paragraph, Span: span})
	for _, p := range pairs {
		code, printed, _ := strings.Cut(p, "=>")
		value, unit := number(printed)
		f := report.Figure{
			Indicator: report.ParseCode(code).Indicator, Dims: report.ParseCode(code).Dims, Label: label(sentence, printed),
			Value: value, Unit: unit, Measure: report.Measure(unit), Printed: printed, Quote: sentence, Span: span,
			Qualifier: report.Exact, Role: report.Level, Status: report.Printed, Method: report.InText, Reader: report.ReadText,
			Confidence: 0.9, Rule: code + "#1",
		}
		w.figure(f)
	}
}

// number reads 12件.
func number(printed string) (report.Decimal, string) {
	digits := strings.TrimRightFunc(printed, func(r rune) bool { return r > 127 || r == '%' })
	v, _ := report.ParseDecimal(strings.ReplaceAll(digits, ",", ""))
	return v, strings.TrimPrefix(printed, digits)
}

// label is the clause before what is printed.
func label(sentence, printed string) string {
	before, _, _ := strings.Cut(sentence, printed)
	clauses := strings.Split(before, "，")
	return clauses[len(clauses)-1]
}

func (w *writer) figure(f report.Figure) {
	w.Figures = append(w.Figures, f)
}

// table adds a table of labels and numbers; a cell of codes becomes a figure.
func (w *writer) table(codes [][]string, cells [][]string) {
	t := report.Table{Rows: len(cells), Cols: len(cells[0])}
	for r, row := range cells {
		for c, text := range row {
			span := w.Add(text)
			w.Add("\t")
			t.Cells = append(t.Cells, report.Cell{Row: r, Col: c, RowSpan: 1, ColSpan: 1, Span: span, Page: 1})
			if codes[r][c] == "" {
				continue
			}
			f := report.Figure{
				Indicator: report.ParseCode(codes[r][c]).Indicator, Dims: report.ParseCode(codes[r][c]).Dims, Label: row[0],
				Printed: text, Quote: text, Span: span, Qualifier: report.Exact, Role: report.Level, Status: report.Blank,
				Method: report.InTable, Reader: report.ReadHTML, Page: 1, Box: &report.Box{1, 2.5, 3, 4},
				Table: len(w.Tables) + 1, Row: r, Col: c, Confidence: 1, Rule: "2021.3",
			}
			if v, ok := report.ParseDecimal(text); ok {
				f.Value, f.Unit, f.Measure, f.Status = v, "件", "件", report.Printed
			}
			w.figure(f)
		}
		w.Add("\n")
	}
	w.Tables = append(w.Tables, t)
}

// item is the finished document with bytes of its own.
func (w *writer) item() Item {
	w.Text = w.String()
	raw := []byte("<html>" + w.Text + "</html>")
	d := w.Document
	d.SHA256, d.Size = sum(raw), int64(len(raw))
	return Item{Document: &d, Raw: raw, Version: "v1", Passages: passages(&d), Names: fmt.Sprintf("%s\n%s\n%s\n%d年", d.Body, d.BodyName, d.BodyID, d.Year), At: noon}
}

// passages are the lines of a document, and its table.
func passages(d *report.Document) []Passage {
	var out []Passage
	at := 0
	for line := range strings.Lines(d.Text) {
		n := utf8.RuneCountInString(line)
		p := Passage{Span: report.Span{Start: at, End: at + n}, Words: line, Table: strings.Contains(line, "\t")}
		at = p.End
		if last := len(out) - 1; strings.Contains(line, "\t") && last >= 0 && strings.Contains(out[last].Words, "\t") {
			out[last].End, out[last].Words = p.End, out[last].Words+line
		} else {
			out = append(out, p)
		}
	}
	return out
}

func begin(i int) *writer {
	w := &writer{}
	w.Body = fmt.Sprintf("江北市第%d街道办事处", i)
	w.Year = 2016 + i%8
	w.Title = fmt.Sprintf("%s%d年政府信息公开工作年度报告", w.Body, w.Year)
	w.Source = fmt.Sprintf("reports/%03d.html", i)
	w.BodyID, w.Region = w.Body, fmt.Sprintf("3201%02d", i%100)
	w.Status, w.Format, w.Encoding, w.Reader, w.Script, w.Era = report.OK, report.HTML, "utf-8", report.ReadHTML, report.Hans, report.Era2021
	w.Meta = report.Meta{Title: w.Title, Publisher: "江北市政府网"}
	w.Add(w.Title + "\n")
	return w
}

// sample is the i-th of any number of reports.
func sample(i int) Item {
	w := begin(i)
	w.say(fmt.Sprintf("全年共收到政府信息公开申请%d件，其中网上申请%d件", 20+i, 5+i),
		fmt.Sprintf("requests.received=>%d件", 20+i), fmt.Sprintf("requests.received[channel=online]=>%d件", 5+i))
	w.say(fmt.Sprintf("主动公开政府信息1,%03d条，开展宣传活动%d场", i, i+3),
		fmt.Sprintf("disclosure.items=>1,%03d条", i), fmt.Sprintf("open=>%d场", i+3))
	w.say("不予公开的决定0件", "requests.outcome[outcome=denied]=>0件")
	w.table([][]string{{"", ""}, {"", "requests.received"}, {"", "requests.outcome[outcome=granted]"}, {"", "requests.carried_out"}},
		[][]string{{"项目", "总计"}, {"本年新收政府信息公开申请数量", fmt.Sprint(20 + i)}, {"予以公开", fmt.Sprint(i % 7)}, {"结转下年度继续办理", ""}})
	w.Checks = []report.Check{{Rule: "text.table", OK: true, Figures: []int{0, 5}, Note: "same"}, {Rule: "empty", Delta: "-3", Verdict: report.Misread, Reading: "requests.received + requests.carried_in"}}
	w.Proposals = []report.Proposal{{Figure: 5, Code: "requests.received", Table: 1, Row: 1, Value: "7", Kind: report.WrongCell, Verdict: report.Misread},
		{Figure: -1, Code: "requests.carried_out", Table: 1, Row: 3, Value: "0", Kind: report.SplitNumber}}
	w.Rejects = []report.Reject{{Span: report.Span{Start: 0, End: 2}, Reason: report.RejectName}}
	w.Issues = []report.Issue{{Kind: report.IssueLeftover, Span: report.Span{Start: 3, End: 4}, Detail: "4"}}
	w.Links = []report.Link{{URL: "https://example.org/a.pdf", Text: "附件"}}
	return w.item()
}

func samples(n int) []Item {
	items := make([]Item, n)
	for i := range items {
		items[i] = sample(i)
	}
	return items
}
