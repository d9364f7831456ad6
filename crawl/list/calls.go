package list

import (
	"net/url"
	"strconv"
	"strings"

	"nianbao/needle"
)

// A pageCall is the call that draws the pager of a static list:
//
//	createPageHTML(total, current, "index", "html")                    TRS: page 2 is index_1.html
//	createPageHTML('page_div', total, current, 'list', 'shtml', rows)  UCAP: page 2 is list_2.shtml
//
// One function name, two signatures, and numbers that differ by one.
type pageCall struct {
	total, rows int
	stem, ext   string
	ucap        bool
}

var (
	callName = needle.MustCompile(`(?i)\bcreatePage(?:HTML|s)?\s*\(`)
	variable = needle.MustCompile(`(?:\b(?:var|let|const)\s+|,\s*)([A-Za-z_$][\w$]*)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|(\d+))`)
)

// pagerCall reads the call from a page's scripts.
func pagerCall(text string) (pageCall, bool) {
	vars := map[string]string{}
	for _, m := range variable.FindAllStringSubmatch(text, 500) {
		vars[m[1]] = m[2] + m[3] + m[4]
	}
	for _, at := range callName.FindAllStringIndex(text, 20) {
		if head := strings.TrimRight(text[:at[0]], " \t\n"); strings.HasSuffix(head, "function") {
			continue // its definition
		}
		if c, ok := readCall(arguments(text[at[1]:], vars), vars); ok {
			return c, true
		}
	}
	return pageCall{}, false
}

// An argument is a value of a call, with quotation marks or without.
type argument struct {
	text   string
	quoted bool
}

// arguments reads those of a call up to its closing bracket.
func arguments(s string, vars map[string]string) []argument {
	v, _, _ := literal("[" + callBody(s, 400) + "]")
	list, _ := v.([]any)
	var all []argument
	for _, x := range list {
		switch x := x.(type) {
		case string:
			all = append(all, argument{x, true})
		case float64:
			all = append(all, argument{strconv.Itoa(int(x)), false})
		case ident:
			if value, ok := vars[string(x)]; ok {
				all = append(all, argument{value, atoi(value) == 0 && value != "0"})
			} else {
				all = append(all, argument{"", false})
			}
		default:
			all = append(all, argument{})
		}
	}
	return all
}

// callBody is what stands up to the bracket that closes a call, in so many bytes.
func callBody(s string, most int) string {
	s = s[:min(len(s), most)]
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth == 0 {
				return s[:i]
			}
			depth--
		}
	}
	return s
}

func readCall(args []argument, vars map[string]string) (pageCall, bool) {
	var c pageCall
	if len(args) > 3 && args[0].quoted { // an element's id comes first
		c.ucap, args = true, args[1:]
	}
	if len(args) < 2 || args[0].quoted {
		return c, false
	}
	c.total = atoi(args[0].text)
	if args[0].text == "" {
		c.total = max(atoi(vars["countPage"]), atoi(vars["totalPage"]))
	}
	var names []string
	for _, a := range args[1:] {
		if a.quoted {
			names = append(names, a.text)
		}
	}
	c.stem, c.ext = "index", "html"
	if len(names) > 0 && names[0] != "" {
		c.stem = names[0]
	}
	if len(names) > 1 && names[1] != "" {
		c.ext = strings.TrimPrefix(names[1], ".")
	}
	if last := args[len(args)-1]; c.ucap && len(args) > 4 && !last.quoted {
		c.rows = atoi(last.text)
	}
	return c, c.total > 0
}

// address is that of page n, counted from 1.
func (p pageCall) address(base *url.URL, n int) string {
	if !p.ucap {
		n--
	}
	name := p.stem + "_" + strconv.Itoa(n) + "." + p.ext
	if n == 0 || p.ucap && n == 1 {
		name = p.stem + "." + p.ext
	}
	u := join(base, name)
	if u == nil {
		return ""
	}
	return u.String()
}
