package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/indicator"
	"nianbao/report"
	"nianbao/store"
)

// A stated is a report that a test makes: what it says of some codes, in a
// table. A number is printed; other words are the statuses of cells.
type stated struct {
	body, region string
	level        report.BodyLevel
	scope        report.Scope
	year         int
	era          report.Era
	told         map[string]string
}

// item is the report as the other stages would give it.
func (s stated) item() store.Item {
	d := &report.Document{
		Source: fmt.Sprintf("%s-%d.html", hex.EncodeToString([]byte(s.body)), s.year), Status: report.OK, Format: report.HTML, Encoding: "utf-8", Reader: report.ReadHTML,
		Script: report.Hans, Title: s.body, Body: s.body, BodyName: s.body, BodyID: s.body, Region: s.region, Level: s.level, Scope: s.scope,
		Year: s.year, Period: strconv.Itoa(s.year), Era: s.era,
	}
	raw := fmt.Appendf(nil, "%+v", s)
	sum := sha256.Sum256(raw)
	d.SHA256, d.Size = hex.EncodeToString(sum[:]), int64(len(raw))
	var b report.Builder
	b.Add("表\n")
	for _, code := range sortedKeys(s.told) {
		printed := s.told[code]
		span := b.Add(printed)
		b.Add("\t")
		c := report.ParseCode(code)
		f := report.Figure{
			Indicator: c.Indicator, Dims: c.Dims, Label: code, Printed: printed, Quote: printed, Span: span, Qualifier: report.Exact, Role: report.Level,
			Status: report.ValueStatus(printed), Method: report.InTable, Reader: report.ReadHTML, Table: 1, Confidence: 1, Rule: "test",
		}
		if strings.HasSuffix(c.Indicator, "rate") {
			f.Role = report.Rate
		}
		if v, ok := report.ParseDecimal(strings.TrimPrefix(printed, "余")); ok {
			f.Value, f.Status, f.Unit, f.Measure = v, report.Printed, "件", "件"
			if v != report.Decimal(printed) {
				f.Qualifier = report.AtLeast
			}
		}
		d.Figures = append(d.Figures, f)
	}
	d.Text = b.String()
	if len(s.told) == 0 {
		d.Fail(report.NeedsOCR, "")
	}
	return store.Item{Document: d, Raw: raw, Version: "v1", Names: s.body, At: time.Date(2024, 4, 1, 12, 0, 0, 0, time.UTC)}
}

// holding makes a database of reports.
func holding(t *testing.T, reports ...stated) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if _, err := db.Put(t.Context(), r.item()); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// callWide is call at a terminal with so many columns; with none the output is a
// file.
func callWide(columns int, args ...string) result {
	var stdout, stderr bytes.Buffer
	e := env{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now,
		getenv:   func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] },
		terminal: func(any) (int, bool) { return columns, columns > 0 },
	}
	code := run(context.Background(), e, args)
	return result{code, stdout.String(), stderr.String()}
}

const received, denied, rate = "requests.received", "requests.outcome[outcome=denied]", "requests.closed_rate"

