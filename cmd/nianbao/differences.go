package main

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// differenceFlags say how differences of readings are written.
type differenceFlags struct {
	format string
	limit  int
}

func (c *cli) differenceFlags(cmd *cobra.Command, o *differenceFlags) {
	cmd.Flags().Var(choice{&o.format, []string{"table", "json", "jsonl", "csv"}}, "format", c.say("flag.format"))
	cmd.Flags().IntVar(&o.limit, "limit", 50, c.say("flag.table_limit"))
}

// differences are what two readings of documents do not have alike.
type differences struct {
	Documents  []factRecord        `json:"documents"`
	Figures    []changeRecord      `json:"figures"`
	Indicators []indicatorsChanges `json:"indicators"`
	Lost       []store.Review      `json:"decisions_lost"` // by persons, on figures that are gone

	changed, added, gone int
}

// A factRecord is something that a document says of itself and that is read
// otherwise.
type factRecord struct {
	Source     string `json:"source"`
	SHA256     string `json:"sha256"`
	Body       string `json:"body"`
	Year       int    `json:"year"` // 0 where unknown
	Field      string `json:"field"`
	Old        string `json:"old"`
	New        string `json:"new"`
	OldVersion string `json:"old_version"`
	NewVersion string `json:"new_version"`
}

// A changeRecord is a figure that is read otherwise.
type changeRecord struct {
	Fate       compare.Fate  `json:"fate"`
	Fields     []string      `json:"fields"` // what changed
	Source     string        `json:"source"`
	SHA256     string        `json:"sha256"`
	Body       string        `json:"body"`
	Year       int           `json:"year"`
	Old        *changeFigure `json:"old"` // null where it is added
	New        *changeFigure `json:"new"` // null where it is gone
	OldVersion string        `json:"old_version"`
	NewVersion string        `json:"new_version"`
}

type changeFigure struct {
	Key  string `json:"key"`
	Code string `json:"code"`
	report.Figure
}

// indicatorsChanges are how many figures of an indicator became what.
type indicatorsChanges struct {
	Indicator string `json:"indicator"`
	Changed   int    `json:"changed"`
	Added     int    `json:"added"`
	Gone      int    `json:"gone"`
}

// add compares a stored reading with another, and tells whether they differ.
func (f *differences) add(old *store.Filed, new *report.Document, keys []string, version string) bool {
	changes, facts := compare.Readings(old.Document, new)
	for _, fact := range facts {
		f.Documents = append(f.Documents, factRecord{old.Source, old.SHA256, cmp.Or(new.Body, old.Body), cmp.Or(new.Year, old.Year),
			fact.Field, fact.Old, fact.New, old.Version, version})
	}
	for _, change := range changes {
		r := changeRecord{Fate: change.Fate, Fields: change.Fields, Source: old.Source, SHA256: new.SHA256,
			Body: cmp.Or(new.Body, old.Body), Year: cmp.Or(new.Year, old.Year), OldVersion: old.Version, NewVersion: version}
		if r.Fields == nil {
			r.Fields = []string{}
		}
		if change.Old >= 0 {
			r.Old = figureRecord(old.Keys[change.Old], old.Figures[change.Old])
		}
		if change.New >= 0 {
			r.New = figureRecord(keys[change.New], new.Figures[change.New])
		}
		f.Figures = append(f.Figures, r)
		switch change.Fate {
		case compare.Changed:
			f.changed++
		case compare.Added:
			f.added++
		case compare.Gone:
			f.gone++
		}
	}
	return len(changes)+len(facts) > 0
}

func figureRecord(key string, g report.Figure) *changeFigure {
	if g.Dims == nil {
		g.Dims = map[string]string{}
	}
	return &changeFigure{key, g.Code().String(), g}
}

// sum counts by indicator; a figure that changed its own counts for the newer.
func (f *differences) sum() {
	by := map[string]*indicatorsChanges{}
	for _, r := range f.Figures {
		g := r.New
		if g == nil {
			g = r.Old
		}
		name := report.Code{Indicator: g.Indicator}.String()
		if by[name] == nil {
			by[name] = &indicatorsChanges{Indicator: name}
		}
		switch r.Fate {
		case compare.Changed:
			by[name].Changed++
		case compare.Added:
			by[name].Added++
		case compare.Gone:
			by[name].Gone++
		}
	}
	f.Indicators = []indicatorsChanges{}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		f.Indicators = append(f.Indicators, *by[name])
	}
	if f.Lost == nil {
		f.Lost = []store.Review{}
	}
	if f.Documents == nil {
		f.Documents = []factRecord{}
	}
	if f.Figures == nil {
		f.Figures = []changeRecord{}
	}
}

func (c *cli) writeDifferences(f *differences, o differenceFlags) error {
	f.sum()
	switch o.format {
	case "json":
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(f)
	case "jsonl":
		if err := writeRecords(c.stdout, f.Documents, func(r factRecord) any { return r }, true); err != nil {
			return err
		}
		return writeRecords(c.stdout, f.Figures, func(r changeRecord) any { return r }, true)
	case "csv":
		return f.writeCSV(c.stdout)
	}
	return c.printDifferences(f, o.limit)
}

