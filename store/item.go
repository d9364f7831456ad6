package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nianbao/report"
)

// An Item is a document to be put, with how it came.
type Item struct {
	Document *report.Document
	Raw      []byte // its bytes; nil where none were had, or where they are kept already
	// Version names what the reading depends on besides the bytes: the
	// extractor's version with the user's own indicators and, where a manifest
	// had a say, +manifest and the manifest's words.
	Version   string
	Divisions []report.Division // the document's region and those above it, as they were called in its year
	Passages  []Passage         // of its text, in their order
	Names     string            // of the body and of the divisions that it lies in, and the year, simplified, a line for each
	Called    []string          // what the codebook calls what its figures count: a change of it is another reading
	Fetch     *Fetch            // nil for what did not come over the network
	At        time.Time
	Past      bool  // At is when an archive says that the bytes stood there
	RunID     int64 // 0 for none
	digest    string
	anew      bool // stored even where this version has read the bytes, if it reads them otherwise now
}

// A Fetch is one request over the network.
type Fetch struct {
	URL      string
	Final    string // after redirects
	Status   int    // of HTTP; 0 where no answer came
	Type     string // Content-Type
	ETag     string
	Modified string // Last-Modified
	TLS      string // what was negotiated and whether it was valid; "" for plain HTTP
	Err      string
}

// An Outcome says what putting a document changed.
type Outcome string

const (
	New        Outcome = "new"         // the source had no bytes before
	NewVersion Outcome = "new_version" // the source had other bytes before, or this version had not read them
	Unchanged  Outcome = "unchanged"   // only the time of the last look changed
	Failed     Outcome = "failed"      // there are no bytes: the reason is noted, what was stored stays
	Refused    Outcome = "refused"     // the source, or these bytes, were taken down: nothing is noted
)

// A Result says what became of an item.
type Result struct {
	Outcome  Outcome
	Document int64 // its row; 0 where there is none
	Err      error // why the item was not stored; the others of a batch were
	added    bool  // the document's row is new
}

// check finds what must not get into a database: an item that breaks what
// readers rely on is a fault of the program, and is refused whole.
func (it *Item) check() error {
	d := it.Document
	switch {
	case d.Source == "":
		return errors.New("a document without a source")
	case it.At.IsZero():
		return errors.New("no time given")
	case it.Version == "":
		return errors.New("no extractor version given")
	case len(it.Raw) > 0 && sum(it.Raw) != d.SHA256:
		return fmt.Errorf("the bytes do not have the hash %s", d.SHA256)
	case (d.Status == report.OK) != (d.Reason == ""):
		return fmt.Errorf("status %s with reason %q", d.Status, d.Reason)
	}
	if err := errors.Join(d.Status.Validate(), d.Reason.Validate(), d.Era.Validate(), d.Level.Validate(), d.RegionBasis.Validate(), d.Scope.Validate()); err != nil {
		return err
	}
	if !finite(d.Residual, d.RegionConfidence) {
		return errors.New("a share that is no number")
	}
	runes := []rune(d.Text)
	if !utf8.ValidString(d.Text) || strings.Contains(d.Text, "\x00") {
		return errors.New("the text is not UTF-8 without NUL, at which SQLite's substr ends")
	}
	for i, p := range it.Passages {
		if p.Start < 0 || p.End < p.Start || p.End > len(runes) || i > 0 && p.Start < it.Passages[i-1].End {
			return fmt.Errorf("passage %d: its place %d to %d is not in the text, behind the one before", i, p.Start, p.End)
		}
	}
	for i := range d.Figures {
		if err := checkFigure(runes, &d.Figures[i]); err != nil {
			return fmt.Errorf("figure %d: %w", i, err)
		}
	}
	return nil
}

// checkFigure holds that no figure is without its place, and that only what is
// printed has a value.
func checkFigure(text []rune, f *report.Figure) error {
	if err := errors.Join(f.Role.Validate(), f.Qualifier.Validate(), f.Method.Validate(), f.Status.Validate()); err != nil {
		return err
	}
	if f.Start < 0 || f.End < f.Start || f.End > len(text) {
		return fmt.Errorf("its place %d to %d is not in the text of %d", f.Start, f.End, len(text))
	}
	if string(text[f.Start:f.End]) != f.Quote {
		return fmt.Errorf("its quote %q is not what stands at %d to %d", f.Quote, f.Start, f.End)
	}
	if !finite(f.Confidence) || f.Box != nil && !finite(f.Box[:]...) {
		return errors.New("its confidence or its box is no number")
	}
	if (f.Status == report.Printed) != (f.Value != "") {
		return fmt.Errorf("status %s with value %q", f.Status, f.Value)
	}
	if v, ok := report.ParseDecimal(string(f.Value)); f.Value != "" && (!ok || v != f.Value) {
		return fmt.Errorf("its value %q is not a canonical decimal", f.Value)
	}
	return nil
}

// finite tells whether all are numbers.
func finite(list ...float64) bool {
	return !slices.ContainsFunc(list, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}
