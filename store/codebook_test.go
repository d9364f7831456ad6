package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

var codebook = []report.Indicator{
	{ID: "requests.received", Name: "收到申请", English: "requests received", Unit: "件", Measure: "件", Headline: "requests", Labels: []report.FormLabel{
		{Era: report.Era2021, Table: "3", Row: "一、本年新收", Col: "自然人", Dims: map[string]string{"applicant": "natural_person"}},
		{Era: report.Era2014, Table: "1", Row: "网络申请数", Dims: map[string]string{"channel": "online"}},
		{Era: report.Era2021, Table: "3", Row: "一、本年新收", Col: "总计"},
	}},
	{ID: "requests.outcome", Name: "办理结果", English: "outcome", Headline: "outcomes", Labels: []report.FormLabel{
		{Era: report.Era2014, Row: "同意公开答复数", Dims: map[string]string{"outcome": "granted"}},
		{Era: report.Era2021, Row: "予以公开", Col: "总计", Dims: map[string]string{"outcome": "granted"}},
		{Era: report.Era2021, Row: "予以公开", Col: "自然人", Dims: map[string]string{"outcome": "granted", "applicant": "natural_person"}},
	}},
	{ID: "requests.closed_rate", Name: "办结率", English: "share closed", Unit: "%"},
	{ID: "documents.issued", Name: "制发件数", English: "issued", Labels: []report.FormLabel{{Row: "规章", Dims: map[string]string{"kind": "regulation"}}}},
}

func TestSyncCodebook(t *testing.T) {
	db := open(t, path(t))
	w := begin(1)
	w.say("收到申请7件，办结率99.5%", "requests.received=>7件", "requests.closed_rate=>99.5%")
	w.Figures[1].Role = report.Rate
	w.table([][]string{{"", "requests.received"}, {"", "requests.received[channel=online]"}, {"", "requests.outcome[outcome=granted]"}},
		[][]string{{"新收", "9"}, {"网上", ""}, {"予以公开", "0"}})
	w.say("上年收到申请5件", "requests.received=>5件")
	w.Figures[len(w.Figures)-1].Role, w.Figures[len(w.Figures)-1].Period = report.OtherPeriod, "2016"
	put(t, db, w.item(), sample(2))
	for range 2 {
		if err := db.SyncCodebook(t.Context(), codebook); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	err := db.each(t.Context(), `SELECT code || ' ' || coalesce(panel_column, '-'), name FROM indicator`, rowsInto(got))
	want := map[string]string{
		"requests.received requests_received":                                                    "收到申请",
		"requests.received[channel=online] requests_received_channel_online":                     "收到申请：网络申请数",
		"requests.received[applicant=natural_person] requests_received_applicant_natural_person": "收到申请：一、本年新收/自然人",
		"requests.outcome requests_outcome":                                                      "办理结果",
		"requests.outcome[outcome=granted] requests_outcome_outcome_granted":                     "办理结果：予以公开/总计",
		"requests.outcome[applicant=natural_person,outcome=granted] -":                           "办理结果：予以公开/自然人",
		"requests.closed_rate requests_closed_rate":                                              "办结率",
		"documents.issued documents_issued":                                                      "制发件数",
		"documents.issued[kind=regulation] -":                                                    "制发件数：规章",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("indicator (-want +got): %v\n%s", err, diff)
	}
	for query, want := range map[string]string{
		// Table before text; a blank is no value; another period is not the year's.
		"SELECT requests_received || ' ' || requests_closed_rate || ' ' || requests_outcome_outcome_granted FROM panel WHERE body_id = '江北市第1街道办事处'": "9 99.5 0",
		"SELECT coalesce(requests_received_channel_online, 'none') FROM panel WHERE body_id = '江北市第1街道办事处'":                                          "none",
		"SELECT body || year || region FROM panel WHERE requests_received = 22":                                                                      "江北市第2街道办事处2018320102",
		"SELECT count(*) || '' FROM panel": "2",
		"SELECT indicator_zh || indicator_en FROM figures WHERE indicator = 'requests.outcome[outcome=denied]'": "办理结果outcome",
	} {
		if got := value[string](t, db, query); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
	found, err := db.Search(t.Context(), Query{Indicator: "requests.outcome[outcome=granted]", Limit: 1})
	if err != nil || len(found.Hits) != 1 || found.Hits[0].Name != "办理结果：予以公开/总计" {
		t.Errorf("Search: %+v, %v", found, err)
	}
	if err := db.SyncCodebook(t.Context(), codebook[:1]); err != nil {
		t.Error(err)
	}
	// What a smaller codebook lacks stays where current documents have figures of it.
	if got := value[string](t, db, "SELECT group_concat(indicator) FROM (SELECT DISTINCT indicator FROM indicator ORDER BY indicator)"); got != "requests.closed_rate,requests.outcome,requests.received" {
		t.Errorf("%s are left beside a smaller codebook", got)
	}
	if got := value[string](t, db, "SELECT requests_received || ' ' || requests_closed_rate FROM panel WHERE requests_closed_rate > 0"); got != "9 99.5" {
		t.Errorf("the panel lost what the codebook lacks: %s", got)
	}
	if _, err := db.r.ExecContext(t.Context(), "SELECT documents_issued FROM panel"); err == nil {
		t.Error("the panel keeps an indicator without figures")
	}
	known, err := db.Indicators(t.Context())
	if err != nil || len(known) != 3 || known[0].ID != "requests.closed_rate" || known[0].Name != "办结率" {
		t.Errorf("Indicators: %+v, %v", known, err)
	}
	check(t, db)
}

func TestSyncCodebookTwins(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), []report.Indicator{{ID: "a.b"}, {ID: "a_b"}}); err == nil {
		t.Error("two codes share a column of the panel")
	}
}

// TestBulletins holds that the bulletins of a year are reports of their own,
// which all count, and that the panel of years has none of them.
func TestBulletins(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	for n, period := range []string{"", "2024-04", "2024-05"} {
		it := changed(sample(1), "办结率99.5%"+period)
		it.Document.Source, it.Document.Period = "bulletin"+period, period
		put(t, db, it)
		if got := value[int](t, db, "SELECT count(*) FROM document WHERE is_current = 1"); got != n+1 {
			t.Errorf("%d current documents after %d", got, n+1)
		}
	}
	if got := value[string](t, db, "SELECT group_concat(kind) FROM (SELECT kind FROM report ORDER BY kind)"); got != "2024-04,2024-05,annual" {
		t.Errorf("reports of kinds %s", got)
	}
	if got := value[int](t, db, "SELECT count(*) FROM panel"); got != 1 {
		t.Errorf("%d rows in the panel of years", got)
	}
	check(t, db)
}
