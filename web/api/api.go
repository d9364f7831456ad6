// Package api answers programs: /api/v1, as openapi.json describes it.
//
// New an [API] and serve its handler at /api/. It answers from the same source
// as the pages, so that a page and its JSON have the same figures. What must
// hold:
//
//   - An answer is what openapi.json says; a test holds every one to it.
//   - Everything may be read from pages of others, nothing may be changed.
//   - A list goes on where the last page ended by a key, never by a number of
//     rows to skip.
//   - An answer has a tag that changes with the database.
package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

//go:embed openapi.json
var description []byte

// A Source answers from the database.
type Source interface {
	Stamp(ctx context.Context) (string, error)
	SearchFile(ctx context.Context, lang string, a web.Ask, format string, w io.Writer) (next string, err error)
	CompareFile(ctx context.Context, lang string, p web.Pick, format string, w io.Writer) error
	// Listed gives documents behind a row, or the last ones first.
	Listed(ctx context.Context, a web.Ask, after int64, most int, down bool) ([]store.Listed, error)
	// Document gives a document with its figures, as `extract --format jsonl` does.
	Document(ctx context.Context, id string) (any, error)
	// Changes says in words what a document has otherwise than the one before it, of
	// what is asked for.
	Changes(ctx context.Context, lang string, a web.Ask, l store.Listed) ([]string, error)
	Divisions(ctx context.Context, name string) (any, error)
	CodebookRecords() []any
	FailedChecks(ctx context.Context, rule string, document int64, n, most int) ([]store.Contradiction, error)
	Bodies(ctx context.Context, words string, most int) ([]store.Body, error)
}

// An API answers programs.
type API struct {
	Source    Source
	PublicURL string // "" where that is how they asked
	Log       *slog.Logger
}

// How much an answer has, how long it may take, and how many there are at once.
const (
	usualLimit = 100
	mostLimit  = 1000
	timeLimit  = 10 * time.Second
	atOnce     = 16
	mostWords  = 200
	mostForm   = 64 << 10
)

// A fault is what is wrong with a request.
type fault struct {
	status int
	detail string
}

func (f *fault) Error() string { return f.detail }

func bad(detail string) error { return &fault{http.StatusBadRequest, detail} }

// An answer is what is sent.
type answer struct {
	kind string // Content-Type
	body []byte
	next string // the address of what follows
}

// A route is what answers at an address.
type route struct {
	handle      func(*http.Request) (answer, error)
	post        bool // a form may be sent there; all else is read
	undescribed bool // it says that nothing is there
}

func (a *API) routes() map[string]route {
	return map[string]route{
		"/api/v1/{$}":              {handle: a.index},
		"/api/v1/openapi.json":     {handle: a.openapi},
		"/api/v1/figures":          {handle: a.figures},
		"/api/v1/reports":          {handle: a.reports},
		"/api/v1/reports/{id}":     {handle: a.document},
		"/api/v1/regions":          {handle: a.regions},
		"/api/v1/indicators":       {handle: a.indicators},
		"/api/v1/indicators/{id}":  {handle: a.indicator},
		"/api/v1/compare":          {handle: a.compare},
		"/api/v1/checks":           {handle: a.checks},
		"/api/v1/feed.atom":        {handle: a.feed},
		"/api/v1/reconcile":        {handle: a.reconcile, post: true},
		"/api/v1/reconcile/{rest}": {handle: notThere, undescribed: true},
		"/api/":                    {handle: notThere, undescribed: true},
	}
}

// Handler answers at /api/.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	busy := make(chan struct{}, atOnce)
	for pattern, r := range a.routes() {
		mux.Handle(pattern, a.answering(busy, r))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		web.Readable(h)
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "If-None-Match")
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func notThere(*http.Request) (answer, error) {
	return answer{}, &fault{http.StatusNotFound, "there is nothing here; /api/v1/openapi.json says what there is"}
}

// answering gives an answer its tag, and says what is wrong.
func (a *API) answering(busy chan struct{}, to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), timeLimit)
		defer cancel()
		r = r.WithContext(ctx)
		if may := []string{http.MethodGet, http.MethodHead, http.MethodPost}; !slices.Contains(may, r.Method) || r.Method == http.MethodPost && !to.post {
			w.Header().Set("Allow", "GET, HEAD, OPTIONS")
			a.fail(w, r, &fault{http.StatusMethodNotAllowed, "this may only be read: GET or HEAD"})
			return
		}
		if r.Method == http.MethodPost { // here, so that a client who sends it byte by byte keeps nobody out
			if err := hear(r); err != nil {
				a.fail(w, r, err)
				return
			}
		}
		found, tag, err := a.answer(r, busy, to.handle)
		h := w.Header()
		switch {
		case errors.Is(err, errBusy):
			h.Set("Retry-After", "1")
			a.fail(w, r, &fault{http.StatusServiceUnavailable, "too many are asking just now"})
			return
		case err != nil:
			a.fail(w, r, err)
			return
		}
		h.Set("ETag", tag)
		if found.kind == "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Type", found.kind)
		if found.next != "" {
			h.Set("Link", "<"+found.next+`>; rel="next"`)
		}
		web.Send(w, r, http.StatusOK, found.body)
	})
}

