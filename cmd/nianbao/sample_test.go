package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/eval"
	"nianbao/report"
	"nianbao/store"
)

// fixtureDB is a database of the sample reports.
func fixtureDB(t *testing.T) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "fixtures.db")
	if got := call(t, "--db", db, "ingest", filepath.Join("..", "..", "fixtures", "docs")); got.code != exitOK {
		t.Fatalf("ingest: %+v", got)
	}
	return db
}

func drawAll(t *testing.T, path string) store.Draw {
	t.Helper()
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	draw, err := db.Draw(context.Background(), 1<<20, 1)
	if err != nil {
		t.Fatal(err)
	}
	return draw
}

// A truth is what a labeller who knows the labels writes, by the row's id, with
// the result that eval gives for the same documents.
type truth struct {
	verdict, due map[string]string
	report       *eval.Report
}

// judge fills every row by the labels. A figure is right where eval, shown it
// alone, says so; one that eval takes together with an earlier one is skipped.
// For each labelled figure that was not found a wrong one of the document is
// called wrong rather than no figure, or a numeral that was not taken is called
// a figure: which of them it is makes no difference to the rates.
func judge(t *testing.T, draw store.Draw) truth {
	t.Helper()
	labels, err := eval.ReadLabels(filepath.Join("..", "..", "fixtures", "gold"))
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]eval.Labels{}
	for _, l := range labels {
		of[l.Doc] = l
	}
	documents := map[string][]store.Drawn{}
	for _, d := range draw.Drawn {
		documents[filepath.Base(d.Source)] = append(documents[filepath.Base(d.Source)], d)
	}
	out := truth{map[string]string{}, map[string]string{}, eval.NewReport("")}
	for doc, drawn := range documents {
		l := of[doc]
		whole := &report.Document{Era: drawn[0].Era}
		var figures, rest []store.Drawn
		for _, d := range drawn {
			if d.Fate == store.Taken {
				figures = append(figures, d)
				whole.Figures = append(whole.Figures, d.Figure)
			} else {
				rest = append(rest, d)
				out.verdict[d.ID] = "not"
			}
		}
		out.report.Add(l, whole)
		row := out.report.Rows[len(out.report.Rows)-1]
		due := map[int]int{ // labelled figures that no right one accounts for
			eval.Roles: row.Counts[eval.Roles].Labelled - row.Counts[eval.Roles].Right,
			eval.Open:  row.Counts[eval.Open].Labelled - row.Counts[eval.Open].Right,
		}
		before := map[int][]report.Figure{}
		for _, d := range figures {
			alike := l // labels of another value have no say
			alike.Figures = slices.DeleteFunc(slices.Clone(l.Figures), func(x eval.Label) bool { return math.Abs(x.Value-d.Value.Float()) > 0.001 })
			kind, given, right := alone(alike, d.Figure)
			switch {
			case !given || slices.ContainsFunc(before[kind], func(f report.Figure) bool { return same(alike, kind, f, d.Figure) }):
				out.verdict[d.ID] = "skip"
			case right:
				out.verdict[d.ID] = "right"
			case due[kind] > 0:
				out.verdict[d.ID] = "wrong"
				due[kind]--
			default:
				out.verdict[d.ID] = "not"
			}
			if given {
				before[kind] = append(before[kind], d.Figure)
			}
		}
		for kind, indicator := range map[int]string{eval.Roles: "meetings", eval.Open: "open"} {
			for ; due[kind] > 0; due[kind]-- {
				if len(rest) == 0 {
					t.Fatalf("%s: no numeral is left for a missed figure", doc)
				}
				out.verdict[rest[0].ID], out.due[rest[0].ID] = "figure", indicator
				rest = rest[1:]
			}
		}
	}
	return out
}

// alone is what eval says of one figure: in which comparison it counts, and how.
func alone(l eval.Labels, f report.Figure) (kind int, given, right bool) {
	var s eval.Score
	s.Add(l, &report.Document{Figures: []report.Figure{f}})
	for _, kind := range []int{eval.Roles, eval.Open} {
		if s.Total[kind].Given == 1 {
			return kind, true, s.Total[kind].Right == 1
		}
	}
	return 0, false, false
}

