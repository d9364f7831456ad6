package pipeline

import (
	"context"
	"errors"
	"slices"

	"nianbao/fetch"
	"nianbao/report"
)

// A Converter turns a document of an old office format into one of a format
// that is read. Where that is no fault of the machine, its error has a method
// Reason that says what it is on the document.
type Converter func(ctx context.Context, body []byte, format report.Format) ([]byte, error)

// convertible are the formats that no reader here reads and a converter may.
var convertible = []report.Format{report.DOC, report.XLS, report.RTF, report.ODT, report.ODS}

// parse reads the bytes of an item, converted where that is needed: then the
// document keeps the hash and format of the bytes as found, and says so.
func (r *Reader) parse(ctx context.Context, item fetch.Item, content fetch.Content) *report.Document {
	declared := ""
	if content.Response != nil {
		declared = content.Response.Type
	}
	found := r.Parser.Document(item.Source, content.Body, declared)
	if r.Convert == nil || found.Reason != report.Unsupported || !slices.Contains(convertible, found.Format) {
		return found
	}
	body, err := r.Convert(ctx, content.Body, found.Format)
	if err != nil {
		reason := report.Untried
		var refusal interface{ Reason() report.Reason }
		if errors.As(err, &refusal) {
			reason = refusal.Reason()
		}
		found.Fail(reason, found.Detail+"; "+err.Error())
		return found
	}
	d := r.Parser.Document(item.Source, body, "")
	d.SHA256, d.Size, d.Format = found.SHA256, found.Size, found.Format
	if d.Detail != "" {
		d.Detail += "; "
	}
	d.Detail += "converted from ." + string(found.Format) + " by LibreOffice"
	return d
}
