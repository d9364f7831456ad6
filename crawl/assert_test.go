package crawl

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawl/frozen"
	"nianbao/crawl/polite"
	"nianbao/report"
	"nianbao/store"
)

func TestAssert(t *testing.T) {
	found := func(years ...int) (lines []store.Owed) {
		for i, year := range years {
			lines = append(lines, store.Owed{Due: store.Due{Body: fmt.Sprint(i), Year: year}})
		}
		return lines
	}
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 2, 0, 0, 0, polite.China) }
	for _, tt := range []struct {
		name    string
		a       Assert
		entries int
		found   []store.Owed
		today   time.Time
		want    string
	}{
		{"nothing asserted", Assert{}, 0, nil, day(2, 1), ""},
		{"enough", Assert{MinReports: 2, MinYear: 2024}, 2, found(2024), day(2, 1), ""},
		{"too few", Assert{MinReports: 3}, 2, nil, day(2, 1), "2 reports in the list, min_reports is 3"},
		{"too old", Assert{MinYear: 2025}, 2, found(2024, 2023), day(2, 1), "the newest report is on 2024, min_year is 2025"},
		{"none at all", Assert{MinYear: 2025}, 2, nil, day(2, 1), "the newest report is on 0, min_year is 2025"},
		{"fewer than the year before", Assert{NoFewer: true}, 2, found(2023, 2023, 2024), day(2, 1), "1 reports on 2024, 2 on 2023: no_fewer"},
		{"not fewer", Assert{NoFewer: true}, 2, found(2023, 2024), day(2, 1), ""},
		{"the last year is not due yet", Assert{NoFewer: true}, 2, found(2023, 2024, 2024), day(3, 31), ""},
		{"the last year is due", Assert{NoFewer: true}, 2, found(2023, 2024, 2024), day(4, 1), "0 reports on 2025, 2 on 2024: no_fewer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.a.judge(tt.entries, tt.found, tt.today); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestGoesOn(t *testing.T) {
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	line := func(body string, year int, on string, found time.Time) store.Owed {
		return store.Owed{Due: store.Due{Body: body, Year: year, Site: "x", On: on}, First: found}
	}
	got := goesOn([]store.Owed{
		line("named", 2024, "2025-03-31", first),
		line("a", 2023, "2024-01-31", first), line("a", 2022, "2023-01-31", first), line("a", 2024, "2025-01-31", time.Time{}),
		line("b", 2025, "2026-01-31", first),
		line("c", 2022, "2023-01-31", first),
		line("d", 2024, "", first),
	}, []Expected{{Body: "named"}}, 2025)
	names := map[string]bool{}
	for _, d := range got {
		names[fmt.Sprint(d.Body, " ", d.Year, " ", d.On, " ", d.Site)] = true
	}
	want := map[string]bool{"a 2024 2025-01-31 x": true, "a 2025 2026-01-31 x": true, "d 2025  x": true}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLedger lets a site and one that goes away pass through all that may become
// of a report that is owed.
func TestLedger(t *testing.T) {
	s, away := &silentSite{"www.lixian.gov.cn", "澧砚县"}, &silentSite{"www.weixian.gov.cn", "沩砚县"}
	sections := s.sections()
	bureau := "/xxgk/nb/2025/t20250120_9.html"
	office := func(year int) string {
		return fmt.Sprintf("%s财政局%d年政府信息公开工作年度报告", s.place, year)
	}
	row := func(path, title string) string {
		return `<li><a href="` + path + `">` + title + `</a><span>2025-01-20</span></li>`
	}
	with := func(page, row string) string {
		return strings.Replace(page, `<ul class="list">`, `<ul class="list">`+row, 1)
	}
	sections["GET /xxgk/nb/"] = with(sections["GET /xxgk/nb/"], row(bureau, office(2024)))
	sections["GET "+bureau] = "\n" + html(office(2024), "<h1>"+office(2024)+"</h1>{{report "+s.place+"财政局 2024}}")
	sections["GET "+s.file()] = "Content-Type: application/pdf\nBody: png\n\n"
	for name, text := range sections {
		sections[name] = strings.ReplaceAll(text, "共4条", "共5条")
	}
	late := s.page(2025)
	night2 := map[string]string{
		"GET " + late:         "\n" + s.report(2025),
		"GET " + s.page(2022): strings.Replace("\n"+s.report(2022), "{{report "+s.body()+" 2022}}", "{{report "+s.body()+" 2022}}<p>更正:本年新收政府信息公开申请98765件。</p>", 1),
		"GET " + s.page(2024): "Status: 404\n\n" + html("404", "Not Found"),
		"GET /xxgk/nb/":       "\n" + with(s.list(5, `<a href="/xxgk/nb/?page=2">下一页</a>`, 2025, 2023), row(bureau, office(2024))),
	}
	parked := map[string]string{}
	for name := range away.sections() {
		parked[name] = "Status: 302\nLocation: http://parking.example.com/\n\n"
	}
	r, version := reader(t)
	w := newWorldWith(t, []*frozen.Site{s.frozen(t, sections, night2), away.frozen(t, away.sections(), parked)}, r, version)
	w.sites[0].Reports = []Expected{{Body: s.body(), Level: report.County, From: 2021}, {Body: s.place + "水利局", Level: report.DeptOfCounty, From: 2025}}
	w.sites[1].Reports = []Expected{{Body: away.body(), Level: report.County, From: 2024}}
	states := func() map[string]string {
		out := map[string]string{}
		lines, err := w.db.Owed(t.Context(), store.OwedFilter{}, w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		date := func(at time.Time) string {
			if at.IsZero() {
				return "-"
			}
			return at.In(polite.China).Format(time.DateOnly)
		}
		for _, o := range lines {
			out[fmt.Sprint(o.Body, " ", o.Year)] = fmt.Sprintf("%s due %s late %d changes %d changed %s removed %s unreachable %s %s", o.State, o.On, o.LateDays, o.Changes,
				date(o.Changed), date(o.Removed), date(o.Unreachable), o.Unreadable)
		}
		return out
	}
	const quiet = " changes 0 changed - removed - unreachable - "
	w.nightAs(1, 1)
	want := map[string]string{
		"澧砚县人民政府 2021": "found due 2022-03-31 late -1" + quiet,
		"澧砚县人民政府 2022": "found due 2023-03-31 late -1" + quiet,
		"澧砚县人民政府 2023": "unreadable due 2024-03-31 late -1" + quiet + "needs_ocr",
		"澧砚县人民政府 2024": "found due 2025-03-31 late -1" + quiet,
		"澧砚县人民政府 2025": "not_due due 2026-03-31 late -1" + quiet,
		"澧砚县财政局 2024":  "found due 2025-01-31 late -1" + quiet,
		"澧砚县财政局 2025":  "missing due 2026-01-31 late -1" + quiet, // nobody named it: it published on the year before
		"澧砚县水利局 2025":  "missing due 2026-01-31 late -1" + quiet,
		"沩砚县人民政府 2021": "found due 2022-03-31 late -1" + quiet,
		"沩砚县人民政府 2022": "found due 2023-03-31 late -1" + quiet,
		"沩砚县人民政府 2023": "found due 2024-03-31 late -1" + quiet,
		"沩砚县人民政府 2024": "found due 2025-03-31 late -1" + quiet,
		"沩砚县人民政府 2025": "not_due due 2026-03-31 late -1" + quiet,
	}
	if diff := cmp.Diff(want, states()); diff != "" {
		t.Errorf("after the first night (-want +got):\n%s", diff)
	}
	april := w.nightAs(70, 2) // the 11th
	if diff := cmp.Diff([]Report{{Site: s.body(), URL: s.url(s.page(2024)), Body: s.body(), Year: 2024}}, april.Removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	const since = "2026-04-11"
	want["澧砚县人民政府 2022"] = "found due 2023-03-31 late -1 changes 1 changed " + since + " removed - unreachable - "
	want["澧砚县人民政府 2024"] = "removed due 2025-03-31 late -1 changes 0 changed - removed " + since + " unreachable - "
	want["澧砚县人民政府 2025"] = "late due 2026-03-31 late 11" + quiet
	for year := 2021; year < 2025; year++ {
		want[fmt.Sprint("沩砚县人民政府 ", year)] = fmt.Sprintf("found due %d-03-31 late -1 changes 0 changed - removed - unreachable %s ", year+1, since)
	}
	want["沩砚县人民政府 2025"] = "unreachable due 2026-03-31 late -1 changes 0 changed - removed - unreachable " + since + " "
	if diff := cmp.Diff(want, states()); diff != "" {
		t.Errorf("in April (-want +got):\n%s", diff)
	}
	// A night later nothing is otherwise, and what must be there is missed.
	w.sites[0].Assert = Assert{NoFewer: true, Figures: []string{"requests.received"}}
	next := w.nightAs(71, 2)
	if diff := cmp.Diff(want, states()); diff != "" {
		t.Errorf("a night later (-want +got):\n%s", diff)
	}
	if len(next.Removed) > 0 {
		t.Errorf("told again that they are gone: %v", next.Removed)
	}
	if v := w.visited(next, s.body()); v.Outcome != "ok" {
		t.Errorf("as many reports as the year before: %s (%s)", v.Outcome, v.Why)
	}
	w.sites[0].Assert = Assert{Figures: []string{"open_days"}}
	if v := w.visited(w.nightAs(72, 2), s.body()); v.Outcome != shortOfReports || !strings.Contains(v.Why, "2025 has no figure of open_days: http://www.lixian.gov.cn"+late) {
		t.Errorf("a figure that no report has: %s (%s)", v.Outcome, v.Why)
	}
}
