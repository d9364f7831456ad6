package sandbox

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"nianbao/parse"
	"nianbao/report"
)

// maxGrid bounds the places of a table, which the parent makes room for.
const maxGrid = 1_000_000

// sound checks a document as it came from a child: its words are of the closed
// lists, and every place in it lies inside its text.
func sound(d *report.Document) error {
	if d == nil {
		return fmt.Errorf("%w: it has no document", errNoAnswer)
	}
	if err := placesInside(d); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return nil
}

// soundPicture checks that a child drew something.
func soundPicture(p *parse.PagePicture) error {
	if p == nil {
		return fmt.Errorf("%w: it has no picture", errNoAnswer)
	}
	return nil
}

func placesInside(d *report.Document) error {
	if err := errors.Join(d.Status.Validate(), d.Reason.Validate()); err != nil {
		return err
	}
	if d.Status == report.Unreadable { // it has no text any more, but what was noted on it
		return nil
	}
	runes := utf8.RuneCountInString(d.Text)
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if err := inside(b.Span, runes); err != nil {
			return err
		}
		if b.Kind == report.TableBlock && (b.Table < 0 || b.Table >= len(d.Tables)) {
			return fmt.Errorf("a block of table %d of %d", b.Table, len(d.Tables))
		}
	}
	for i := range d.Tables {
		if err := soundTable(&d.Tables[i], runes); err != nil {
			return err
		}
	}
	for _, r := range d.Recognized {
		if err := inside(r.Span, runes); err != nil {
			return err
		}
	}
	for _, issue := range d.Issues {
		if err := inside(issue.Span, runes); err != nil {
			return err
		}
	}
	return nil
}

func soundTable(t *report.Table, runes int) error {
	if t.Rows < 0 || t.Cols < 0 || t.Cols > 0 && t.Rows > maxGrid/t.Cols {
		return fmt.Errorf("a table of %d rows and %d columns", t.Rows, t.Cols)
	}
	for _, c := range t.Cells {
		if err := inside(c.Span, runes); err != nil {
			return err
		}
		if c.Row < 0 || c.Col < 0 || c.Row >= t.Rows || c.Col >= t.Cols || c.RowSpan < 1 || c.ColSpan < 1 {
			return fmt.Errorf("a cell in row %d and column %d of %d and %d", c.Row, c.Col, t.Rows, t.Cols)
		}
	}
	return inside(t.Span, runes)
}

func inside(s report.Span, runes int) error {
	if s.Start < 0 || s.End < s.Start || s.End > runes {
		return fmt.Errorf("a place %d-%d in a text of %d characters", s.Start, s.End, runes)
	}
	return nil
}
