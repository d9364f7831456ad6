package list

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"nianbao/needle"
)

// jsonOf reads an answer of JSON, or of JSONP without its callback.
func jsonOf(text string) (any, bool) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if m := callback.FindString(text); m != "" {
		text = strings.TrimRight(text[len(m):], "); \t\r\n")
	}
	if text == "" || text[0] != '{' && text[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		// Not quite JSON: single quotation marks, names without any.
		if loose, _, ok := literal(text); ok {
			return loose, true
		}
		return nil, false
	}
	// Some answer with JSON in a string of JSON.
	if m, ok := v.(map[string]any); ok && len(m) <= 4 {
		for k, inner := range m {
			if s, ok := inner.(string); ok && len(s) > 1 && (s[0] == '{' || s[0] == '[') {
				var w any
				if json.Unmarshal([]byte(s), &w) == nil {
					m[k] = w
				}
			}
		}
	}
	return v, true
}

// encodeJSON writes what an interface is asked with. What comes from literals
// and numbers can always be written.
func encodeJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // unreachable
		return nil
	}
	return b
}

var callback = needle.MustCompile(`^(?:/\*\*/)?\s*(?:typeof\s+[\w$.]+\s*===?\s*['"]function['"]\s*&&\s*)?[A-Za-z_$][\w$.]*\s*\(\s*`)

// Names that interfaces give to the fields of a row, the surer first.
var (
	urlFields   = strings.Fields("url infourl post_url posturl docpuburl puburl linkurl link_url link href articleurl arturl staticurl htmlurl")
	titleFields = strings.Fields("realtitle title infotitle articletitle doctitle arttitle topic headline name")
	dateFields  = strings.Fields("publishedtimestr infodate date pubdate pub_date publishtime publisheddate docreltime releasetime createdate displaydate display_date publishdate first_publish_time")
	bodyFields  = strings.Fields("deptname publisher organname pubunit source publishorg ouname organ")
	totalFields = strings.Fields("post_count totalcount total_count totalrecord totalrecords totalnum allrow recordcount rowcount total count")
	pagesFields = strings.Fields("totalpage totalpages pagecount pages pagetotal")
)

// jsonBatch finds the rows of an answer wherever in it they are: of all lists
// of objects, the one with most rows that have an address and a title.
func jsonBatch(v any, base *url.URL) batch {
	var best batch
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		if depth > maxDepth {
			return
		}
		switch v := v.(type) {
		case map[string]any:
			for _, x := range v {
				walk(x, depth+1)
			}
		case []any:
			var rows []row
			for _, x := range v[:min(len(v), maxRows)] {
				if m, ok := x.(map[string]any); ok {
					if r, ok := jsonRow(m, base); ok {
						rows = append(rows, r)
					}
				}
				walk(x, depth+1)
			}
			if len(rows) > len(best.rows) {
				best.rows = rows
			}
		}
	}
	walk(v, 0)
	best.stated, best.pages = jsonNumber(v, totalFields), jsonNumber(v, pagesFields)
	return best
}

// jsonRow reads one object: by its fields' names where they say what they are,
// else by what their values look like.
func jsonRow(m map[string]any, base *url.URL) (row, bool) {
	low := map[string]any{}
	names := make([]string, 0, len(m))
	for k, v := range m {
		low[strings.ToLower(k)] = v
		names = append(names, strings.ToLower(k))
	}
	slices.Sort(names)
	var r row
	for _, k := range urlFields {
		if s, ok := low[k].(string); ok && r.url == nil && strings.TrimSpace(s) != "" {
			r.url = join(base, s)
		}
	}
	for _, k := range titleFields {
		if s, ok := low[k].(string); ok && r.title == "" {
			r.title = plain(s)
		}
	}
	for _, k := range dateFields {
		if r.date == "" {
			r.date = jsonDate(low[k])
		}
	}
	for _, k := range bodyFields {
		if s, ok := low[k].(string); ok && r.body == "" && len([]rune(s)) <= 40 {
			r.body = plain(s)
		}
	}
	for _, k := range names {
		if s, ok := low[k].(string); ok && r.url == nil && pageAddress.MatchString(strings.TrimSpace(s)) {
			r.url = join(base, s)
		}
	}
	if r.title == "" || !hasHan(r.title) {
		if t := longestTitle(low, names); t != "" {
			r.title = t
		}
	}
	if r.date == "" {
		for _, k := range names {
			if d := jsonDate(low[k]); d != "" {
				r.date = d
				break
			}
		}
	}
	return r, r.url != nil && r.title != ""
}

