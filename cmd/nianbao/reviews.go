package main

import (
	"cmp"
	"strings"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// writeDoubtful prints figures that a person should look at.
func (c *cli) writeDoubtful(list []store.Doubtful, o outputFlags) error {
	switch o.format {
	case "json", "jsonl":
		return writeRecords(c.stdout, list, func(d store.Doubtful) any {
			return struct {
				hitRecord
				Why []store.Doubt `json:"why"`
			}{newHitRecord(d.Hit, store.Query{}), d.Why}
		}, o.format == "jsonl")
	case "csv":
		w, err := tabular.New(c.stdout, tabular.CSV, append([]tabular.Column{{Name: "why", Kind: tabular.Text}}, hitColumns...), tabular.Options{Excel: o.excel})
		if err != nil {
			return err
		}
		for _, d := range list {
			if err := w.Row(append([]any{strings.Join(wordsOf(d.Why), " ")}, hitRow(d.Hit)...)...); err != nil {
				return err
			}
		}
		return w.Close()
	}
	if len(list) == 0 {
		return nil
	}
	t := table{titles: c.list("review.columns"), right: 5, keep: 0}
	var figures []report.Figure
	for _, d := range list {
		var why []string
		for _, w := range d.Why {
			why = append(why, c.say("doubt."+string(w)))
		}
		t.add(d.Key, d.Body, cmp.Or(d.Of, number(d.Year)), strings.Join(why, " "), c.what(d.Figure), c.value(d.Figure), d.Code().String(), d.Quote)
		figures = append(figures, d.Figure)
	}
	t.focus(c.columns(), figures)
	return t.write(c.stdout, c.columns())
}

var reviewColumns = []tabular.Column{
	{Name: "at", Kind: tabular.Text}, {Name: "by", Kind: tabular.Text}, {Name: "decision", Kind: tabular.Text}, {Name: "standing", Kind: tabular.Text},
	{Name: "key", Kind: tabular.Text}, {Name: "sha256", Kind: tabular.Text}, {Name: "label", Kind: tabular.Text}, {Name: "printed", Kind: tabular.Text},
	{Name: "original", Kind: tabular.Text}, {Name: "accepted", Kind: tabular.Text}, {Name: "note", Kind: tabular.Text}, {Name: "quote", Kind: tabular.Text},
}

// writeReviews prints decisions.
func (c *cli) writeReviews(list []store.Review, format string) error {
	switch format {
	case "json", "jsonl":
		return writeRecords(c.stdout, list, func(r store.Review) any { return r }, format == "jsonl")
	case "csv":
		w, err := tabular.New(c.stdout, tabular.CSV, reviewColumns, tabular.Options{})
		if err != nil {
			return err
		}
		for _, r := range list {
			err := w.Row(r.At, r.By, r.Decision, r.Standing, r.Key, r.SHA256, r.Original["label"], r.Original["printed"],
				fieldWords(r.Original, r.Accepted), fieldWords(r.Accepted, r.Accepted), r.Note, r.Original["quote"])
			if err != nil {
				return err
			}
		}
		return w.Close()
	}
	if len(list) == 0 {
		return nil
	}
	t := table{titles: c.list("review.decisions"), right: -1, keep: 4}
	for _, r := range list {
		standing := ""
		if r.Standing != "" {
			standing = c.say("decided." + string(r.Standing))
		}
		t.add(day(r.At), r.By, c.say("decision."+string(r.Decision)), standing, cmp.Or(r.Key, r.SHA256[:12]), c.changeWords(r), r.Note)
	}
	return t.write(c.stdout, c.columns())
}

// fieldWords are the words of some fields: value=35 unit=件.
func fieldWords(words, fields map[string]string) string {
	var out []string
	for _, field := range sortedKeys(fields) {
		out = append(out, field+"="+words[field])
	}
	return strings.Join(out, " ")
}
