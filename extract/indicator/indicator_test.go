package indicator

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// folder makes a user's folder of name, content pairs.
func folder(pairs ...string) Folder {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return Folder{"own", fsys}
}

const court = "zh: 结案\nunit: 件\ndims: kind\n-- dims --\nkind=civil 民事\n-- read --\n(结案)#{case}\n-- example --\n结案3件。\ncourt.closed | 3 | 件\n"

func TestLoadOwn(t *testing.T) {
	b, err := Load(folder("court.closed.txtar", court, "notes.md", "not read"))
	if err != nil {
		t.Fatal(err)
	}
	i, ok := b.Find("court.closed")
	if !ok || i.Name != "结案" || i.English != "结案" || i.Definition != "结案" || i.Measure != "件" {
		t.Errorf("found %v: %+v", ok, i)
	}
	ours, ok := b.Find("requests.received")
	if !ok || ours.English != "Requests received" {
		t.Errorf("an indicator of the program: %v %+v", ok, ours)
	}
	for i, f := range b.Files()[1:] {
		if b.Files()[i].ID >= f.ID {
			t.Errorf("%s stands before %s", b.Files()[i].ID, f.ID)
		}
	}
}

// TestFaults holds that every mistake in a user's file is told with its place.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		want  string
	}{
		{"key", []string{"a.txtar", "zh: 甲\nnuit: 件\n-- read --\n#件>\n"}, `own/a.txtar:2: unknown key "nuit"`},
		{"no key", []string{"a.txtar", "zh: 甲\n\n# a comment\n案件\n-- read --\n#件>\n"}, `own/a.txtar:4: not a line key: value "案件"`},
		{"unit", []string{"a.txtar", "zh: 甲\nunit: 桶\n-- read --\n#件>\n"}, `own/a.txtar:2: unknown unit "桶"`},
		{"section", []string{"a.txtar", "zh: 甲\n-- raed --\n#件>\n"}, `own/a.txtar:2: unknown section "raed"`},
		{"nothing reads it", []string{"a.txtar", "zh: 甲\n"}, `own/a.txtar: nothing reads the indicator "a"`},
		{"no name", []string{"a.txtar", "unit: 件\n-- read --\n#件>\n"}, `own/a.txtar:1: the indicator has no name "a"`},
		{"dimension of a word", []string{"a.txtar", "zh: 甲\ndims: kind\n-- dims --\nkin=civil 民事\n-- read --\n#件>\n"}, `own/a.txtar:4: unknown dimension "kin", not among: kind`},
		{"dimension of a pattern", []string{"a.txtar", "zh: 甲\n-- read --\n\n[kind=civil] 民事#件>\n"}, `own/a.txtar:4: unknown dimension "kind"`},
		{"dims", []string{"a.txtar", "zh: 甲\ndims: kind\n-- dims --\nkind 民事\n-- read --\n#件>\n"}, `own/a.txtar:4: not a line dimension=value words "kind 民事"`},
		{"form", []string{"a.txtar", "zh: 甲\n-- form --\n2022.1 申请\n"}, `own/a.txtar:3: not a place in a form "2022.1 申请"`},
		{"id", []string{"结案.txtar", court}, `own/结案.txtar: not an indicator's id "结案"`},
		{"open", []string{"open.txtar", court}, `own/open.txtar: not an indicator's id "open"`},
		{"taken", []string{"meetings.txtar", court}, `own/meetings.txtar:1: the program has an indicator of this id "meetings"`},
		{"GBK", []string{"a.txtar", "zh: \xbc\xd7\n"}, `own/a.txtar: not UTF-8 "a.txtar"`},
		{"large", []string{"a.txtar", strings.Repeat("# x\n", 20000)}, `own/a.txtar: file above the size limit "80000", not among: 65536`},
		{"no files", []string{"a.txt", "x"}, `own: no indicator file (*.txtar) in "own"`},
		{"word list", []string{"a.txtar", court, "words.txt", "# mine\naccept 受理\n"}, `own/words.txt:2: not a line name = words "accept 受理"`},
		{"word list of ours", []string{"a.txtar", court, "words.txt", "receive = 收案\n"}, `own/words.txt:1: the program has a word list of this name "receive"`},
		{"two at once", []string{"a.txtar", "zh: 甲\nunit: 桶\n-- raed --\n#件>\n"}, "own/a.txtar:2: unknown unit \"桶\"\nown/a.txtar:3: unknown section \"raed\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(folder(tt.files...))
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("%v is no fault", err)
			}
			if !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
		})
	}
}

func TestTwice(t *testing.T) {
	one, two := folder("court.closed.txtar", court), folder("court.closed.txtar", court)
	two.Name = "other"
	_, err := Load(one, two)
	if err == nil || err.Error() != `other/court.closed.txtar: two files for one indicator "court.closed"` {
		t.Errorf("%v", err)
	}
}

