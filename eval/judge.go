package eval

import (
	"slices"

	"nianbao/report"
)

// Judge tells of every figure of a document whether it is right by the labels:
// code, value and role agree with one, or of an open figure value and unit,
// where the labels are kin. What the labels leave open - a blank, a zero of an
// applicant, what only an optional label explains - is not judged.
func Judge(l Labels, d *report.Document) (right, judged []bool) {
	right, judged = make([]bool, len(d.Figures)), make([]bool, len(d.Figures))
	var labelled []mark
	for _, f := range l.Figures {
		labelled = append(labelled, labelMark(f))
	}
	for i, f := range d.Figures {
		m, ok := figureMark(f)
		if !ok || m.freeZero() {
			continue
		}
		given := []mark{m}
		adopt(given, labelled)
		m = given[0]
		right[i] = slices.ContainsFunc(labelled, func(l mark) bool { return l.states(m) })
		judged[i] = right[i] || len(dropSpare(given, labelled)) > 0
	}
	return right, judged
}

// states tells whether a label says what was given.
func (l mark) states(given mark) bool {
	if l.value != given.value || l.table != given.table {
		return false
	}
	if base(given.code) == "open" {
		return base(l.code) == "open" && l.unit == given.unit && kin(l.label, given.label)
	}
	return l.code == given.code && l.role == given.role
}

// confidences are the groups of confidence; a figure from 0.9 on counts in its
// own and in that of all from 0.9 on.
var confidences = []struct {
	name     string
	from, to float64
}{
	{"0.00-0.60", 0, 0.6}, {"0.60-0.80", 0.6, 0.8}, {"0.80-0.90", 0.8, 0.9}, {"0.90-0.95", 0.9, 0.95},
	{"0.95-0.98", 0.95, 0.98}, {"0.98-1.00", 0.98, 2}, {"0.90-1.00", 0.9, 2},
}

// confident counts the figures given and the right ones by their confidence.
func confident(l Labels, d *report.Document, where report.Method) map[string]Count {
	out := map[string]Count{}
	right, judged := Judge(l, d)
	for i := range d.Figures {
		f := &d.Figures[i]
		if !judged[i] || where != "" && f.Method != where {
			continue
		}
		for _, c := range confidences {
			if f.Confidence >= c.from && f.Confidence < c.to {
				n := out[c.name]
				n.add(Count{Right: one(right[i]), Given: 1})
				out[c.name] = n
			}
		}
	}
	return out
}
