package web

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"
)

// A Request is one with what every page asks of it.
type Request struct {
	*http.Request
	Lang  string // zh or en
	Query url.Values
}

// langCookie keeps the language that a person chose.
const langCookie = "lang"

var (
	languages = []string{"zh", "en"}
	matcher   = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})
)

// request reads what every page needs, and keeps the language where one is
// chosen: ?lang=en, else the one chosen before, else what the browser prefers.
func (s *Server) request(w http.ResponseWriter, r *http.Request) *Request {
	out := &Request{Request: r, Query: r.URL.Query()}
	for key, list := range out.Query {
		for i, v := range list {
			list[i] = printable(v)
		}
		out.Query[key] = list
	}
	chosen := out.Query.Get("lang")
	for _, l := range languages {
		if chosen == l {
			http.SetCookie(w, &http.Cookie{Name: langCookie, Value: l, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
			out.Lang = l
		}
	}
	if c, err := r.Cookie(langCookie); out.Lang == "" && err == nil && (c.Value == "zh" || c.Value == "en") {
		out.Lang = c.Value
	}
	if out.Lang == "" {
		wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
		_, at, _ := matcher.Match(wanted...)
		if out.Lang = languages[at]; err != nil || len(wanted) == 0 {
			out.Lang = "zh"
		}
	}
	return out
}

// printable leaves out of what a client sent what no page can show: control
// characters, those that turn the direction of writing or have no width, bytes
// that are no UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// hidden tells characters that change a text without being seen.
func hidden(r rune) bool {
	switch {
	case r < 0x20, 0x7f <= r && r <= 0x9f:
		return true
	case 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x2069, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return true
	case 0xfdd0 <= r && r <= 0xfdef, 0xe0000 <= r && r <= 0xe007f:
		return true
	}
	return false
}
