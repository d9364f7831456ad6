package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// of is a report of a body in a region, with what say adds to it.
func of(body, region string, level report.BodyLevel, year int, say func(*writer)) Item {
	w := begin(year)
	w.Body, w.BodyID, w.Region, w.Level, w.Year, w.Period = body, body, region, level, year, fmt.Sprint(year)
	w.Source = fmt.Sprintf("%s-%d.html", body, year)
	say(w)
	return w.item()
}

// says shows what a panel asks for, a line a report: its cells behind it.
func says(t *testing.T, db *DB, q Panel) string {
	t.Helper()
	reports, cells, err := db.Panel(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(reports))
	for i, r := range reports {
		lines[i] = fmt.Sprintf("%s %s %s %d:", r.Body, r.Region, r.Level, r.Year)
	}
	for _, code := range q.Codes {
		for _, c := range cells {
			if c.Code == code {
				lines[c.Report] += fmt.Sprintf(" %s=%s", c.Status, c.Value)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestPanel(t *testing.T) {
	const received, granted = "requests.received", "requests.outcome[outcome=granted]"
	db := open(t, path(t))
	table := func(received, granted string) func(*writer) {
		return func(w *writer) {
			w.table([][]string{{"", ""}, {"", "requests.received"}, {"", "requests.outcome[outcome=granted]"}},
				[][]string{{"项目", "总计"}, {"新收", received}, {"予以公开", granted}})
		}
	}
	put(t, db,
		of("甲", "110101", report.County, 2020, func(w *writer) {
			w.say("收到申请9件", "requests.received=>9件")
			table("12", "")(w)
		}),
		of("甲", "110101", report.County, 2021, func(w *writer) {
			w.say("收到申请9件", "requests.received=>9件")
			table("", "0")(w)
		}),
		of("乙", "110102", report.County, 2020, func(w *writer) {
			w.say("网上收到申请9件", "requests.received[channel=online]=>9件")
		}),
		of("丙", "1101", report.City, 2020, table("100", "40")),
		of("丁", "3201", report.City, 2020, func(w *writer) {
			w.say("收到申请1件", "requests.received=>1件")
			w.Figures[0].Part = "某科"
		}),
	)
	both := []string{received, granted}
	for _, tt := range []struct {
		name string
		q    Panel
		want string
	}{
		{"all", Panel{Codes: both}, `
			丁 3201 city 2020:
			丙 1101 city 2020: printed=100 printed=40
			乙 110102 county 2020:
			甲 110101 county 2020: printed=12 blank=
			甲 110101 county 2021: printed=9 printed=0`},
		{"a region", Panel{Codes: []string{received}, Places: []Place{{Code: "11"}}, YearTo: 2020}, `
			丙 1101 city 2020: printed=100
			乙 110102 county 2020:
			甲 110101 county 2020: printed=12`},
		{"two regions", Panel{Codes: []string{granted}, Places: []Place{{Code: "3201"}, {Code: "110102", To: 2020}}, Bodies: []string{"丙"}}, `
			丁 3201 city 2020:
			丙 1101 city 2020: printed=40
			乙 110102 county 2020:`},
		{"a level", Panel{Codes: []string{granted}, Level: report.County, YearFrom: 2021}, `
			甲 110101 county 2021: printed=0`},
		{"nothing", Panel{Codes: both, Places: []Place{{Code: "99"}}}, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.ReplaceAll(strings.TrimSpace(tt.want), "\t", "")
			if diff := cmp.Diff(want, says(t, db, tt.q)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What a body is called narrows nothing: its reports are marked.
func TestPanelAsked(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(3)...)
	reports, _, err := db.Panel(t.Context(), Panel{Body: "第1街道"})
	if err != nil || len(reports) != 3 {
		t.Fatalf("%d reports, %v", len(reports), err)
	}
	for _, r := range reports {
		if r.Asked != strings.Contains(r.Name, "第1街道") {
			t.Errorf("%s is asked for: %v", r.Name, r.Asked)
		}
	}
	if reports, _, _ := db.Panel(t.Context(), Panel{}); !reports[0].Asked {
		t.Error("where no body is named, all are asked for")
	}
}

// TestPanelIsTheView holds that a printed cell is the figure of the view
// panel_figure, also where a report has a newer version.
func TestPanelIsTheView(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(20)...)
	put(t, db, changed(sample(3), "本年度报告已修订"))
	var codes []string
	view := map[string]string{}
	rows, err := db.r.Query(`SELECT r.body || r.year || p.code, p.code, p.value FROM panel_figure p JOIN report r ON r.id = p.report_id WHERE p.status = 'printed'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, code, value string
		if err := rows.Scan(&key, &code, &value); err != nil {
			t.Fatal(err)
		}
		view[key] = value
		codes = append(codes, code)
	}
	reports, cells, err := db.Panel(t.Context(), Panel{Codes: codes})
	if err != nil || len(view) < 20 {
		t.Fatalf("%d figures in the view, %v", len(view), err)
	}
	got := map[string]string{}
	for _, c := range cells {
		if r := reports[c.Report]; c.Status == report.Printed {
			got[fmt.Sprint(r.Body, r.Year, c.Code)] = string(c.Value)
		}
	}
	if diff := cmp.Diff(view, got); diff != "" {
		t.Errorf("(-view +panel):\n%s", diff)
	}
}
