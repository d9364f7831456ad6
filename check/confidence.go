package check

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"nianbao/report"
)

//go:embed confidence.txt
var weightsText string

// weights are what each piece of evidence adds to the log-odds that a figure is
// right, learnt from labelled reports by check/calibrate.
var weights = sync.OnceValue(func() map[string]float64 {
	w, err := parseWeights(weightsText)
	if err != nil {
		panic(err) // the file is embedded, and a test reads it
	}
	return w
})

func parseWeights(text string) (map[string]float64, error) {
	w := map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		name, value, ok := strings.Cut(line, " ")
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("confidence.txt: %q is no line of a name and a weight", line)
		}
		w[name] = v
	}
	return w, nil
}

// The confidence of a figure is how often one with such evidence is right, as
// labelled reports tell: 0 to 1, never 1 itself.
const (
	surest = 0.99
	// prudence is taken from the log-odds: the grammar has learnt from the reports
	// that the weights are learnt from, and is right less often on others. On the
	// third set written blind, at first sight, what was held for .974 sure was
	// right .954 times.
	prudence     = 0.3
	doubtedReads = 0.5 // of what two readers read differently, or the sums contradict as our misreading
)

// setConfidence gives every figure its confidence. What extract has set before
// is how sure the reading of the characters or of a row's label is.
func setConfidence(d *report.Document, all doubts) {
	misread := map[int]bool{}
	for _, p := range d.Proposals {
		if p.Figure >= 0 && p.Verdict == report.Misread {
			misread[p.Figure] = true
		}
	}
	for i, evidence := range Evidence(d) {
		g := &d.Figures[i]
		p := probability(weights(), evidence, prudence) * g.Confidence
		if misread[i] || all.on(d, g) {
			p *= doubtedReads
		}
		g.Confidence = math.Round(min(p, surest)*100) / 100
	}
}

// Probability is how likely a figure with some evidence is right, by weights
// learnt from reports like its own.
func Probability(weights map[string]float64, evidence []string) float64 {
	return probability(weights, evidence, 0)
}

func probability(weights map[string]float64, evidence []string, prudence float64) float64 {
	z := weights["always"] - prudence
	for _, e := range evidence {
		z += weights[e]
	}
	return 1 / (1 + math.Exp(-z))
}

// Evidence says for each figure of a checked document what speaks for and
// against it: what read it, which indicator it was given, its role, whether
// checks hold.
func Evidence(d *report.Document) [][]string {
	held, broken := map[int]bool{}, map[int]bool{}
	for _, c := range d.Checks {
		for _, i := range c.Figures {
			if c.OK {
				held[i] = true
			} else {
				broken[i] = true
			}
		}
	}
	out := make([][]string, len(d.Figures))
	for i := range d.Figures {
		g := &d.Figures[i]
		if g.Method == report.InTable {
			out[i] = []string{"table"}
			continue
		}
		e := []string{"by=" + readBy(g.Rule), "of=" + indicatorOf(g), "role=" + string(g.Role)}
		for _, more := range []struct {
			name string
			so   bool
		}{ // in one order always: sums of floating-point numbers depend on it
			{"held", held[i] && !broken[i]}, {"broken", broken[i]}, {"round", g.Qualifier != report.Exact}, {"place", g.Place != ""},
			{"part", g.Part != "" && g.Place == ""}, {"period", g.Period != ""}, {"dimension", len(g.Dims) > 0}, {"dimensions", len(g.Dims) > 1},
		} {
			if more.so {
				e = append(e, more.name)
			}
		}
		out[i] = e
	}
	return out
}

// readBy is the kind of rule that read a figure: a pattern of the codebook, or
// what carried the code over from elsewhere.
func readBy(rule string) string {
	_, kind, ok := strings.Cut(rule, "#")
	switch {
	case !ok:
		return rule
	case strings.Trim(kind, "0123456789") == "":
		return "pattern"
	}
	return kind
}

func indicatorOf(g *report.Figure) string {
	if g.Indicator == "" {
		return "open"
	}
	return g.Indicator
}
