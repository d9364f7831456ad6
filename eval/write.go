package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func describe(at key, m mark) string {
	text := strings.TrimSpace(at.code + " " + strconv.FormatFloat(at.value, 'f', -1, 64) + at.unit)
	return strings.TrimRight(text+" «"+m.quote+"» "+m.label, " ")
}

// WriteSummary prints the totals: a line a comparison, then the properties of
// the coded figures found, the decoys, and the documents whose body and year
// are right.
func (s *Score) WriteSummary(w io.Writer) error {
	var missing []string
	bodies, years, decoys := 0, 0, 0
	for _, r := range s.Rows {
		if r.Missing {
			missing = append(missing, r.Doc)
		}
		bodies += one(r.Body)
		years += one(r.Year)
		decoys += r.Decoys
	}
	var b strings.Builder
	if len(missing) > 0 {
		fmt.Fprintln(&b, "no output for:", strings.Join(missing, " "))
	}
	for k, c := range s.Total {
		fmt.Fprintf(&b, "%-8s P %.4f  R %.4f  F1 %.4f   (%d right of %d given, %d labelled)\n",
			kindNames[k], c.Precision(), c.Recall(), c.F1(), c.Right, c.Given, c.Labelled)
	}
	fmt.Fprintf(&b, "of coded hits: qualifier %d/%d  period %d/%d  place %d/%d   decoys %d of %d given\n",
		s.qualifier.right, s.qualifier.of, s.period.right, s.period.of, s.place.right, s.place.of, decoys, s.given)
	fmt.Fprintf(&b, "body %d/%d  year %d/%d\n", bodies, len(s.Rows), years, len(s.Rows))
	_, err := io.WriteString(w, b.String())
	return err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// WriteDocuments prints a line a document: right/given/labelled of each comparison.
func (s *Score) WriteDocuments(w io.Writer) error {
	var b strings.Builder
	for _, r := range s.Rows {
		b.WriteString(r.Doc)
		for k, c := range r.Counts {
			fmt.Fprintf(&b, "  %s %d/%d/%d", kindNames[k], c.Right, c.Given, c.Labelled)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteFaults prints every miss and every false figure.
func (s *Score) WriteFaults(w io.Writer) error {
	var b strings.Builder
	for _, r := range s.Rows {
		for _, line := range append(slices.Clone(r.Miss), r.False...) {
			b.WriteString(line + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteIndicators prints precision, recall and F1 of each indicator over the
// coded figures, the worst first where people look first: by figures wrong.
func (s *Score) WriteIndicators(w io.Writer) error {
	wrong := func(id string) int {
		c := s.Indicators[id]
		return c.Given + c.Labelled - 2*c.Right
	}
	ids := slices.SortedFunc(maps.Keys(s.Indicators), func(a, b string) int {
		return cmp.Or(-cmp.Compare(wrong(a), wrong(b)), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, id := range ids {
		c := s.Indicators[id]
		fmt.Fprintf(&b, "%-26s P %.3f  R %.3f  F1 %.3f   %d/%d/%d\n", id, c.Precision(), c.Recall(), c.F1(), c.Right, c.Given, c.Labelled)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
