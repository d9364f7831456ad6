package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/store"
)

// TestDistrictPage shows what a division's bodies owe: a report that is there, one
// that came late, one that is missing.
func TestDistrictPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.db")
	for year, text := range map[string]string{"2021": "收到政府信息公开申请12件", "2022": "收到政府信息公开申请0件"} {
		file := filepath.Join(t.TempDir(), year+".txt")
		report := "北京市东城区人民政府" + year + "年政府信息公开工作年度报告\n" + year + "年，" + text + "。\n北京市东城区人民政府\n"
		if err := os.WriteFile(file, []byte(report), 0o644); err != nil {
			t.Fatal(err)
		}
		if r := call(t, "--db", path, "ingest", file); r.code == exitFailed {
			t.Fatal(r.stderr)
		}
	}
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	looked := time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC)
	due := store.Due{Body: "北京市东城区人民政府", Year: 2020, Site: "东城", On: "2022-03-31"}
	late := due
	late.Year = 2021
	if err := db.Expect(t.Context(), looked, due, late); err != nil {
		t.Fatal(err)
	}
	if err := db.Arrived(t.Context(), store.Arrival{Due: late, URL: "https://x.example/1", SHA256: strings.Repeat("a", 64), At: time.Date(2022, 4, 20, 4, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	server := pagesOf(t, path)
	page := visit(t, server.URL+"/district/110101")
	for _, want := range []string{"东城区", "missing", "+20", `href="/report/`, "Requests received", `<a href="/district/11">北京市</a>`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page of the district lacks %q", want)
		}
	}
	if strings.Contains(page.body, "0 of 0") {
		t.Error("a series that is not stated is shown")
	}
	ledger := visit(t, server.URL+"/coverage?state=missing&year=2020")
	if !strings.Contains(ledger.body, "东城") || !strings.Contains(ledger.body, "2022-03-31") {
		t.Error("the ledger does not list the report that is missing")
	}
}

// TestPlacesAndCoverage asks for the pages of places, coverage and the codebook.
func TestPlacesAndCoverage(t *testing.T) {
	server := pagesOf(t, samples(t))
	visit(t, server.URL+"/coverage") // begins to count
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/district", http.StatusOK, `href="/district/32"`},
		{"/district/32", http.StatusOK, `href="/district/3201"`},
		{"/district/11", http.StatusOK, `href="/district/110101"`},
		{"/district/320102", http.StatusOK, `href="/district/320102`},
		{"/district/320100", http.StatusOK, `href="/district/320102"`}, // as other lists write 3201
		{"/favicon.ico", http.StatusOK, "<svg"},
		{"/district/99", http.StatusNotFound, ""},
		{"/district/x", http.StatusNotFound, ""},
		{"/coverage?rule=", http.StatusOK, ""},
		{"/coverage?state=lost", http.StatusBadRequest, ""},
		{"/coverage?year=two", http.StatusBadRequest, ""},
		{"/codebook", http.StatusOK, `href="/codebook/requests.received"`},
		{"/codebook/requests.received", http.StatusOK, "Breaks in the series"},
		{"/codebook/requests.outcome[outcome=denied]", http.StatusOK, "Outcomes of requests"},
		{"/codebook/no.such", http.StatusNotFound, ""},
		{"/accuracy", http.StatusOK, "<h1>How right it is</h1>"},
	} {
		page := visit(t, server.URL+c.path)
		if page.StatusCode != c.status || !strings.Contains(page.body, c.want) {
			t.Errorf("%s: status %d, want %d with %q", c.path, page.StatusCode, c.status, c.want)
		}
	}
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(visit(t, server.URL+"/coverage").body, "2021.3.column_total") {
		if time.Now().After(deadline) {
			t.Fatal("the page of coverage never counts")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if page := visit(t, server.URL+"/coverage?reason="); !strings.Contains(page.body, "not wholly read") && !strings.Contains(page.body, "Nothing was crawled") {
		t.Error("the page of coverage does not say what was not read")
	}
}
