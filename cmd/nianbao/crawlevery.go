package main

import (
	"context"
	"net"
	"net/http"
	"slices"
	"time"

	"nianbao/crawl"
	"nianbao/crawl/meter"
)

// again is how soon a night is begun again in which nobody answered.
const again = 30 * time.Minute

// passing are the exit codes of nights that others follow. After the rest - a
// stall, an account that does not add up, a fault - somebody must look, and
// whoever runs the process sees that it ended.
var passing = []int{exitOK, exitShort, exitDiskFull, exitUnreached, exitTime, exitArchive, exitBlocks}

// nights makes a night each p.every, in the hours of the window, until ctx ends.
// sources.yaml is read again for each; one that cannot be used then costs that
// night alone.
func (c *cli) nights(ctx context.Context, p nightPlan) error {
	if address := p.notice.metrics; address != "" {
		p.meter.Live(p.progress)
		stop, err := serveMetrics(address, p.meter)
		if err != nil {
			return &failure{text: c.say("crawl.metrics", err), code: exitConfig}
		}
		defer stop()
	}
	for first := true; ; first = false {
		began := c.now()
		if opens := p.window.Next(began); opens.After(began) && first {
			if !c.waitUntil(ctx, opens) {
				return nil
			}
			began = opens
		}
		var s *crawl.Summary
		var err error
		if !first {
			p, err = c.planAgain(p)
		}
		if err == nil {
			s, err = c.night(ctx, p)
		}
		code := c.finish(err)
		if err != nil && code != exitConfig && !slices.Contains(passing, code) {
			return exitOnly(code)
		}
		next := began.Add(p.every)
		if s != nil && s.Ending == crawl.Unreached {
			next = earlier(next, c.now().Add(again))
		}
		if now := c.now(); now.After(next) {
			next = now
		}
		if !c.waitUntil(ctx, p.window.Next(next)) {
			return nil
		}
	}
}

// planAgain looks at the flags once more, for sources.yaml may be another. It
// gives the plan as it was where that cannot be used.
func (c *cli) planAgain(p nightPlan) (nightPlan, error) {
	fresh, err := c.plan(p.crawlFlags)
	if err != nil {
		return p, err
	}
	fresh.watch = p.watch
	return fresh, nil
}

// serveMetrics serves /metrics until it is told to stop.
func serveMetrics(address string, m *meter.Meter) (stop func(), err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	go server.Serve(l)
	return func() { server.Close() }, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// waitUntil waits for the next night, false where ctx ends before. It looks at
// the clock each minute: a machine that slept has not waited.
func (c *cli) waitUntil(ctx context.Context, t time.Time) bool {
	t = t.Round(0) // by the clock on the wall
	if t.After(c.now()) {
		c.log.info(c.say("crawl.next_night", t.Format(time.RFC3339)))
	}
	for ctx.Err() == nil {
		left := t.Sub(c.now())
		if left <= 0 {
			return true
		}
		if c.sleep(ctx, min(left, time.Minute)) != nil {
			break
		}
	}
	c.log.info(c.say("crawl.stopped"))
	return false
}