// TestAddition holds that a file without a head adds to an indicator of the
// program, in words of the folder.
func TestAddition(t *testing.T) {
	b, err := Load(folder("meetings.txtar", "# local words\n-- read --\n{moot}#{times}\n-- example --\n坝坝会3场。\nmeetings | 3 | 场\n", "words.txt", "moot = 坝坝会|院坝会\n"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	file := func(b *Book) File {
		for _, f := range b.Files() {
			if f.ID == "meetings" {
				return f
			}
		}
		return File{}
	}
	was, is := file(plain), file(b)
	p := is.Read[len(is.Read)-1]
	if len(is.Read) != len(was.Read)+1 || p.N != len(is.Read) || !p.Own || is.Read[0].Own || p.Macros["moot"] == "" || is.Read[0].Macros["moot"] != "" {
		t.Errorf("%d patterns of %d, the last %+v", len(is.Read), len(was.Read), p)
	}
	if is.Own || is.Name != was.Name || len(is.Examples) != 2 || is.Examples[0].Own || !is.Examples[1].Own {
		t.Errorf("%v %s, examples %+v", is.Own, is.Name, is.Examples)
	}
	if len(b.Files()) != len(plain.Files()) {
		t.Errorf("%d indicators of %d", len(b.Files()), len(plain.Files()))
	}
}

// TestOwnDigest holds that what is read by has a name of its own, whatever the
// folder is called and whatever stands in comments and examples.
func TestOwnDigest(t *testing.T) {
	own := func(folders ...Folder) string {
		t.Helper()
		b, err := Load(folders...)
		if err != nil {
			t.Fatal(err)
		}
		return b.Own()
	}
	if got := own(); got != "" {
		t.Errorf("without folders %q", got)
	}
	name := own(folder("court.closed.txtar", court))
	if len(name) != 8 {
		t.Errorf("%q", name)
	}
	elsewhere := folder("court.closed.txtar", "# mine\n"+strings.ReplaceAll(court, "3", "4"))
	elsewhere.Name = "moved"
	if got := own(elsewhere); got != name {
		t.Errorf("moved, with another comment and example: %s, not %s", got, name)
	}
	if got := own(folder("court.closed.txtar", strings.ReplaceAll(court, "\n", "\r\n"))); got != name {
		t.Errorf("with the line ends of Windows: %s, not %s", got, name)
	}
	other := folder("court.opened.txtar", court)
	if a, b := own(folder("court.closed.txtar", court), other), own(other, folder("court.closed.txtar", court)); a != b || a == name {
		t.Errorf("two folders: %s and %s, one %s", a, b, name)
	}
	for _, change := range [][2]string{{"(结案)#", "(审结)#"}, {"民事", "商事"}, {"unit: 件", "unit: 起"}} {
		if got := own(folder("court.closed.txtar", strings.Replace(court, change[0], change[1], 1))); got == name {
			t.Errorf("%s for %s changes nothing", change[1], change[0])
		}
	}
	if got := own(folder("court.closed.txtar", court, "words.txt", "accept = 受理\n")); got == name {
		t.Error("word lists change nothing")
	}
}

func TestParseExamples(t *testing.T) {
	s := Section{Place: Place{"a.txtar", 7}, Text: "year: 2020\n\n结案3件，占六成。\n# why\na.b[k=v] || open | 3 | 件 | | at_least | 2019 | 甲县\n? open:占比 | 60 | % | share\n\n电话：1。\nnone\n"}
	got, faults := ParseExamples(s)
	want := []Example{
		{Place{"a.txtar", 9}, "结案3件，占六成。", 2020, []Expected{
			{Codes: []string{"a.b[k=v]", "open"}, Value: "3", Unit: "件", Role: "level", Qualifier: "at_least", Period: "2019", Place: "甲县"},
			{Codes: []string{"open"}, Label: "占比", Value: "60", Unit: "%", Role: "share", Qualifier: "exact", Optional: true},
		}},
		{Place{"a.txtar", 14}, "电话：1。", 2020, nil},
	}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
		t.Errorf("%v (-want +got):\n%s", faults, diff)
	}
	for _, line := range []string{"year: soon", "句子3件。\na | three", "句子3件。\na | 3 | 件 | levle", "句子3件。\na | 3 | 件 | level | about", "句子3件。\na | 3 | | | | | | x"} {
		if _, faults := ParseExamples(Section{Place: Place{"a.txtar", 1}, Text: line}); len(faults) != 1 || faults[0].Line != 1+strings.Count(line, "\n") {
			t.Errorf("%q: %v", line, faults)
		}
	}
}