var differenceColumns = []tabular.Column{
	{Name: "change", Kind: tabular.Text}, {Name: "fields", Kind: tabular.Text}, {Name: "body", Kind: tabular.Text}, {Name: "year", Kind: tabular.Integer},
	{Name: "old", Kind: tabular.Text}, {Name: "new", Kind: tabular.Text},
	{Name: "old_code", Kind: tabular.Text}, {Name: "new_code", Kind: tabular.Text},
	{Name: "old_value", Kind: tabular.Number, Exact: true}, {Name: "new_value", Kind: tabular.Number, Exact: true},
	{Name: "old_unit", Kind: tabular.Text}, {Name: "new_unit", Kind: tabular.Text}, {Name: "old_role", Kind: tabular.Text}, {Name: "new_role", Kind: tabular.Text},
	{Name: "old_part", Kind: tabular.Text}, {Name: "new_part", Kind: tabular.Text}, {Name: "old_key", Kind: tabular.Text}, {Name: "new_key", Kind: tabular.Text},
	{Name: "old_version", Kind: tabular.Text}, {Name: "new_version", Kind: tabular.Text}, {Name: "source", Kind: tabular.Text}, {Name: "sha256", Kind: tabular.Text},
}

// writeCSV writes documents and figures in one table: old and new are a
// document's words for a field, or a figure's quotes.
func (f *differences) writeCSV(w io.Writer) error {
	t, err := tabular.New(w, tabular.CSV, differenceColumns, tabular.Options{})
	if err != nil {
		return err
	}
	for _, r := range f.Documents {
		err := t.Row("document", r.Field, r.Body, some(r.Year), r.Old, r.New, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil,
			r.OldVersion, r.NewVersion, r.Source, r.SHA256)
		if err != nil {
			return err
		}
	}
	for _, r := range f.Figures {
		a, b := cmp.Or(r.Old, &changeFigure{}), cmp.Or(r.New, &changeFigure{})
		err := t.Row(string(r.Fate), strings.Join(r.Fields, " "), r.Body, some(r.Year), a.Quote, b.Quote, a.Code, b.Code, a.Value, b.Value,
			a.Unit, b.Unit, a.Role, b.Role, a.Part, b.Part, a.Key, b.Key, r.OldVersion, r.NewVersion, r.Source, r.SHA256)
		if err != nil {
			return err
		}
	}
	return t.Close()
}

func (c *cli) printDifferences(f *differences, limit int) error {
	var parts []*table
	sums := &table{titles: c.list("difference.sums"), right: -1}
	for _, s := range f.Indicators {
		sums.add(s.Indicator, number(s.Changed), number(s.Added), number(s.Gone))
	}
	facts := &table{titles: c.list("difference.facts"), right: -1}
	for _, r := range f.Documents {
		facts.add(r.Body, number(r.Year), c.say("difference."+r.Field), r.Old, r.New, r.Source)
	}
	figures := &table{titles: c.list("difference.figures"), right: -1, keep: 3}
	for _, r := range f.Figures {
		a, b := r.Old, r.New
		g := cmp.Or(b, a)
		figures.add(r.Body, number(r.Year), c.say("difference."+string(r.Fate)), c.oldNew(a, b, func(f *changeFigure) string { return f.Code }),
			c.oldNew(a, b, func(f *changeFigure) string { return c.value(f.Figure) }), c.otherFields(r), g.Quote)
	}
	for _, t := range []*table{sums, facts, figures} {
		if len(t.rows) > 0 {
			parts = append(parts, t)
		}
	}
	for i, t := range parts {
		if i > 0 {
			io.WriteString(c.stdout, "\n")
		}
		all := len(t.rows)
		if limit > 0 && all > limit {
			t.rows = t.rows[:limit]
		}
		if err := t.write(c.stdout, c.columns()); err != nil {
			return err
		}
		if len(t.rows) < all {
			c.log.info(c.say("difference.more", len(t.rows), all))
		}
	}
	return nil
}

// oldNew is a field of a figure, with what it was before where that differs.
func (c *cli) oldNew(a, b *changeFigure, field func(*changeFigure) string) string {
	switch {
	case a == nil:
		return field(b)
	case b == nil || field(a) == field(b):
		return field(a)
	}
	return field(a) + " → " + field(b)
}

// otherFields are the changes that have no column of their own.
func (c *cli) otherFields(r changeRecord) string {
	var out []string
	for _, field := range r.Fields {
		var a, b string
		switch field {
		case "role":
			a, b = c.say("role."+string(r.Old.Role)), c.say("role."+string(r.New.Role))
		case "part":
			a, b = r.Old.Part, r.New.Part
		case "place":
			a, b = r.Old.Place, r.New.Place
		case "period":
			a, b = r.Old.Period, r.New.Period
		case "label":
			a, b = r.Old.Label, r.New.Label
		case "printed":
			a, b = r.Old.Printed, r.New.Printed
		default:
			continue
		}
		if change := cmp.Or(a, "∅") + " → " + cmp.Or(b, "∅"); !slices.Contains(out, change) { // part and place are often one
			out = append(out, change)
		}
	}
	return strings.Join(out, "; ")
}
