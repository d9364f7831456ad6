package check_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// A soundTable is an official table of a fixture whose sums all hold, as cells
// of text, with what its cells say.
type soundTable struct {
	name  string
	year  int
	table report.Table
	cells []string // text of table.Cells
	value map[[2]int]string
	code  map[[2]int]string
}

// soundTables are the tables of one form in the sample reports that can be
// broken: complete, sound, and not all zeros.
func soundTables(t *testing.T, form string) []soundTable {
	var out []soundTable
	for _, pattern := range []string{"../fixtures/docs/*", "../fixtures/heldout/docs/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			out = append(out, soundTablesOf(t, name, form)...)
		}
	}
	if len(out) < 5 {
		t.Fatalf("only %d sound tables of section %s", len(out), form)
	}
	return out
}

func soundTablesOf(t *testing.T, name, form string) []soundTable {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{}).Document(name, data, "")
	normalize.Document(d, nil)
	if d.Status == report.Unreadable {
		return nil
	}
	d.Year, _ = strconv.Atoi(name[strings.LastIndex(name, "_")+1 : strings.LastIndex(name, ".")])
	readFigures(t, d)
	tables := map[int]*soundTable{}
	held := map[int]int{} // checks that hold, by table
	bad := map[int]bool{}
	positive := map[int]int{}
	for i := range d.Figures {
		f := &d.Figures[i]
		if f.Table == 0 || !strings.Contains(f.Rule, "."+form+"#") {
			continue
		}
		s := tables[f.Table]
		if s == nil {
			s = &soundTable{name: filepath.Base(name), year: d.Year, table: d.Tables[f.Table-1], value: map[[2]int]string{}, code: map[[2]int]string{}}
			tables[f.Table] = s
		}
		s.value[[2]int{f.Row, f.Col}], s.code[[2]int{f.Row, f.Col}] = string(f.Value), f.Code().String()
		if f.Value != "0" && f.Value != "" {
			positive[f.Table]++
		}
		if f.Value == "" && f.Status != report.Blank {
			bad[f.Table] = true
		}
	}
	for _, c := range d.Checks {
		for _, i := range c.Figures {
			table := d.Figures[i].Table
			bad[table] = bad[table] || !c.OK && strings.Contains(c.Rule, "."+form+".")
			held[table]++
		}
	}
	least := map[string]int{"3": 150, "4": 15}[form]
	var out []soundTable
	for n := range len(d.Tables) + 1 {
		s := tables[n]
		if s == nil || bad[n] || held[n] == 0 || positive[n] < 3 || len(s.value) < least {
			continue
		}
		for _, c := range s.table.Cells {
			s.cells = append(s.cells, d.Slice(c.Span))
		}
		out = append(out, *s)
	}
	return out
}

