package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// described reads the description that the API serves.
func described(t testing.TB, server string) routers.Router {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(visit(t, server+"/api/v1/openapi.json").body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	openapi3filter.RegisterBodyDecoder("application/atom+xml", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.FileBodyDecoder)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// held asks the API and holds the answer to its description.
func held(t *testing.T, router routers.Router, req *http.Request) seen {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain := req.Clone(context.Background())
	plain.URL = &url.URL{Path: req.URL.Path, RawQuery: req.URL.RawQuery}
	route, params, err := router.FindRoute(plain)
	if err != nil {
		t.Fatalf("%s is not described: %v", req.URL, err)
	}
	in := &openapi3filter.RequestValidationInput{Request: plain, PathParams: params, Route: route}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: false}}
	if resp.StatusCode != http.StatusNotModified {
		if err := openapi3filter.ValidateResponse(t.Context(), out); err != nil {
			text := err.Error()
			t.Errorf("%s: the answer is not as described: %s", req.URL, text[:min(len(text), 600)])
		}
	}
	return seen{Response: resp, body: string(body)}
}

func getAPI(t *testing.T, router routers.Router, address string, header ...string) seen {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return held(t, router, req)
}

// TestAPI asks for everything that is described, and holds every answer to it.
func TestAPI(t *testing.T) {
	server := pagesOf(t, samples(t))
	router, v1 := described(t, server.URL), server.URL+"/api/v1"
	word := url.QueryEscape
	for _, c := range []struct {
		path   string
		status int
	}{
		{"/", 200}, {"/openapi.json", 200}, {"/indicators", 200}, {"/indicators/requests.received", 200}, {"/indicators/" + word("requests.outcome[outcome=denied]"), 200}, {"/indicators/no.such", 404},
		{"/figures", 200}, {"/figures?q=" + word("申请"), 200}, {"/figures?indicator=requests.received&own=1&sort=-value&limit=3", 200}, {"/figures?failed=1", 200}, {"/figures?format=csv&limit=5", 200},
		{"/figures?limit=0", 400}, {"/figures?limit=9999", 400}, {"/figures?level=moon", 400}, {"/figures?sort=random", 400}, {"/figures?format=xml", 400}, {"/figures?region=" + word("无此地方"), 400},
		{"/figures?after=zzz", 400}, {"/figures?q=" + strings.Repeat("x", 300), 400}, {"/figures?indicator=no.such", 400},
		{"/reports", 200}, {"/reports?limit=2", 200}, {"/reports?region=" + word("漳州市"), 200}, {"/reports?year=2017&level=county", 200}, {"/reports?q=" + word("微博"), 200}, {"/reports?after=!", 400},
		{"/reports/59227fe59881a0be", 200}, {"/reports/0000000000000000", 404}, {"/reports/x", 404},
		{"/regions?q=" + word("江苏"), 200}, {"/regions?q=110101", 200}, {"/regions?q=" + word("无此地方"), 200}, {"/regions", 400},
		{"/compare?indicator=requests.received&level=county", 200}, {"/compare?indicator=requests.received&level=county&format=csv", 200}, {"/compare?level=county", 400}, {"/compare?indicator=requests.received", 400},
		{"/compare?indicator=requests.received&level=county&by=weight", 400}, {"/compare?indicator=no.such&level=county", 400},
		{"/checks", 200}, {"/checks?limit=1", 200}, {"/checks?rule=2021.3.column_total", 200}, {"/checks?after=1", 400},
		{"/feed.atom", 200}, {"/feed.atom?q=" + word("微博") + "&lang=en", 200}, {"/feed.atom?region=" + word("无此地方"), 400},
		{"/reconcile", 200}, {"/reconcile?queries=" + word(`{"q0":{"query":"信河县人民政府","limit":3},"q1":{"query":"没有"}}`), 200}, {"/reconcile?queries=[", 400},
	} {
		got := getAPI(t, router, v1+c.path)
		if got.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %.300s", c.path, got.StatusCode, c.status, got.body)
		}
		if got.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s may not be read from other pages", c.path)
		}
		tag := got.Header.Get("ETag")
		if (tag != "") != (c.status == 200) {
			t.Errorf("%s: status %d with the tag %q", c.path, got.StatusCode, tag)
		}
		if tag == "" {
			continue
		}
		if again := getAPI(t, router, v1+c.path, "If-None-Match", `"other", `+tag); again.StatusCode != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: status %d for a tag that is known", c.path, again.StatusCode)
		}
	}
	if got := visit(t, v1+"/nothing"); got.StatusCode != 404 || got.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("what is not there: %d %s", got.StatusCode, got.Header.Get("Content-Type"))
	}
}

