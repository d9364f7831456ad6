package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Send writes an answer whole, packed where the client takes it so.
func Send(w http.ResponseWriter, r *http.Request, status int, body []byte) { send(w, r, status, body) }

// Printable leaves out of a text what no page can show.
func Printable(s string) string { return printable(s) }

// Unturned is JSON with the characters that turn the direction of writing as
// escapes, so that nobody who looks at it is misled.
func Unturned(b []byte) []byte { return []byte(turns.Replace(string(b))) }

var turns = func() *strings.Replacer {
	var pairs []string
	for _, r := range "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" {
		pairs = append(pairs, string(r), fmt.Sprintf(`\u%04x`, r))
	}
	return strings.NewReplacer(pairs...)
}()

// Address is where a source is found by anybody: an address of the web; "" for a
// file of this machine.
func Address(source string) string { return webAddress(source) }

// Readable lets pages of others read an answer.
func Readable(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link, Retry-After")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// Problem says what is wrong as application/problem+json (RFC 9457), which pages of
// others may read.
func Problem(w http.ResponseWriter, r *http.Request, status int, detail string) {
	Readable(w.Header())
	body, _ := json.Marshal(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{"about:blank", http.StatusText(status), status, detail})
	w.Header().Set("Content-Type", "application/problem+json")
	send(w, r, status, append(body, '\n'))
}
