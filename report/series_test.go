package report

import (
	"slices"
	"testing"
)

func TestEraOfYear(t *testing.T) {
	for year, want := range map[int]Era{0: "", 2007: "", 2008: Era2008, 2013: Era2008, 2014: Era2014, 2018: Era2014, 2019: Era2019, 2020: Era2019, 2021: Era2021, 2030: Era2021} {
		if got := EraOfYear(year); got != want {
			t.Errorf("%d: era %q, want %q", year, got, want)
		}
	}
	if got := Eras(); !slices.Equal(got, []Era{Era2008, Era2014, Era2019, Era2021}) {
		t.Errorf("eras %q", got)
	}
}

func code(s string) Code { return ParseCode(s) }

// fruit is an indicator with a series: rows of two forms, of which the later
// divides each by colour.
var fruit = Indicator{
	ID: "fruit",
	Labels: []FormLabel{
		{Era: Era2008, Table: "1", Row: "果", Local: true},
		{Era: Era2014, Table: "1", Row: "果"},
		{Era: Era2014, Table: "1", Row: "梨", Dims: map[string]string{"kind": "pear"}},
		{Era: Era2014, Table: "1", Row: "李", Dims: map[string]string{"kind": "plum"}, Local: true},
		{Era: Era2019, Table: "3", Row: "果"},
		{Era: Era2021, Table: "3", Row: "果"},
	},
	Columns: []FormLabel{
		{Era: Era2019, Table: "3", Col: "红", Dims: map[string]string{"colour": "red"}},
		{Era: Era2019, Table: "3", Col: "总计"},
		{Era: Era2021, Table: "3", Col: "红", Dims: map[string]string{"colour": "red"}},
		{Era: Era2021, Table: "3", Col: "青", Dims: map[string]string{"colour": "green"}},
		{Era: Era2021, Table: "3", Col: "总计"},
	},
	Series: []Break{
		{From: Era2008, To: Era2014, Kind: FormOnly, Codes: []Code{code("fruit"), code("fruit[kind=pear]")}},
		{From: Era2014, To: Era2019, Kind: SameMeaning, Codes: []Code{code("fruit")}},
		{From: Era2014, To: Era2019, Kind: Ended, Codes: []Code{code("fruit[kind=pear]"), code("fruit[kind=plum]")}},
		{From: Era2014, To: Era2019, Kind: NewCell, Codes: []Code{code("fruit[colour=red]")}},
		{From: Era2019, To: Era2021, Kind: Narrower, Codes: []Code{code("fruit")}},
		{From: Era2019, To: Era2021, Kind: Split, Codes: []Code{code("fruit[colour=red]"), code("fruit[colour=green]")},
			Bridge: Bridge{Before: []Code{code("fruit[colour=*]")}, After: []Code{code("fruit[colour=*]"), code("fruit[colour=green]")}}},
	},
}

func TestStanding(t *testing.T) {
	for _, c := range []struct {
		code string
		era  Era
		want Standing
	}{
		{"fruit", Era2008, InLocalForm},
		{"fruit", Era2014, InForm},
		{"fruit", Era2019, InForm},
		{"fruit[kind=plum]", Era2014, InLocalForm},
		{"fruit[kind=plum]", Era2019, InProse},
		{"fruit[colour=red]", Era2014, InProse},
		{"fruit[colour=red]", Era2019, InForm},
		{"fruit[colour=green]", Era2019, InProse},
		{"fruit[colour=green]", Era2021, InForm},
		{"fruit[colour=red,kind=pear]", Era2021, InProse},
		{"nut", Era2021, InProse},
	} {
		if got := fruit.Standing(code(c.code), c.era); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.code, c.era, got, c.want)
		}
	}
	var names []string
	for _, c := range fruit.Codes() {
		names = append(names, c.String())
	}
	if want := []string{"fruit", "fruit[kind=pear]", "fruit[kind=plum]", "fruit[colour=red]", "fruit[colour=green]"}; !slices.Equal(names, want) {
		t.Errorf("codes %q, want %q", names, want)
	}
	if p := fruit.PlacesOf(code("fruit[colour=red]")); len(p) != 2 || p[0].Row != "果" || p[0].Col != "红" || p[0].FormLabel.Dims["colour"] != "red" {
		t.Errorf("places %+v", p)
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		code       string
		one, other Era
		want       Comparability
		breaks     int
	}{
		{"fruit", Era2014, Era2014, Comparable, 0},
		{"fruit", Era2014, Era2019, Comparable, 0},
		{"fruit", Era2019, Era2014, Comparable, 0}, // in either order
		{"fruit", Era2014, Era2021, ComparableCare, 1},
		{"fruit", Era2008, Era2021, ComparableCare, 2},
		{"fruit", Era2008, Era2008, ComparableCare, 0}, // told voluntarily in both years
		{"fruit[kind=pear]", Era2014, Era2021, Incomparable, 1},
		{"fruit[colour=red]", Era2019, Era2021, ByBridge, 1},
		{"fruit[colour=red]", Era2014, Era2021, Incomparable, 2},
		{"nut", Era2014, Era2021, ComparableCare, 0}, // no form knows it
	} {
		if got := fruit.Compare(code(c.code), c.one, c.other); got != c.want {
			t.Errorf("%s %s and %s: %s, want %s", c.code, c.one, c.other, got, c.want)
		}
		if got := fruit.Breaks(code(c.code), c.one, c.other); len(got) != c.breaks {
			t.Errorf("%s %s and %s: %d breaks, want %d", c.code, c.one, c.other, len(got), c.breaks)
		}
	}
	got := fruit.Breaks(code("fruit[colour=red]"), Era2019, Era2021)[0].Bridge.String()
	if want := "fruit[colour=red] ~ fruit[colour=red] + fruit[colour=green]"; got != want {
		t.Errorf("bridge %s, want %s", got, want)
	}
	if got := fruit.Series[5].Bridge.String(); got != "fruit[colour=*] ~ fruit[colour=*] + fruit[colour=green]" {
		t.Errorf("asking changed the bridge: %s", got)
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		kind          BreakKind
		before, after Standing
		want          bool
	}{
		{SameMeaning, InForm, InForm, true}, {SameMeaning, InProse, InForm, false}, {Wider, InLocalForm, InForm, true},
		{NewCell, InProse, InForm, true}, {NewCell, InLocalForm, InForm, false},
		{FormOnly, InLocalForm, InForm, true}, {FormOnly, InForm, InForm, false}, {FormOnly, InProse, InProse, false},
		{Ended, InForm, InProse, true}, {Ended, InForm, InForm, false}, {ProseOnly, InForm, InLocalForm, true},
		{Split, InForm, InLocalForm, true}, {Redrawn, InForm, InProse, true},
	} {
		if got := c.kind.Fits(c.before, c.after); got != c.want {
			t.Errorf("%s from %s to %s: %v", c.kind, c.before, c.after, got)
		}
	}
}
