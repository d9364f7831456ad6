package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestComparePage holds that every way to look at a comparison has a picture, a
// table of the same figures and files, and that what is not reported is no zero.
func TestComparePage(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"", []string{"By area", "<img src=\"/compare?"}},
		{"?view=ranking&level=county", []string{"Rank", "Change"}},
		{"?view=series&level=county&year=2014-2023", []string{"2014", "not reported"}},
		{"?view=multiples&level=county&year=2014-2023", []string{"2014"}},
		{"?view=treemap&level=county&year=2017", []string{"The largest parts: 云溪縣人民政府 76 (100.0%)"}},
		{"?region=" + url.QueryEscape("漳州市") + "&view=ranking&level=department_of_county", []string{"芗南区水利局"}},
		{"?body=" + url.QueryEscape("人民政府"), []string{"信河县人民政府"}},
		{"?indicator=requests.received&region=" + url.QueryEscape("福建漳州"), []string{"漳州市"}},
		{"?indicator=" + url.QueryEscape("微博") + "&level=county&year=2017", []string{"Posts"}},
	} {
		page := visit(t, server.URL+"/compare"+c.query)
		if page.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", c.query, page.StatusCode)
		}
		for _, want := range c.want {
			if !strings.Contains(page.body, want) {
				t.Errorf("%s lacks %q", c.query, want)
			}
		}
		_, rest, drawn := strings.Cut(page.body, `<img src="`)
		if !drawn {
			t.Errorf("%s has no picture", c.query)
			continue
		}
		address, _, _ := strings.Cut(rest, `"`)
		address = server.URL + strings.ReplaceAll(address, "&amp;", "&")
		picture := visit(t, address)
		if picture.Header.Get("Content-Type") != "image/svg+xml" || !wellFormed(picture.body) {
			t.Errorf("%s: the picture is no SVG: %s", c.query, picture.Header.Get("Content-Type"))
		}
		picture = visit(t, strings.Replace(address, "format=svg", "format=png", 1)+"&keep=1")
		if _, err := png.Decode(strings.NewReader(picture.body)); err != nil || !strings.Contains(picture.Header.Get("Content-Disposition"), "compare.png") {
			t.Errorf("%s: the picture is no PNG to be kept: %v", c.query, err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(visit(t, strings.Replace(address, "format=svg", "format=csv", 1)).body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows, %v", c.query, len(rows), err)
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(visit(t, strings.Replace(address, "format=svg", "format=json", 1)).body), &list); err != nil || len(list) != len(rows)-1 {
			t.Errorf("%s: %d records as JSON, %d as CSV, %v", c.query, len(list), len(rows)-1, err)
		}
		for _, one := range list {
			if s := one["status"]; s != "printed" && s != "computed" && one["value"] != nil {
				t.Errorf("%s: a figure that is %v has the value %v", c.query, s, one["value"])
			}
		}
	}
}

// TestTreemapWithout names who has no part, and draws nothing where nobody has.
func TestTreemapWithout(t *testing.T) {
	page := visit(t, pagesOf(t, samples(t)).URL+"/compare?view=treemap&level=county&year=2017&indicator=requests.carried_in")
	if !strings.Contains(page.body, "Not drawn: not reported (1)</summary><p>") || strings.Contains(page.body, "<img") {
		t.Error(page.body)
	}
}

func wellFormed(s string) bool {
	d := xml.NewDecoder(bytes.NewReader([]byte(s)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return false
		}
	}
}

// TestCompareSays holds what is said of what cannot be compared.
func TestCompareSays(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, c := range []struct {
		query  string
		status int
		want   string
	}{
		{"?indicator=nothing.such", http.StatusOK, "nothing.such"},
		{"?region=" + url.QueryEscape("城关镇"), http.StatusOK, "several"},
		{"?region=" + url.QueryEscape("无此地方"), http.StatusOK, "trouble"},
		{"?view=treemap&level=county&by=growth", http.StatusOK, "parts of a whole"},
		{"?view=treemap&indicator=requests.closed_rate", http.StatusOK, "parts of a whole"},
		{"?year=20x", http.StatusOK, "trouble"},
		{"?year=1950", http.StatusOK, "There is no report"},
		{"?by=weight", http.StatusBadRequest, ""},
		{"?view=pie", http.StatusBadRequest, ""},
		{"?format=docx", http.StatusBadRequest, ""},
		{"?year=1950&format=svg", http.StatusNotFound, ""},
		{"?indicator=nothing.such&format=csv", http.StatusBadRequest, ""},
		{"?body=" + strings.Repeat("x", 300), http.StatusBadRequest, ""},
	} {
		page := visit(t, server.URL+"/compare"+c.query)
		if page.StatusCode != c.status || !strings.Contains(page.body, c.want) {
			t.Errorf("%s: status %d, want %d with %q", c.query, page.StatusCode, c.status, c.want)
		}
	}
}
