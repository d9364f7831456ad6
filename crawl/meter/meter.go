// Package meter tells Prometheus of nights: what the last one brought, and, of a
// process that stays, what goes on.
//
// Nothing has a label by site: of thousands of sites each would be a series of
// its own for ever. Which site it is, the summary of the night says.
package meter

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"nianbao/crawl"
)

// A Meter holds the metrics of one process. It is safe for concurrent use.
type Meter struct {
	registry *prometheus.Registry

	// Of the last night: nothing is said before there was one.
	ended, took, exit, left, changed, sites, addresses, reports *prometheus.GaugeVec

	// Of a process that stays; nil of any other.
	running   prometheus.Gauge
	nights    *prometheus.CounterVec
	responses *prometheus.CounterVec
}

// New gives a meter of the last night. It has no counters: what is counted by a
// process of a single night begins at naught each time.
func New(version string) *Meter {
	m := &Meter{registry: prometheus.NewRegistry()}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(g)
		return g
	}
	build := gauge("nianbao_build_info", "Always 1; the version of the program.", "version")
	build.WithLabelValues(version).Set(1)
	m.ended = gauge("nianbao_crawl_last_night_end_timestamp_seconds", "When the last night ended.")
	m.took = gauge("nianbao_crawl_last_night_duration_seconds", "How long the last night was.")
	m.exit = gauge("nianbao_crawl_last_night_exit_code", "Exit code of the last night: 0 all good, 3 something fell short, else see nianbao crawl --help.")
	m.left = gauge("nianbao_crawl_last_night_sites_left", "Sites that the last night did not come to.")
	m.sites = gauge("nianbao_crawl_last_night_sites", "Sites that the last night visited, by how each ended.", "outcome")
	m.addresses = gauge("nianbao_crawl_last_night_addresses",
		"Addresses that the last night discovered, by what became of them: the results add up to all. class says why one failed, which product blocked it, or why it was skipped.", "result", "class")
	m.reports = gauge("nianbao_crawl_last_night_reports", "Reports that the last night met: new, revised, or unreadable.", "kind")
	m.changed = gauge("nianbao_crawl_last_night_figures_changed", "Figures that revised reports of the last night do not have as before.")
	return m
}

// Live adds the metrics of a process that stays. progress is when something was
// done last, the zero time while no night goes on.
func (m *Meter) Live(progress func() time.Time) {
	m.running = prometheus.NewGauge(prometheus.GaugeOpts{Name: "nianbao_crawl_night_running", Help: "1 while a night goes on, else 0."})
	m.nights = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nianbao_crawl_nights_total", Help: "Nights of this process, by how each ended."}, []string{"ending"})
	m.responses = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "nianbao_crawl_responses_total", Help: "Answers of servers to this process, by status: 2xx, 3xx ..."}, []string{"code"})
	for _, ending := range crawl.Endings() {
		m.nights.WithLabelValues(string(ending))
	}
	m.registry.MustRegister(m.running, m.nights, m.responses,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "nianbao_crawl_progress_timestamp_seconds",
			Help: "When the night that goes on did something last, or, if that is later, until when it waits on purpose; 0 between nights."}, func() float64 { return seconds(progress()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// Begin notes that a night begins.
func (m *Meter) Begin() {
	if m.running != nil {
		m.running.Set(1)
	}
}

// Answer counts the answer of a server.
func (m *Meter) Answer(status int) {
	if m.responses != nil {
		m.responses.WithLabelValues(strconv.Itoa(status/100) + "xx").Inc()
	}
}

// End notes a night and its exit code.
func (m *Meter) End(s *crawl.Summary, exit int) {
	m.ended.WithLabelValues().Set(seconds(s.Ended))
	m.took.WithLabelValues().Set(s.Taken().Seconds())
	m.exit.WithLabelValues().Set(float64(exit))
	m.left.WithLabelValues().Set(float64(len(s.Left)))
	m.sites.Reset()
	for _, outcome := range crawl.Outcomes() {
		m.sites.WithLabelValues(outcome).Set(float64(s.Outcomes[outcome]))
	}
	total := s.Total()
	m.addresses.Reset()
	m.addresses.WithLabelValues("fetched", "").Set(float64(total.Fetched))
	m.addresses.WithLabelValues("unchanged", "").Set(float64(total.Unchanged))
	for result, classes := range map[string]map[string]int{"failed": total.Failed, "blocked": total.Blocked, "skipped": total.Skipped} {
		for class, n := range classes {
			m.addresses.WithLabelValues(result, class).Set(float64(n))
		}
	}
	changed := 0
	for _, r := range s.Revised {
		changed += len(r.Changes)
	}
	m.changed.WithLabelValues().Set(float64(changed))
	for kind, n := range map[string]int{"new": len(s.New), "revised": len(s.Revised), "unreadable": len(s.Unread)} {
		m.reports.WithLabelValues(kind).Set(float64(n))
	}
	if m.running != nil {
		m.running.Set(0)
		m.nights.WithLabelValues(string(s.Ending)).Inc()
	}
}

// Handler serves the metrics.
func (m *Meter) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// WriteFile writes the metrics for the textfile collector of node_exporter,
// whole or not at all.
func (m *Meter) WriteFile(path string) error { return prometheus.WriteToTextfile(path, m.registry) }
