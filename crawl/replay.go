package crawl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"nianbao/crawl/address"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/report"
)

// maxReplayed bounds a body from an archive, as the limits on the web do.
const maxReplayed = 64 << 20

// Replay answers a crawl from an archive: nothing is asked of any server. What
// the archive does not have is unreachable.
type Replay struct{ Archive *warc.Replay }

// Visit gives the getter of any site: the rules were kept when it was fetched.
func (r Replay) Visit(polite.Site) list.Getter { return r }

// Get gives what was answered, where its redirects led.
func (r Replay) Get(ctx context.Context, q list.Request) (*list.Page, error) {
	method, form := q.Method, q.JSON
	if method == "" {
		method = http.MethodGet
	}
	if q.Form != nil && form == nil {
		form = []byte(q.Form.Encode())
	}
	first, err := address.Parse(q.URL)
	if err != nil {
		return nil, &polite.Error{Class: list.ClassRefused, URL: q.URL, Err: err}
	}
	where := first.String()
	for range 11 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := r.Archive.Answer(method, where, form, maxReplayed)
		switch {
		case errors.Is(err, report.ErrNotFound):
			return nil, &polite.Error{Class: list.ClassUnreachable, URL: where, Why: "not in the archive"}
		case err != nil:
			return nil, err
		case a.Truncated != "":
			return nil, &polite.Error{Class: list.ClassTruncated, URL: where, Status: a.Status, Why: a.Truncated}
		}
		sum := sha256.Sum256(a.Body)
		page := &list.Page{URL: where, Asked: q.URL, Status: a.Status, Header: a.Header, Body: a.Body, SHA256: hex.EncodeToString(sum[:])}
		if strings.HasPrefix(where, "http:") {
			page.TLS = "http"
		}
		if a.Status == http.StatusOK || a.Status == http.StatusNonAuthoritativeInfo {
			return page, nil
		}
		next, err := redirect(where, a)
		if err != nil {
			return nil, &polite.Error{Class: list.ClassStatus, URL: where, Status: a.Status, Page: page}
		}
		if a.Status != http.StatusTemporaryRedirect && a.Status != http.StatusPermanentRedirect {
			method, form = http.MethodGet, nil
		}
		where = next
	}
	return nil, &polite.Error{Class: list.ClassLoop, URL: where, Why: "too many redirects"}
}

var errNoRedirect = errors.New("no redirect")

func redirect(from string, a *warc.Answer) (string, error) {
	location := a.Header.Get("Location")
	if a.Status < 300 || a.Status >= 400 || location == "" {
		return "", errNoRedirect
	}
	base, err := url.Parse(from)
	if err != nil {
		return "", err
	}
	to, err := base.Parse(location)
	if err != nil {
		return "", err
	}
	return address.Tidy(to).String(), nil
}
