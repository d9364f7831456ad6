// Command calibrate learns check/confidence.txt from labelled reports: how much
// each piece of evidence says about a figure being right. From the repository's
// root:
//
//	go run -tags "sqlite_fts5 sqlite_math_functions" ./check/calibrate fixtures/gold/a* fixtures/heldout/gold
//
// It prints first, by cross-validation over documents, how often figures of each
// confidence are right.
//
// Run it before the grammar learns from new labelled reports: what it has learnt
// from is read too well. The weights here were learnt when the grammar had not
// yet learnt from k01-k12; learnt again after that they were surer of themselves
// and righter less often on reports written later (docs/accuracy.md).
package main

import (
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nianbao/check"
	"nianbao/eval"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// An example is one figure: its evidence, and whether it is right.
type example struct {
	evidence []string
	right    bool
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: calibrate LABELS...")
	}
	documents, err := read(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	crossValidate(documents)
	w := learn(slices.Concat(documents...))
	if err := os.WriteFile("check/confidence.txt", []byte(write(w, os.Args[1:])), 0o644); err != nil {
		log.Fatal(err)
	}
}

// read gives the examples of each labelled document.
func read(sets []string) ([][]example, error) {
	x, err := extract.New()
	if err != nil {
		return nil, err
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		return nil, err
	}
	defer seg.Close()
	p := parse.New(parse.Options{})
	defer p.Close()
	var out [][]example
	for _, set := range sets {
		labels, err := eval.ReadLabels(set)
		if err != nil {
			return nil, err
		}
		docs := filepath.Join(set, "..", "docs")
		if info, err := os.Stat(set); err != nil || !info.IsDir() { // a pattern of files
			docs = filepath.Join(filepath.Dir(set), "..", "docs")
		}
		for _, l := range labels {
			body, err := os.ReadFile(filepath.Join(docs, l.Doc))
			if err != nil {
				return nil, err
			}
			d := p.Document(l.Doc, body, "")
			if d.Status == report.Unreadable {
				continue
			}
			normalize.Document(d, seg)
			x.Document(d)
			check.Document(d)
			var examples []example
			right, judged := eval.Judge(l, d)
			for i, evidence := range check.Evidence(d) {
				if judged[i] {
					slices.Sort(evidence)
					examples = append(examples, example{evidence, right[i]})
				}
			}
			out = append(out, examples)
		}
	}
	return out, nil
}

// stiffness holds every weight near zero until enough examples speak for it.
const stiffness = 0.5

// learn fits the weights by logistic regression: Newton's step for one weight
// after the other, until none moves.
func learn(all []example) map[string]float64 {
	at := map[string][]int{}
	for i, e := range all {
		for _, name := range append([]string{"always"}, e.evidence...) {
			at[name] = append(at[name], i)
		}
	}
	names := slices.Sorted(maps.Keys(at))
	w, z := map[string]float64{}, make([]float64, len(all))
	for range 500 {
		largest := 0.0
		for _, name := range names {
			slope, bend := -stiffness*w[name], stiffness
			if name == "always" {
				slope, bend = 0, 1e-6
			}
			for _, i := range at[name] {
				p := 1 / (1 + math.Exp(-z[i]))
				slope -= p
				bend += p * (1 - p)
				if all[i].right {
					slope++
				}
			}
			step := max(-2, min(2, slope/bend))
			w[name] += step
			largest = max(largest, math.Abs(step))
			for _, i := range at[name] {
				z[i] += step
			}
		}
		if largest < 1e-4 {
			break
		}
	}
	return w
}

// crossValidate judges each tenth of the documents by what the others teach.
func crossValidate(documents [][]example) {
	const folds = 10
	edges := []float64{0.98, 0.95, 0.9, 0.8, 0.6, 0}
	right, of := make([]int, len(edges)), make([]int, len(edges))
	for fold := range folds {
		var known, asked []example
		for i, d := range documents {
			if i%folds == fold {
				asked = append(asked, d...)
			} else {
				known = append(known, d...)
			}
		}
		w := learn(known)
		for _, e := range asked {
			p := check.Probability(w, e.evidence)
			k := slices.IndexFunc(edges, func(edge float64) bool { return p >= edge })
			of[k]++
			if e.right {
				right[k]++
			}
		}
	}
	fmt.Println("confidence  right  figures")
	for k, edge := range edges {
		if of[k] > 0 {
			fmt.Printf("from %.2f   %.4f  %d\n", edge, float64(right[k])/float64(of[k]), of[k])
		}
	}
}

func write(w map[string]float64, sets []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What each piece of evidence adds to the log-odds that a figure is right.\n# Written by go run ./check/calibrate %s; do not edit.\n", strings.Join(sets, " "))
	for _, name := range slices.Sorted(maps.Keys(w)) {
		fmt.Fprintf(&b, "%s %.3f\n", name, w[name])
	}
	return b.String()
}
