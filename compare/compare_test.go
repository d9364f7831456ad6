package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

const received, denied = "requests.received", "requests.outcome[outcome=denied]"

// given reads what reports say, a line each: body level/scope year value of each
// code. A value is a number, with < = or ~ before one that is not exact, or a
// letter: b blank, n not applicable, w words, u unsure, . not reported.
func given(t *testing.T, text string, codes ...string) Data {
	t.Helper()
	d := Data{Cells: map[string][]Cell{}}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		f := strings.Fields(line)
		if len(f) != 3+len(codes) {
			t.Fatalf("%q: %d fields", line, len(f))
		}
		level, scope, _ := strings.Cut(f[1], "/")
		r := Report{Body: f[0], Name: f[0], Level: report.BodyLevel(strings.Trim(level, "-")), Scope: report.Scope(scope), Status: report.OK}
		if _, err := fmt.Sscan(f[2], &r.Year); err != nil {
			t.Fatal(err)
		}
		for i, code := range codes {
			states := map[string]State{"b": Blank, "n": NotApplicable, "w": Words, "u": Unsure, ".": NotReported, "?": NotReported}
			c := Cell{State: states[f[3+i]]}
			if f[3+i] == "?" {
				r.Status = report.Partial
			}
			if c.State == "" {
				c = Cell{State: Printed, Value: report.Decimal(strings.Trim(f[3+i], "<~=")), Qualifier: report.Exact}
				if string(c.Value) != f[3+i] {
					c.Qualifier = report.Approx
				}
			}
			d.Cells[code] = append(d.Cells[code], c)
		}
		d.Reports = append(d.Reports, r)
	}
	return d
}

// shown writes points, a line each: body year value rank/of change growth share
// rate, with the reason in place of what is not computed.
func shown(points []Point) string {
	var b strings.Builder
	or := func(v report.Decimal, why Reason) string {
		if v == "" {
			return string(why)
		}
		return string(v)
	}
	for _, p := range points {
		fmt.Fprintf(&b, "%s %d %s %d/%d %s %s %s %s\n", p.Body, p.Year, or(p.Value, Reason(p.State)), p.Rank, p.Of,
			or(p.Change, p.ChangeReason), or(p.Growth, p.GrowthReason), or(p.Share, p.ShareReason), or(p.Rate, p.RateReason))
	}
	return b.String()
}

