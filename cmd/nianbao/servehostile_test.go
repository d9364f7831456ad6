package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// well tells what is wrong with an answer of the API or a file, whatever was asked:
// it is no fault of the program's, bears the policy, and is of the form that it
// says it is.
func well(page seen) error {
	if page.StatusCode >= 500 {
		return fmt.Errorf("status %d", page.StatusCode)
	}
	if h := page.Header; h.Get("Content-Security-Policy") == "" || h.Get("X-Content-Type-Options") != "nosniff" {
		return errors.New("no policy")
	}
	kind, _, _ := strings.Cut(page.Header.Get("Content-Type"), ";")
	if page.StatusCode != http.StatusOK && strings.HasPrefix(page.Request.URL.Path, "/api/") && kind != "application/problem+json" {
		return fmt.Errorf("status %d is said as %s", page.StatusCode, kind)
	}
	var err error
	switch kind {
	case "application/json", "application/problem+json":
		if !json.Valid([]byte(page.body)) {
			return errors.New("no JSON")
		}
	case "application/atom+xml":
		d := xml.NewDecoder(strings.NewReader(page.body))
		for err == nil {
			_, err = d.Token()
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
	case "text/csv":
		_, err = cells(page)
	case "text/html", "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
	default:
		return fmt.Errorf("it is %q", kind)
	}
	return err
}

// cells are those of a file of figures.
func cells(page seen) (out []string, err error) {
	if strings.HasPrefix(page.Header.Get("Content-Type"), "text/csv") {
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(page.body, "\ufeff"))).ReadAll()
		for _, row := range rows {
			out = append(out, row...)
		}
		return out, err
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(page.body)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, err
		}
		for r, row := range rows {
			for c := range row {
				name, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					return nil, err
				}
				if formula, err := f.GetCellFormula(sheet, name); err != nil || formula != "" {
					return nil, fmt.Errorf("cell %s is the formula %q, %w", name, formula, err)
				}
			}
			out = append(out, row...)
		}
	}
	return out, nil
}

// TestAPIHostile asks every address of the API for what it was not made for.
func TestAPIHostile(t *testing.T) {
	server := pagesOf(t, samples(t))
	for i, text := range hostile(t) {
		q := url.QueryEscape(text)
		for k, path := range []string{"figures?q=" + q, "figures?indicator=" + q, "figures?region=" + q + "&body=" + q, "figures?year=" + q, "figures?after=" + q, "figures?level=" + q + "&role=" + q, "figures?sort=" + q, "figures?limit=" + q, "figures?format=" + q, "figures?q=" + q + "&format=csv&limit=20",
			"reports?q=" + q, "reports?region=" + q, "reports?after=" + q, "reports/" + url.PathEscape(text), "regions?q=" + q, "indicators/" + url.PathEscape(text), "compare?indicator=" + q + "&level=county", "compare?indicator=requests.received&region=" + q,
			"compare?indicator=requests.received&level=county&by=" + q, "checks?rule=" + q, "checks?after=" + q, "feed.atom?q=" + q, "feed.atom?region=" + q + "&lang=" + q, "reconcile?queries=" + q, "reconcile?queries=" + url.QueryEscape(`{"a":{"query":`+quoted(text)+`}}`), url.PathEscape(text)} {
			if (i+k)%3 != 0 { // a third of the texts at each address
				continue
			}
			if err := well(visit(t, server.URL+"/api/v1/"+path)); err != nil {
				t.Errorf("%.60q at %.60s: %v", text, path, err)
			}
		}
	}
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// TestHostileReports reads reports in whose titles, bodies and sentences are written
// to break what shows them: no page and no file is broken, and no cell is a formula.
func TestHostileReports(t *testing.T) {
	dir := t.TempDir()
	docs, db := filepath.Join(dir, "docs"), filepath.Join(dir, "n.db")
	if err := os.Mkdir(docs, 0o755); err != nil {
		t.Fatal(err)
	}
	texts := []string{"=cmd|'/C calc'!A0", "+1+2", "-1+1", "@SUM(1)", "\t=1", "＝1+1", "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "]]>&amp;<!--", "a\x00b\x1b[31m", "\u202egpj.exe", "{{.}}", "' OR 1=1 --", "\"\"\",,;\r\n=1"}
	for i, text := range texts {
		body := strings.ReplaceAll(sample, "甲乙市丙丁区", "甲乙市"+text+"丙丁区")
		body = text + "\n" + strings.Replace(body, "召开", "“"+text+"”召开", 1)
		page := "<html><head><title>" + html.EscapeString(text) + "</title></head><body><p>" + strings.ReplaceAll(html.EscapeString(body), "\n", "</p><p>") + "</p></body></html>"
		for name, content := range map[string]string{fmt.Sprintf("%02d.txt", i): body, fmt.Sprintf("=%02d.html", i): page} {
			if err := os.WriteFile(filepath.Join(docs, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	call(t, "--db", db, "ingest", docs)
	server := pagesOf(t, db)
	figures := 0
	for _, path := range []string{"/", searchFor("微博"), searchFor("微博", "texts", "1"), "/compare?view=ranking&year=2017", "/coverage?reason=", "/district", "/api/v1/figures?limit=500", "/api/v1/reports", "/api/v1/checks", "/api/v1/feed.atom",
		"/api/v1/figures?limit=500&format=csv", searchFor("微博", "format", "csv"), searchFor("微博", "format", "xlsx"), searchFor("微博", "format", "json"), "/compare?indicator=requests.received&level=town&year=2017&format=csv", "/compare?indicator=requests.received&level=town&year=2017&format=xlsx"} {
		page := visit(t, server.URL+path)
		if err := well(page); err != nil || page.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, page.StatusCode, err)
		}
		hidden := "\u202e\u0000\u001b"
		if strings.Contains(path, "csv") {
			hidden = "\u0000\u001b" // the words are as printed
		}
		if strings.ContainsAny(page.body, hidden) && !strings.Contains(path, "xlsx") {
			t.Errorf("%s has hidden characters", path)
		}
		if page.doc != nil && (strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, "<img src=x")) {
			t.Errorf("%s has an element of a report's", path)
		}
		if !strings.Contains(path, "csv") && !strings.Contains(path, "xlsx") {
			continue
		}
		all, err := cells(page)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, cell := range all {
			if strings.Contains(cell, "微博") {
				figures++
			}
			if strings.Contains(path, "xlsx") {
				continue // text is said to be text there
			}
			if first := strings.TrimLeft(cell, " \u3000\ufeff"); first != "" && strings.ContainsAny(first[:1], "=+@\t\r") || strings.HasPrefix(first, "＝") || strings.HasPrefix(first, "-1+") {
				t.Errorf("%s: the cell %q is a formula to a spreadsheet", path, cell)
			}
		}
	}
	if figures == 0 {
		t.Error("no file has a figure")
	}
}