// hear reads a form.
func hear(r *http.Request) error {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(mostForm)
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return &fault{http.StatusRequestEntityTooLarge, "the form is longer than may be"}
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return bad("the form cannot be read")
	}
	return nil
}

// errBusy is a request when too many are being answered.
var errBusy = errors.New("busy")

// answer makes an answer, one of so many at once, with its tag; one without a kind
// where the client has it already.
func (a *API) answer(r *http.Request, busy chan struct{}, handle func(*http.Request) (answer, error)) (found answer, tag string, err error) {
	select {
	case busy <- struct{}{}:
		defer func() { <-busy }()
	default:
		return found, "", errBusy
	}
	stamp, err := a.Source.Stamp(r.Context())
	if err != nil {
		return found, "", err
	}
	sum := sha256.Sum256([]byte(stamp + " " + r.URL.RequestURI()))
	tag = `W/"` + hex.EncodeToString(sum[:8]) + `"`
	if r.Method != http.MethodPost && tagged(r.Header.Values("If-None-Match"), tag) {
		return found, tag, nil
	}
	found, err = handle(r)
	return found, tag, err
}

func tagged(list []string, tag string) bool {
	return slices.ContainsFunc(list, func(line string) bool {
		return slices.ContainsFunc(strings.Split(line, ","), func(one string) bool {
			one = strings.TrimSpace(one)
			return one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/")
		})
	})
}

// fail says what is wrong as application/problem+json (RFC 9457).
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := &fault{http.StatusInternalServerError, "the program failed; it is in its log"}
	switch {
	case errors.As(err, &f):
	case errors.Is(err, report.ErrNotFound):
		f = &fault{http.StatusNotFound, "there is no such thing in the database"}
	case errors.Is(err, web.ErrAsk):
		f = &fault{http.StatusBadRequest, "this cannot be asked: an unknown indicator or place, a name of several places, or a cursor of another search"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, report.ErrTimedOut), r.Context().Err() != nil:
		f = &fault{http.StatusServiceUnavailable, "this did not get done in its time: ask for less"}
		w.Header().Set("Retry-After", "5")
	default:
		a.Log.Error("the API failed", slog.String("path", r.URL.Path), slog.Any("err", err))
	}
	web.Problem(w, r, f.status, f.detail)
}

const (
	jsonType = "application/json; charset=utf-8"
	csvType  = "text/csv; charset=utf-8"
)

func asJSON(v any) (answer, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return answer{kind: jsonType, body: web.Unturned(b.Bytes())}, err
}

// public is an address as others reach it.
func (a *API) public(r *http.Request, path string) string {
	if a.PublicURL != "" {
		return a.PublicURL + path
	}
	return "http://" + r.Host + path
}

func (a *API) index(r *http.Request) (answer, error) {
	links := map[string]string{}
	for _, name := range []string{"openapi.json", "figures", "reports", "regions", "indicators", "compare", "checks", "feed.atom", "reconcile"} {
		links[name] = a.public(r, "/api/v1/"+name)
	}
	return asJSON(links)
}

func (a *API) openapi(*http.Request) (answer, error) {
	return answer{kind: jsonType, body: description}, nil
}

// asked reads what a list is asked for.
func asked(q url.Values) (web.Ask, error) {
	get := func(name string) string { return strings.TrimSpace(web.Printable(q.Get(name))) }
	a := web.Ask{Words: get("q"), Indicator: get("indicator"), Region: get("region"), Body: get("body"), Level: get("level"), Year: get("year"),
		Role: get("role"), Own: get("own") == "1", Failed: get("failed") == "1", Sort: get("sort"), After: get("after"), Limit: usualLimit}
	for name := range q {
		if utf8.RuneCountInString(q.Get(name)) > mostWords && name != "after" && name != "queries" {
			return a, bad("too long: " + name)
		}
	}
	switch {
	case a.Level != "" && report.BodyLevel(a.Level).Validate() != nil:
		return a, bad("no level " + strconv.Quote(a.Level))
	case a.Role != "" && report.Role(a.Role).Validate() != nil:
		return a, bad("no role " + strconv.Quote(a.Role))
	case a.Sort != "" && !slices.Contains(store.Sorts(), store.Sort(a.Sort)):
		return a, bad("no order " + strconv.Quote(a.Sort))
	}
	if n := get("limit"); n != "" {
		var err error
		if a.Limit, err = strconv.Atoi(n); err != nil || a.Limit < 1 || a.Limit > mostLimit {
			return a, bad("limit is from 1 to " + strconv.Itoa(mostLimit))
		}
	}
	return a, nil
}

// formatOf is json or csv.
func formatOf(q url.Values) (string, error) {
	switch f := q.Get("format"); f {
	case "", "json":
		return "json", nil
	case "csv":
		return f, nil
	}
	return "", bad("format is json or csv")
}

