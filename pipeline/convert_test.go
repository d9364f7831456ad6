package pipeline

import (
	"context"
	"errors"
	"strings"
	"testing"

	"nianbao/fetch"
	"nianbao/report"
)

type refusal struct{ error }

func (refusal) Reason() report.Reason { return report.Malformed }

func TestReadConverted(t *testing.T) {
	r := newReader(t)
	rtf := item(`{\rtf1 x}`, fetch.Hint{}, nil)
	asked := report.Format("")
	r.Convert = func(_ context.Context, body []byte, format report.Format) ([]byte, error) {
		asked = format
		return []byte(sample), nil
	}
	d := r.Read(t.Context(), rtf).Document
	if asked != report.RTF || d.Status != report.OK || d.Format != report.RTF || d.Reader != report.ReadText || d.Year != 2017 ||
		d.Size != int64(len(`{\rtf1 x}`)) || d.Detail != "converted from .rtf by LibreOffice" {
		t.Errorf("asked for %q; %s %s %s, year %d, %d bytes, %q", asked, d.Status, d.Format, d.Reader, d.Year, d.Size, d.Detail)
	}
	asked = ""
	if d := r.Read(t.Context(), item(sample, fetch.Hint{}, nil)).Document; asked != "" || d.Detail != "" {
		t.Errorf("a text was converted from %q: %q", asked, d.Detail)
	}
}

func TestReadNotConverted(t *testing.T) {
	r := newReader(t)
	rtf := item(`{\rtf1 x}`, fetch.Hint{}, nil)
	for _, test := range []struct {
		name    string
		convert Converter
		reason  report.Reason
		fault   bool
	}{
		{"nothing converts", nil, report.Unsupported, false},
		{"the document's fault", func(context.Context, []byte, report.Format) ([]byte, error) {
			return nil, refusal{errors.New("no document")}
		}, report.Malformed, false},
		{"the machine's fault", func(context.Context, []byte, report.Format) ([]byte, error) { return nil, errors.New("no disk") }, report.Untried, true},
		{"still not read", func(context.Context, []byte, report.Format) ([]byte, error) { return []byte(`{\rtf1 y}`), nil }, report.Unsupported, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.Convert = test.convert
			got := r.Read(t.Context(), rtf)
			d := got.Document
			if d.Status != report.Unreadable || d.Reason != test.reason || (got.Err != nil) != test.fault || !strings.Contains(d.Detail, ".rtf") {
				t.Errorf("%v: %s %s %q, want %s", got.Err, d.Status, d.Reason, d.Detail, test.reason)
			}
		})
	}
}
