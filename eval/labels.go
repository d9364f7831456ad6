// Package eval compares what the program reads with what people labelled: the
// matching rule, precision, recall and F1 over all documents, for each document,
// indicator, era, format, script and method, with intervals.
//
// Labels are one JSON file a document, as [ReadLabels] takes them. A [Score]
// collects documents one by one with [Score.Add] and prints with
// [Score.WriteSummary] and [Score.WriteDocuments]; a [Report] is a score that
// also gives its groups. A [CellScore] does the same for every cell of the
// official tables, blanks too.
package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nianbao/report"
)

// Labels are what a person read in one document.
type Labels struct {
	Doc     string   `json:"doc"` // file name of the document
	Body    string   `json:"body"`
	BodyAlt []string `json:"body_alt"` // names that are as good
	Year    int      `json:"year"`     // 0 where the document has none
	Figures []Label  `json:"figures"`
	Rejects []string `json:"rejects"` // words whose numbers are no figures
	Cells   []Cell   `json:"cells"`   // every cell of the official tables; nil where they are not labelled
}

// A Label is one figure that a person read.
type Label struct {
	Code     string           `json:"code"` // indicator with its dimensions, or open
	Alt      []string         `json:"alt"`  // codes that are as good
	Label    string           `json:"label"`
	Value    float64          `json:"value"`
	Unit     string           `json:"unit"`
	Qual     report.Qualifier `json:"qual"`
	Role     report.Role      `json:"role"`
	Period   string           `json:"period"`
	Place    string           `json:"place"`
	Where    report.Method    `json:"where"`
	Quote    string           `json:"quote"`
	Optional bool             `json:"optional"` // neither asked for nor wrong
}

// ReadLabels reads every *.json of a folder, or the files of a pattern such as
// gold/h*.json, in the order of their names.
func ReadLabels(name string) ([]Labels, error) {
	pattern := name
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		pattern = filepath.Join(name, "*.json")
	}
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no labels (*.json) in %s: %w", name, report.ErrNotFound)
	}
	var all []Labels
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var l Labels
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, fmt.Errorf("labels %s: %w", path, err)
		}
		if l.Doc == "" || strings.ContainsAny(l.Doc, `/\`) {
			return nil, fmt.Errorf("labels %s: %q is not the file name of a document", path, l.Doc)
		}
		all = append(all, l)
	}
	return all, nil
}
