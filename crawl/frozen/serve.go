package frozen

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// notFound is what answers where a site has nothing.
const notFound = "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>"

func (n *Net) serve(m *machine, scheme string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	site := n.owner[r.Host]
	if site == nil || n.hosts[r.Host] != m {
		http.Error(w, "this machine has no such site", http.StatusMisdirectedRequest)
		return
	}
	q := ask{method: r.Method, scheme: scheme, host: r.Host, path: r.URL.Path, referer: r.Referer() != "", params: paramsOf(r.URL.Query())}
	if q.method == http.MethodHead {
		q.method = http.MethodGet
	}
	for _, c := range r.Cookies() {
		q.cookies = append(q.cookies, c.Name+"="+c.Value)
	}
	rec := &Request{Time: n.clock.Now(), Site: site, Address: m.local, Scheme: scheme, Host: r.Host, Method: r.Method,
		URL: scheme + "://" + r.Host + r.URL.RequestURI(), Header: r.Header.Clone()}
	if r.Method == http.MethodPost {
		rec.Body = body
		if object, ok := flatten(body); ok {
			q.params = append(q.params, object...)
		} else if form, err := url.ParseQuery(string(body)); err == nil {
			rec.Form = form
			q.params = append(q.params, paramsOf(form)...)
		}
	}
	n.mu.Lock()
	a := n.books[site].find(q)
	rec.Night = n.night
	n.requests = append(n.requests, rec)
	n.mu.Unlock()
	n.answer(w, r, a, func(status int) {
		n.mu.Lock()
		defer n.mu.Unlock()
		rec.Status, rec.Answered = status, n.clock.Now()
		if a != nil {
			rec.Section = a.Name
		}
	})
	if a != nil && a.Truncate > 0 {
		panic(http.ErrAbortHandler) // the connection breaks
	}
}

// answer sends a section; it says with which status before anyone can have
// read it.
func (n *Net) answer(w http.ResponseWriter, r *http.Request, a *Answer, says func(status int)) {
	send := func(status int, body []byte) {
		says(status)
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			w.Write(body)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if a == nil {
		send(http.StatusNotFound, []byte(notFound))
		return
	}
	if a.Delay > 0 && n.clock.Sleep(r.Context(), a.Delay) != nil {
		return // who asked is gone
	}
	body, err := a.Bytes()
	if err != nil {
		send(http.StatusInternalServerError, []byte(err.Error()))
		return
	}
	first := map[string]bool{}
	for _, pair := range a.Header {
		if !first[pair[0]] {
			h.Del(pair[0])
			first[pair[0]] = true
		}
		h[pair[0]] = append(h[pair[0]], pair[1])
	}
	if a.Status == http.StatusOK && unchanged(a, r.Header) {
		h.Del("Content-Type")
		send(http.StatusNotModified, nil)
		return
	}
	if a.Gzip {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if a.Truncate > 0 {
		send(a.Status, body[:a.Truncate])
		http.NewResponseController(w).Flush()
		return
	}
	send(a.Status, body)
}

// unchanged compares what the one who asks has already: by ETag where it sends
// one, else by date.
func unchanged(a *Answer, h http.Header) bool {
	etag := a.header1("ETag")
	if have := h.Get("If-None-Match"); have != "" {
		if etag == "" {
			return false
		}
		for tag := range strings.SplitSeq(have, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
				return true
			}
		}
		return false
	}
	since, err1 := http.ParseTime(h.Get("If-Modified-Since"))
	modified, err2 := time.Parse(http.TimeFormat, a.header1("Last-Modified"))
	return err1 == nil && err2 == nil && !modified.After(since)
}
