package indicator

import (
	"slices"
	"strings"
	"testing"

	"nianbao/report"
)

// TestSeries holds that between every two eras that follow each other something
// is said of each code that either form has, and that where the labels differ
// it is said of that code and not of the rest.
func TestSeries(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	eras := report.Eras()
	said := 0
	for _, f := range b.Files() {
		for _, c := range f.Codes() {
			for i, from := range eras[:len(eras)-1] {
				to := eras[i+1]
				got := f.Statements(c, from, to)
				if f.Standing(c, from) == report.InProse && f.Standing(c, to) == report.InProse {
					if len(got) > 0 {
						t.Errorf("%s %s>%s: said of a code that neither form has", c, from, to)
					}
					continue
				}
				if len(got) != 1 {
					t.Errorf("%s %s>%s: %d statements, want 1", c, from, to, len(got))
					continue
				}
				said++
				rest := got[0].Said == f.ID+"*"
				if rest && got[0].Kind == report.SameMeaning && labels(&f, c, from) != labels(&f, c, to) {
					t.Errorf("%s %s>%s: its labels differ, so that it must be named:\n%s\n%s", c, from, to, labels(&f, c, from), labels(&f, c, to))
				}
			}
		}
	}
	if said < 500 {
		t.Errorf("only %d statements", said)
	}
}

func labels(f *File, c report.Code, e report.Era) string {
	var out []string
	for _, p := range f.PlacesOf(c) {
		if p.Era == e && !p.Local {
			out = append(out, p.Row+"/"+p.Col)
		}
	}
	return strings.Join(out, " ")
}

// TestValueNames holds that every value of a dimension has a name.
func TestValueNames(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, f := range b.Files() {
		for _, v := range f.Values {
			used[v.Key+"="+v.Value] = true
			if v.Name == v.Value || v.Name == "" || v.English == "" {
				t.Errorf("%s: %s=%s has no name in %s", f.ID, v.Key, v.Value, valuesFile)
			}
		}
	}
	for pair := range b.names {
		if !used[pair] {
			t.Errorf("%s: no indicator has %s", valuesFile, pair)
		}
	}
}

// TestOfficialForms counts the cells of the official forms: a row marked local by
// mistake, or not marked, changes them.
func TestOfficialForms(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	got := map[report.Era]map[string]bool{}
	for _, f := range b.Files() {
		for _, p := range f.Places() {
			if p.Local {
				continue
			}
			if got[p.Era] == nil {
				got[p.Era] = map[string]bool{}
			}
			got[p.Era][p.Table+" "+p.Code.String()+" "+string(p.Role)] = true
		}
	}
	for era, want := range map[report.Era]map[string]int{
		report.Era2008: {},
		report.Era2014: {"1": 58},
		report.Era2019: {"2": 22, "3": 161, "4": 15},
		report.Era2021: {"2": 10, "3": 175, "4": 15},
	} {
		tables := map[string]int{}
		for cell := range got[era] {
			tables[cell[:1]]++
		}
		for _, table := range []string{"1", "2", "3", "4"} {
			if tables[table] != want[table] {
				t.Errorf("form of %s, table %s: %d cells, want %d", era, table, tables[table], want[table])
			}
		}
	}
}