// TestAPIManners asks as a browser does before it asks, for the header alone, in
// ways that nothing answers to, and with a form that is too long.
func TestAPIManners(t *testing.T) {
	server := pagesOf(t, samples(t))
	router, v1 := described(t, server.URL), server.URL+"/api/v1"
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodOptions, "/figures", "", http.StatusNoContent}, {http.MethodHead, "/figures", "", http.StatusOK}, {http.MethodHead, "/nothing", "", http.StatusNotFound},
		{http.MethodPost, "/figures", "q=1", http.StatusMethodNotAllowed}, {http.MethodDelete, "/reports/59227fe59881a0be", "", http.StatusMethodNotAllowed}, {http.MethodPut, "/reconcile", "x", http.StatusMethodNotAllowed},
		{http.MethodPost, "/reconcile", "queries=" + strings.Repeat("x", 70_000), http.StatusRequestEntityTooLarge}, {http.MethodPost, "/reconcile", "queries=%zz", http.StatusBadRequest}, {http.MethodPost, "/reconcile", "", http.StatusOK},
	} {
		req, err := http.NewRequest(c.method, v1+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		var got seen
		if c.method == http.MethodPost && c.path == "/reconcile" {
			got = held(t, router, req)
		} else {
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			got = seen{Response: resp, body: string(b)}
		}
		if got.StatusCode != c.status || got.Header.Get("Access-Control-Allow-Origin") != "*" || (c.method == http.MethodHead) && got.body != "" {
			t.Errorf("%s %s: status %d, want %d; %d bytes, header %v", c.method, c.path, got.StatusCode, c.status, len(got.body), got.Header)
		}
		if c.status >= 400 && got.Header.Get("Content-Type") != "application/problem+json" || (got.Header.Get("Allow") != "") != (c.status == http.StatusMethodNotAllowed) {
			t.Errorf("%s %s: status %d is said as %s, allowed %q", c.method, c.path, got.StatusCode, got.Header.Get("Content-Type"), got.Header.Get("Allow"))
		}
	}
}

// TestAPIPages holds that going on by the key gives every row once.
func TestAPIPages(t *testing.T) {
	server := pagesOf(t, samples(t))
	router := described(t, server.URL)
	for path, key := range map[string]func(map[string]any) string{
		"/reports?limit=7": func(r map[string]any) string { return r["sha256"].(string) },
		"/checks?limit=2":  func(r map[string]any) string { return r["sha256"].(string) + r["rule"].(string) + r["note"].(string) },
		"/figures?indicator=requests.received&limit=9":        func(r map[string]any) string { return r["key"].(string) },
		"/figures?q=%E7%94%B3%E8%AF%B7&limit=50&own=1":        func(r map[string]any) string { return r["key"].(string) },
		"/figures?indicator=requests.*&sort=-value&limit=100": func(r map[string]any) string { return r["key"].(string) },
	} {
		once := map[string]bool{} // as one page has them
		var one struct{ Items []map[string]any }
		if err := json.Unmarshal([]byte(visit(t, server.URL+"/api/v1"+regexp.MustCompile(`limit=\d+`).ReplaceAllString(path, "limit=1000")).body), &one); err != nil {
			t.Fatal(err)
		}
		for _, item := range one.Items {
			once[key(item)] = true
		}
		whole := map[string]bool{}
		var all struct {
			Items []map[string]any `json:"items"`
			Next  *string          `json:"next"`
		}
		address := server.URL + "/api/v1" + path
		for n := 0; address != "" && n < 60; n++ {
			got := getAPI(t, router, address)
			all.Items, all.Next = nil, nil
			if err := json.Unmarshal([]byte(got.body), &all); err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			for _, item := range all.Items {
				if k := key(item); whole[k] {
					t.Errorf("%s: %s twice", path, k)
				} else {
					whole[k] = true
				}
			}
			address = ""
			if all.Next != nil {
				address = *all.Next
				if got.Header.Get("Link") != "<"+address+`>; rel="next"` {
					t.Errorf("%s: the header says %q", path, got.Header.Get("Link"))
				}
			}
		}
		if len(whole) < 3 || len(one.Items) < 1000 && !maps.Equal(whole, once) {
			t.Errorf("%s: %d rows in all, and %d on one page", path, len(whole), len(once))
		}
	}
}

// TestReconcile names bodies from a form, as OpenRefine sends it.
func TestReconcile(t *testing.T) {
	server := pagesOf(t, samples(t))
	router := described(t, server.URL)
	form := url.Values{"queries": {`{"a":{"query":"信河县人民政府"},"b":{"query":"无此机构"}}`}}
	req, err := http.NewRequest(http.MethodPost, server.URL+"/api/v1/reconcile", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got := held(t, router, req)
	var out map[string]struct {
		Result []struct {
			ID    string
			Match bool
		}
	}
	if err := json.Unmarshal([]byte(got.body), &out); err != nil {
		t.Fatal(err)
	}
	if len(out["a"].Result) == 0 || !out["a"].Result[0].Match || out["a"].Result[0].ID != "36/信河县人民政府" || len(out["b"].Result) != 0 {
		t.Errorf("the names mean %s", got.body)
	}
}

// TestAPICSV holds that a page of CSV has as many rows as one of JSON.
func TestAPICSV(t *testing.T) {
	server := pagesOf(t, samples(t))
	page := visit(t, server.URL+"/api/v1/figures?limit=5&format=csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(page.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 6 || page.Header.Get("Link") == "" {
		t.Errorf("%d rows, %v, goes on at %q", len(rows), err, page.Header.Get("Link"))
	}
}