// following is the address of the next page.
func (a *API) following(r *http.Request, after string) string {
	if after == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", after)
	return a.public(r, r.URL.Path+"?"+q.Encode())
}

// A page is a list with the address of what follows it, null at the end.
type page struct {
	Items any     `json:"items"`
	Next  *string `json:"next"`
}

func (a *API) listed(r *http.Request, items any, after string) (answer, error) {
	p := page{Items: items}
	next := a.following(r, after)
	if next != "" {
		p.Next = &next
	}
	out, err := asJSON(p)
	out.next = next
	return out, err
}

func (a *API) figures(r *http.Request) (answer, error) {
	q := r.URL.Query()
	ask, err := asked(q)
	if err != nil {
		return answer{}, err
	}
	format, err := formatOf(q)
	if err != nil {
		return answer{}, err
	}
	var b bytes.Buffer
	after, err := a.Source.SearchFile(r.Context(), "en", ask, format, &b)
	if err != nil {
		return answer{}, err
	}
	if format == "csv" {
		return answer{csvType, b.Bytes(), a.following(r, after)}, nil
	}
	return a.listed(r, json.RawMessage(b.Bytes()), after)
}

func (a *API) compare(r *http.Request) (answer, error) {
	q := r.URL.Query()
	ask, err := asked(q)
	if err != nil {
		return answer{}, err
	}
	format, err := formatOf(q)
	if err != nil {
		return answer{}, err
	}
	p := web.Pick{Indicator: ask.Indicator, Region: ask.Region, Body: ask.Body, Level: ask.Level, Year: ask.Year, By: q.Get("by"), View: web.OverYears}
	switch {
	case p.Indicator == "":
		return answer{}, bad("indicator is missing: /api/v1/indicators lists them")
	case p.Region == "" && p.Body == "" && p.Level == "":
		return answer{}, bad("region, body or level is missing")
	case p.By != "" && !slices.Contains(compare.Measures(), compare.Measure(p.By)):
		return answer{}, bad("by is value, change, growth, share or rate")
	}
	var b bytes.Buffer
	if err := a.Source.CompareFile(r.Context(), "en", p, format, &b); err != nil {
		return answer{}, err
	}
	if format == "csv" {
		return answer{kind: csvType, body: b.Bytes()}, nil
	}
	return a.listed(r, json.RawMessage(b.Bytes()), "")
}

// row reads a cursor made of numbers.
func row(after string, n int) ([]int64, error) {
	out := make([]int64, n)
	if after == "" {
		return out, nil
	}
	parts := strings.Split(after, "-")
	if len(parts) != n {
		return nil, bad("after is no cursor of this list")
	}
	for i, p := range parts {
		v, err := strconv.ParseInt(p, 36, 64)
		if err != nil {
			return nil, bad("after is no cursor of this list")
		}
		out[i] = v
	}
	return out, nil
}

func (a *API) reports(r *http.Request) (answer, error) {
	ask, err := asked(r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	at, err := row(ask.After, 1)
	if err != nil {
		return answer{}, err
	}
	list, err := a.Source.Listed(r.Context(), ask, at[0], ask.Limit, false)
	if err != nil {
		return answer{}, err
	}
	after := ""
	if len(list) == ask.Limit {
		after = strconv.FormatInt(list[len(list)-1].Row, 36)
	}
	for i := range list {
		list[i].Source = web.Address(list[i].Source)
	}
	return a.listed(r, list, after)
}

func (a *API) document(r *http.Request) (answer, error) {
	d, err := a.Source.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return asJSON(d)
}

func (a *API) regions(r *http.Request) (answer, error) {
	ask, err := asked(r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	if ask.Words == "" {
		return answer{}, bad("q is missing: a name or a code")
	}
	list, err := a.Source.Divisions(r.Context(), ask.Words)
	if err != nil {
		return answer{}, err
	}
	return a.listed(r, list, "")
}

func (a *API) indicators(r *http.Request) (answer, error) {
	return a.listed(r, a.Source.CodebookRecords(), "")
}

func (a *API) indicator(r *http.Request) (answer, error) {
	for _, one := range a.Source.CodebookRecords() {
		b, err := json.Marshal(one)
		if err != nil {
			return answer{}, err
		}
		var named struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(b, &named) == nil && named.ID == report.ParseCode(r.PathValue("id")).Indicator {
			return asJSON(json.RawMessage(b))
		}
	}
	return answer{}, report.ErrNotFound
}

func (a *API) checks(r *http.Request) (answer, error) {
	ask, err := asked(r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	at, err := row(ask.After, 2)
	if err != nil {
		return answer{}, err
	}
	if ask.After == "" {
		at[1] = -1
	}
	list, err := a.Source.FailedChecks(r.Context(), r.URL.Query().Get("rule"), at[0], int(at[1]), ask.Limit)
	if err != nil {
		return answer{}, err
	}
	after := ""
	if len(list) == ask.Limit {
		last := list[len(list)-1]
		after = strconv.FormatInt(last.Document, 36) + "-" + strconv.FormatInt(int64(last.N), 36)
	}
	return a.listed(r, list, after)
}
