package list

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits on one literal.
const (
	maxDepth  = 40
	maxValues = 100_000
)

// An ident is a name or a call in a literal: a value that only a browser knows,
// or that is given elsewhere on the page.
type ident string

// literal reads a value of JavaScript as scripts write it, names without
// quotation marks and commas too many included: map[string]any, []any, string,
// float64, bool, nil or ident. It runs nothing. rest is what follows the value.
func literal(s string) (value any, rest string, ok bool) {
	r := &literals{s: s}
	value, ok = r.value(0)
	return value, r.s, ok
}

type literals struct {
	s     string
	count int
}

func (r *literals) skip() {
	for {
		r.s = strings.TrimLeft(r.s, " \t\r\n\u00a0\ufeff")
		switch {
		case strings.HasPrefix(r.s, "//"):
			_, r.s, _ = strings.Cut(r.s, "\n")
		case strings.HasPrefix(r.s, "/*"):
			_, r.s, _ = strings.Cut(r.s[2:], "*/")
		default:
			return
		}
	}
}

// A sum is strings, names and numbers added to one another.
type sum []any

// value reads a value, with what is added to it.
func (r *literals) value(depth int) (any, bool) {
	v, ok := r.one(depth)
	var all sum
	for ok {
		r.skip()
		if !strings.HasPrefix(r.s, "+") || strings.HasPrefix(r.s, "++") {
			break
		}
		if all == nil {
			all = sum{v}
		}
		r.s = r.s[1:]
		var next any
		if next, ok = r.one(depth + 1); ok {
			all = append(all, next)
		}
	}
	if all != nil {
		return all, true
	}
	return v, ok
}

func (r *literals) one(depth int) (any, bool) {
	r.skip()
	if r.count++; r.s == "" || depth > maxDepth || r.count > maxValues {
		return nil, false
	}
	switch c := r.s[0]; {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"' || c == '\'' || c == '`':
		s, ok := r.text()
		return s, ok
	case c == '-' || c >= '0' && c <= '9':
		n := 1
		for n < len(r.s) && (r.s[n] >= '0' && r.s[n] <= '9' || r.s[n] == '.' || r.s[n] == 'e' || r.s[n] == 'E') {
			n++
		}
		f, err := strconv.ParseFloat(r.s[:n], 64)
		r.s = r.s[n:]
		return f, err == nil
	}
	word := r.word()
	switch word {
	case "":
		return nil, false
	case "true", "false":
		return word == "true", true
	case "null", "undefined":
		return nil, true
	}
	return ident(word), true
}

// word reads a name, with the dots, and brackets that a call has.
func (r *literals) word() string {
	n := 0
	for n < len(r.s) {
		c := r.s[n]
		if c == '_' || c == '$' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf {
			n++
			continue
		}
		break
	}
	word := r.s[:n]
	r.s = r.s[n:]
	return word
}

// text reads a string.
func (r *literals) text() (string, bool) {
	var b strings.Builder
	quote := r.s[0]
	i := 1
	for i < len(r.s) {
		c := r.s[i]
		switch {
		case c == quote:
			r.s = r.s[i+1:]
			return b.String(), true
		case c == '\\' && i+1 < len(r.s):
			i += r.escape(&b, i+1)
		default:
			b.WriteByte(c)
			i++
		}
	}
	r.s = ""
	return b.String(), false
}

// escape writes what the escape at i stands for, and gives its length with the stroke.
func (r *literals) escape(b *strings.Builder, i int) int {
	switch c := r.s[i]; c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r', 'b', 'f', 'v', '\n':
	case 'u', 'x':
		n := map[byte]int{'u': 4, 'x': 2}[c]
		if i+1+n <= len(r.s) {
			if code, err := strconv.ParseUint(r.s[i+1:i+1+n], 16, 32); err == nil {
				b.WriteRune(rune(code))
				return 2 + n
			}
		}
		b.WriteByte(c)
	default:
		b.WriteByte(c)
	}
	return 2
}

func (r *literals) object(depth int) (any, bool) {
	m := map[string]any{}
	r.s = r.s[1:]
	for {
		r.skip()
		if r.s == "" {
			return m, false
		}
		var name string
		switch c := r.s[0]; {
		case c == '}':
			r.s = r.s[1:]
			return m, true
		case c == ',':
			r.s = r.s[1:]
			continue
		case c == '"' || c == '\'':
			s, ok := r.text()
			if !ok {
				return m, false
			}
			name = s
		default:
			if name = r.word(); name == "" {
				return m, false
			}
		}
		r.skip()
		if !strings.HasPrefix(r.s, ":") {
			r.pass() // a method or a shorthand
			continue
		}
		r.s = r.s[1:]
		v, ok := r.value(depth + 1)
		if !ok {
			if _, deep := v.(map[string]any); deep || r.count > maxValues || depth >= maxDepth {
				return m, false
			}
		}
		r.skip()
		if r.s != "" && r.s[0] != ',' && r.s[0] != '}' {
			r.pass() // more than a value: an expression
			v = ident("")
		}
		m[name] = v
	}
}

func (r *literals) array(depth int) (any, bool) {
	var list []any
	r.s = r.s[1:]
	for {
		r.skip()
		switch {
		case r.s == "":
			return list, false
		case r.s[0] == ']':
			r.s = r.s[1:]
			return list, true
		case r.s[0] == ',':
			r.s = r.s[1:]
			continue
		}
		v, ok := r.value(depth + 1)
		if !ok {
			return list, false
		}
		list = append(list, v)
		r.skip()
		if r.s != "" && r.s[0] != ',' && r.s[0] != ']' {
			r.pass()
		}
	}
}

// pass goes over an expression, to the comma or bracket that ends it.
func (r *literals) pass() {
	depth := 0
	for r.s != "" {
		switch c := r.s[0]; c {
		case '"', '\'', '`':
			if _, ok := r.text(); !ok {
				return
			}
			continue
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return
			}
			depth--
		case ',', ';':
			if depth == 0 && c == ',' {
				return
			}
		}
		r.s = r.s[1:]
	}
}