func TestCompute(t *testing.T) {
	for _, tt := range []struct {
		name, given string
		options     Options
		want        string
	}{
		{"ties share a rank", `
			a county 2020 7
			b county 2020 9
			c county 2020 7
			d county 2020 1`, Options{}, `
			a 2020 7 2/4 none_before none_before 29.1667 not_asked
			b 2020 9 1/4 none_before none_before 37.5 not_asked
			c 2020 7 2/4 none_before none_before 29.1667 not_asked
			d 2020 1 4/4 none_before none_before 4.1667 not_asked`},
		{"what is not a number is no zero", `
			a county 2020 0
			b county 2020 b
			c county 2020 n
			d county 2020 w
			e county 2020 u
			f county 2020 .
			g county 2020 5
			h county 2020 ?`, Options{}, `
			a 2020 0 2/2 none_before none_before 0 not_asked
			b 2020 blank 0/0 no_value no_value no_value not_asked
			c 2020 not_applicable 0/0 no_value no_value no_value not_asked
			d 2020 words 0/0 no_value no_value no_value not_asked
			e 2020 unsure 0/0 no_value no_value no_value not_asked
			f 2020 not_reported 0/0 no_value no_value no_value not_asked
			g 2020 5 1/2 none_before none_before 100 not_asked
			h 2020 unread 0/0 no_value no_value no_value not_asked`},
		{"changes", `
			a county 2018 200
			a county 2019 150
			a county 2020 b
			a county 2021 0
			a county 2022 3
			a county 2024 4`, Options{YearFrom: 2019}, `
			a 2019 150 1/1 -50 -25 100 not_asked
			a 2020 blank 0/0 no_value no_value no_value not_asked
			a 2021 0 1/1 none_before none_before zero_total not_asked
			a 2022 3 1/1 3 zero_before 100 not_asked
			a 2024 4 1/1 none_before none_before 100 not_asked`},
		{"from a negative count", `
			a county 2019 -4
			a county 2020 -2`, Options{}, `
			a 2019 -4 1/1 none_before none_before zero_total not_asked
			a 2020 -2 1/1 2 50 zero_total not_asked`},
		{"levels and scopes apart", `
			city city/whole 2020 100
			city2 city/own 2020 30
			x county 2020 60
			y county 2020 40
			z - 2020 9`, Options{}, `
			city 2020 100 1/1 none_before none_before 100 not_asked
			city2 2020 30 1/1 none_before none_before 100 not_asked
			x 2020 60 1/2 none_before none_before 60 not_asked
			y 2020 40 2/2 none_before none_before 40 not_asked
			z 2020 9 0/0 none_before none_before no_level not_asked`},
		{"another scope breaks the series", `
			a city/own 2019 10
			a city/whole 2020 400
			a city 2021 390`, Options{}, `
			a 2019 10 1/1 none_before none_before 100 not_asked
			a 2020 400 1/1 break break 100 not_asked
			a 2021 390 1/1 -10 -2.5 100 not_asked`},
		{"decimals are exact", `
			a county 2019 0.1
			a county 2020 0.3
			b county 2020 0.2`, Options{}, `
			a 2019 0.1 1/1 none_before none_before 100 not_asked
			a 2020 0.3 1/2 0.2 200 60 not_asked
			b 2020 0.2 2/2 none_before none_before 40 not_asked`},
		{"percentages are not summed", `
			a county 2019 98.5
			a county 2020 99.25
			b county 2020 90`, Options{Percent: map[string]bool{received: true}}, `
			a 2019 98.5 1/1 none_before none_before percent not_asked
			a 2020 99.25 1/2 0.75 percent percent not_asked
			b 2020 90 2/2 none_before none_before percent not_asked`},
		{"ranked by change", `
			a county 2019 10
			b county 2019 100
			c county 2019 .
			a county 2020 30
			b county 2020 90
			c county 2020 500`, Options{By: ByChange, YearFrom: 2020}, `
			a 2020 30 1/2 20 200 4.8387 not_asked
			b 2020 90 2/2 -10 -10 14.5161 not_asked
			c 2020 500 0/0 none_before none_before 80.6452 not_asked`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := shown(Compute(given(t, tt.given, received), received, tt.options).Points)
			if diff := cmp.Diff(unindent(tt.want), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func unindent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(s)) {
		b.WriteString(strings.TrimSpace(line) + "\n")
	}
	return b.String()
}

func TestRate(t *testing.T) {
	d := given(t, `
		a county 2020 3 9
		b county 2020 0 8
		c county 2020 5 0
		d county 2020 5 .
		e county 2020 b 7`, denied, received)
	o := Options{Per: received, By: ByRate}
	points := slices.Concat(Compute(d, denied, o).Points, Compute(d, received, o).Points)
	want := unindent(`
		a 2020 3 1/2 none_before none_before 23.0769 3333.3333
		b 2020 0 2/2 none_before none_before 0 0
		c 2020 5 0/0 none_before none_before 38.4615 zero_to_rate
		d 2020 5 0/0 none_before none_before 38.4615 none_to_rate
		e 2020 blank 0/0 no_value no_value no_value no_value
		a 2020 9 0/0 none_before none_before 37.5 same_to_rate
		b 2020 8 0/0 none_before none_before 33.3333 same_to_rate
		c 2020 0 0/0 none_before none_before 0 same_to_rate
		d 2020 not_reported 0/0 no_value no_value no_value same_to_rate
		e 2020 7 0/0 none_before none_before 29.1667 same_to_rate`)
	if diff := cmp.Diff(want, shown(points)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p := points[1]; p.RatedBy != "8" {
		t.Errorf("b is related to %q, want 8", p.RatedBy)
	}
}

func TestBreak(t *testing.T) {
	d := given(t, `
		a county 2018 4
		a county 2019 6
		a county 2020 9`, denied)
	eras := func(code string, before, after Report) Break {
		return map[int]Break{2018: {Kind: "redrawn " + code}, 2019: {Kind: "wider", Care: true}}[before.Year]
	}
	r := Compute(d, denied, Options{Break: eras})
	var got []string
	for _, p := range r.Points {
		got = append(got, fmt.Sprintf("%d %s %s|%s", p.Year, p.Change, p.ChangeReason, p.Break.Kind))
	}
	want := []string{"2018  none_before|", "2019  break|redrawn " + denied, "2020 3 |wider"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGroups(t *testing.T) {
	d := given(t, `
		p province/whole 2020 5000
		a county 2020 10
		b county 2020 ~25
		c county 2020 .
		e county 2020 b
		f town 2020 .
		z - 2020 4
		a county 2021 8
		b county 2021 1
		c county 2021 1.5`, received)
	show := func(groups []Group) string {
		var b strings.Builder
		for _, g := range groups {
			fmt.Fprintf(&b, "%d %s/%s %d of %d, inexact %d, blank %d, total %q median %q\n", g.Year, g.Level, g.Scope,
				g.Reported(), g.Reports, g.Inexact, g.States[Blank], g.Total, g.Median)
		}
		return b.String()
	}
	want := unindent(`
		2020 province/whole 1 of 1, inexact 0, blank 0, total "5000" median "5000"
		2020 county/ 2 of 4, inexact 1, blank 1, total "35" median "17.5"
		2020 town/ 0 of 1, inexact 0, blank 0, total "" median ""
		2020 / 1 of 1, inexact 0, blank 0, total "" median "4"
		2021 county/ 3 of 3, inexact 0, blank 0, total "10.5" median "1.5"`)
	if diff := cmp.Diff(want, show(Compute(d, received, Options{}).Groups)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	percentages := Compute(d, received, Options{Percent: map[string]bool{received: true}}).Groups
	if g := percentages[1]; g.Measured || g.Total != "" || g.Median != "17.5" {
		t.Errorf("percentages have a total: %+v", g)
	}
}

// Shares of a group come to a hundred, but for what rounding takes.
func TestSharesAddUp(t *testing.T) {
	var lines []string
	for i := range 97 {
		lines = append(lines, fmt.Sprintf("b%02d town 2020 %d", i, i*i%31))
	}
	r := Compute(given(t, strings.Join(lines, "\n"), received), received, Options{})
	sum := report.Decimal("0").Rat()
	for _, p := range r.Points {
		sum.Add(sum, p.Share.Rat())
	}
	if got := Round(sum, 2); got != "100" {
		t.Errorf("shares add up to %s", got)
	}
}

func TestRound(t *testing.T) {
	for _, tt := range []struct{ in, want report.Decimal }{
		{"0.00005", "0.0001"}, {"-0.00005", "-0.0001"}, {"0.00004", "0"}, {"-0.00004", "0"}, {"10", "10"}, {"1200", "1200"}, {"2.50", "2.5"},
	} {
		if got := round(tt.in.Rat()); got != tt.want {
			t.Errorf("round(%s) = %s, want %s", tt.in, got, tt.want)
		}
	}
	long := report.Decimal(strings.Repeat("9", 40))
	d := given(t, fmt.Sprintf("a county 2019 -%s\na county 2020 %s\nb county 2020 %s", long[:39], long, long), received)
	r := Compute(d, received, Options{})
	if p := r.Points[1]; p.Value != long || p.Change != "" || p.ChangeReason != TooLong || p.Share != "50" || r.Groups[1].Total != "" {
		t.Errorf("of numbers that are too long: %+v, total %q", p, r.Groups[1].Total)
	}
}

func TestAdder(t *testing.T) {
	number := func(v report.Decimal, q report.Qualifier) Cell {
		return Cell{State: Printed, Value: v, Qualifier: q, Unit: "件"}
	}
	for _, tt := range []struct {
		name  string
		parts []Cell
		want  Cell
	}{
		{"numbers", []Cell{number("1", report.Exact), number("0.5", "")}, Cell{State: Computed, Value: "1.5", Qualifier: report.Exact, Unit: "件", Sum: "a + b"}},
		{"zeros", []Cell{number("0", report.Exact), number("0", report.Exact)}, Cell{State: Computed, Value: "0", Qualifier: report.Exact, Unit: "件", Sum: "a + b"}},
		{"about", []Cell{number("1", report.Exact), number("2", report.AtLeast)}, Cell{State: Computed, Value: "3", Qualifier: report.Approx, Unit: "件", Sum: "a + b"}},
		{"a blank", []Cell{number("1", report.Exact), {State: Blank}}, Cell{State: Blank}},
		{"one is missing", []Cell{number("1", report.Exact)}, Cell{State: NotReported}},
		{"none", nil, Cell{State: NotReported}},
	} {
		var a Adder
		for _, p := range tt.parts {
			a.Add(p)
		}
		if got := a.Cell(2, "a + b"); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
