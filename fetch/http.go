package fetch

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nianbao/report"
)

const (
	headerTimeout  = 20 * time.Second // from the request to the first line of the answer
	dialTimeout    = 10 * time.Second
	maxRedirects   = 10
	maxHeaderBytes = 64 << 10
	maxRatio       = 100       // of decoded to compressed bytes; a page of tables reaches 30
	ratioFrom      = 100 << 10 // decoded bytes below which the ratio is not looked at
)

// newClient gives the client that every request goes through. The environment's
// proxies are not used: the guard must see the address that is connected to.
func newClient(o Options) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: guard(o.AllowAddress)}
	return &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // decoded here, under the ratio's guard
			TLSHandshakeTimeout:    dialTimeout,
			ResponseHeaderTimeout:  min(headerTimeout, o.Timeout),
			MaxResponseHeaderBytes: maxHeaderBytes,
			MaxConnsPerHost:        2,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects: %w", maxRedirects, report.ErrUnavailable)
			}
			return checkURL(r.URL)
		},
	}
}

// address is the item of a URL.
func (f *Fetcher) address(raw string) Item {
	u, err := url.Parse(raw)
	if err != nil {
		return failing(raw, fmt.Errorf("not an address: %w", report.ErrRefused))
	}
	if err := checkURL(u); err != nil {
		return failing(raw, err)
	}
	return Item{Source: raw, Open: func(ctx context.Context) (Content, error) {
		c, err := f.get(ctx, raw)
		return c, httpError(ctx, err)
	}}
}

// checkURL refuses what is not fetched wherever it is met, redirects included.
func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("scheme %q, only http and https are fetched: %w", u.Scheme, report.ErrRefused)
	case u.Hostname() == "":
		return fmt.Errorf("an address without a host: %w", report.ErrRefused)
	case u.User != nil:
		return fmt.Errorf("an address with a password: %w", report.ErrRefused)
	}
	return nil
}

func (f *Fetcher) get(ctx context.Context, url string) (Content, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Content{}, err
	}
	req.Header.Set("User-Agent", userAgent(f.opts))
	req.Header.Set("Accept", "text/html,application/pdf,text/plain;q=0.9,*/*;q=0.5")
	req.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := f.client.Do(req)
	if err != nil {
		return Content{}, err
	}
	defer resp.Body.Close()
	c := Content{Response: describe(resp)}
	if err := statusError(resp.StatusCode); err != nil {
		return c, err
	}
	c.Body, err = f.readBody(resp)
	return c, err
}

func describe(resp *http.Response) *Response {
	r := &Response{
		URL: resp.Request.URL.String(), Status: resp.StatusCode, Type: resp.Header.Get("Content-Type"),
		ETag: resp.Header.Get("ETag"), Modified: resp.Header.Get("Last-Modified"),
	}
	if resp.TLS != nil {
		r.TLS = tls.VersionName(resp.TLS.Version)
	}
	return r
}

// userAgent is "nianbao/1.0 (+https://example.org/about)".
func userAgent(o Options) string {
	ua := "nianbao/" + o.Version
	if o.Contact != "" {
		ua += " (+" + o.Contact + ")"
	}
	return ua
}

// statusError is nil for an answer with a document in it.
func statusError(code int) error {
	var kind error
	switch {
	case code == http.StatusOK, code == http.StatusNonAuthoritativeInfo:
		return nil
	case code == http.StatusNotFound, code == http.StatusGone:
		kind = report.ErrNotFound
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusUnavailableForLegalReasons:
		kind = report.ErrForbidden
	case code == http.StatusRequestTimeout, code == http.StatusTooManyRequests, code >= 500:
		kind = report.ErrUnavailable
	default:
		return fmt.Errorf("HTTP status %d", code)
	}
	return fmt.Errorf("HTTP status %d: %w", code, kind)
}

// readBody reads and decodes a body within the size limit.
func (f *Fetcher) readBody(resp *http.Response) ([]byte, error) {
	switch enc := strings.ToLower(resp.Header.Get("Content-Encoding")); enc {
	case "", "identity":
		return f.readAll(resp.Body)
	case "gzip", "x-gzip":
		in := &counter{r: resp.Body}
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("compressed body: %w", err)
		}
		return f.readAll(&ratioGuard{r: z, packed: func() int64 { return in.n }})
	default:
		return nil, fmt.Errorf("content encoding %q was not asked for", clip(enc))
	}
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A ratioGuard stops a compressed body that unpacks to more than any report does.
type ratioGuard struct {
	r      io.Reader
	packed func() int64 // bytes of it that were read so far
	out    int64
}

func (g *ratioGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.out += int64(n)
	if g.out > ratioFrom && g.out > maxRatio*g.packed() {
		return n, fmt.Errorf("unpacks to more than %d times its size: %w", maxRatio, report.ErrTooLarge)
	}
	return n, err
}

// httpError gives the error of a request one of report's kinds. The addresses
// are left out: whoever prints the error knows them.
func httpError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var dial *net.OpError
	if errors.As(err, &dial) {
		err = dial.Err
	}
	for _, kind := range []error{report.ErrNotFound, report.ErrForbidden, report.ErrTooLarge, report.ErrRefused, report.ErrUnavailable} {
		if errors.Is(err, kind) {
			return err
		}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fmt.Errorf("%v: %w", err, report.ErrTimedOut)
	}
	return fmt.Errorf("%v: %w", err, report.ErrUnavailable)
}
