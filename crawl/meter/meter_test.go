package meter

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"nianbao/crawl"
	"nianbao/store"
)

var summary = &crawl.Summary{
	Began: time.Date(2026, 2, 1, 14, 0, 0, 0, time.UTC), Ended: time.Date(2026, 2, 1, 15, 0, 0, 500e6, time.UTC), Ending: crawl.WindowClosed,
	Sites: 3, Left: []string{"丁"}, Outcomes: map[string]int{"ok": 2, "blocked": 1},
	New: []crawl.Report{{}}, Revised: []crawl.Report{{Changes: make([]crawl.Change, 3)}, {}},
	Accounts: []store.Account{
		{Site: "甲", Discovered: 9, Fetched: 2, Unchanged: 3, Failed: map[string]int{"status": 1, "timeout": 2}, Skipped: map[string]int{"not_due": 1}},
		{Site: "乙", Discovered: 2, Failed: map[string]int{"status": 1}, Blocked: map[string]int{"瑞数": 1}},
	},
}

// TestNight holds what is said of a night. Nothing names a site.
func TestNight(t *testing.T) {
	m := New("1.0")
	m.Begin()
	m.Answer(200)
	m.End(&crawl.Summary{Outcomes: map[string]int{"unreachable": 7}, Accounts: []store.Account{{Failed: map[string]int{"loop": 1}}}}, 13)
	m.End(summary, 15) // the last one alone counts
	path := filepath.Join(t.TempDir(), "crawl.prom")
	if err := m.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`nianbao_build_info{version="1.0"} 1`,
		`nianbao_crawl_last_night_end_timestamp_seconds 1.7699580005e+09`,
		`nianbao_crawl_last_night_duration_seconds 3600.5`,
		`nianbao_crawl_last_night_exit_code 15`,
		`nianbao_crawl_last_night_sites_left 1`,
		`nianbao_crawl_last_night_sites{outcome="ok"} 2`,
		`nianbao_crawl_last_night_sites{outcome="unreachable"} 0`,
		`nianbao_crawl_last_night_addresses{class="",result="fetched"} 2`,
		`nianbao_crawl_last_night_addresses{class="status",result="failed"} 2`,
		`nianbao_crawl_last_night_addresses{class="瑞数",result="blocked"} 1`,
		`nianbao_crawl_last_night_addresses{class="not_due",result="skipped"} 1`,
		`nianbao_crawl_last_night_reports{kind="new"} 1`,
		`nianbao_crawl_last_night_reports{kind="revised"} 2`,
		`nianbao_crawl_last_night_reports{kind="unreadable"} 0`,
		`nianbao_crawl_last_night_figures_changed 3`,
	} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("%s is not said:\n%s", want, text)
		}
	}
	for _, no := range []string{"loop", "甲", "丁", "_total"} {
		if strings.Contains(string(text), no) {
			t.Errorf("%s is said:\n%s", no, text)
		}
	}
	lint(t, m)
}

// lint holds the conventions of Prometheus.
func lint(t *testing.T, m *Meter) {
	t.Helper()
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "nianbao_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

func TestLive(t *testing.T) {
	m := New("1.0")
	var progress time.Time
	m.Live(func() time.Time { return progress })
	s := httptest.NewServer(m.Handler())
	defer s.Close()
	has := func(want ...string) {
		t.Helper()
		resp, err := s.Client().Get(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range append(want, "# HELP nianbao_crawl_nights_total ", "go_goroutines ") {
			if !strings.Contains("\n"+string(text), "\n"+w) {
				t.Errorf("%s is not said", w)
			}
		}
	}
	has("nianbao_crawl_night_running 0\n", `nianbao_crawl_nights_total{ending="whole"} 0`+"\n", "nianbao_crawl_progress_timestamp_seconds 0\n")
	if n, err := testutil.GatherAndCount(m.registry, "nianbao_crawl_last_night_exit_code"); n != 0 || err != nil {
		t.Errorf("an exit code before any night: %d, %v", n, err)
	}
	progress = time.Unix(1769958000, 0)
	m.Begin()
	for _, status := range []int{200, 206, 304, 404, 503} {
		m.Answer(status)
	}
	has("nianbao_crawl_night_running 1\n", "nianbao_crawl_progress_timestamp_seconds 1.769958e+09\n", `nianbao_crawl_responses_total{code="2xx"} 2`+"\n",
		`nianbao_crawl_responses_total{code="5xx"} 1`+"\n")
	m.End(summary, 15)
	has("nianbao_crawl_night_running 0\n", `nianbao_crawl_nights_total{ending="window"} 1`+"\n", "nianbao_crawl_last_night_exit_code 15\n")
	lint(t, m)
}
