package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// A Parser turns the bytes of one document into its text and tables: that of
// package sandbox in a child process, that of package parse in this one. It is
// safe for concurrent use.
type Parser interface {
	Document(source string, body []byte, declared string) *report.Document
}

// A Reader takes one document through all stages. It is safe for concurrent use.
type Reader struct {
	Parser    Parser
	Extractor *extract.Extractor
	Segmenter *normalize.Segmenter
	Convert   Converter // nil where nothing converts old office formats
	// Known tells that these bytes at this source have been read before by this
	// version, so that nothing is to be done; nil where nothing is kept.
	Known func(ctx context.Context, item fetch.Item, sha256 string) (bool, error)
}

// A Reading is what came of one item.
type Reading struct {
	Document  *report.Document  // with Source and SHA256 alone where Known
	Body      []byte            // the bytes read; nil where there were none
	Response  *fetch.Response   // nil for what did not come over the network
	Passages  []store.Passage   // of its text
	Names     string            // by which its body is found
	Called    []string          // see store.Item
	Divisions []report.Division // the document's region and those above it
	Known     bool
	Hint      fetch.Hint
	// Err is a fault of the machine or a cancelled context: the document is not
	// to be judged by this reading. What a document itself lacks is in its status.
	Err error
}

// Read opens an item and reads its document.
func (r *Reader) Read(ctx context.Context, item fetch.Item) Reading {
	out := Reading{Document: &report.Document{Source: item.Source, Format: report.Unknown}, Hint: item.Hint}
	content, err := item.Open(ctx)
	if ctx.Err() != nil {
		out.Err = ctx.Err()
		return out
	}
	out.Response = content.Response
	if err != nil {
		out.Document.Fail(reason(err), detail(err))
		return out
	}
	sum := sha256.Sum256(content.Body)
	out.Body, out.Document.SHA256, out.Document.Size = content.Body, hex.EncodeToString(sum[:]), int64(len(content.Body))
	if r.Known != nil {
		if out.Known, out.Err = r.Known(ctx, item, out.Document.SHA256); out.Known || out.Err != nil {
			return out
		}
	}
	out.Document, out.Passages = r.stages(ctx, item, content)
	out.Divisions = r.Extractor.Divisions(out.Document)
	out.Names = names(out.Document, out.Divisions)
	if len(out.Document.Figures) > 0 {
		out.Called = called(out.Document, r.Extractor.Book().Find)
	}
	if out.Document.Reason == report.Untried {
		out.Err = errors.New(out.Document.Detail)
	}
	return out
}

// stages parses, normalizes and extracts, and gives the passages that figures
// are found in. A panic in a stage ends this document only.
func (r *Reader) stages(ctx context.Context, item fetch.Item, content fetch.Content) (d *report.Document, passages []store.Passage) {
	defer func() {
		if p := recover(); p != nil {
			d, passages = crashed(item.Source, content.Body, p), nil
		}
	}()
	d = r.parse(ctx, item, content)
	if d.Status == report.Unreadable {
		return d, nil
	}
	normalize.Document(d, r.Segmenter)
	r.Extractor.Meta(d)
	apply(d, item.Hint)
	r.Extractor.Place(d, report.DivisionCode(normalize.Form(item.Hint.Region)))
	r.Extractor.Figures(d)
	if foreign(d, item.Hint) {
		return noReport(d), nil
	}
	check.Document(d)
	return d, passagesOf(d)
}

// crashed is the document whose reading panicked: what it had is not trusted.
func crashed(source string, body []byte, p any) *report.Document {
	sum := sha256.Sum256(body)
	d := &report.Document{Source: source, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(body)), Format: report.Unknown}
	d.Fail(report.Crashed, fmt.Sprintf("%v\n%s", p, lastWords(debug.Stack())))
	return d
}

// lastWords are the first frames of the panic, below those of the recovery.
func lastWords(stack []byte) string {
	_, below, ok := strings.Cut(string(stack), "panic(")
	if !ok {
		below = string(stack)
	}
	lines := strings.SplitN(below, "\n", 11)
	if !ok || len(lines) < 3 {
		return below
	}
	return strings.Join(lines[2:min(len(lines), 10)], "\n")
}

// apply lets the manifest's word win over the page's. Of the region the
// extractor hears as it reads it.
func apply(d *report.Document, h fetch.Hint) {
	if h.Body != "" && h.Body != d.Body {
		differ(d, "body", d.Body, h.Body)
		d.Body, d.BodyName = h.Body, normalize.Form(h.Body)
	}
	if h.Year != 0 && h.Year != d.Year {
		page := ""
		if d.Year != 0 {
			page = fmt.Sprint(d.Year)
		}
		differ(d, "year", page, fmt.Sprint(h.Year))
		d.Year, d.Period = h.Year, extract.Period(h.Year, d.Period)
	}
}

// differ notes a contradiction; where the page says nothing there is none.
func differ(d *report.Document, what, page, manifest string) {
	if page != "" {
		d.Note(report.IssueManifest, report.Span{}, fmt.Sprintf("%s: the page says %s, the manifest %s", what, page, manifest))
	}
}

// reason is why an item could not be opened.
func reason(err error) report.Reason {
	switch {
	case errors.Is(err, fetch.ErrArchive), errors.Is(err, fetch.ErrLeftOut), errors.Is(err, fetch.ErrNotFile):
		return report.Unsupported
	case errors.Is(err, fetch.ErrPassword):
		return report.Encrypted
	case errors.Is(err, fetch.ErrManifest), errors.Is(err, fetch.ErrDamaged):
		return report.Malformed
	case errors.Is(err, fetch.ErrTruncated):
		return report.Truncated
	case errors.Is(err, fetch.ErrNoFiles):
		return report.Missing
	}
	return report.ReasonFor(err)
}

// detail is what an error says beyond its kind, which the reason says already.
func detail(err error) string {
	text := err.Error()
	for _, kind := range []error{report.ErrNotFound, report.ErrForbidden, report.ErrUnavailable, report.ErrTooLarge,
		report.ErrTimedOut, report.ErrRefused, fetch.ErrManifest, fetch.ErrDamaged, fetch.ErrTruncated} {
		if errors.Is(err, kind) {
			text = strings.TrimSuffix(strings.TrimSuffix(text, kind.Error()), ": ")
		}
	}
	return text
}
