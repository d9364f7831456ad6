package web

import (
	"net/http"
	"net/url"
)

// Send writes an answer whole, packed where the client takes it so.
func Send(w http.ResponseWriter, r *http.Request, status int, body []byte) { send(w, r, status, body) }

// Printable leaves out of a text what no page can show.
func Printable(s string) string { return printable(s) }

// Address is where a source is found by anybody: an address of the web; "" for a
// file of this machine.
func Address(source string) string {
	if u, err := url.Parse(source); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return source
}
