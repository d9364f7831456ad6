package main

import (
	"strings"
	"testing"
)

func TestFit(t *testing.T) {
	tests := []struct {
		s    string
		n    int
		want string
	}{
		{"年报", 4, "年报"},
		{"年报", 3, "年…"},
		{"年报数据", 7, "年报数…"},
		{"年报数据", 6, "年报…"}, // half a character does not fit
		{"abc", 2, "a…"},
		{"é", 1, "é"}, // a combining mark takes no room
	}
	for _, test := range tests {
		got := fit(test.s, test.n)
		if got != test.want || columnsOf(got) > test.n {
			t.Errorf("fit(%q, %d) = %q of %d columns, want %q", test.s, test.n, got, columnsOf(got), test.want)
		}
	}
}

func TestAround(t *testing.T) {
	s := "全年通过政务微博发布各类政务信息共计9310余条并及时更新"
	for n := 12; n < 60; n++ {
		got := around(s, 18, 24, n)
		if columnsOf(got) > n {
			t.Errorf("around(%d) = %q, %d columns", n, got, columnsOf(got))
		}
		if !strings.Contains(got, "9310余") {
			t.Errorf("around(%d) = %q lost its middle", n, got)
		}
	}
	if got := around("短句3件", 2, 4, 20); got != "短句3件" {
		t.Errorf("around of a short text = %q", got)
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a\x1b[31mb", "a[31mb"},
		{"a\r\nb\tc", "a  b c"},
		{"年\u202e报\u200b\ufeff\x00\u0085", "年报"},
	}
	for _, test := range tests {
		if got := clean(test.in); got != test.want {
			t.Errorf("clean(%q) = %q, want %q", test.in, got, test.want)
		}
	}
	if got := cleanLines("a\x07\nb"); got != "a\nb" {
		t.Errorf("cleanLines = %q", got)
	}
}

func TestTable(t *testing.T) {
	table := table{titles: []string{"机关", "数值", "原文"}, right: 1}
	table.add("某某街道", "12条", "发布信息12条")
	table.add("某局", "3", "共3")
	var b strings.Builder
	if err := table.write(&b, 40); err != nil {
		t.Fatal(err)
	}
	want := "机关      数值  原文\n某某街道  12条  发布信息12条\n某局         3  共3\n"
	if b.String() != want {
		t.Errorf("table:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestTableNarrow(t *testing.T) {
	long := "disclosure.items[channel=newmedia,topic=key_areas]"
	table := table{titles: []string{"机关", "代码", "原文"}, right: -1, keep: 1}
	table.add(strings.Repeat("甲乙市丙丁区", 5), long, strings.Repeat("全年发布信息120条", 9))
	for columns := 92; columns < 200; columns += 7 {
		var b strings.Builder
		if err := table.write(&b, columns); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := columnsOf(strings.TrimSuffix(line, "\n")); n > columns {
				t.Errorf("%d columns of %d: %s", n, columns, line)
			}
		}
		if !strings.Contains(b.String(), long) {
			t.Errorf("%d columns: the code is cut:\n%s", columns, b.String())
		}
	}
}

func TestSize(t *testing.T) {
	tests := []struct {
		in   string
		want int64 // 0 for an error
		back string
	}{
		{"64M", 64 << 20, "64M"}, {"64MB", 64 << 20, "64M"}, {"64MiB", 64 << 20, "64M"}, {"64mib", 64 << 20, "64M"},
		{"500", 500, "500"}, {"1500K", 1500 << 10, "1500K"}, {"2G", 2 << 30, "2G"}, {"1024", 1024, "1K"},
		{"0", 0, ""}, {"-1", 0, ""}, {"x", 0, ""}, {"", 0, ""}, {"9999999999G", 0, ""}, {"1.5M", 0, ""},
	}
	for _, test := range tests {
		var s size
		err := s.Set(test.in)
		if (err == nil) != (test.want != 0) || int64(s) != test.want {
			t.Errorf("Set(%q) = %d, %v; want %d", test.in, s, err, test.want)
		}
		if err == nil && s.String() != test.back {
			t.Errorf("%q comes back as %q, want %q", test.in, s.String(), test.back)
		}
	}
}

func TestYears(t *testing.T) {
	tests := []struct {
		in       string
		from, to int
		ok       bool
	}{
		{"", 0, 0, true}, {"2017", 2017, 2017, true}, {"2015-2018", 2015, 2018, true},
		{"2018-2015", 2018, 2015, false}, {"x", 0, 0, false}, {"2015-", 2015, 0, false},
	}
	for _, test := range tests {
		from, to, ok := years(test.in)
		if ok != test.ok || ok && (from != test.from || to != test.to) {
			t.Errorf("years(%q) = %d, %d, %v", test.in, from, to, ok)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"ingest", "extract", "search", "codebook", "requests.received", "requests.closed"}
	tests := []struct{ word, want string }{
		{"serch", "search"}, {"injest", "ingest"}, {"Extract", "extract"}, {"code", "codebook"},
		{"request.received", "requests.received"}, {"zzz", ""}, {"", ""},
	}
	for _, test := range tests {
		if got := nearest(test.word, known); got != test.want {
			t.Errorf("nearest(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

func TestWrapped(t *testing.T) {
	for _, tt := range []struct {
		text   string
		n      int
		indent string
		want   string
	}{
		{"short", 10, "  ", "short\n"},
		{"", 10, "  ", "\n"},
		{"one two three", 8, "  ", "one two\n  three\n"},
		{"信息公开申请办理", 8, "  ", "信息公开\n  申请办\n  理\n"},
		{"abcdefghijkl", 5, "", "abcde\nfghij\nkl\n"},
		{"a bcdefghijk", 5, " ", "a bcd\n efgh\n ijk\n"},
		{"one two", 7, "  ", "one two\n"},
		{"字", 1, "", "字\n"},
	} {
		if got := wrapped(tt.text, tt.n, tt.indent); got != tt.want {
			t.Errorf("wrapped(%q, %d) = %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}
