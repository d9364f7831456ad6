package frozen

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A book is a site's answers of one night.
type book struct {
	byPath map[string][]*Answer // by method, host and path
	rest   map[string]*Answer   // by method and host: what answers everything else
	count  map[string]int       // requests, by the name of the section that they meet
}

func newBook(s *Site, night int) *book {
	replaced := map[string]bool{}
	if night == 2 {
		for _, a := range s.Answers {
			if a.Night == 2 {
				replaced[a.key()] = true
			}
		}
	}
	b := &book{byPath: map[string][]*Answer{}, rest: map[string]*Answer{}, count: map[string]int{}}
	for _, a := range s.Answers {
		switch {
		case a.Night == 2 && night < 2, a.Night == 0 && replaced[a.key()]:
		case a.Path == "/*":
			b.rest[a.Method+" "+a.Host] = a
		default:
			k := a.Method + " " + a.Host + a.Path
			b.byPath[k] = append(b.byPath[k], a)
		}
	}
	return b
}

// key is an answer's name without the night.
func (a *Answer) key() string { return strings.TrimPrefix(a.Name, "night2 ") }

// base is its name without the number of the request too.
func (a *Answer) base() string {
	name, _, _ := strings.Cut(a.key(), " #")
	return name
}

// An ask is a request as far as answers tell requests apart.
type ask struct {
	method, scheme, host, path string
	params                     []Param
	cookies                    []string // name=value
	referer                    bool
}

// find gives the answer to a request, nil where there is none, and counts it.
func (b *book) find(q ask) *Answer {
	at := q.method + " " + q.host
	list := b.byPath[at+q.path]
	if list == nil { // session numbers in a path mean nothing, where nobody wrote an answer for them
		path, _, _ := strings.Cut(q.path, ";jsessionid=")
		list = b.byPath[at+path]
	}
	var met []*Answer
	most := -1
	for _, a := range list {
		n := 2 * len(a.Params)
		if !a.Bare {
			n++
		}
		if n < most || !a.meets(q) {
			continue
		}
		if n > most {
			met, most = nil, n
		}
		met = append(met, a)
	}
	if met == nil {
		return b.rest[at]
	}
	base := met[0].base()
	b.count[base]++
	var best *Answer
	for _, a := range met {
		if a.base() == base && a.Nth <= b.count[base] && (best == nil || a.rank() > best.rank()) {
			best = a
		}
	}
	return best
}

// rank puts a later request before an earlier one, and what needs something
// before what does not.
func (a *Answer) rank() int {
	n := 4 * a.Nth
	if a.NeedCookie != "" {
		n += 2
	}
	if a.NeedReferer {
		n++
	}
	return n
}

func (a *Answer) meets(q ask) bool {
	if !a.Bare && a.Scheme != q.scheme {
		return false
	}
	if a.NeedReferer && !q.referer || a.NeedCookie != "" && !slices.Contains(q.cookies, a.NeedCookie) {
		return false
	}
	for _, p := range a.Params {
		if !slices.ContainsFunc(q.params, func(have Param) bool { return have.Name == p.Name && sameValue(p.Value, have.Value) }) {
			return false
		}
	}
	return true
}

// sameValue compares as a server does: an object of JSON, such as paramJson,
// by what it says.
func sameValue(want, have string) bool {
	if want == have {
		return true
	}
	w, ok := flatten([]byte(want))
	if !ok {
		return false
	}
	h, ok := flatten([]byte(have))
	if !ok {
		return false
	}
	for _, p := range w {
		if !slices.Contains(h, p) {
			return false
		}
	}
	return true
}

// flatten gives an object's values under their names, those of inner objects
// with dots. Arrays have no names.
func flatten(raw []byte) (out []Param, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
		return nil, false
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var top map[string]any
	if dec.Decode(&top) != nil {
		return nil, false
	}
	var walk func(prefix string, m map[string]any)
	walk = func(prefix string, m map[string]any) {
		for name, v := range m {
			switch v := v.(type) {
			case map[string]any:
				walk(prefix+name+".", v)
			case []any:
			case nil:
				out = append(out, Param{prefix + name, "null"})
			default:
				out = append(out, Param{prefix + name, fmt.Sprint(v)})
			}
		}
	}
	walk("", top)
	return out, true
}

func paramsOf(values url.Values) []Param {
	var out []Param
	for name, list := range values {
		for _, v := range list {
			out = append(out, Param{name, v})
		}
	}
	return out
}
