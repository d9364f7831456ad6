package polite

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"nianbao/crawl/address"
	"nianbao/crawl/list"
	"nianbao/crawl/robots"
	"nianbao/fetch/guard"
	"nianbao/report"
)

// An origin is what is known of a scheme, host and port: its robots file.
type origin struct {
	asking chan struct{} // holds one value while nobody asks for the file

	mu    sync.Mutex
	state robots.State
	rules *robots.Rules // that the state gave when it was new
}

func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

func (c *Client) origin(name string) (*origin, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o := c.origins[name]; o != nil {
		return o, nil
	}
	state, _, err := c.o.Memory.Robots(name)
	if err != nil {
		return nil, err
	}
	state.Origin = name
	o := &origin{asking: make(chan struct{}, 1), state: state, rules: state.Rules(c.o.Clock.Now())}
	o.asking <- struct{}{}
	c.origins[name] = o
	return o, nil
}

// robots refuses what a site's robots file keeps us from, and asks for the file
// where what is known of it is too old. Whoever was led here from another host
// is strict: what such a visit cannot read says nothing to others.
func (v *Visit) robots(ctx context.Context, u *url.URL, strict bool) error {
	where := u.String()
	o, err := v.client.origin(originOf(u))
	if err != nil {
		return err
	}
	state, rules, err := v.fresh(ctx, o, u, strict)
	if err != nil {
		return err
	}
	e := &Error{Class: list.ClassDeclined, URL: where}
	switch now := v.client.o.Clock.Now(); {
	case state.Outcome == robots.Unreachable && !state.Stale(now):
		e.Class, e.Status, e.Product, e.Until = list.ClassUnreachable, state.Status, state.Product, state.Expires
		e.Why = "robots.txt unreachable"
		if state.Note != "" {
			e.Why += ": " + state.Note
		}
	case rules.TooSlow():
		e.Why = "Crawl-delay " + rules.Delay.String()
	case !rules.Allowed(u):
		e.Why = "robots.txt"
	default:
		return nil
	}
	return e
}

// fresh gives what holds of an origin now.
func (v *Visit) fresh(ctx context.Context, o *origin, u *url.URL, strict bool) (robots.State, *robots.Rules, error) {
	c := v.client
	select {
	case <-ctx.Done():
		return robots.State{}, nil, ctx.Err()
	case <-o.asking:
	}
	defer func() { o.asking <- struct{}{} }()
	o.mu.Lock()
	state, rules := o.state, o.rules
	o.mu.Unlock()
	if state.Fresh(c.o.Clock.Now()) {
		return state, rules, nil
	}
	// A host that is left alone, or a private address, says nothing of the file.
	h, err := c.host(u.Hostname())
	if err != nil {
		return state, nil, err
	}
	if err := c.wait(ctx, h, u.String()); err != nil {
		return state, nil, err
	}
	if _, err := c.addresses(ctx, u.Hostname(), portOf(u), v.site.Allow); errors.Is(err, report.ErrRefused) {
		return state, nil, &Error{Class: list.ClassRefused, URL: u.String(), Err: err}
	}
	var ours error
	state, err = state.Next(ctx, c.o.Clock.Now(), func(ctx context.Context, raw string) (robots.Answer, error) {
		a, err := v.askRobots(ctx, raw, u.Hostname(), strict)
		var handshake *handshakeError
		if notTheSite(err) || strict && errors.As(err, &handshake) {
			ours = err
		}
		return a, err
	})
	if ours != nil {
		err = ours
	}
	if err == nil {
		err = c.o.Memory.PutRobots(state)
	}
	if err != nil {
		return state, nil, err
	}
	rules = state.Rules(c.o.Clock.Now())
	o.mu.Lock()
	o.state, o.rules = state, rules
	o.mu.Unlock()
	return state, rules, nil
}

// notTheSite tells an error that says nothing of the site: the night is over, or
// the archive is full.
func notTheSite(err error) bool {
	var e *Error
	return err != nil && (!errors.As(err, &e) || e.Class == ClassNight || e.Class == list.ClassRate)
}

// askRobots is a step on the way to a robots file. It may lead out of the site:
// what it finds there is the site's own answer.
func (v *Visit) askRobots(ctx context.Context, raw, first string, strict bool) (robots.Answer, error) {
	u, err := address.Parse(raw)
	if err == nil {
		err = guard.URL(u)
	}
	if err != nil {
		return robots.Answer{}, &Error{Class: list.ClassRefused, URL: raw, Err: err}
	}
	a, err := v.exchange(ctx, question{method: http.MethodGet, url: u, kind: list.KindRobots, strict: strict || u.Hostname() != first})
	if err != nil {
		return robots.Answer{}, err
	}
	return robots.Answer{Status: a.status, Header: a.header, Body: a.body, Product: a.product}, nil
}

// crawlDelay is what the site's robots file asks for between two requests.
func (v *Visit) crawlDelay(u *url.URL) time.Duration {
	v.client.mu.Lock()
	o := v.client.origins[originOf(u)]
	v.client.mu.Unlock()
	if o == nil {
		return 0
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rules.TooSlow() {
		return 0
	}
	return o.rules.Delay
}
