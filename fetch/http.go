package fetch

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nianbao/fetch/guard"
	"nianbao/report"
)

const (
	headerTimeout  = 20 * time.Second // from the request to the first line of the answer
	dialTimeout    = 10 * time.Second
	maxRedirects   = 10
	maxHeaderBytes = 64 << 10
)

// newClient gives the client that every request goes through. The environment's
// proxies are not used: the guard must see the address that is connected to.
func newClient(o Options) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: guard.Control(o.AllowAddress)}
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
			return guard.URL(r.URL)
		},
	}
}

// address is the item of a URL.
func (f *Fetcher) address(raw string) Item {
	u, err := url.Parse(raw)
	if err != nil {
		return failing(raw, fmt.Errorf("not an address: %w", report.ErrRefused))
	}
	if err := guard.URL(u); err != nil {
		return failing(raw, err)
	}
	return Item{Source: raw, Open: func(ctx context.Context) (Content, error) {
		c, err := f.get(ctx, raw)
		return c, httpError(ctx, err)
	}}
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
		ETag: resp.Header.Get("ETag"), Modified: resp.Header.Get("Last-Modified"), Retry: resp.Header.Get("Retry-After"),
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
		in := &guard.Counter{Reader: resp.Body}
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("compressed body: %w", err)
		}
		return f.readAll(&guard.Ratio{Unpacked: z, Packed: func() int64 { return in.N }})
	default:
		return nil, fmt.Errorf("content encoding %q was not asked for", clip(enc))
	}
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
