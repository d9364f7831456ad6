package indicator

import (
	"fmt"
	"strconv"
	"strings"

	"nianbao/report"
)

// An Example is one sentence of an example section with the figures that it
// must give.
type Example struct {
	Place
	Sentence string
	Year     int // of the report that it stands in
	Want     []Expected
}

// An Expected is a figure that a sentence must give. Codes[0] is its own, the
// others are as good. Label, Unit, Period and Place are notes for people.
type Expected struct {
	Codes     []string
	Label     string
	Value     report.Decimal
	Unit      string
	Role      report.Role
	Qualifier report.Qualifier
	Period    string
	Place     string
	Optional  bool // neither asked for nor wrong
}

// ParseExamples reads sentences, a block a sentence:
//
//	year: 2020
//
//	全年受理申请46件，其中网上29件，占63%。
//	requests.received | 46 | 件
//	requests.received[channel=online] | 29 | 件
//	requests.received[channel=online] | 63 | % | share
//
//	咨询电话：0571-86120034。
//	none
//
// The fields are code, value, unit, role, qualifier, period, place. "open:words"
// is a figure without an indicator, "a || b" two codes that are as good, a
// leading "?" a figure that may or may not be given. A year holds until the next.
func ParseExamples(s Section) ([]Example, Faults) {
	var out []Example
	var faults Faults
	year := 0
	var e *Example
	for i, l := range strings.Split(s.Text, "\n") {
		l = strings.TrimSpace(l)
		at := Place{s.File, s.Line + i}
		switch {
		case l == "":
			e = nil
		case strings.HasPrefix(l, "# "), l == "#":
		case strings.HasPrefix(l, "year:"):
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(l, "year:")))
			if err != nil {
				faults.Add(at, BadExample, l)
			}
			year = n
		case e == nil:
			out = append(out, Example{Place: at, Sentence: l, Year: year})
			e = &out[len(out)-1]
		case l == "none":
		default:
			w, ok := parseExpected(l)
			if !ok {
				faults.Add(at, BadExample, l)
				continue
			}
			e.Want = append(e.Want, w)
		}
	}
	return out, faults
}

func parseExpected(line string) (Expected, bool) {
	w := Expected{Role: report.Level, Qualifier: report.Exact}
	if strings.HasPrefix(line, "?") {
		w.Optional, line = true, strings.TrimSpace(line[1:])
	}
	fields := strings.Split(strings.ReplaceAll(line, "||", "\x00"), "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	for len(fields) < 7 {
		fields = append(fields, "")
	}
	for _, code := range strings.Split(fields[0], "\x00") {
		code = strings.TrimSpace(code)
		if label, ok := strings.CutPrefix(code, "open:"); ok {
			w.Label, code = strings.TrimSpace(label), "open"
		}
		w.Codes = append(w.Codes, code)
	}
	value, ok := report.ParseDecimal(fields[1])
	w.Value, w.Unit, w.Period, w.Place = value, fields[2], fields[5], fields[6]
	if fields[3] != "" {
		w.Role = report.Role(fields[3])
	}
	if fields[4] != "" {
		w.Qualifier = report.Qualifier(fields[4])
	}
	return w, ok && len(fields) == 7 && w.Role.Validate() == nil && w.Qualifier.Validate() == nil
}

// Diff compares the figures read in the sentence with what must be: every
// figure asked for once, nothing beside it but optional ones.
func (e *Example) Diff(got []report.Figure) (missing, extra []string) {
	used := make([]bool, len(got))
	take := func(same func(*report.Figure) bool) bool {
		for i := range got {
			if !used[i] && same(&got[i]) {
				used[i] = true
				return true
			}
		}
		return false
	}
	for _, w := range e.Want {
		if !w.Optional && !take(w.matches) {
			missing = append(missing, w.String())
		}
	}
	for _, w := range e.Want {
		for w.Optional && take(func(f *report.Figure) bool { return f.Value == w.Value }) {
		}
	}
	for i := range got {
		if f := &got[i]; !used[i] {
			code := f.Code()
			extra = append(extra, fmt.Sprintf("%s | %s | %s | %s | %s (%s, %s)", code.String(), f.Value, f.Unit, f.Role, f.Qualifier, f.Label, f.Rule))
		}
	}
	return missing, extra
}

func (w *Expected) matches(f *report.Figure) bool {
	code := f.Code()
	return w.Value == f.Value && w.Role == f.Role && w.Qualifier == f.Qualifier && contains(w.Codes, code.String())
}

func (w *Expected) String() string {
	code := w.Codes[0]
	if w.Label != "" {
		code += ":" + w.Label
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s", code, w.Value, w.Unit, w.Role, w.Qualifier)
}
