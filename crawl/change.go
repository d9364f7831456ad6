package crawl

import (
	"context"
	"errors"
	"slices"

	"nianbao/compare"
	"nianbao/crawl/list"
	"nianbao/fetch"
	"nianbao/report"
	"nianbao/store"
)

// A Change is a figure that a revised report does not have as before.
type Change struct {
	Fate     compare.Fate
	Fields   []string       // what changed: value, unit ...
	Old, New *report.Figure // nil where it has none
}

// formal are the fields of figures whose change is none of the figure.
var formal = []string{"printed", "label"}

// before gives the document that an address held, as the reader of tonight reads
// it: what a newer reader reads otherwise is no change of the report. It gives
// nil where there is none.
func (n *visit) before(ctx context.Context, u store.CrawlURL, page *list.Page) (*report.Document, error) {
	if u.SHA256 == "" || u.SHA256 == page.SHA256 {
		return nil, nil
	}
	old, err := n.o.DB.Named(ctx, u.Key)
	if errors.Is(err, report.ErrNotFound) {
		return nil, nil // never stored: the night before was killed in between
	}
	if err != nil {
		return nil, err
	}
	if old.Document.Status == report.Unreadable {
		return nil, nil
	}
	if old.Version == n.o.Version {
		return old.Document, nil
	}
	body, err := n.o.DB.Raw(ctx, old.SHA256)
	if errors.Is(err, report.ErrNotFound) {
		return old.Document, nil
	}
	if err != nil {
		return nil, err
	}
	again := n.o.Reader.Read(ctx, fetch.Item{Source: u.Key, Open: func(context.Context) (fetch.Content, error) {
		return fetch.Content{Body: body, Response: &fetch.Response{URL: u.URL, Type: page.Header.Get("Content-Type")}}, nil
	}})
	if again.Err != nil {
		return nil, again.Err
	}
	if again.Document.Status == report.Unreadable {
		return old.Document, nil
	}
	return again.Document, nil
}

// changes are the figures in which two versions of a report differ.
func changes(before, after *report.Document) (out []Change) {
	found, _ := compare.Readings(before, after)
	for _, f := range found {
		if f.Fate == compare.Changed && !slices.ContainsFunc(f.Fields, func(field string) bool { return !slices.Contains(formal, field) }) {
			continue
		}
		c := Change{Fate: f.Fate, Fields: f.Fields}
		if f.Old >= 0 {
			c.Old = &before.Figures[f.Old]
		}
		if f.New >= 0 {
			c.New = &after.Figures[f.New]
		}
		out = append(out, c)
	}
	return out
}
