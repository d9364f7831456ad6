package polite

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"nianbao/crawl/list"
)

const (
	minDelay = 3 * time.Second
	maxDelay = 30 * time.Second
	slowness = 5   // delays to a host for each second that it takes to answer
	jitter   = 0.2 // of a delay, to either side
	patience = 2 * time.Minute
	maxWait  = 24 * time.Hour // of a Retry-After
	lastStop = 4 * time.Hour
)

// stops are how long a host that fails is left alone, the first times; then
// each is twice as long as the one before.
var stops = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute}

// A turn is taken by one request at a time.
type turn struct {
	kind TurnKind
	name string
	free chan struct{} // holds one value while nobody has the turn
	// Of whoever has the turn: when the last request ended, and when the next may
	// begin.
	ended, next time.Time
}

// longest is the longest time that a host is left alone after a request, but
// for what its robots file asks for.
var longest = time.Duration((1 + jitter) * float64(maxDelay))

// turn gives the turn of a host or an address.
func (c *Client) turn(kind TurnKind, name string) (turn, error) {
	t := turn{kind: kind, name: name, free: make(chan struct{}, 1)}
	t.free <- struct{}{}
	return t, c.learn(&t)
}

// learn takes over what other processes, before this one or beside it, asked of a
// host or an address. A clock that was set back holds up nobody.
func (c *Client) learn(t *turn) error {
	known, _, err := c.o.Memory.Turn(t.kind, t.name)
	if err != nil {
		return errors.Join(errMemory, err)
	}
	now := c.o.Clock.Now()
	t.ended = later(t.ended, known.Ended, now)
	t.next = later(t.next, known.Next, now.Add(longest))
	return nil
}

// later is the later one of our own time and of a remembered one, which is none
// of ours: a memory may keep whole seconds, and then ours come back a little
// later. It is no later than the last.
func later(ours, known, last time.Time) time.Time {
	if known.After(last) {
		known = last
	}
	if known.Sub(ours) >= time.Second {
		return known
	}
	return ours
}

// take waits for a turn, and then for its time, which is not before some delay
// after the last.
func (c *Client) take(ctx context.Context, t *turn, delay func() time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.free:
	}
	err := c.learn(t)
	if err == nil {
		next := t.ended.Add(delay())
		if t.next.After(next) {
			next = t.next
		}
		err = c.o.Clock.Sleep(ctx, next.Sub(c.o.Clock.Now()))
	}
	if err != nil {
		t.free <- struct{}{}
	}
	return err
}

func (t *turn) give() { t.free <- struct{}{} }

// over notes that a request ended.
func (t *turn) over(now time.Time, delay time.Duration) { t.ended, t.next = now, now.Add(delay) }

// state is what the memory keeps of a turn.
func (t *turn) state() Turn { return Turn{t.kind, t.name, t.ended, t.next} }

// errMemory wraps what the memory says: no request is sent that is not
// remembered.
var errMemory = errors.New("memory")

// begin remembers that a request is sent now. Of a process that does not come to
// its end the next one thinks that it was as slow as can be.
func (c *Client) begin(h *host, l *lane) error {
	now, d := c.o.Clock.Now(), longest
	if h.own {
		d = 0
	}
	h.over(now, d)
	l.over(now, d)
	return c.remember(h, l)
}

// end remembers that a request that took so long has ended.
func (c *Client) end(h *host, l *lane, took time.Duration) error {
	now := c.o.Clock.Now()
	if h.own {
		h.over(now, 0)
		l.over(now, 0)
		return c.remember(h, l)
	}
	h.over(now, c.delay(took))
	l.over(now, c.delay(took))
	return c.remember(h, l)
}

func (c *Client) remember(h *host, l *lane) error {
	if err := c.o.Memory.PutTurns(h.turn.state(), l.turn.state()); err != nil {
		return errors.Join(errMemory, err)
	}
	return nil
}

func noDelay() time.Duration { return 0 }

// A host is a host's turn and what is known of it.
type host struct {
	turn
	own     bool // an address of this machine
	lenient bool // its TLS is spoken only by the lenient attempt

	mu    sync.Mutex
	state HostState
}

