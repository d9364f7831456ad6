package eval

import (
	"fmt"
	"io"
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
			Kinds[k], c.Precision(), c.Recall(), c.F1(), c.Right, c.Given, c.Labelled)
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
			fmt.Fprintf(&b, "  %s %d/%d/%d", Kinds[k], c.Right, c.Given, c.Labelled)
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