var (
	pageAddress = needle.MustCompile(`(?i)^(?:https?://|\.{0,2}/)[^\s<>]*\.(?:s?html?|jsp|jhtml|pdf|docx?|aspx?)(?:[?#]|$)|^(?:https?://|/)[^\s<>]*(?:[?&]id=|/content/|/detail|/article)`)
	tags        = needle.MustCompile(`<[^<>]{0,500}>`)
)

// longestTitle is the value that looks most like a title.
func longestTitle(low map[string]any, names []string) string {
	best := ""
	for _, k := range names {
		s, ok := low[k].(string)
		if !ok || len(s) > 1200 {
			continue
		}
		if t := plain(s); hasHan(t) && !strings.Contains(t, "。") && len([]rune(t)) <= 200 && (likelyReport(t) && !likelyReport(best) || len(t) > len(best) && likelyReport(t) == likelyReport(best)) {
			best = t
		}
	}
	return best
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// plain is a title without the marks that interfaces leave in it.
func plain(s string) string {
	s = tags.ReplaceAllString(s, "")
	return squeeze(strings.NewReplacer("&nbsp;", "", "&ldquo;", "“", "&rdquo;", "”", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`).Replace(s))
}

// jsonDate reads a date as text, or as seconds or milliseconds of Unix time.
func jsonDate(v any) string {
	var n int64
	switch v := v.(type) {
	case string:
		if d := date(v); d != "" {
			return d
		}
		if len(v) != 10 && len(v) != 13 {
			return ""
		}
		n, _ = strconv.ParseInt(v, 10, 64)
	case json.Number:
		n, _ = v.Int64()
	case float64:
		n = int64(v)
	}
	if n > 1e12 {
		n /= 1000
	}
	if n < 946684800 || n > 4102444800 { // 2000 to 2100
		return ""
	}
	return time.Unix(n, 0).In(china).Format(time.DateOnly)
}

var china = time.FixedZone("UTC+8", 8*60*60)

// jsonNumber finds the first of the names that has a number, near the root first.
func jsonNumber(v any, names []string) int {
	level := []any{v}
	for depth := 0; depth < 5 && len(level) > 0; depth++ {
		var next []any
		for _, x := range level {
			switch x := x.(type) {
			case map[string]any:
				for _, name := range names {
					for k, n := range x {
						if strings.EqualFold(k, name) {
							if i, ok := integer(n); ok {
								return i
							}
						}
					}
				}
				for _, k := range sortedKeys(x) {
					next = append(next, x[k])
				}
			}
		}
		level = next
	}
	return 0
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func integer(v any) (int, bool) {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil && n >= 0 && n < 1<<31
	case float64:
		return int(v), v >= 0 && v < 1<<31
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil && n >= 0
	}
	return 0, false
}

// jsonString finds a string under one of the names, anywhere.
func jsonString(v any, names ...string) string {
	level := []any{v}
	for depth := 0; depth < 6 && len(level) > 0; depth++ {
		var next []any
		for _, x := range level {
			switch x := x.(type) {
			case map[string]any:
				for _, name := range names {
					if s, ok := x[name].(string); ok && s != "" {
						return s
					}
				}
				for _, k := range sortedKeys(x) {
					next = append(next, x[k])
				}
			case []any:
				next = append(next, x[:min(len(x), 100)]...)
			}
		}
		level = next
	}
	return ""
}
