package main

import (
	"cmp"
	"context"

	"nianbao/normalize"
	"nianbao/store"
	"nianbao/tabular"
)

func (c *cli) searchTexts(ctx context.Context, q store.Query, o searchFlags) error {
	return c.searched(ctx, q, o, func(db *store.DB, q store.Query) error {
		if len(store.Phrases(q.Words, normalize.Form)) == 0 {
			return c.usage(c.say("usage.texts"))
		}
		found, err := db.SearchTexts(ctx, q)
		if err != nil {
			return err
		}
		if err := c.writeTexts(found.Hits, q, o.outputFlags); err != nil {
			return err
		}
		last := ""
		if n := len(found.Hits); n > 0 {
			last = found.Hits[n-1].Cursor
		}
		return c.told(len(found.Hits), found.Total, found.More, last)
	})
}

// A textRecord is a passage as JSON.
type textRecord struct {
	store.TextHit
	Year       *int     `json:"year"`
	Highlights [][2]int `json:"highlights"` // where the words stand in the text: characters from, to
	After      string   `json:"cursor"`
}

var textColumns = []tabular.Column{
	{Name: "body", Kind: tabular.Text}, {Name: "body_id", Kind: tabular.Text}, {Name: "region", Kind: tabular.Text}, {Name: "level", Kind: tabular.Text},
	{Name: "year", Kind: tabular.Integer}, {Name: "report_period", Kind: tabular.Text}, {Name: "title", Kind: tabular.Text},
	{Name: "published", Kind: tabular.Text}, {Name: "source", Kind: tabular.Text}, {Name: "sha256", Kind: tabular.Text},
	{Name: "start", Kind: tabular.Integer}, {Name: "end", Kind: tabular.Integer}, {Name: "text", Kind: tabular.Text},
}

func (c *cli) writeTexts(hits []store.TextHit, q store.Query, o outputFlags) error {
	phrases := store.Phrases(q.Words, normalize.Form)
	switch o.format {
	case "json", "jsonl":
		return writeRecords(c.stdout, hits, func(h store.TextHit) any {
			r := textRecord{TextHit: h, Highlights: highlights(h.Text, phrases), After: h.Cursor}
			if h.Year != 0 {
				r.Year = &h.Year
			}
			return r
		}, o.format == "jsonl")
	case "table":
		if len(hits) == 0 {
			return nil
		}
		t := table{titles: c.list("search.text_columns"), right: -1, mark: c.marker(q.Words)}
		for _, h := range hits {
			t.add(h.Body, cmp.Or(h.Of, number(h.Year)), clean(h.Text))
		}
		room := t.widths(c.columns())[2]
		for i := range hits {
			text := t.rows[i][2]
			if found := highlights(text, phrases); len(found) > 0 {
				t.rows[i][2] = around(text, found[0][0], found[0][1], room)
			}
		}
		return t.write(c.stdout, c.columns())
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), textColumns, tabular.Options{Excel: o.excel, Title: "texts"})
	if err != nil {
		return err
	}
	for _, h := range hits {
		err := w.Row(h.Body, h.BodyID, h.Region, h.Level, some(h.Year), h.Of, h.Title, h.Published, h.Source, h.SHA256, h.Start, h.End, h.Text)
		if err != nil {
			return err
		}
	}
	return w.Close()
}