// A lane is the turn of an address. Many hosts may stand on one: whole provinces
// do.
type lane struct {
	turn
	conn       string // what the connection that is kept open is for
	transports map[bool]*http.Transport
}

func (l *lane) hangUp() {
	for _, t := range l.transports {
		t.CloseIdleConnections()
	}
}

func (c *Client) host(name string) (*host, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.hosts[name]; h != nil {
		return h, nil
	}
	state, _, err := c.o.Memory.Host(name)
	if err != nil {
		return nil, err
	}
	state.Host = name
	if last := c.o.Clock.Now().Add(maxWait); state.Until.After(last) { // the clock was set back
		state.Until = last
		if err := c.o.Memory.PutHost(state); err != nil {
			return nil, err
		}
	}
	turn, err := c.turn(OfHost, name)
	if err != nil {
		return nil, err
	}
	h := &host{turn: turn, own: own(name), state: state}
	c.hosts[name] = h
	return h, nil
}

// own tells an address of this machine that is asked for by its number: no name
// leads there, nobody else's server is spared, and a demonstration need not
// take an hour. The guard lets through only what sources.yaml allows.
func own(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

func (c *Client) lane(a netip.Addr) (*lane, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.lanes[a]; l != nil {
		return l, nil
	}
	turn, err := c.turn(OfAddress, a.String())
	if err != nil {
		return nil, err
	}
	l := &lane{turn: turn, transports: map[bool]*http.Transport{false: c.transport(false), true: c.transport(true)}}
	c.lanes[a] = l
	return l, nil
}

// delay is the time between the end of a request and the next one's beginning:
// the longer the server took, the longer. It is never shorter than the least,
// whatever chance says.
func (c *Client) delay(took time.Duration) time.Duration {
	d := min(max(minDelay, slowness*took), maxDelay)
	d += time.Duration((2*c.o.Random() - 1) * jitter * float64(d))
	return max(d, minDelay)
}

// wait keeps to what the host said or did before: a short stop is waited for, a
// long one is an error. So is the day.
func (c *Client) wait(ctx context.Context, h *host, url string) error {
	for {
		now := c.o.Clock.Now()
		if next := c.o.Window.Next(now); next.After(now) {
			return &Error{Class: ClassNight, URL: url, Until: next}
		}
		h.mu.Lock()
		state := h.state
		h.mu.Unlock()
		d := state.Until.Sub(now)
		switch {
		case d <= 0:
			return nil
		case d > patience:
			return &Error{Class: state.Class, URL: url, Why: state.Why, Until: state.Until}
		}
		if err := c.o.Clock.Sleep(ctx, d); err != nil {
			return err
		}
	}
}

// answered notes that a host lives, and how long it asks to wait, if it does.
func (c *Client) answered(h *host, status int, header http.Header) error {
	c.answers.Add(1)
	now := c.o.Clock.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.state
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		d, said := RetryAfter(header, now)
		if !said {
			d = stop(h.state.Failures)
		}
		h.fail(now, d, list.ClassRate, http.StatusText(status))
	} else {
		h.state = HostState{Host: h.state.Host}
	}
	if h.state == before {
		return nil
	}
	return c.o.Memory.PutHost(h.state)
}

// lost notes that a host did not answer: it is left alone for a while, and for
// longer each time.
func (c *Client) lost(h *host, why string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fail(c.o.Clock.Now(), stop(h.state.Failures), list.ClassUnreachable, why)
	return c.o.Memory.PutHost(h.state)
}

func (h *host) fail(now time.Time, d time.Duration, class list.Class, why string) {
	h.state.Class, h.state.Why = class, why
	if h.state.Failures == 0 {
		h.state.Failing = now
	}
	h.state.Failures++
	if until := now.Add(d); until.After(h.state.Until) {
		h.state.Until = until
	}
}

// stop is the back-off after n failures before this one.
func stop(n int) time.Duration {
	last := len(stops) - 1
	return min(lastStop, stops[min(n, last)]<<min(max(n-last, 0), 10))
}