// page prints the table, with the cells of one row replaced where row >= 0.
func (s *soundTable) page(row int, first int, tokens []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<html><body><h1>某某市档案局%d年政府信息公开工作年度报告</h1><table>", s.year)
	for r := range s.table.Rows {
		b.WriteString("<tr>")
		for i, c := range s.table.Cells {
			if c.Row == r && (r != row || c.Col < first) {
				fmt.Fprintf(&b, `<td rowspan="%d" colspan="%d">%s</td>`, c.RowSpan, c.ColSpan, html.EscapeString(s.cells[i]))
			}
		}
		if r == row {
			for _, token := range tokens {
				b.WriteString("<td>" + token + "</td>")
			}
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></body></html>")
	return b.String()
}

// A valueRow is a row of numbers: its first column and what stands in it.
type valueRow struct {
	row, first int
	tokens     []string
}

func (s *soundTable) rows() []valueRow {
	var out []valueRow
	for r := range s.table.Rows {
		v := valueRow{row: r, first: -1}
		for c := range s.table.Cols {
			if value, ok := s.value[[2]int{r, c}]; ok {
				if v.first < 0 {
					v.first = c
				}
				v.tokens = append(v.tokens, value)
			}
		}
		if len(v.tokens) == 7 || len(v.tokens) == 15 {
			out = append(out, v)
		}
	}
	return out
}

// The harms that are done to a row.
var harms = []struct {
	name string
	do   func(r *rand.Rand, tokens []string) []string
}{
	{"digit", func(r *rand.Rand, tokens []string) []string {
		out := slices.Clone(tokens)
		i := r.IntN(len(out))
		if out[i] == "" {
			return nil
		}
		at := r.IntN(len(out[i]))
		digit := byte('0' + r.IntN(10))
		if len(out[i]) > 1 && at == 0 && digit == '0' {
			digit = '1'
		}
		b := []byte(out[i])
		b[at] = digit
		out[i] = string(b)
		return out
	}},
	{"split", func(r *rand.Rand, tokens []string) []string {
		var long []int
		for i, token := range tokens {
			if len(token) > 1 {
				long = append(long, i)
			}
		}
		if long == nil {
			return nil
		}
		i := long[r.IntN(len(long))]
		k := 1 + r.IntN(len(tokens[i])-1)
		out := slices.Concat(tokens[:i], []string{tokens[i][:k], tokens[i][k:]}, tokens[i+1:])
		if r.IntN(2) == 0 {
			out = out[:len(tokens)] // the last number fell off the table
		}
		return out
	}},
	{"blank", func(r *rand.Rand, tokens []string) []string {
		out := slices.Clone(tokens)
		out[r.IntN(len(out))] = ""
		return out
	}},
	{"right", func(r *rand.Rand, tokens []string) []string {
		return slices.Concat([]string{""}, tokens[:len(tokens)-1])
	}},
	{"left", func(r *rand.Rand, tokens []string) []string {
		return slices.Concat(tokens[1:], []string{""})
	}},
}

// TestMutations harms sound tables, a row at a time, and asks where the harm
// is and what stood there.
func TestMutations(t *testing.T) {
	cases := 1000
	if os.Getenv("NIANBAO_TEST_ALL") != "" {
		cases = 5000
	}
	tables := soundTables(t, "3")
	random := rand.New(rand.NewPCG(4, 5))
	located, proposed, total, changed := map[string]int{}, map[string]int{}, map[string]int{}, 0
	for n := 0; n < cases; {
		s := &tables[n%len(tables)]
		rows := s.rows()
		row := rows[random.IntN(len(rows))]
		harm := harms[random.IntN(len(harms))]
		tokens := harm.do(random, row.tokens)
		if tokens == nil || slices.Equal(tokens, row.tokens) {
			continue
		}
		n++
		total[harm.name]++
		d := read(t, s.year, s.page(row.row, row.first, tokens))
		where, right := s.found(d, row)
		if where {
			located[harm.name]++
		} else if testing.Verbose() {
			t.Logf("not located: %s row %d %s: %v for %v", s.name, row.row, harm.name, tokens, row.tokens)
		}
		if right {
			proposed[harm.name]++
		} else if where && testing.Verbose() {
			t.Logf("not mended: %s row %d %s: %v for %v", s.name, row.row, harm.name, tokens, row.tokens)
		}
		if printedOtherwise(d, row, tokens) {
			changed++
			t.Errorf("%s row %d: %v was read otherwise than printed", s.name, row.row, tokens)
		}
	}
	sum := func(m map[string]int) (n int) {
		for _, v := range m {
			n += v
		}
		return n
	}
	for _, h := range harms {
		t.Logf("%-6s %4d cases, %4d located, %4d proposed rightly", h.name, total[h.name], located[h.name], proposed[h.name])
	}
	if l, p := sum(located), sum(proposed); l*100 < cases*98 || p*100 < cases*95 {
		t.Errorf("%d of %d harms located, %d rightly mended; want 98 and 95 in a hundred", l, cases, p)
	}
}

// found tells whether a document says which row was harmed, or that a cell of
// it is blank, and whether printed values and proposals together give the row
// as it was.
func (s *soundTable) found(d *report.Document, row valueRow) (located, right bool) {
	got := map[string]string{}
	for i := range d.Figures {
		f := &d.Figures[i]
		if f.Row == row.row && f.Table > 0 {
			got[f.Code().String()] = string(f.Value)
		}
	}
	for _, p := range d.Proposals {
		if p.Row == row.row {
			located = true
			got[p.Code] = string(p.Value)
		}
	}
	right = true
	for i, token := range row.tokens {
		now := got[s.code[[2]int{row.row, row.first + i}]]
		right = right && (now == token || token == "" && now == "0")
	}
	return located, right
}

// printedOtherwise tells whether a number is given as printed that does not
// stand in the row.
func printedOtherwise(d *report.Document, row valueRow, tokens []string) bool {
	for i := range d.Figures {
		f := &d.Figures[i]
		stands := func(token string) bool {
			v, ok := report.ParseDecimal(token)
			return ok && v == f.Value
		}
		if f.Row == row.row && f.Table > 0 && f.Value != "" && !slices.ContainsFunc(tokens, stands) {
			return true
		}
	}
	return false
}

// TestCaseMutations changes a digit of a cell in section 四: its sums tell that
// something is wrong there.
func TestCaseMutations(t *testing.T) {
	tables := soundTables(t, "4")
	random := rand.New(rand.NewPCG(6, 7))
	const cases = 500
	detected := 0
	for n := 0; n < cases; {
		s := &tables[n%len(tables)]
		rows := s.rows()
		if len(rows) == 0 {
			t.Fatalf("%s has no row of values", s.name)
		}
		row := rows[0]
		harm := harms[random.IntN(len(harms))]
		tokens := harm.do(random, row.tokens)
		if tokens == nil || slices.Equal(tokens, row.tokens) {
			continue
		}
		n++
		d := read(t, s.year, s.page(row.row, row.first, tokens))
		flagged := len(d.Proposals) > 0
		for _, c := range d.Checks {
			flagged = flagged || !c.OK
		}
		for i := range d.Figures {
			flagged = flagged || d.Figures[i].Status == report.Blank
		}
		for _, i := range d.Issues {
			flagged = flagged || i.Kind == report.IssueUnknownColumn
		}
		if flagged {
			detected++
		} else if testing.Verbose() {
			t.Logf("not detected: %s %s %v for %v", s.name, harm.name, tokens, row.tokens)
		}
	}
	t.Logf("%d of %d detected", detected, cases)
	if detected*100 < cases*98 {
		t.Errorf("%d of %d harms detected, want 98 in a hundred", detected, cases)
	}
}
