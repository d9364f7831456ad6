package division

import (
	"slices"
	"strings"
	"testing"

	"nianbao/report"
	"nianbao/third_party/divisions"
)

// TestEveryDivision reads the name of every division's government back, written
// with all divisions above it and with only the nearest: the division must be
// among the answers, and with all above it be the only one.
func TestEveryDivision(t *testing.T) {
	table := New()
	whole, near, twice, names := 0, 0, 0, map[string]int{}
	var all [][]report.Division
	for line := range strings.Lines(divisions.Text) {
		d := parse(strings.TrimSpace(line))
		if !d.In(2024) {
			continue
		}
		chain := table.Chain(d.Code, 2024)
		all = append(all, chain)
		names[join(chain)]++
	}
	for _, chain := range all {
		name, want := join(chain), chain[len(chain)-1]
		steps := table.Find(name+"人民政府", 2024)
		got := steps[len(steps)-1]
		has := slices.ContainsFunc(got.Divisions, func(d report.Division) bool { return d.Code == want.Code })
		switch {
		case has && len(got.Divisions) == 1 && got.Rest == "人民政府":
			whole++
		case has && names[name] > 1: // two of one name in one county
			twice++
		default:
			t.Errorf("%s %s: %s", want.Code, name, show(steps))
		}
		if len(chain) < 2 {
			continue
		}
		steps = table.Find(join(chain[len(chain)-2:])+"人民政府", 2024)
		got = steps[len(steps)-1]
		if slices.ContainsFunc(got.Divisions, func(d report.Division) bool { return d.Code == want.Code }) {
			near++
		} else {
			t.Errorf("%s %s: %s", want.Code, join(chain[len(chain)-2:]), show(steps))
		}
	}
	t.Logf("%d divisions: %d found by their whole names, %d share theirs, %d found by the nearest", len(all), whole, twice, near)
}

func join(chain []report.Division) string {
	name := ""
	for _, d := range chain {
		name += d.Name
	}
	return name
}
