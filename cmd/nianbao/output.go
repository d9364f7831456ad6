package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"nianbao/report"
	"nianbao/tabular"
)

type jsonlOutput struct{ encoder *json.Encoder }

func newJSONLOutput(w io.Writer) *jsonlOutput {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &jsonlOutput{e}
}

func (o *jsonlOutput) document(d *report.Document) error { return o.encoder.Encode(d.Record()) }
func (o *jsonlOutput) end() error                        { return nil }

// csvColumns are the columns of `extract --format csv`, a row a figure.
var csvColumns = []string{"source", "body", "year", "code", "part", "label", "value", "unit", "printed", "qualifier", "role",
	"period", "place", "status", "method", "page", "table", "row", "col", "start", "end", "quote", "confidence", "rule"}

type csvOutput struct {
	w      *csv.Writer
	headed bool
}

func newCSVOutput(w io.Writer) *csvOutput { return &csvOutput{w: csv.NewWriter(w)} }

func (o *csvOutput) document(d *report.Document) error {
	if !o.headed {
		o.headed = true
		if err := o.w.Write(csvColumns); err != nil {
			return err
		}
	}
	for _, f := range d.Figures {
		if err := o.w.Write(csvRow(d, f)); err != nil {
			return err
		}
	}
	o.w.Flush()
	return o.w.Error()
}

func (o *csvOutput) end() error {
	o.w.Flush()
	return o.w.Error()
}

func csvRow(d *report.Document, f report.Figure) []string {
	code := report.Code{Indicator: f.Indicator, Dims: f.Dims}.String()
	row, col := "", ""
	if f.Table > 0 {
		row, col = strconv.Itoa(f.Row), strconv.Itoa(f.Col)
	}
	return []string{tabular.Guard(d.Source), tabular.Guard(d.Body), number(d.Year), code, tabular.Guard(f.Part), tabular.Guard(f.Label), string(f.Value), tabular.Guard(f.Unit),
		tabular.Guard(f.Printed), string(f.Qualifier), string(f.Role), f.Period, tabular.Guard(f.Place), string(f.Status), string(f.Method),
		number(f.Page), number(f.Table), row, col, strconv.Itoa(f.Start), strconv.Itoa(f.End), tabular.Guard(f.Quote),
		strconv.FormatFloat(f.Confidence, 'g', -1, 64), f.Rule}
}

// number is "" for 0, which stands for no number at all.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// A tableOutput prints a heading and a table for each document.
type tableOutput struct{ c *cli }

func (o *tableOutput) end() error { return nil }

func (o *tableOutput) document(d *report.Document) error {
	c := o.c
	facts := []string{d.Source, d.Body, cmp.Or(d.Period, number(d.Year)), c.say("status." + string(d.Status))}
	if d.Status != report.Unreadable {
		facts = append(facts, c.say("extract.count", len(d.Figures)))
	}
	heading := strings.Join(facts, " · ")
	if _, err := io.WriteString(c.stdout, fit(clean(heading), c.columns())+"\n"); err != nil {
		return err
	}
	if len(d.Figures) == 0 {
		return nil
	}
	t := table{titles: c.list("extract.columns"), right: 2, keep: 1}
	for _, f := range d.Figures {
		code := report.Code{Indicator: f.Indicator, Dims: f.Dims}.String()
		t.add(c.what(f), code, c.value(f), c.remarks(f), f.Quote)
	}
	t.focus(c.columns(), d.Figures)
	if err := t.write(c.stdout, c.columns()); err != nil {
		return err
	}
	_, err := io.WriteString(c.stdout, "\n")
	return err
}

// what is the thing counted.
func (c *cli) what(f report.Figure) string {
	if f.Part != "" {
		return f.Label + " (" + f.Part + ")"
	}
	return f.Label
}

// value is a figure's value with its unit, or why there is none.
func (c *cli) value(f report.Figure) string {
	if f.Status != report.Printed && f.Status != "" {
		return c.say("value." + string(f.Status))
	}
	return c.say("qualifier."+string(f.Qualifier), string(f.Value)) + f.Unit
}

// remarks are role, period and place where they are not the usual ones.
func (c *cli) remarks(f report.Figure) string {
	var out []string
	if f.Role != report.Level && f.Role != "" {
		out = append(out, c.say("role."+string(f.Role)))
	}
	for _, s := range []string{f.Period, f.Place} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
