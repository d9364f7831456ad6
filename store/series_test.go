package store

import (
	"testing"

	"nianbao/report"
)

// TestSyncSeries holds that the database says where the forms state a code and
// what became of it, and forgets it with the indicator.
func TestSyncSeries(t *testing.T) {
	db := open(t, path(t))
	granted := map[string]string{"outcome": "granted"}
	applicant := map[string]string{"applicant": "natural_person"}
	crossed := report.ParseCode("requests.outcome[applicant=natural_person,outcome=granted]")
	outcomes := report.Indicator{ID: "requests.outcome", Name: "办理结果", English: "outcome",
		Labels: []report.FormLabel{
			{Era: report.Era2014, Table: "1", Row: "同意公开答复数", Dims: granted},
			{Era: report.Era2014, Table: "1", Row: "同意公开答复数", Dims: granted}, // a user wrote it twice
			{Era: report.Era2021, Table: "3", Row: "予以公开", Dims: granted},
			{Era: report.Era2021, Table: "3", Row: "撤回", Dims: map[string]string{"outcome": "withdrawn"}, Role: report.Cumulative, Local: true},
		},
		Columns: []report.FormLabel{{Era: report.Era2021, Table: "3", Col: "自然人", Dims: applicant}, {Era: report.Era2021, Table: "3", Col: "总计"}},
		Series: []report.Break{
			{From: report.Era2014, To: report.Era2019, Kind: report.MergedCells, Basis: report.ByJudgment, Codes: []report.Code{report.ParseCode("requests.outcome[outcome=granted]")},
				Bridge: report.Bridge{Before: []report.Code{{Indicator: "a"}, {Indicator: "b"}}, After: []report.Code{{Indicator: "c"}}}, Note: "改", NoteEN: "changed"},
			{From: report.Era2019, To: report.Era2021, Kind: report.Split, Basis: report.ByForms, Codes: []report.Code{crossed},
				Bridge: report.Bridge{Before: []report.Code{report.ParseCode("d[applicant=*]")}, After: []report.Code{report.ParseCode("e[applicant=*]")}, Exact: true}, Note: "分", NoteEN: "split"},
		},
	}
	for range 2 { // the same again changes nothing
		if err := db.SyncCodebook(t.Context(), []report.Indicator{outcomes, codebook[0]}); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]string{
		"SELECT group_concat(era || table_no || row || col || role || standing, ' ') FROM indicator_label WHERE code = 'requests.outcome[outcome=granted]'": "20141同意公开答复数levelform 20213予以公开总计levelform",
		"SELECT group_concat(row || col) FROM indicator_label WHERE code = '" + crossed.String() + "'":                                                      "予以公开自然人",
		"SELECT group_concat(col || role || standing, ' ') FROM indicator_label WHERE row = '撤回'":                                                           "自然人cumulativelocal 总计cumulativelocal",
		"SELECT name FROM indicator WHERE code = '" + crossed.String() + "'":                                                                                "办理结果：予以公开/自然人",
		"SELECT name FROM indicator WHERE code = 'requests.outcome[outcome=granted]'":                                                                       "办理结果：予以公开",
		"SELECT from_era || to_era || kind || comparable || basis || bridge || note_zh || note_en FROM indicator_break WHERE from_era = '2014'":             "20142019mergedbridgejudgementa + b ~ c改changed",
		"SELECT code || bridge FROM indicator_break WHERE from_era = '2019'":                                                                                crossed.String() + "d[applicant=natural_person] = e[applicant=natural_person]",
		"SELECT count(*) || '' FROM indicator_label l WHERE NOT EXISTS (SELECT 1 FROM indicator i WHERE i.code = l.code)":                                   "0",
	} {
		if got := value[string](t, db, query); got != want {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
	}
	outcomes.Series = outcomes.Series[:1]
	if err := db.SyncCodebook(t.Context(), []report.Indicator{outcomes}); err != nil {
		t.Fatal(err)
	}
	if got := value[string](t, db, "SELECT count(*) || ' ' || group_concat(DISTINCT indicator) FROM indicator_break"); got != "1 requests.outcome" {
		t.Errorf("after a shorter codebook the breaks are %s", got)
	}
	if got := value[string](t, db, "SELECT group_concat(DISTINCT indicator) FROM indicator_label"); got != "requests.outcome" {
		t.Errorf("labels are left of %s", got)
	}
	check(t, db)
}
