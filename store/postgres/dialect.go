package postgres

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A statement is one of package store in PostgreSQL's words.
type statement struct {
	sql   string
	names []string // of the parameters, "" for those that have none
}

// Statements are few and written in the program, but for those that are put
// together from conditions.
const mostStatements = 2000

type statements struct {
	mu    sync.Mutex
	known map[string]statement
}

func (s *statements) of(query string) statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.known[query]
	if !ok {
		if len(s.known) >= mostStatements {
			clear(s.known)
		}
		st = translate(query)
		s.known[query] = st
	}
	return st
}

// translate numbers the parameters as SQLite does - ? is the one behind the
// last, ?3 the third, :name the one of that name - and writes what SQLite alone
// knows in PostgreSQL's words.
func translate(query string) statement {
	var st statement
	var b strings.Builder
	query, ignore := strings.CutPrefix(query, "INSERT OR IGNORE")
	if ignore {
		b.WriteString("INSERT")
	}
	for i := 0; i < len(query); {
		switch c := query[i]; {
		case c == '\'' || c == '"':
			n := literal(query[i:])
			b.WriteString(query[i : i+n])
			i += n
		case strings.HasPrefix(query[i:], "--"):
			n := strings.IndexByte(query[i:], '\n')
			if n < 0 {
				n = len(query) - i
			}
			i += n
		case strings.HasPrefix(query[i:], "::"):
			b.WriteString("::")
			i += 2
		case c == '?':
			n := 0
			for i++; i < len(query) && query[i] >= '0' && query[i] <= '9'; i++ {
				n = 10*n + int(query[i]-'0')
			}
			if n == 0 {
				n = len(st.names) + 1
			}
			for len(st.names) < n {
				st.names = append(st.names, "")
			}
			fmt.Fprintf(&b, "$%d", n)
		case c == ':' && i+1 < len(query) && letter(query[i+1]):
			end := i + 1
			for end < len(query) && letter(query[end]) {
				end++
			}
			fmt.Fprintf(&b, "$%d", st.named(query[i+1:end]))
			i = end
		case c == '+' && unindexed.MatchString(query[i:]) && i > 0 && strings.IndexByte(" (\t\n", query[i-1]) >= 0:
			i++
		case letter(c):
			end := i
			for end < len(query) && letter(query[end]) {
				end++
			}
			if word := query[i:end]; word == "fetch" { // a table, and a word of the language
				b.WriteString(`"fetch"`)
			} else {
				b.WriteString(word)
			}
			i = end
		default:
			b.WriteByte(c)
			i++
		}
	}
	st.sql = b.String()
	if ignore {
		st.sql += " ON CONFLICT DO NOTHING"
	}
	return st
}

// literal is how long the quoted text is that a string begins with.
func literal(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == s[0] {
			if i+1 < len(s) && s[i+1] == s[0] {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(s)
}

// unindexed is SQLite's way to keep its planner from an index: +d.year.
var unindexed = regexp.MustCompile(`^\+[a-z]\w*\.[a-z]`)

func letter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func (st *statement) named(name string) int {
	for i, n := range st.names {
		if n == name {
			return i + 1
		}
	}
	st.names = append(st.names, name)
	return len(st.names)
}
