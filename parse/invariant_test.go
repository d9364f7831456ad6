package parse

import (
	"strings"
	"testing"
	"unicode/utf8"

	"nianbao/report"
)

// checkDocument asserts what must hold of every document, whatever its bytes.
func checkDocument(t testing.TB, d *report.Document) {
	t.Helper()
	if err := d.Status.Validate(); err != nil {
		t.Error(err)
	}
	if err := d.Reason.Validate(); err != nil {
		t.Error(err)
	}
	if d.Reason == report.Crashed {
		t.Errorf("crashed: %s", d.Detail)
	}
	if (d.Status == report.OK) != (d.Reason == "") || (d.Reason == "") != (d.Detail == "") {
		t.Errorf("status %q, reason %q, detail %q do not agree", d.Status, d.Reason, d.Detail)
	}
	if d.Status == report.Unreadable && (d.Text != "" || len(d.Blocks) > 0 || len(d.Tables) > 0) {
		t.Error("an unreadable document has content")
	}
	if !utf8.ValidString(d.Text) || strings.ContainsAny(d.Text, "\r\x00") {
		t.Error("the text is not valid UTF-8, or has CR or NUL")
	}
	length := utf8.RuneCountInString(d.Text)
	end, tables := 0, 0
	for i, b := range d.Blocks {
		if b.Start < end || b.End < b.Start || b.End > length {
			t.Fatalf("block %d spans %v: the block before ends at %d, the text at %d", i, b.Span, end, length)
		}
		end = b.End
		if s := d.Slice(b.Span); b.Kind != report.TableBlock && (s == "" || strings.TrimFunc(s, isSpace) != s) {
			t.Errorf("block %d %q is empty or has white space around", i, s)
		}
		if b.Kind == report.TableBlock {
			if b.Table != tables {
				t.Errorf("block %d stands for table %d, want %d", i, b.Table, tables)
			}
			tables++
			checkTable(t, d, &d.Tables[b.Table], b.Span)
		}
	}
	if tables != len(d.Tables) {
		t.Errorf("%d table blocks for %d tables", tables, len(d.Tables))
	}
}

func checkTable(t testing.TB, d *report.Document, table *report.Table, within report.Span) {
	t.Helper()
	if table.Span != within || table.Rows < 1 || table.Cols < 1 {
		t.Fatalf("table of %d x %d spans %v, its block %v", table.Rows, table.Cols, table.Span, within)
	}
	end := within.Start
	for i, c := range table.Cells {
		if c.Start < end || c.End < c.Start || c.End > within.End {
			t.Fatalf("cell %d spans %v, the one before ends at %d, the table spans %v", i, c.Span, end, within)
		}
		end = c.End
		if c.RowSpan < 1 || c.ColSpan < 1 || c.Row < 0 || c.Col < 0 || c.Row+c.RowSpan > table.Rows || c.Col+c.ColSpan > table.Cols {
			t.Fatalf("cell %d at %d,%d takes %d x %d of a table of %d x %d", i, c.Row, c.Col, c.RowSpan, c.ColSpan, table.Rows, table.Cols)
		}
		if s := d.Slice(c.Span); strings.TrimFunc(s, isSpace) != s {
			t.Errorf("cell %d %q has white space around", i, s)
		}
	}
	seen := map[int]bool{}
	for _, row := range table.Grid() {
		for _, i := range row {
			seen[i] = true
		}
	}
	for i := range table.Cells {
		if !seen[i] {
			t.Errorf("cell %d at %d,%d is hidden by another", i, table.Cells[i].Row, table.Cells[i].Col)
		}
	}
}