// TestBreakFaults holds that every mistake in a section of breaks is told.
func TestBreakFaults(t *testing.T) {
	const head = "zh: 甲\nunit: 件\ndims: kind\n-- form --\n2014.1 甲 [kind=a]\n2019.2 乙 [kind=a]\n2019.2 丙 [kind=b]\n-- breaks --\n"
	const words = "zh: 改\nen: changed\n"
	for _, tt := range []struct{ name, text, want string }{
		{"era", "2014>2020 same forms *\n", `own/a.txtar:9: not two eras that follow each other "2014>2020", not among: 2008>2014 2014>2019 2019>2021`},
		{"far", "2014>2021 wider forms *\n" + words, `own/a.txtar:9: not two eras that follow each other "2014>2021"`},
		{"kind", "2014>2019 alike forms *\n", `own/a.txtar:9: unknown kind of break "alike"`},
		{"basis", "2014>2019 same hearsay *\n", `own/a.txtar:9: unknown basis of a break "hearsay"`},
		{"line", "same forms\n", `own/a.txtar:9: not a line era>era kind basis codes "same forms"`},
		{"words before", "zh: 改\n", `own/a.txtar:9: not a line era>era kind basis codes "zh: 改"`},
		{"no words", "2014>2019 wider forms [kind=a]\n", `own/a.txtar:9: a break without zh: and en: "2014>2019 wider"`},
		{"kind alone", "2014>2019 alike forms *\nbridge: x\n" + words + "2014>2019 same forms [kind=c]\n", `own/a.txtar:9: unknown kind of break "alike", not among: same wider narrower split merged redrawn new ended form_only prose_only` + "\n" + `own/a.txtar:13: no form has`},
		{"code", "2014>2019 same forms [kind=c]\n", `own/a.txtar:9: no form has the code "a[kind=c]"`},
		{"no brackets", "2014>2019 same forms a\n", `own/a.txtar:9: no form has the code "aa"`},
		{"nothing left", "2014>2019 wider forms [kind=a] [kind=b]\n" + words + "2014>2019 same forms *\n", `own/a.txtar:9: a break that the forms contradict "a[kind=b] wider: 2014 prose, 2019 form"`},
		{"bridge", "2014>2019 split forms *\nbridge: [kind=a]\n" + words, `own/a.txtar:10: not a sum of codes = or ~ a sum of codes "[kind=a]"`},
		{"code of a bridge", "2014>2019 split forms *\nbridge: [kind=a] = [kind=a] + [kind=c]\n" + words, `own/a.txtar:10: no form has the code "a[kind=c] (2019)"`},
		{"indicator of a bridge", "2014>2019 split forms *\nbridge: [kind=a] ~ meeting\n" + words, `own/a.txtar:10: no form has the code "meeting (2019)"`},
		{"era of a bridge", "2014>2019 split forms *\nbridge: [kind=b] ~ [kind=a]\n" + words, `own/a.txtar:10: no form has the code "a[kind=b] (2014)"`},
		{"twice", "2014>2019 same forms [kind=a]\n2014>2019 same forms [kind=a]\n", `own/a.txtar:10: said twice between two eras "2014>2019 a[kind=a]"`},
		{"unfit", "2014>2019 ended forms [kind=a]\n" + words, `own/a.txtar:9: a break that the forms contradict "a[kind=a] ended: 2014 form, 2019 form"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(folder("a.txtar", head+tt.text))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	for _, one := range []string{"zh: 改\n", "en: changed\n"} {
		f := File{Indicator: report.Indicator{ID: "a"}} // the program's, which speak both languages
		var faults Faults
		p := fileParser{loader: &loader{faults: &faults}, name: "a.txtar", file: f}
		p.sections([]namedSection{{"form", Section{Text: "2014.1 甲\n2019.2 乙\n"}}, {"breaks", Section{Text: "2014>2019 wider forms []\n" + one}}})
		t2 := teller{&Book{}, &faults, map[string][]*stated{}}
		t2.tell(&p.file)
		if len(faults) != 1 || faults[0].Kind != NoWords {
			t.Errorf("only %s: %v", one, faults)
		}
	}
	b, err := Load(folder("a.txtar", head+"2014>2019 split forms *\nbridge: [kind=a] = [kind=a] + [kind=b]\n"+words, valuesFile, "kind=a 甲类 | first\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := b.Find("a")
	if got := a.Series[0].Bridge.String(); got != "a[kind=a] = a[kind=a] + a[kind=b]" {
		t.Errorf("bridge %s", got)
	}
	want := []report.DimValue{{Key: "kind", Value: "a", Name: "甲类", English: "first"}, {Key: "kind", Value: "b", Name: "b", English: "b"}}
	if !slices.Equal(a.Values, want) {
		t.Errorf("values %v", a.Values)
	}
}
