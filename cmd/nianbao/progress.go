package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"nianbao/report"
)

// progressEvery is how often a line is written where there is no terminal.
const progressEvery = 5 * time.Second

// A progress shows how far a run is: a bar on a terminal, lines elsewhere.
type progress struct {
	c           *cli
	of          string                   // what is counted, where it is no reports with their figures
	bar         *progressbar.ProgressBar // nil where there is no terminal
	total, done int
	figures     int
	start, last time.Time
}

func (c *cli) newProgress(total int) *progress {
	return c.newProgressOf(total, c.say("ingest.start", total), "")
}

// newProgressOf shows the progress of so many things; start says that it begins
// where there is no terminal.
func (c *cli) newProgressOf(total int, start, of string) *progress {
	p := &progress{c: c, of: of, total: total, start: c.now(), last: c.now()}
	if _, ok := c.terminal(c.stderr); !ok || c.log.json {
		c.log.info(start)
		return p
	}
	p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(c.stderr), progressbar.OptionSetWidth(20),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(cmp.Or(of, c.say("ingest.bar"))),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetDescription(p.describe()), progressbar.OptionClearOnFinish())
	c.log.setAround(func(write func()) {
		p.bar.Clear()
		write()
	})
	return p
}

// step counts a document and its figures.
func (p *progress) step(figures int) {
	p.done++
	p.figures += figures
	if p.bar != nil {
		p.bar.Describe(p.describe())
		p.bar.Add(1)
		return
	}
	now := p.c.now()
	if now.Sub(p.last) < progressEvery || p.done == p.total {
		return
	}
	p.last = now
	rate := float64(p.done) / now.Sub(p.start).Seconds()
	left := time.Duration(float64(p.total-p.done) / rate * float64(time.Second)).Round(time.Second)
	if p.of != "" {
		p.c.log.info(p.c.say("progress.of", p.of, p.done, p.total, fmt.Sprintf("%.1f", rate), left))
		return
	}
	p.c.log.info(p.c.say("ingest.progress", p.done, p.total, p.figures, fmt.Sprintf("%.1f", rate), left))
}

func (p *progress) describe() string {
	if p.of != "" {
		return p.of
	}
	return p.c.say("ingest.figures", p.figures)
}

// end leaves the screen to others.
func (p *progress) end() {
	if p.bar == nil {
		return
	}
	p.c.log.setAround(nil)
	p.bar.Clear()
}

// reasonCounts lists reasons with their numbers, the most frequent first.
func (c *cli) reasonCounts(n map[report.Reason]int) string {
	reasons := slices.SortedFunc(maps.Keys(n), func(a, b report.Reason) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(string(a), string(b))
	})
	var parts []string
	for _, r := range reasons {
		parts = append(parts, c.say("ingest.reason", c.say("reason."+string(r)), n[r]))
	}
	return strings.Join(parts, ", ")
}
