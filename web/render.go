package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"nianbao/report"
	"nianbao/third_party/d3"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/*
var statics embed.FS

// pages are the templates by name, each with the layout around it.
type pages map[string]*template.Template

// layout is around every page; pieces are what several pages have.
const (
	layout = "layout.html"
	pieces = "pieces.html"
)

func parsePages() (pages, error) {
	base, err := template.New("").Funcs(funcs).ParseFS(templates, "templates/"+layout, "templates/"+pieces)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := pages{}
	for _, name := range names {
		file := path.Base(name)
		if file == layout || file == pieces {
			continue
		}
		t, err := template.Must(base.Clone()).ParseFS(templates, name)
		if err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(file, ".html")] = t
	}
	return out, nil
}

// vendored are static files of others, by the names that they are served by.
var vendored = map[string][]byte{"d3.js": d3.Script}

// stamps are short hashes of the static files: an address with one never means
// another file, and may be kept for ever.
var stamps = func() map[string]string {
	out := map[string]string{}
	list, _ := fs.ReadDir(statics, "static")
	for _, e := range list {
		b, _ := statics.ReadFile("static/" + e.Name())
		sum := sha256.Sum256(b)
		out[e.Name()] = hex.EncodeToString(sum[:6])
	}
	for name, b := range vendored {
		sum := sha256.Sum256(b)
		out[name] = hex.EncodeToString(sum[:6])
	}
	return out
}()

// staticURL is the address of a static file as it is now.
func staticURL(name string) string { return "/static/" + name + "?v=" + stamps[name] }

var staticTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png"}

func (s *Server) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	b := vendored[name]
	if b == nil {
		b, _ = statics.ReadFile("static/" + name)
	}
	if b == nil {
		s.fail(w, s.request(w, r), &Failure{Status: http.StatusNotFound})
		return
	}
	w.Header().Set("Content-Type", staticTypes[path.Ext(name)])
	w.Header().Set("ETag", `"`+stamps[name]+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == stamps[name] {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == `"`+stamps[name]+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	send(w, r, http.StatusOK, b)
}

// A Frame is what every page is shown in: its data has one.
type Frame struct {
	Lang    string
	Title   string // of the page, without the program's name
	Section string // the key of nav that it belongs to; "" for none
	Version string
	Wide    bool // uses the whole width
	url     *url.URL
	terms   func(lang, key string) string
}

// Frame makes the frame of a page.
func (s *Server) Frame(r *Request, title string) *Frame {
	return &Frame{Lang: r.Lang, Title: title, Version: s.Version, url: r.URL, terms: s.Terms}
}

// Say gives words in the language of the page; where these are not the pages'
// own, those of the closed lists.
func (f *Frame) Say(key string, args ...any) string {
	text, ok := words[key].in(f.Lang)
	if !ok {
		if f.terms != nil {
			text = f.terms(f.Lang, key)
		}
		if text == "" {
			return key
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Pick gives the one of two texts that is in the language of the page.
func (f *Frame) Pick(zh, en string) string {
	if f.Lang == "en" && en != "" {
		return en
	}
	return zh
}

// HTMLLang is the language as HTML names it.
func (f *Frame) HTMLLang() string { return map[string]string{"zh": "zh-Hans", "en": "en"}[f.Lang] }

// Other is the language that is not shown.
func (f *Frame) Other() string { return map[string]string{"zh": "en", "en": "zh"}[f.Lang] }

// In is the address of the page in a language.
func (f *Frame) In(lang string) string {
	q := f.url.Query()
	q.Set("lang", lang)
	return "/" + strings.TrimLeft(f.url.Path, "/") + "?" + q.Encode()
}

// Nav are the pages that are led to.
func (f *Frame) Nav() any { return nav }

// Static is the address of a static file.
func (f *Frame) Static(name string) string { return staticURL(name) }

var funcs = template.FuncMap{"number": func(v any) string { return Grouped(fmt.Sprint(v)) }}

// Grouped writes a number with its digits in groups of three.
func Grouped(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + b.String() + rest
}

// Render answers with a page. It is made whole first: a page that fails leaves
// no half of it.
func (s *Server) Render(w http.ResponseWriter, r *Request, status int, name string, data any) error {
	t := s.pages[name]
	if t == nil {
		return fmt.Errorf("no template %s", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, layout, data); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", map[string]string{"zh": "zh-Hans", "en": "en"}[r.Lang])
	h.Add("Vary", "Accept-Language, Cookie")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	send(w, r.Request, status, seen(b.Bytes()))
	return nil
}

// seen leaves out of a page the characters that change a text without being
// seen, whatever text they came with.
func seen(page []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && hidden(r) {
			return -1
		}
		return r
	}, page)
}

// A Failure is why there is no page: a status and, by Key, words for people; ""
// for those of the status.
type Failure struct {
	Status int
	Key    string
	Args   []any
}

func (f *Failure) Error() string { return fmt.Sprintf("status %d %s", f.Status, f.Key) }

// BadRequest says what is wrong with an address.
func BadRequest(key string, args ...any) error {
	return &Failure{Status: http.StatusBadRequest, Key: key, Args: args}
}

// failPage is the page of a failure.
type failPage struct {
	*Frame
	Words, Hint string
	Status      int
}

// fail answers with why there is no page. What is the program's own fault is
// logged, and not shown.
func (s *Server) fail(w http.ResponseWriter, r *Request, err error) {
	f := &Failure{Status: http.StatusInternalServerError}
	switch {
	case errors.As(err, &f):
	case errors.Is(err, report.ErrNotFound):
		f = &Failure{Status: http.StatusNotFound}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, report.ErrTimedOut), r.Context().Err() != nil:
		f = &Failure{Status: http.StatusServiceUnavailable, Key: "slow"}
		w.Header().Set("Retry-After", "5")
	default:
		s.Log.Error("a page failed", slog.String("path", r.URL.Path), slog.Any("err", err))
	}
	key := f.Key
	if key == "" {
		key = "internal"
		switch f.Status {
		case http.StatusNotFound:
			key = "not_there"
		case http.StatusBadRequest:
			key = "bad_request"
		}
	}
	frame := s.Frame(r, "")
	frame.Title = frame.Say("fail." + key + ".title")
	page := failPage{frame, frame.Say("fail."+key, f.Args...), "", f.Status}
	if s.Render(w, r, f.Status, "fail", page) != nil {
		http.Error(w, http.StatusText(f.Status), f.Status)
	}
}

// formats are those in which figures are taken along.
var formats = []string{"csv", "xlsx", "json"}

// FormatOf is the format that a request asks a view in; "" for the page.
func FormatOf(r *Request) (string, error) {
	format := r.Query.Get("format")
	if format != "" && !slices.Contains(formats, format) {
		return "", BadRequest("format", format)
	}
	return format, nil
}

var fileTypes = map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json; charset=utf-8"}

// Take answers with a file to be kept.
func Take(w http.ResponseWriter, r *Request, name, format string, body []byte) {
	if format == "json" {
		body = Unturned(body)
	}
	h := w.Header()
	h.Set("Content-Type", fileTypes[format])
	if format != "json" {
		h.Set("Content-Disposition", `attachment; filename="`+name+`.`+format+`"`)
	}
	h.Set("Cache-Control", "private, no-cache")
	send(w, r.Request, http.StatusOK, body)
}