func told(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// What is not a number has a mark or a word of its own, everywhere.
func TestCompareStates(t *testing.T) {
	county := func(body string, year int, said map[string]string) stated {
		return stated{body, "1101", report.County, "", year, report.Era2021, said}
	}
	db := holding(t,
		county("甲县", 2021, told(received, "5")),
		county("甲县", 2022, told(received, "0")),
		county("乙县", 2021, told(received, "blank")),
		county("乙县", 2022, told(received, "余30")),
		county("丙县", 2022, told(received, "not_applicable")),
		county("丁县", 2022, told(received, "words")),
		county("戊县", 2022, told(received, "unsure")),
		county("己县", 2022, told(denied, "1")),
		county("庚县", 2022, nil),
	)
	got := callWide(80, "--db", db, "compare", received)
	want := strings.TrimPrefix(`
Requests received · requests.received · 件 · 2021-2022
body              2021  2022  trend       growth   share  rank
乙县                 □   ≥30  ·▇     none before  100.0%   1/2
甲县                 5     0  ▇▁         -100.0%    0.0%   2/2
丁县                 –     …  ··               …       …
丙县                 –     /  ··               /       /
己县                 –     ·  ··               ·       ·
庚县                 –     ×  ··               ×       ×
戊县                 –     ?  ··               ?       ?
Σ county             5   ~30
  median             5    15
  stated/reports   1/2   2/7

· not reported   □ blank   / not applicable   … words, no number
  ? not legible   × the report, or a part of it, could not be read
  – no report in the database
what stands behind the trend is of 2022
shares are of the Σ of the same level and scope, shown or not
computed numbers are rounded to 1 digit behind the point
`, "\n")
	if diff := cmp.Diff(want, got.stdout); diff != "" {
		t.Errorf("(-want +got):\n%s%s", diff, got.stderr)
	}
	var rows []struct {
		Body     string `json:"body"`
		Year     int    `json:"year"`
		Status   string `json:"status"`
		Value    *int   `json:"value"`
		Stated   int    `json:"group_stated"`
		Reports  int    `json:"group_reports"`
		Total    int    `json:"group_total"`
		NoChange string `json:"change_none"`
	}
	if err := json.Unmarshal([]byte(callWide(0, "--db", db, "compare", received, "--year", "2022", "--format", "json", "--sort", "body").stdout), &rows); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		value := "null"
		if r.Value != nil {
			value = strconv.Itoa(*r.Value)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %d/%d %d %s", r.Body, r.Status, value, r.Stated, r.Reports, r.Total, r.NoChange))
	}
	wantLines := []string{
		"丁县 words null 2/7 30 no_value", "丙县 not_applicable null 2/7 30 no_value", "乙县 printed 30 2/7 30 none_before",
		"己县 not_reported null 2/7 30 no_value", "庚县 unread null 2/7 30 no_value", "戊县 unsure null 2/7 30 no_value", "甲县 printed 0 2/7 30 ",
	}
	if diff := cmp.Diff(wantLines, lines); diff != "" {
		t.Errorf("json (-want +got):\n%s", diff)
	}
	panel := callWide(0, "--db", db, "panel", received, "--year", "2022", "--format", "csv", "--status").stdout
	for _, want := range []string{"乙县,1101,county,,2022,2021,30,printed\n", "丙县,1101,county,,2022,2021,,not_applicable\n",
		"庚县,1101,county,,2022,2021,,unread\n", "甲县,1101,county,,2022,2021,0,printed\n"} {
		if !strings.Contains(panel, want) {
			t.Errorf("the panel has no row …%s", want)
		}
	}
}

// The codebook's breaks, and a change of scope, end a series.
func TestCompareBreaks(t *testing.T) {
	of := func(year int, era report.Era, scope report.Scope, n string) stated {
		return stated{"甲市", "1101", report.City, scope, year, era, told(denied, n, received, "100")}
	}
	db := holding(t, of(2017, report.Era2014, "", "40"), of(2018, report.Era2014, "", "50"), of(2019, report.Era2019, report.OwnOffice, "30"),
		of(2020, report.Era2019, report.WholeRegion, "600"), of(2021, report.Era2021, report.WholeRegion, "630"))
	got := callWide(100, "--db", db, "compare", denied).stdout
	for _, want := range []string{
		"  |30  |600   630  ▁▁|▁|▇▇   +5.0%",
		"| 2014-2019: ",
		"| another scope (own office, whole region)\n",
		"\nΣ city                 40    50\n",
		"\nΣ city own office                  30\n",
		"\nΣ city whole region                     600   630\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	csv := callWide(0, "--db", db, "compare", denied, "--format", "csv").stdout
	for _, want := range []string{",break,,break,redrawn,", ",break,,break,scope,,", ",30,,5,,"} {
		if !strings.Contains(csv, want) {
			t.Errorf("%q is not in\n%s", want, csv)
		}
	}
}

// Percentages are compared, but neither summed nor shared out.
func TestComparePercentages(t *testing.T) {
	of := func(body string, year int, n string) stated {
		return stated{body, "1101", report.County, "", year, report.Era2021, told(rate, n, received, "10")}
	}
	db := holding(t, of("甲县", 2021, "98.5"), of("甲县", 2022, "100"), of("乙县", 2022, "90"))
	got := callWide(100, "--db", db, "compare", rate, "--year", "2022").stdout
	want := strings.TrimPrefix(`
Rate of requests closed · requests.closed_rate · % · 2022
body              value       change  rank
甲县                100         +1.5   1/2
乙县                 90  none before   2/2
county median        95
  stated/reports    2/2
`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a body calls itself rewrites neither the terminal nor a file nor a chart.
func TestCompareHostile(t *testing.T) {
	names := []string{"=cmd|' /C calc'!A0", "甲\x1b[2J县", "乙\u202e县\u200b", "丙\n丁,\"县\"", strings.Repeat("长", 300), "<script>"}
	var reports []stated
	for i, n := range names {
		for year := 2020; year < 2022; year++ {
			reports = append(reports, stated{n, "", report.County, "", year, report.Era2021, told(received, strconv.Itoa(year-2000+i), denied, "1")})
		}
	}
	db := holding(t, reports...)
	dir := t.TempDir()
	for _, args := range [][]string{
		{"compare", received}, {"compare", received, "--year", "2020"}, {"compare", "requests"}, {"panel"}, {"compare", "outcomes", "--by", "share"},
		{"compare", received, "--plot", filepath.Join(dir, "a.png")}, {"compare", received, "--year", "2021", "--plot", filepath.Join(dir, "b.svg")},
	} {
		for _, columns := range []int{20, 80, 400} {
			got := callWide(columns, append([]string{"--db", db}, args...)...)
			if got.code != exitOK {
				t.Errorf("%v: exit %d, %s", args, got.code, got.stderr)
			}
			if strings.ContainsAny(got.stdout+got.stderr, "\x1b\u202e\u200b") {
				t.Errorf("%v: a control character is printed", args)
			}
			for line := range strings.Lines(got.stdout) {
				if strings.HasPrefix(line, "丁") {
					t.Errorf("%v: a name breaks the line: %s", args, line)
				}
			}
		}
	}
	csv := callWide(0, "--db", db, "compare", received, "--format", "csv").stdout
	if !strings.Contains(csv, "'=cmd|") || strings.Contains(csv, "\n=cmd") || strings.Contains(csv, ",=cmd") {
		t.Errorf("a formula is not guarded:\n%s", csv)
	}
	for _, format := range tableFormats()[1:] {
		if got := callWide(0, "--db", db, "panel", "--format", format, "--status"); got.code != exitOK || got.stdout == "" {
			t.Errorf("%s: exit %d, %s", format, got.code, got.stderr)
		}
	}
	for _, format := range []string{"xlsx", "parquet"} {
		if got := callWide(80, "--db", db, "compare", received, "--format", format); got.code != exitUsage || got.stdout != "" {
			t.Errorf("%s on a terminal: exit %d, %d bytes", format, got.code, len(got.stdout))
		}
	}
}

// A table has the Σ of so many levels, and says that there are more; a series
// that nobody states is one line of gaps.
func TestCompareFoot(t *testing.T) {
	var reports []stated
	for i, level := range report.BodyLevels() {
		reports = append(reports, stated{fmt.Sprintf("%d号机关", i), "", level, "", 2020, report.Era2019, told(received, strconv.Itoa(i))})
	}
	db := holding(t, reports...)
	got := callWide(100, "--db", db, "compare", received).stdout
	left := len(report.BodyLevels()) - mostGroups
	if n := strings.Count(got, "Σ "); n != mostGroups+2 || !strings.Contains(got, fmt.Sprintf("the Σ of %d more levels", left)) {
		t.Errorf("%d groups are named:\n%s", n, got)
	}
	got = callWide(100, "--db", db, "compare", "outcomes", "--level", "town").stdout
	if !strings.Contains(got, "outcome=total") || !strings.Contains(got, "town stated/reports") || !strings.Contains(got, "left out: already public") {
		t.Errorf("nobody states outcomes:\n%s", got)
	}
}

// Tables fit the terminal: the oldest years give way, columns go into blocks,
// names are cut at their beginning, and no figure is.
func TestCompareFits(t *testing.T) {
	var reports []stated
	for year := 2009; year < 2024; year++ {
		reports = append(reports, stated{"北京市东城区人民政府北新桥街道办事处", "110101005", report.Town, "", year, report.Era2021,
			told(received, strconv.Itoa(1000*(year-2000)), denied, "7")})
	}
	db := holding(t, reports...)
	got := callWide(80, "--db", db, "compare", received).stdout
	for _, want := range []string{"…", "北新桥街道办事处", " 23000 ", "▂▃▃▃▃▅▅▅▅▅▇▇▇▇▇", "left out for want of room"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if strings.Contains(line, "桥") && columnsOf(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("%d columns: %s", columnsOf(line), line)
		}
	}
	blocks := callWide(40, "--db", db, "panel", received, denied, "requests.closed", "--year", "2020").stdout
	if !strings.Contains(blocks, "out: closed") || strings.Count(blocks, "北新桥街道办事处") != 2 || !strings.Contains(blocks, "20000") {
		t.Errorf("the panel is not in blocks:\n%s", blocks)
	}
	all := callWide(0, "--db", db, "compare", received).stdout
	if strings.Contains(all, "…") || !strings.Contains(all, " 2009 ") {
		t.Errorf("a file is cut:\n%s", all)
	}
}

// A heading without a cell is the sum of its rows, marked so; where a row says
// something else the heading does too, and a body's own total goes before it.
func TestCompareSums(t *testing.T) {
	rows := func(more ...string) map[string]string {
		out := told(more...)
		for _, row := range []string{"state_secret", "by_law", "safety", "third_party", "internal", "process", "enforcement"} {
			out["requests.outcome[outcome=denied."+row+"]"] = "2"
		}
		return out
	}
	const query = "requests.outcome[outcome=denied.query]"
	county := func(body string, year int, era report.Era, said map[string]string) stated {
		return stated{body, "1101", report.County, "", year, era, said}
	}
	db := holding(t,
		county("甲县", 2018, report.Era2014, told(denied, "5")),
		county("甲县", 2019, report.Era2019, rows(query, "余3")),
		county("甲县", 2020, report.Era2019, rows(query, "4")),
		county("乙县", 2019, report.Era2019, rows(query, "blank")),
		county("乙县", 2020, report.Era2019, rows(query, "4", denied, "19")),
		county("丙县", 2020, report.Era2019, rows()),
		county("丁县", 2020, report.Era2014, rows(query, "4")))
	got := callWide(0, "--db", db, "compare", denied, "--sort", "body").stdout
	for _, want := range []string{
		"\n丁县                 –      –     ·", "\n丙县                 –      –     ·", "\n乙县                 –      □    19", "\n甲县                 5  |*~17   *18",
		"\n  stated/reports   1/1    1/2   2/4", // sums too
		"\n* requests.outcome[outcome=denied], forms of 2019-2020: computed, the sum of denied: state secret + ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	csv := callWide(0, "--db", db, "compare", denied, "--year", "2020", "--format", "csv").stdout
	if !strings.Contains(csv, ",computed,18,exact,件,") || !strings.Contains(csv, ",requests.outcome[outcome=denied.state_secret] + requests.outcome[outcome=denied.by_law] + ") {
		t.Errorf("the sum is not in\n%s", csv)
	}
}

func TestSpark(t *testing.T) {
	for _, tt := range []struct {
		ticks []tick
		want  string
	}{
		{nil, ""},
		{[]tick{{"1", false}, {"", false}, {"5", false}, {"3", false}}, "▂·▇▅"},
		{[]tick{{"0", false}, {"0", false}}, "▁▁"},
		{[]tick{{"0", false}, {"100", true}, {"1", false}}, "▁|▇▁"},
		{[]tick{{"-10", false}, {"0", false}, {"10", false}}, "▁▃▇"},
		{[]tick{{"", false}, {"", true}}, "·|·"},
	} {
		if got := spark(tt.ticks); got != tt.want {
			t.Errorf("spark(%v) = %s, want %s", tt.ticks, got, tt.want)
		}
	}
}

// Every indicator and headline series of the sample reports can be compared.
func TestCompareFixtures(t *testing.T) {
	db := filepath.Join(t.TempDir(), "test.db")
	if got := callWide(0, "--db", db, "ingest", "../../fixtures/docs"); got.code == exitFailed {
		t.Fatal(got.stderr)
	}
	book, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"posts", "requests", "outcomes", "发布", "申请", "答复"}
	for _, i := range book.All() {
		words = append(words, i.ID, i.Name)
	}
	svg := filepath.Join(t.TempDir(), "a.svg")
	for _, word := range words {
		if got := callWide(100, "--db", db, "compare", word); got.code != exitOK || !strings.Contains(got.stdout, "stated/reports") {
			t.Errorf("compare %s: exit %d: %s%s", word, got.code, got.stderr, got.stdout)
		}
	}
	for _, args := range [][]string{{"compare", received, "--plot", svg}, {"compare", "posts", "--body", "北新桥", "--plot", svg}, {"panel", "--format", "csv"}, {"panel", "*"}} {
		if got := callWide(0, append([]string{"--db", db}, args...)...); got.code == exitFailed || got.code == exitUsage {
			t.Errorf("%v: exit %d: %s", args, got.code, got.stderr)
		}
	}
	picture, err := os.ReadFile(svg)
	if err != nil || !bytes.Contains(picture, []byte("<path")) || !bytes.HasSuffix(bytes.TrimSpace(picture), []byte("</svg>")) {
		t.Errorf("the chart has %d bytes, %v", len(picture), err)
	}
}

// The columns of a panel are called as in the database's view.
func TestPanelColumns(t *testing.T) {
	dir := generate(t, 1)
	db := filepath.Join(t.TempDir(), "test.db")
	if got := callWide(0, "--db", db, "ingest", dir); got.code != exitOK {
		t.Fatal(got.stderr)
	}
	r, err := store.OpenReader(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	columns, err := r.WideColumns(t.Context())
	if err != nil || len(columns) < 50 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	for _, c := range columns {
		if got := panelColumn(c.Code); got != c.Name {
			t.Errorf("%s is the column %s, in the view %s", c.Code, got, c.Name)
		}
	}
}