// same tells whether eval takes two figures for one.
func same(l eval.Labels, kind int, a, b report.Figure) bool {
	if a.Value != b.Value || a.Value == "0" && a.Code().String() != b.Code().String() {
		return false
	}
	var s eval.Score
	s.Add(l, &report.Document{Figures: []report.Figure{a, b}})
	return s.Total[kind].Given == 1
}

// fill writes verdicts into a sheet.
func fill(t *testing.T, sheet string, truth truth) string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet, byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		r[sheetVerdict], r[sheetDue] = truth.verdict[r[sheetID]], truth.due[r[sheetID]]
	}
	return toCSV(t, records, ',')
}

func toCSV(t *testing.T, records [][]string, comma rune) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type scored struct {
	Judged, Skipped, Unfilled int
	Unseen                    float64
	All, Coded, Open          estimateRecord
	By                        map[string][]estimateRecord
}

func scoreSheet(t *testing.T, sheet string) scored {
	t.Helper()
	path := filepath.Join(t.TempDir(), "filled.csv")
	if err := os.WriteFile(path, []byte(sheet), 0o644); err != nil {
		t.Fatal(err)
	}
	got := call(t, "sample", "--score", path, "--format", "json")
	if got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	var out scored
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSampleRoundTrip draws from a database of the sample reports, fills the
// sheet by their labels, and holds the error rate to what eval counts: to the
// last figure where everything is drawn, within its interval where a part is.
func TestSampleRoundTrip(t *testing.T) {
	db := fixtureDB(t)
	truth := judge(t, drawAll(t, db))
	want := truth.report.Whole().Counts
	both := func(c [5]eval.Count) eval.Count {
		a, b := c[eval.Roles], c[eval.Open]
		return eval.Count{Right: a.Right + b.Right, Given: a.Given + b.Given, Labelled: a.Labelled + b.Labelled}
	}

	all := scoreSheet(t, fill(t, call(t, "--db", db, "sample", "1000000").stdout, truth))
	exact := func(name string, e estimateRecord, c eval.Count) {
		t.Helper()
		if e.Precision == nil || e.Recall == nil {
			t.Fatalf("%s: %+v", name, e)
		}
		if math.Abs(e.Precision.Value-c.Precision()) > 1e-9 || math.Abs(e.Recall.Value-c.Recall()) > 1e-9 || e.Right != c.Right || e.Taken != c.Given {
			t.Errorf("%s: precision %v, recall %v, right %d of %d; eval has %v, %v, %v",
				name, e.Precision.Value, e.Recall.Value, e.Right, e.Taken, c.Precision(), c.Recall(), c)
		}
	}
	exact("all", all.All, both(want))
	// An open figure that is as good as a coded one is coded to eval, and open
	// to the sheet, which has what was read.
	if n := all.Coded.Taken + all.Open.Taken; n != both(want).Given || math.Abs(all.Coded.Precision.Value-want[eval.Roles].Precision()) > 0.002 ||
		math.Abs(all.Coded.Recall.Value-want[eval.Roles].Recall()) > 0.002 {
		t.Errorf("coded %+v\nopen %+v\neval has %v and %v", all.Coded, all.Open, want[eval.Roles], want[eval.Open])
	}
	eras := truth.report.Groups(eval.ByEra)
	if len(eras) != 4 || len(all.By["era"]) != 4 {
		t.Errorf("%d eras of %d", len(all.By["era"]), len(eras))
	}
	for i, g := range eras {
		exact("era "+g.Name, all.By["era"][i], both(g.Counts))
	}
	if all.Unfilled != 0 || all.Unseen != 0 {
		t.Errorf("unfilled %d, unseen %v", all.Unfilled, all.Unseen)
	}

	sheet := call(t, "--db", db, "sample", "400", "--seed", "5")
	if again := call(t, "--db", db, "sample", "400", "--seed", "5"); again.stdout != sheet.stdout {
		t.Error("the same seed gives another sheet")
	}
	if other := call(t, "--db", db, "sample", "400", "--seed", "6"); other.stdout == sheet.stdout {
		t.Error("another seed gives the same sheet")
	}
	part := scoreSheet(t, fill(t, sheet.stdout, truth))
	held := func(name string, m *measured, v float64) {
		t.Helper()
		if m == nil || v < m.Low || v > m.High || m.High-m.Low > 0.15 {
			t.Errorf("%s: %+v, eval has %v", name, m, v)
		}
	}
	held("precision", part.All.Precision, both(want).Precision())
	held("recall", part.All.Recall, both(want).Recall())
	if n := part.Judged + part.Skipped; n != 400 {
		t.Errorf("%d rows", n)
	}
}

// smallDB is a database of one report, whose text and name are hostile.
func smallDB(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	hostile := "=HYPERLINK(\"x\")街道办事处2017年政府信息公开工作年度报告\n\n一、概述\n" +
		"@SUM(A1)全年发布信息120条,\"引号\"内政务微博30条。\n-5比上年减少3件。\n+召开会议2次\u202e，电话010-64043994。\n=1+1收到申请3件，其中网上申请1件。\n\t收费0元，依据第二十条。\n"
	if err := os.WriteFile(filepath.Join(dir, "=cmd.txt"), []byte(hostile), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if got := call(t, "--db", "x.db", "ingest", "=cmd.txt"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	return "x.db"
}

// TestSampleCells holds that no cell of a sheet is a formula, or of several lines.
func TestSampleCells(t *testing.T) {
	db := smallDB(t)
	got := call(t, "--db", db, "sample", "100")
	if got.code != exitOK || !strings.HasPrefix(got.stdout, byteOrderMark) {
		t.Fatalf("%+v", got)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.stdout, byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) < 8 || len(records[0]) != sheetColumns {
		t.Fatalf("%d rows of %d columns", len(records), len(records[0]))
	}
	guarded, marked := 0, 0
	for _, r := range records[1:] {
		for column, s := range r {
			if column != sheetValue && strings.ContainsAny(s[:min(1, len(s))], "=+-@\t\r") || strings.ContainsAny(s, "\n\r\t\u202e") {
				t.Errorf("column %s: %q", records[0][column], s)
			}
			if strings.HasPrefix(s, "'") {
				guarded++
			}
		}
		if strings.Contains(r[sheetPassage], "【"+r[sheetPrinted]+"】") {
			marked++
		}
	}
	if guarded == 0 || marked < len(records)/2 {
		t.Errorf("%d cells guarded, %d passages with their numeral marked, of %d", guarded, marked, len(records)-1)
	}
}

func TestPrintedIn(t *testing.T) {
	for _, test := range []struct {
		quote, printed string
		want           int
	}{
		{"收到3件", "3件", len("收到")},
		{"收到3件、13件", "3件", len("收到")}, // not in 13
		{"收到3件、办结3件", "3件", len("收到3件、办结")},
		{"收到13件", "3件", len("收到1")}, // no better place
		{"没有收到申请", "", -1},
		{"收到申请", "3件", -1},
	} {
		if got := printedIn(test.quote, test.printed); got != test.want {
			t.Errorf("printedIn(%q, %q) = %d, want %d", test.quote, test.printed, got, test.want)
		}
	}
}

func TestLetters(t *testing.T) {
	for column, want := range map[int]string{0: "A", 17: "R", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := letters(column); got != want {
			t.Errorf("letters(%d) = %q, want %q", column, got, want)
		}
	}
}

// TestFilledSheets holds that a sheet is understood however a spreadsheet saved
// it, in either language and with the verdicts of either.
func TestFilledSheets(t *testing.T) {
	db := smallDB(t)
	sheetOf := func(lang string) [][]string {
		got := call(t, "--db", db, "--lang", lang, "sample", "100")
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.stdout, byteOrderMark))).ReadAll()
		if err != nil || len(records) < 5 {
			t.Fatalf("%v: %+v", err, got)
		}
		return records
	}
	fillBy := func(records [][]string, words map[bool][]string) [][]string {
		n := map[bool]int{}
		for _, r := range records[1:] {
			taken := r[sheetFate] == "figure" || r[sheetFate] == "数字"
			r[sheetVerdict] = words[taken][min(n[taken], len(words[taken])-1)]
			n[taken]++
		}
		return records
	}
	en := map[bool][]string{true: {"wrong", "not", "", "skip", "Right"}, false: {"figure", "", "not"}}
	zh := map[bool][]string{true: {"错", "非", "", "略", "对"}, false: {"数字", "", "非"}}
	plain := toCSV(t, fillBy(sheetOf("en"), en), ',')
	want := scoreSheet(t, plain)
	if want.All.Right == 0 || want.All.Taken-want.All.Right != 2 || want.All.Missed != 1 || want.Unfilled != 2 || want.Skipped != 1 {
		t.Errorf("%+v", want)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(toCSV(t, fillBy(sheetOf("zh"), zh), ','))
	if err != nil {
		t.Fatal(err)
	}
	continental := fillBy(sheetOf("en"), en)
	for _, r := range continental[1:] {
		r[sheetWeight] = strings.Replace(r[sheetWeight], ".", ",", 1)
	}
	swapped := fillBy(sheetOf("zh"), zh)
	for _, r := range swapped {
		slices.Reverse(r) // columns in another order
	}
	marks := map[bool][]string{true: {"×", "不是", " ", "跳过", "√"}, false: {"wrong", "", "right"}}
	for name, sheet := range map[string]string{
		"Chinese":                   toCSV(t, fillBy(sheetOf("zh"), zh), ','),
		"English verdicts in it":    toCSV(t, fillBy(sheetOf("zh"), en), ','),
		"ticks":                     toCSV(t, fillBy(sheetOf("en"), marks), ','),
		"with a mark":               byteOrderMark + plain,
		"GB18030":                   gb,
		"UTF-16 and tabs":           utf16(toCSV(t, fillBy(sheetOf("en"), en), '\t')),
		"semicolons and commas":     toCSV(t, continental, ';'),
		"columns in another order":  toCSV(t, swapped, ','),
		"with line ends of Windows": strings.ReplaceAll(plain, "\n", "\r\n"),
		"with empty rows behind":    plain + strings.Repeat(strings.Repeat(",", sheetColumns-1)+"\n", 3),
	} {
		if got := scoreSheet(t, sheet); fmt.Sprint(got.All.Precision.Value, got.All.Recall.Value, got.All.Right, got.All.Taken, got.Unfilled, got.Skipped) !=
			fmt.Sprint(want.All.Precision.Value, want.All.Recall.Value, want.All.Right, want.All.Taken, want.Unfilled, want.Skipped) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// TestBadSheets holds that every bad cell is told with its place.
func TestBadSheets(t *testing.T) {
	head := "kind,indicator,verdict,should be: indicator,era,method,stratum,weight,id\n"
	dir := t.TempDir()
	tests := []struct {
		name, sheet string
		want        []string
	}{
		{"a word that is no verdict", head + "figure,units,rihgt,,2021,text,a,1,x\n", []string{`C2 (verdict): "rihgt" is none of right, wrong, not, figure, skip`, "cells to mend: 1"}},
		{"every fault", head + "\nfigure,units,figure,,2021,text,a,1,x\nfigure,units,right,meetings,2021,text,a,many,x\nnumber,units,,open,2021,text,a,1,\n",
			[]string{`C2 (verdict): "figure" is for numerals that were not taken`, `H3 (weight): "many" is no weight`, `D3 (should be: indicator): the verdict is right`,
				`I3 (id): the same as in row 2`, `A4 (kind): "number" is none of`, `D4 (should be: indicator): "open" stands here, but`, `I4 (id): is empty`, "cells to mend: 7"}},
		{"no such indicator", head + "figure,units,wrong,metings,2021,text,a,1,x\n", []string{`D2 (should be: indicator): there is no indicator "metings"; did you mean meetings?`}},
		{"a weight that is none", head + "figure,units,right,,2021,text,a,NaN,x\nfigure,units,right,,2021,text,a,0,y\n", []string{`H2 (weight)`, `H3 (weight)`}},
		{"cells missing", head + "figure,units,right\n", []string{`H2 (weight): "" is no weight`, `I2 (id): is empty`}},
		{"another file", "a,b\n1,2\n", []string{"this is not a labelling sheet: it lacks the columns kind, indicator, verdict"}},
		{"nothing", "", []string{"this is not a labelling sheet"}},
		{"a workbook", "PK\x03\x04…", []string{"this is a workbook, not a CSV file", "save it as CSV"}},
		{"not filled", head + "figure,units,,,2021,text,a,1,x\n", []string{"no row of the sheet is filled"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, "sheet.csv")
			if err := os.WriteFile(path, []byte(test.sheet), 0o644); err != nil {
				t.Fatal(err)
			}
			got := call(t, "sample", "--score", path)
			if got.code != exitFailed || got.stdout != "" {
				t.Errorf("exit code %d, %s", got.code, got.stdout)
			}
			for _, want := range test.want {
				if !strings.Contains(got.stderr, want) {
					t.Errorf("it does not say %s:\n%s", want, got.stderr)
				}
			}
		})
	}
}
