package list

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"nianbao/needle"
)

// A harvest reads what a page's scripts and hidden fields give to names.
type harvest struct {
	text  string
	view  *view
	known map[string]string
}

func (v *view) harvest() *harvest { return &harvest{text: v.text, view: v, known: map[string]string{}} }

var patterns sync.Map // by name, the pattern of what is given to it

// given matches a name and what is given to it: name: 'x', name = "x", name=5,
// "name":"x", also in the strings of addresses (name=x&).
func given(name string) *needle.Regexp {
	if re, ok := patterns.Load(name); ok {
		return re.(*needle.Regexp)
	}
	re := needle.MustCompile(`(?:^|[^\w$-])["']?` + regexp.QuoteMeta(name) + `["']?\s*[:=]\s*(?:"([^"\n]{0,300})"|'([^'\n]{0,300})'|&quot;([^&\n]{0,300})&quot;|([-\w.%/~]+))`)
	patterns.Store(name, re)
	return re
}

// get gives the value of the first of the names that has one. A value that is
// a name itself is looked up once.
func (h *harvest) get(names ...string) string {
	for _, name := range names {
		if s, ok := h.known[name]; ok {
			if s != "" {
				return s
			}
			continue
		}
		s := h.find(name, 0)
		h.known[name] = s
		if s != "" {
			return s
		}
	}
	return ""
}

func (h *harvest) find(name string, depth int) string {
	if s := h.view.field(name); s != "" {
		return s
	}
	for _, m := range given(name).FindAllStringSubmatch(h.text, 50) {
		for _, s := range m[1:4] {
			if s != "" && !strings.Contains(s, "+") {
				return s
			}
		}
		s := m[4]
		switch {
		case s == "" || s == "null" || s == "undefined" || s == "function" || s == "this" || s == "new":
		case plainValue.MatchString(s):
			return s
		case depth == 0 && s != name && name1.MatchString(s):
			if got := h.find(s, 1); got != "" {
				return got
			}
		}
	}
	return ""
}

var (
	plainValue = needle.MustCompile(`^(?:-?\d[\w.-]*|[0-9a-fA-F-]{8,}|[\w]+_[\w]+|%[\w%]+|/[\w./%-]*|true|false)$`)
	name1      = needle.MustCompile(`^[A-Za-z_$][\w$]*$`)
)

// number is a value as a number, 0 where it is none.
func (h *harvest) number(names ...string) int { return atoi(h.get(names...)) }

func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// field gives the value of a hidden field or of a data attribute.
func (v *view) field(name string) string {
	for _, css := range []string{`input[name="` + name + `"]`, `input[id="` + name + `"]`} {
		if s := v.doc.Find(css).First().AttrOr("value", ""); s != "" {
			return s
		}
	}
	low := strings.ToLower(name)
	if s := v.doc.Find(`[data-`+low+`]`).First().AttrOr("data-"+low, ""); s != "" {
		return s
	}
	return ""
}

// after gives the literals that stand after a pattern in a text.
func after(text string, at *needle.Regexp, most int) []any {
	var all []any
	for _, m := range at.FindAllStringIndex(text, most) {
		if v, _, ok := literal(text[m[1]:]); ok {
			all = append(all, v)
		}
	}
	return all
}
