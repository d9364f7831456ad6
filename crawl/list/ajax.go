package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"nianbao/needle"
)

var ajaxCall = needle.MustCompile(`(?:\$|jQuery)\.(?:ajax|post|get|getJSON)\s*\(|\baxios(?:\.post|\.get)?\s*\(|\bfetch\s*\(`)

// An ajax is a request for a list as a page's script makes it.
type ajax struct {
	method string
	url    *url.URL
	data   map[string]any
	page   string // the field that holds the page's number
	json   bool
}

// ajaxes reads the requests that a page's scripts make with a page's number.
func (c *column) ajaxes() []ajax {
	v, h := c.first, c.first.harvest()
	var all []ajax
	for _, at := range ajaxCall.FindAllStringIndex(v.text, 40) {
		name := v.text[at[0]:at[1]]
		values, _, _ := literal("[" + callBody(v.text[at[1]:], 6000) + "]")
		args, _ := values.([]any)
		if len(args) == 0 {
			continue
		}
		a := ajax{method: "GET"}
		if strings.Contains(name, "post") {
			a.method = "POST"
		}
		if settings, ok := args[0].(map[string]any); ok {
			s := stringsOf(h.resolve(settings, 0))
			a.url = join(v.base, s["url"])
			if m := s["type"] + s["method"]; m != "" {
				a.method = strings.ToUpper(m)
			}
			a.json = strings.Contains(s["contentType"], "json")
			a.data, _ = settings["data"].(map[string]any)
			if text, ok := settings["data"].(string); ok {
				a.data = fieldsOf(text)
			}
		} else {
			switch x := h.resolve(args[0], 0).(type) {
			case string:
				a.url = join(v.base, x)
			}
			if len(args) > 1 {
				a.data, _ = h.resolve(args[1], 0).(map[string]any)
			}
		}
		if a.url == nil || !c.w.ours(a.url) || acting.MatchString(a.url.EscapedPath()) || a.method != "GET" && a.method != "POST" {
			continue
		}
		for k := range a.data {
			if pageParameter.MatchString(k) {
				a.page = k
			}
		}
		for k := range a.url.Query() {
			if pageParameter.MatchString(k) && a.page == "" {
				a.page = k
			}
		}
		if a.page != "" {
			all = append(all, a)
		}
	}
	return all
}

func fieldsOf(query string) map[string]any {
	q, err := url.ParseQuery(query)
	if err != nil {
		return nil
	}
	m := map[string]any{}
	for k := range q {
		m[k] = q.Get(k)
	}
	return m
}

// byAjax asks as the page's own scripts do, page by page.
func (c *column) byAjax(ctx context.Context) (bool, error) {
	for _, a := range c.ajaxes() {
		done, err := c.try(func(t *column) error {
			return t.turn(ctx, 1, a.request, func(v *view) batch {
				if data, ok := jsonOf(v.text); ok {
					if b := jsonBatch(data, c.first.base); len(b.rows) > 0 {
						return b
					}
					if text := jsonString(data, "html", "content", "data"); strings.Contains(text, "<a") {
						f := v.fragment(text)
						f.url, f.base = c.first.url, c.first.base
						return batch{rows: f.searchRows(), stated: jsonNumber(data, totalFields)}
					}
					return batch{stated: jsonNumber(data, totalFields)}
				}
				b := batch{rows: v.searchRows()}
				b.stated, b.pages = stated(v)
				return b
			})
		})
		if done || err != nil {
			return true, err
		}
	}
	return false, nil
}

func (a ajax) request(n int) Request {
	u := *a.url
	if u.Query().Has(a.page) {
		u.RawQuery = setParameter(u.RawQuery, a.page, n)
	}
	fields := url.Values{}
	for k, s := range stringsOf(a.data) {
		if s != "null" {
			fields.Set(k, s)
		}
	}
	if _, ok := a.data[a.page]; ok {
		fields.Set(a.page, strconv.Itoa(n))
	}
	switch {
	case a.method == "POST" && a.json:
		body := map[string]any{}
		for k, x := range a.data {
			body[k] = x
		}
		body[a.page] = n
		return Request{Method: "POST", URL: u.String(), JSON: encodeJSON(body)}
	case a.method == "POST":
		return Request{Method: "POST", URL: u.String(), Form: fields}
	}
	for k := range fields {
		if !u.Query().Has(k) {
			if u.RawQuery != "" {
				u.RawQuery += "&"
			}
			u.RawQuery += url.QueryEscape(k) + "=" + url.QueryEscape(fields.Get(k))
		}
	}
	return Request{URL: u.String()}
}
