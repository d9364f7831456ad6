package polite

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"nianbao/crawl/address"
	"nianbao/crawl/list"
	"nianbao/crawl/warc"
	"nianbao/report"
)

// acceptEncoding is the same in all requests: validators hold for one only.
const acceptEncoding = "gzip"

// A question is one request, without the redirects that it may lead to.
type question struct {
	method  string
	url     *url.URL
	body    []byte
	ctype   string // of the body
	referer string
	kind    list.Kind
	known   Validators
	whole   bool     // the body is needed
	kept    KeptPage // of one whose body is needed, and that was had before
	strict  bool     // no lenient TLS: a redirect led here from another host
}

// An answer is what a server said.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	tls     string
	sound   bool // the TLS
	product string
}

// exchange asks one question when it is its turn, and archives what came of it.
// Where the body failed, the answer has what came before.
func (v *Visit) exchange(ctx context.Context, q question) (*answer, error) {
	c := v.client
	where := q.url.String()
	h, err := c.host(q.url.Hostname())
	if err != nil {
		return nil, err
	}
	addrs, err := c.addresses(ctx, q.url.Hostname(), portOf(q.url), v.site.Allow)
	if err != nil {
		return nil, c.failed(ctx, h, where, err)
	}
	if err := c.take(ctx, &h.turn, func() time.Duration { return v.crawlDelay(q.url) }); err != nil {
		return nil, err
	}
	defer h.give()
	if err := c.wait(ctx, h, where); err != nil {
		return nil, err
	}
	for i, addr := range addrs {
		var a *answer
		a, err = v.ask(ctx, q, h, addr)
		var dial *dialError
		if err == nil || !errors.As(err, &dial) || i == len(addrs)-1 {
			if err != nil && (a == nil || a.status == 0) {
				return nil, c.failed(ctx, h, where, err)
			}
			if err := c.answered(h, a.status, a.header); err != nil {
				return nil, err
			}
			if err != nil && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				e := bodyError(err)
				e.URL, e.Status = where, a.status
				return a, e
			}
			return a, nil
		}
	}
	return nil, c.failed(ctx, h, where, err)
}

// failed gives the error of a request that had no answer, and notes it.
func (c *Client) failed(ctx context.Context, h *host, url string, err error) error {
	var e *Error
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.As(err, &e) || errors.Is(err, errArchive) || errors.Is(err, errMemory) {
		return err
	}
	e = connectionError(err)
	e.URL = url
	if e.lost {
		if err := c.lost(h, e.Error()); err != nil {
			return err
		}
	}
	return e
}

// ask sends a request to an address when it is that one's turn, and once more
// by the lenient way where the server does not speak today's TLS.
func (v *Visit) ask(ctx context.Context, q question, h *host, addr netip.AddrPort) (a *answer, err error) {
	c := v.client
	l, err := c.lane(addr.Addr())
	if err != nil {
		return nil, err
	}
	if err := c.take(ctx, &l.turn, noDelay); err != nil {
		return nil, err
	}
	defer l.give()
	if err := c.wait(ctx, h, q.url.String()); err != nil {
		return nil, err // the night ended while others had the address
	}
	if err := c.begin(h, l); err != nil {
		return nil, err
	}
	lenient := h.lenient && !q.strict
	began := c.o.Clock.Now()
	a, err = v.send(ctx, q, l, addr, lenient)
	if err != nil && !lenient && !q.strict && q.url.Scheme == "https" && mayBeLenient(err) && ctx.Err() == nil {
		// The second attempt is no second request: nothing was asked yet.
		if again, second := v.send(ctx, q, l, addr, true); second == nil || again != nil {
			h.lenient = true
			a, err = again, second
		}
	}
	if ended := c.end(h, l, c.o.Clock.Now().Sub(began)); ended != nil {
		return nil, ended
	}
	return a, err
}

// errArchive wraps what the archive says: no request is sent that is not kept.
var errArchive = errors.New("archive")

// send sends a request and reads the answer.
func (v *Visit) send(parent context.Context, q question, l *lane, addr netip.AddrPort, lenient bool) (*answer, error) {
	c := v.client
	ctx, cancel := context.WithTimeout(parent, limits[q.kind].time)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	sent := new(atomic.Bool)
	ctx = context.WithValue(ctx, destinationKey{}, destination{addr, v.site.Allow, sent})
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	req, err := v.request(ctx, q)
	if err != nil {
		return nil, err
	}
	if conn := q.url.Scheme + "://" + q.url.Host; l.conn != conn {
		l.hangUp() // one connection to an address, whoever stands there
		l.conn = conn
	}
	at := c.o.Clock.Now()
	resp, err := l.transports[lenient].RoundTrip(req)
	if err != nil {
		return nil, cause(ctx, err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	a.tls, a.sound = c.tlsState(resp.TLS, q.url.Hostname())
	in := newIdleReader(resp.Body, stop)
	a.body, err = readBody(resp, in, q.kind)
	in.timer.Stop()
	err = cause(ctx, err)
	a.product = challenge(a.status, a.header, a.body)
	if a.product == "" { // a firewall's cookie is part of its riddle
		v.jar.SetCookies(q.url, resp.Cookies())
	}
	v.spent(len(a.body))
	if kept := c.o.Archive(&warc.Exchange{
		URL: q.url.String(), At: at, Method: q.method, Request: req.Header, Form: q.body, Status: a.status, Header: a.header, Body: a.body,
		Address: addr.Addr().String(), TLS: a.tls, Truncated: truncated(err),
	}); kept != nil {
		return nil, errors.Join(errArchive, kept)
	}
	return a, err
}

// cause gives the reason why a context of ours ended a request.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && context.Cause(ctx) != nil {
		return context.Cause(ctx)
	}
	return err
}

func truncated(err error) warc.Truncated {
	switch {
	case err == nil:
		return warc.Whole
	case errors.Is(err, report.ErrTooLarge):
		return warc.ByLength
	case errors.Is(err, errIdle), errors.Is(err, context.DeadlineExceeded):
		return warc.ByTime
	}
	return warc.Disconnect
}

func (v *Visit) request(ctx context.Context, q question) (*http.Request, error) {
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, q.url.String(), body)
	if err != nil {
		return nil, err
	}
	set := func(key, value string) {
		if value != "" {
			req.Header.Set(key, value)
		}
	}
	set("User-Agent", v.client.agent)
	set("From", v.client.o.Contact.Mail)
	set("Accept", "text/html,application/pdf,application/json;q=0.9,*/*;q=0.8")
	set("Accept-Language", "zh-CN,zh;q=0.9")
	set("Accept-Encoding", acceptEncoding)
	set("Content-Type", q.ctype)
	set("Referer", q.referer)
	if q.known.Encoding == acceptEncoding {
		set("If-None-Match", q.known.ETag)
		set("If-Modified-Since", q.known.Modified)
	}
	for _, cookie := range v.jar.Cookies(q.url) {
		req.AddCookie(cookie)
	}
	return req, nil
}

func portOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Port()
	}
	return address.DefaultPort(u.Scheme)
}
