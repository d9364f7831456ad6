package tabular

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"nianbao/report"
)

// hostile are texts that some reader of some format takes for something else.
var hostile = []string{
	"", " ", "  两头有空格  ", "a,b", `a"b`, `""`, `"`, "a\nb", "a\r\nb", "a\rb", "\n", "\r", "\t", ",", ";", "a;=1+1", "a\tb", `\`, `\.`, `\N`, "NULL", "null", "NA", "N/A", "#N/A", "nan", "TRUE", "false",
	"=1+1", "=cmd|' /C calc'!A0", `=HYPERLINK("http://example.com","x")`, "+1", "-1", "-3件", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x",
	"\ufeff=1", "\ufeff", "\ufeff文字", "'=1", "''=1", "'文字", "'", "'\ufeff=1", "=", "--", "——",
	"http://example.com/", "https://example.com/?a=1&b=<2>", "mailto:a@example.com", "<b>&amp;</b>", "]]>", "<![CDATA[x]]>", "&#x0;", "_x0041_", "_x000D_", "_x005F_x0041_", "_x0001_",
	"00123", "1e5", "1,234", "12345678901234567890", "0x1F", "2018-03-01", "3/4", "1:30",
	"a\x00b", "\x00", "a\x01b\x1f", "a\x7fb", "a\u0085b", "\x1b[31m红\x1b[0m", "a\xffb", "\xed\xa0\x80", "a\ufffeb", "\uffff", "\ufffd",
	"年\u202e报\u202c", "\u2066x\u2069", "a\u200bb", "\u200f", "e\u0301", "𠮷野家", "👨‍👩‍👧", "a\u2028b", "a\u2029b", "a\u00a0b",
	"🈚" + strings.Repeat("长", 300), "{\"a\":1}", "[1]", "--x", "# 注", "%00", "${x}", "'; DROP TABLE figure; --",
}

var columns = []Column{
	{Name: "text", Kind: Text, Description: "文字 a text"},
	{Name: "integer", Kind: Integer},
	{Name: "number", Kind: Number, Exact: true, Description: "数值"},
	{Name: "real", Kind: Real},
	{Name: "requests.received[channel=online,kind=a]", Kind: Bool},
	{Name: "after", Kind: Text},
}

// rows are of every kind of value, and of none.
func rows() [][]any {
	out := [][]any{{nil, nil, nil, nil, nil, nil}}
	numbers := []report.Decimal{"0", "-0.5", "3.2", "32000", "123456789012345", "0.1", "", "12345678901234567890.12", "-7"}
	for i, s := range hostile {
		out = append(out, []any{s, i - 3, numbers[i%len(numbers)], float64(i) / 7, i%2 == 0, "x" + strconv.Itoa(i)})
	}
	return append(out, []any{report.InText, int64(1) << 40, report.Decimal("1"), 1e21, true, nil})
}

func write(t *testing.T, format Format, columns []Column, rows [][]any, opts Options) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(&b, format, columns, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// want is what a reader of a format without types should get, none for no value.
func want(none string) [][]string {
	var out [][]string
	for _, r := range rows() {
		var line []string
		for i, v := range r {
			c, err := value(columns[i].Kind, v)
			if err != nil {
				panic(err)
			}
			switch c := c.(type) {
			case nil:
				line = append(line, none)
			case string:
				line = append(line, Printable(c))
			default:
				line = append(line, plain(c))
			}
		}
		out = append(out, line)
	}
	return out
}

func TestCSV(t *testing.T) {
	for _, opts := range []Options{{}, {Excel: true}} {
		raw := string(write(t, CSV, columns, rows(), opts))
		text, marked := strings.CutPrefix(raw, "\ufeff")
		if marked != opts.Excel {
			t.Errorf("excel %v: byte order mark %v", opts.Excel, marked)
		}
		in := csv.NewReader(strings.NewReader(text))
		got, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range got[0] {
			if c != columns[i].Name {
				t.Errorf("title %q, want %q", c, columns[i].Name)
			}
		}
		got = got[1:]
		for i := range got {
			for _, j := range []int{0, 5} {
				if c := got[i][j]; strings.IndexAny(strings.TrimLeft(c, "\ufeff"), "=+-@\t\r\n＝＋－＠") == 0 {
					t.Errorf("a formula: %q", c)
				}
				got[i][j] = Unguard(got[i][j])
			}
		}
		due := want("")
		for i := range due {
			due[i][0] = strings.ReplaceAll(due[i][0], "\r\n", "\n") // so does encoding/csv
		}
		if diff := cmp.Diff(due, got); diff != "" {
			t.Error(diff)
		}
		end := "\n"
		if opts.Excel {
			end = "\r\n"
		}
		if !strings.HasSuffix(text, ",true,"+end) {
			t.Errorf("excel %v: the file ends in %q", opts.Excel, text[len(text)-8:])
		}
	}
}

// A row of one empty cell is a row all the same.
func TestCSVOneColumn(t *testing.T) {
	got := write(t, CSV, columns[:1], [][]any{{"a"}, {""}, {nil}}, Options{})
	if string(got) != "text\na\n\"\"\n\"\"\n" {
		t.Errorf("%q", got)
	}
}

func TestJSON(t *testing.T) {
	read := func(t *testing.T, objects []map[string]any) {
		due := want("\x00none")
		if len(objects) != len(due) {
			t.Fatalf("%d rows, want %d", len(objects), len(due))
		}
		for i, o := range objects {
			for j, c := range columns {
				got := "\x00none"
				switch v := o[c.Name].(type) {
				case string:
					got = v
				case json.Number:
					got = v.String()
				case bool:
					got = strconv.FormatBool(v)
				}
				if got != due[i][j] {
					t.Errorf("row %d, %s: %q, want %q", i, c.Name, got, due[i][j])
				}
			}
		}
	}
	t.Run("json", func(t *testing.T) {
		d := json.NewDecoder(bytes.NewReader(write(t, JSON, columns, rows(), Options{})))
		d.UseNumber()
		var objects []map[string]any
		if err := d.Decode(&objects); err != nil {
			t.Fatal(err)
		}
		read(t, objects)
		if got := write(t, JSON, columns, nil, Options{}); string(got) != "[]\n" {
			t.Errorf("no rows: %q", got)
		}
	})
	t.Run("jsonl", func(t *testing.T) {
		raw := write(t, JSONL, columns, rows(), Options{})
		if bytes.ContainsAny(raw, "\u202e\u2066\u200f\x00\x1b") {
			t.Error("a character that turns the direction, or a control character, stands bare")
		}
		var objects []map[string]any
		for line := range bytes.Lines(raw) {
			d := json.NewDecoder(bytes.NewReader(line))
			d.UseNumber()
			var o map[string]any
			if err := d.Decode(&o); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			objects = append(objects, o)
		}
		read(t, objects)
		if first := `{"text":null,"integer":null,"number":null,"real":null,"requests.received[channel=online,kind=a]":null,"after":null}` + "\n"; !bytes.HasPrefix(raw, []byte(first)) {
			t.Errorf("the first line: %q", raw[:min(len(raw), len(first))])
		}
	})
}

func TestXLSX(t *testing.T) {
	raw := write(t, XLSX, columns, rows(), Options{Title: "数据: a/b"})
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const sheet = "数据_ a_b"
	if got := f.GetSheetList(); len(got) != 1 || got[0] != sheet {
		t.Fatalf("sheets %q", got)
	}
	due := want("")
	kinds := []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeNumber, excelize.CellTypeNumber, excelize.CellTypeNumber, excelize.CellTypeBool, excelize.CellTypeInlineString}
	for i, r := range due {
		for j, text := range r {
			at, _ := excelize.CoordinatesToCellName(j+1, i+2)
			got, err := f.GetCellValue(sheet, at)
			if err != nil {
				t.Fatal(err)
			}
			text = strings.NewReplacer("true", "1", "false", "0").Replace(text)
			if j == 0 {
				text = due[i][0]
			}
			if columns[j].Kind == Real && text != "" { // as the same number, however written
				a, _ := strconv.ParseFloat(text, 64)
				b, _ := strconv.ParseFloat(got, 64)
				if a == b {
					got = text
				}
			}
			if got != text {
				t.Errorf("%s: %q, want %q", at, got, text)
			}
			if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
				t.Errorf("%s is a formula: %s", at, formula)
			}
			if linked, _, _ := f.GetCellHyperLink(sheet, at); linked {
				t.Errorf("%s is a link", at)
			}
			kind, err := f.GetCellType(sheet, at)
			long := columns[j].Kind == Number && len(text) > 16
			switch {
			case err != nil:
				t.Error(err)
			case text == "", kind == kinds[j], kind == excelize.CellTypeUnset && kinds[j] == excelize.CellTypeNumber, long && kind == excelize.CellTypeInlineString:
			default:
				t.Errorf("%s = %q: kind %v, want %v", at, text, kind, kinds[j])
			}
		}
	}
}

func TestXLSXCut(t *testing.T) {
	var b bytes.Buffer
	w, err := New(&b, XLSX, []Column{{Name: "a", Kind: Text}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fits, long := strings.Repeat("长", 32767), strings.Repeat("𠮷", 16384)
	for _, s := range []string{fits, fits + "a", long} {
		if err := w.Row(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Cut() != 2 {
		t.Errorf("%d cells cut", w.Cut())
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, due := range []string{fits, strings.Repeat("长", 32767-6) + "…[cut]", strings.Repeat("𠮷", 16380) + "…[cut]"} {
		if got, _ := f.GetCellValue("Sheet1", fmt.Sprintf("A%d", i+2)); got != due {
			t.Errorf("row %d: %d characters, ends in %q", i, len([]rune(got)), got[max(0, len(got)-20):])
		}
	}
}

// Past the last row of a sheet another one goes on, with the heading again.
func TestXLSXSheets(t *testing.T) {
	file := func() []byte {
		var b bytes.Buffer
		e, err := newXLSX(&b, columns[:2], Options{Title: "a"})
		if err != nil {
			t.Fatal(err)
		}
		e.limit = 4
		for i := range int64(40) {
			if _, err := e.row([]any{"x", i}); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	raw := file()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) != 14 || sheets[1] != "a (2)" {
		t.Fatalf("sheets %q", sheets)
	}
	n := 0
	for _, s := range sheets {
		rows, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"text", "integer"}, rows[0]); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
		for _, r := range rows[1:] {
			if r[1] != strconv.Itoa(n) {
				t.Errorf("%s: row %d has %s", s, n, r[1])
			}
			n++
		}
	}
	if n != 40 {
		t.Errorf("%d rows", n)
	}
	for range 5 { // excelize goes over a map of sheets
		if !bytes.Equal(raw, file()) {
			t.Fatal("the same rows give other bytes")
		}
	}
}

func TestParquet(t *testing.T) {
	raw := write(t, Parquet, columns, rows(), Options{Title: "figures"})
	f, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range f.Schema().Fields() {
		names = append(names, field.Name())
	}
	if diff := cmp.Diff([]string{"text", "integer", "number", "number_exact", "real", "requests.received[channel=online,kind=a]", "after"}, names); diff != "" {
		t.Error(diff)
	}
	for key, due := range map[string]string{"title": "figures", "column:text": "文字 a text", "column:number": "数值"} {
		if got, _ := f.Lookup(key); got != due {
			t.Errorf("%s = %q, want %q", key, got, due)
		}
	}
	if got := f.Metadata().CreatedBy; got != "nianbao version 1(build 0)" && got != "nianbao version 1 (build 0)" {
		t.Errorf("created by %q", got)
	}
	var got [][]any
	for _, group := range f.RowGroups() {
		in := group.Rows()
		buf := make([]parquet.Row, 1)
		for {
			n, err := in.ReadRows(buf)
			if n == 1 {
				var line []any
				for _, v := range buf[0] {
					switch {
					case v.IsNull():
						line = append(line, nil)
					case v.Kind() == parquet.ByteArray:
						line = append(line, string(v.ByteArray()))
					case v.Kind() == parquet.Int64:
						line = append(line, v.Int64())
					case v.Kind() == parquet.Double:
						line = append(line, v.Double())
					case v.Kind() == parquet.Boolean:
						line = append(line, v.Boolean())
					}
				}
				got = append(got, line)
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
	var due [][]any
	for _, r := range rows() {
		var line []any
		for i, v := range r {
			c, _ := value(columns[i].Kind, v)
			switch c := c.(type) {
			case string:
				line = append(line, Printable(c))
			case report.Decimal:
				line = append(line, c.Float(), string(c))
			default:
				line = append(line, c)
				if c == nil && columns[i].Exact {
					line = append(line, nil)
				}
			}
		}
		due = append(due, line)
	}
	if diff := cmp.Diff(due, got); diff != "" {
		t.Error(diff)
	}
}

// Groups of rows end by their bytes as well.
func TestParquetGroups(t *testing.T) {
	long := strings.Repeat("长", 1<<20)
	raw := write(t, Parquet, columns[:1], [][]any{{long}, {long}, {long}, {long}, {long}, {long}, {long}, {long}, {long}, {long}, {long}, {"end"}}, Options{})
	f, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.RowGroups()); n != 2 || f.NumRows() != 12 {
		t.Errorf("%d groups, %d rows", n, f.NumRows())
	}
}

func TestSameBytes(t *testing.T) {
	for _, format := range Formats() {
		first := write(t, format, columns, rows(), Options{Title: "a"})
		for range 3 {
			if !bytes.Equal(first, write(t, format, columns, rows(), Options{Title: "a"})) {
				t.Errorf("%s: the same rows give other bytes", format)
				break
			}
		}
	}
}

func TestReplaced(t *testing.T) {
	w, err := New(io.Discard, CSV, columns[:1], Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"a\x00b\x00", "a\xff", "文字", "年\u202e报", "a\tb\r\n"} {
		if err := w.Row(s); err != nil {
			t.Fatal(err)
		}
	}
	if w.Replaced() != 2 {
		t.Errorf("%d cells, want 2", w.Replaced())
	}
	if got := Printable("a\x00\xff\xfe\u0085\ufffeb\n"); got != "a\ufffd\ufffd\ufffd\ufffd\ufffdb\n" {
		t.Errorf("%q", got)
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		v    any
	}{{Text, 1}, {Integer, "1"}, {Number, "1"}, {Number, report.Decimal("1e5")}, {Number, report.Decimal("x")}, {Real, 1}, {Bool, 1}, {Bool, "true"}} {
		w, err := New(io.Discard, CSV, []Column{{Name: "a", Kind: test.kind}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if w.Row(test.v) == nil {
			t.Errorf("%s takes %#v", test.kind, test.v)
		}
		if w.Row() == nil {
			t.Error("a row without its cell is taken")
		}
	}
	if _, err := New(io.Discard, CSV, []Column{{Name: "a"}, {Name: "a"}}, Options{}); err == nil {
		t.Error("two columns of one name are taken")
	}
	if _, err := New(io.Discard, Parquet, []Column{{Name: "a", Kind: Number, Exact: true}, {Name: "a_exact", Kind: Text}}, Options{}); err == nil {
		t.Error("a column with the name of a twin is taken")
	}
	if _, err := New(io.Discard, "ods", columns, Options{}); err == nil {
		t.Error("a format that there is not is taken")
	}
}

// full fails after n bytes, as a full disk does.
type full int

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestFull(t *testing.T) {
	for _, format := range Formats() {
		room := full(200)
		w, err := New(&room, format, columns, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows() {
			if err = w.Row(r...); err != nil {
				break
			}
		}
		if err == nil {
			err = w.Close()
		}
		if err == nil {
			t.Errorf("%s: nothing says that the disk is full", format)
		}
	}
}

func TestGuard(t *testing.T) {
	tests := []struct{ in, want string }{
		{"=1+1", "'=1+1"}, {"+86", "'+86"}, {"-3件", "'-3件"}, {"@x", "'@x"}, {"\tx", "'\tx"}, {"\rx", "'\rx"}, {"\nx", "'\nx"},
		{"\ufeff=1", "'\ufeff=1"}, {"＝1", "'＝1"}, {"－3", "'－3"}, {"网上申请", "网上申请"}, {"", ""}, {"a=b", "a=b"},
		{"'=1", "''=1"}, {"'a", "'a"}, {"\xff", "\xff"},
	}
	for _, test := range tests {
		if got := Guard(test.in); got != test.want {
			t.Errorf("Guard(%q) = %q, want %q", test.in, got, test.want)
		}
		if got := Unguard(test.want); got != test.in {
			t.Errorf("Unguard(%q) = %q, want %q", test.want, got, test.in)
		}
	}
}

// What a reader of CSV gives, without the guard, is the text.
func FuzzCSV(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "x", false)
		f.Add("x", s, true)
	}
	two := []Column{{Name: "a", Kind: Text}, {Name: "b", Kind: Text}}
	f.Fuzz(func(t *testing.T, a, b string, excel bool) {
		raw := string(write(t, CSV, two, [][]any{{a, b}}, Options{Excel: excel}))
		got, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(raw, "\ufeff"))).ReadAll()
		if err != nil || len(got) != 2 || len(got[1]) != 2 {
			t.Fatalf("%q: %q, %v", raw, got, err)
		}
		for i, s := range []string{a, b} {
			if due := strings.ReplaceAll(Printable(s), "\r\n", "\n"); Unguard(got[1][i]) != due {
				t.Errorf("%q is read back as %q", due, got[1][i])
			}
		}
	})
}
