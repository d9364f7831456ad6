// Package address tells what an address on the web is as it is asked for, and
// when two of them are the same.
package address

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Parse reads an address as it is to be asked for: what stands in it stays, but
// what no request line may have is %-encoded.
func Parse(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("not an address")
	}
	return Tidy(u), nil
}

// Tidy gives an address as Parse does.
func Tidy(u *url.URL) *url.URL {
	out := *u
	out.Fragment, out.RawFragment = "", ""
	out.Scheme = strings.ToLower(u.Scheme)
	if host, err := Host(u.Hostname()); err == nil {
		out.Host = host
		if strings.Contains(host, ":") {
			out.Host = "[" + host + "]"
		}
		if port := u.Port(); port != "" && port != DefaultPort(out.Scheme) {
			out.Host += ":" + port
		}
	}
	out.RawQuery = escapeQuery(u.RawQuery)
	if out.Path == "" {
		out.Path = "/"
	}
	return &out
}

// Key is the identity of an address: two that differ only in what no server
// cares about have the same. It is for comparing, never for asking: what is
// asked for is the address as the page has it. What is no address is its own key.
func Key(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme == "" || u.Host == "" {
		return raw
	}
	if _, err := Host(u.Hostname()); err != nil {
		return raw
	}
	u = Tidy(u)
	key := u.Scheme + "://" + u.Host + cleanPath(withoutSession(canonicalEscapes(u.EscapedPath())))
	if q := canonicalQuery(u.RawQuery); q != "" {
		key += "?" + q
	}
	return key
}

// Host gives a name in small letters and ASCII, without the dot that ends a
// full name; a numeral address stays.
func Host(host string) (string, error) {
	host = strings.TrimRight(strings.ToLower(host), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String(), nil
	}
	name, err := idna.Lookup.ToASCII(host)
	name = strings.TrimRight(name, ".") // what is behind the last may stand for nothing, as a soft hyphen does
	if err != nil || name == "" {
		// Names with an underscore are no proper ones, and exist.
		if host == "" || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
			return "", fmt.Errorf("%q is no name of a host", host)
		}
		return host, nil
	}
	return name, nil
}

// DefaultPort is the one that an address of a scheme need not name.
func DefaultPort(scheme string) string {
	return map[string]string{"http": "80", "https": "443"}[scheme]
}

// escapeQuery %-encodes what a request line cannot have: pages write Chinese
// into their links. The rest stays, %-sequences of GBK among it.
func escapeQuery(q string) string {
	var out strings.Builder
	for _, c := range []byte(q) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// canonicalEscapes writes %-sequences in capitals, characters that need none as
// themselves, and a % that begins none as one that does.
func canonicalEscapes(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out.WriteByte(s[i])
			continue
		}
		n, err := strconv.ParseUint(s[i+1:min(i+3, len(s))], 16, 8)
		switch c := byte(n); {
		case err != nil || i+2 >= len(s):
			out.WriteString("%25")
			continue
		case c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("-._~", c) >= 0:
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "%%%02X", c)
		}
		i += 2
	}
	return out.String()
}

// session is what ;jsessionid=… in a path begins with.
const session = ";jsessionid="

// withoutSession drops ;jsessionid=… from a path's segments.
func withoutSession(p string) string {
	segments := strings.Split(p, "/")
	for i, s := range segments {
		if at := strings.Index(strings.ToLower(s), session); at >= 0 {
			segments[i] = s[:at]
		}
	}
	return strings.Join(segments, "/")
}

// cleanPath resolves the segments . and .. of a path. Empty segments stay: some
// servers tell them apart.
func cleanPath(p string) string {
	var out []string
	segments := strings.Split(strings.TrimPrefix(p, "/"), "/")
	for i, segment := range segments {
		switch {
		case segment != "." && segment != "..":
			out = append(out, segment)
			continue
		case segment == ".." && len(out) > 0:
			out = out[:len(out)-1]
		}
		if i == len(segments)-1 {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/")
}

// fleeting are parameters that name a visit, not a page.
var fleeting = []string{"jsessionid", "uid", "_", "t", "timestamp", "from", "isappinstalled"}

func canonicalQuery(q string) string {
	var kept []string
	for part := range strings.SplitSeq(canonicalEscapes(q), "&") {
		name, _, _ := strings.Cut(part, "=")
		if part != "" && !slices.Contains(fleeting, strings.ToLower(name)) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}
