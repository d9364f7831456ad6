package division

import (
	"slices"
	"testing"

	"nianbao/report"
)

// TestInside goes from a province to its cities and counties, and from a county
// to its towns.
func TestInside(t *testing.T) {
	table := New()
	has := func(list []report.Division, code, name string) bool {
		return slices.ContainsFunc(list, func(d report.Division) bool { return d.Code == code && d.Name == name })
	}
	jiangsu := table.Inside("32")
	if !has(jiangsu, "3201", "南京市") || has(jiangsu, "32", "江苏省") || has(jiangsu, "1101", "") {
		t.Errorf("what lies in 江苏省 is wrong: %d divisions", len(jiangsu))
	}
	east := table.Inside("110101")
	if !has(east, "110101005", "北新桥街道") || slices.ContainsFunc(east, func(d report.Division) bool { return d.Code[:6] != "110101" }) {
		t.Errorf("what lies in 东城区 is wrong: %v", east)
	}
	if got := table.Inside("99"); len(got) > 0 {
		t.Errorf("Inside(99) = %v", got)
	}
}
