package main

import (
	"io"
	"maps"
	"slices"
	"strings"

	"nianbao/report"
)

// An asked is what codebook show and codebook breaks are asked about: an
// indicator, or one code of it.
type asked struct {
	report.Indicator
	code *report.Code // nil for all of the indicator
}

// statements gives what is said of it from era to era.
func (a *asked) statements() []report.Break {
	if a.code == nil {
		return a.Series
	}
	return a.Statements(*a.code, report.Era2008, report.Era2021)
}

// askedFor reads the codes named on the command line.
func (c *cli) askedFor(all []report.Indicator, names []string) ([]asked, error) {
	var out []asked
	for _, name := range names {
		i, err := c.findIndicator(all, name)
		if err != nil {
			return nil, err
		}
		a := asked{Indicator: i}
		if code := report.ParseCode(name); strings.Contains(name, "[") {
			code.Indicator, a.code = i.ID, &code
			values := map[string][]string{}
			for _, v := range i.Values {
				values[v.Key] = append(values[v.Key], v.Value)
			}
			if err := c.checkDims(i, code.Dims, values); err != nil {
				return nil, err
			}
		}
		out = append(out, a)
	}
	return out, nil
}

func (c *cli) codebookShow(format string, codes []string) error {
	book, err := c.book()
	if err != nil {
		return err
	}
	list, err := c.askedFor(book.All(), codes)
	if err != nil {
		return err
	}
	if format == "json" {
		var indicators []report.Indicator
		for _, a := range list {
			if !slices.ContainsFunc(indicators, func(i report.Indicator) bool { return i.ID == a.ID }) {
				indicators = append(indicators, a.Indicator)
			}
		}
		return writeIndicators(c.stdout, indicators)
	}
	for _, a := range list {
		if _, err := io.WriteString(c.stdout, c.describe(a)); err != nil {
			return err
		}
	}
	return nil
}

// describe is everything about an indicator, or about one code of it, for the
// terminal.
func (c *cli) describe(a asked) string {
	var b strings.Builder
	i := a.Indicator
	b.WriteString(i.ID + "\n")
	if a.code != nil {
		b.Reset()
		b.WriteString(a.code.String() + "\n")
	}
	facts := []string{i.Name, i.English, i.Definition, i.DefinitionEN, i.Unit, string(i.Measure), strings.Join(i.Dims, " "), i.Headline}
	for n, title := range c.list("codebook.facts") {
		if facts[n] != "" {
			b.WriteString("  " + pad(title, 14) + facts[n] + "\n")
		}
	}
	c.describeValues(&b, a)
	c.describePlaces(&b, a)
	c.describeSeries(&b, a)
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		out.WriteString(wrapped(strings.TrimSuffix(line, "\n"), c.columns(), strings.Repeat(" ", indent+4)))
	}
	return out.String()
}

// describeValues lists the values of the dimensions: of a code, its own.
func (c *cli) describeValues(b *strings.Builder, a asked) {
	title := "  " + c.say("codebook.values") + "\n"
	widest := 0
	for _, v := range a.Values {
		widest = max(widest, columnsOf(v.Key+"="+v.Value))
	}
	for _, v := range a.Values {
		if a.code != nil && a.code.Dims[v.Key] != v.Value {
			continue
		}
		names := v.Name + "  " + v.English
		if v.Name == v.English { // a user's, without a name
			names = v.Name
		}
		b.WriteString(title + "    " + pad(v.Key+"="+v.Value, max(widest, 30)+gap) + names + "\n")
		title = ""
	}
}

// describePlaces lists the labels in the forms, and how each era states a code.
func (c *cli) describePlaces(b *strings.Builder, a asked) {
	var labels []report.FormLabel
	if a.code == nil {
		labels = a.Labels
		for _, col := range a.Columns {
			col.Row = "*"
			labels = append(labels, col)
		}
	} else {
		for _, p := range a.PlacesOf(*a.code) {
			labels = append(labels, p.FormLabel)
		}
		b.WriteString("  " + c.say("codebook.standings"))
		for _, e := range report.Eras() {
			b.WriteString("  " + string(e) + " " + c.say("standing."+string(a.Standing(*a.code, e))))
		}
		b.WriteString("\n")
	}
	if len(labels) > 0 {
		b.WriteString("  " + c.say("codebook.labels") + "\n")
	}
	for _, l := range labels {
		b.WriteString("    " + pad(string(l.Era)+" "+c.say("codebook.table", l.Table), 14) + place(l.Row, l.Col) + dimsOf(l) + "\n")
	}
}

// dimsOf are what a place of a table means beside its indicator.
func dimsOf(l report.FormLabel) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(l.Dims)) {
		out = append(out, k+"="+l.Dims[k])
	}
	if l.Role != "" && l.Role != report.Level {
		out = append(out, "role="+string(l.Role))
	}
	text := ""
	if len(out) > 0 {
		text = " [" + strings.Join(out, ",") + "]"
	}
	if l.Local && l.Era != report.Era2008 {
		text += " local"
	}
	return text
}

// describeSeries says what became of the codes from era to era.
func (c *cli) describeSeries(b *strings.Builder, a asked) {
	said := a.statements()
	if len(said) > 0 {
		b.WriteString("  " + c.say("codebook.series") + "\n")
	}
	for _, s := range said {
		head := string(s.From) + " → " + string(s.To) + "  " + c.breakWords(s)
		if a.code == nil {
			head += "  " + s.Said
		}
		b.WriteString("    " + head + "\n")
		if bridge := s.Bridge.String(); bridge != "" {
			b.WriteString("      " + bridge + "\n")
		}
		if note := c.note(s); note != "" {
			b.WriteString("      " + note + "\n")
		}
	}
	if len(said) == 0 {
		b.WriteString("  " + c.say("codebook.no_series") + "\n")
	}
}

// breakWords are the kind of a break, what it leaves of comparability, and
// whether that is the authors' reading.
func (c *cli) breakWords(b report.Break) string {
	out := c.say("break."+string(b.Kind)) + c.say("codebook.compare", c.say("comparable."+string(b.Compare())))
	if b.Basis == report.ByJudgment {
		out += c.say("codebook.judged")
	}
	return out
}

// note is a break's words in the user's language.
func (c *cli) note(b report.Break) string {
	if c.lang == "en" {
		return b.NoteEN
	}
	return b.Note
}
