package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/compare"
	"nianbao/report"
)

// TestParcels holds that every body is either a part of the treemap, with its
// own figure, or named with the reason why it has none.
func TestParcels(t *testing.T) {
	of := func(body, region string, level report.BodyLevel, n string) stated {
		return stated{body, region, level, "", 2022, report.Era2021, told(received, n)}
	}
	none := stated{"江苏省苏州市昆山市人民政府", "320583", report.County, "", 2022, report.Era2021, told("requests.carried_in", "1")}
	for _, tt := range []struct {
		name string
		list []stated
		want string // lands with their parts, then who has none
	}{
		{"by city", []stated{of("南京市玄武区人民政府", "320102", report.County, "40"), of("南京市秦淮区人民政府", "320104", report.County, "60"), of("苏州市吴中区人民政府", "320506", report.County, "7"), none},
			"南京市: 秦淮区 60, 玄武区 40; 苏州市: 吴中区 7; not reported: 昆山市; "},
		{"one city alone", []stated{of("南京市玄武区人民政府", "320102", report.County, "40"), of("南京市秦淮区人民政府", "320104", report.County, "0")},
			": 玄武区 40; stated as zero: 秦淮区; "},
		{"offices", []stated{of("南京市玄武区水务局", "320102", report.DeptOfCounty, "4"), of("南京市玄武区教育局", "320102", report.DeptOfCounty, "5"), of("南京市秦淮区教育局", "320104", report.DeptOfCounty, "6")},
			"玄武区: 教育局 5, 水务局 4; 秦淮区: 教育局 6; "},
		{"no certain place", []stated{of("某局", "", report.DeptOfCounty, "4"), of("他局", "", report.DeptOfCounty, "5")},
			"elsewhere: 他局 5, 某局 4; "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &cli{env: env{stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }, now: processEnv().now}, lang: "en", words: catalogue["en"], db: holding(t, tt.list...)}
			m, err := c.compared(t.Context(), compareFlags{year: "2022", by: string(compare.ByValue), per: received, sort: sortRank}, []string{received})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			p := c.parcels(divisions(), m, m.bodies, 2022)
			for _, l := range p.lands {
				var parts []string
				for _, one := range l.parcels {
					parts = append(parts, one.Name+" "+one.Label)
				}
				got += l.name + ": " + strings.Join(parts, ", ") + "; "
			}
			for _, why := range sortedKeys(p.without) {
				for _, one := range p.without[why] {
					got += why + ": " + one.Name + "; "
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestPlotLevels refuses bodies that may be counted in one another.
func TestPlotLevels(t *testing.T) {
	db := holding(t, stated{"南京市人民政府", "3201", report.City, "", 2022, report.Era2021, told(received, "100")}, stated{"南京市玄武区人民政府", "320102", report.County, "", 2022, report.Era2021, told(received, "40")})
	file := filepath.Join(t.TempDir(), "parts.png")
	got := callWide(0, "--db", db, "compare", received, "--plot", file, "--plot-as", "treemap")
	if _, err := os.Stat(file); got.code != exitUsage || !strings.Contains(got.stderr, "one level") || !os.IsNotExist(err) {
		t.Errorf("exit %d, %s, %v", got.code, got.stderr, err)
	}
	if got := callWide(0, "--db", db, "compare", received, "--level", "county", "--plot", file, "--plot-as", "treemap"); got.code != exitOK {
		t.Error(fmt.Sprint(got))
	}
}
