package frozen

import (
	"net/url"
	"strings"
)

// canonical is an address without fragment and session number, "/" for no path:
// by it requests and the addresses of a site's head are compared.
func canonical(raw string) string {
	raw, _, _ = strings.Cut(raw, "#")
	if i := strings.Index(raw, ";jsessionid="); i >= 0 {
		end := strings.IndexByte(raw[i:], '?')
		if end < 0 {
			end = len(raw) - i
		}
		raw = raw[:i] + raw[i+end:]
	}
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.Host = strings.ToLower(u.Host)
	return u.String()
}
