package main

import (
	"encoding/json"
	"io"
	"maps"

	"nianbao/report"
)

// An indicatorRecord is an indicator as `codebook --format json` prints it.
type indicatorRecord struct {
	ID           string         `json:"id"`
	Label        string         `json:"label"`
	LabelEN      string         `json:"label_en"`
	Definition   string         `json:"definition"`
	DefinitionEN string         `json:"definition_en"`
	Unit         string         `json:"unit"`
	Measure      report.Measure `json:"measure"`
	Dims         []string       `json:"dims"`
	Headline     string         `json:"headline"`
	Values       []valueRecord  `json:"values"`
	Forms        []formRecord   `json:"forms"`
	Columns      []formRecord   `json:"columns"` // that every row of their table has
	Codes        []codeRecord   `json:"codes"`
	Series       []breakRecord  `json:"series"`
}

type valueRecord struct {
	Dim    string `json:"dim"`
	Value  string `json:"value"`
	Name   string `json:"name"`
	NameEN string `json:"name_en"`
}

type formRecord struct {
	Era   report.Era        `json:"era"`
	Table string            `json:"table"`
	Row   string            `json:"row"`
	Col   string            `json:"col"`
	Dims  map[string]string `json:"dims"`
	Role  report.Role       `json:"role"`
	Local bool              `json:"local"`
}

// A codeRecord is a code with how each era states it.
type codeRecord struct {
	Code string                         `json:"code"`
	Eras map[report.Era]report.Standing `json:"eras"`
}

// A breakRecord is what became of some codes between two eras.
type breakRecord struct {
	From       report.Era           `json:"from"`
	To         report.Era           `json:"to"`
	Kind       report.BreakKind     `json:"kind"`
	Comparable report.Comparability `json:"comparable"`
	Basis      report.Basis         `json:"basis"`
	Said       string               `json:"said"` // the codes in short
	Codes      []string             `json:"codes"`
	Bridge     string               `json:"bridge"` // * is the value of the code asked about
	Note       string               `json:"note"`
	NoteEN     string               `json:"note_en"`
}

func newBreakRecord(b report.Break) breakRecord {
	r := breakRecord{b.From, b.To, b.Kind, b.Compare(), b.Basis, b.Said, []string{}, b.Bridge.String(), b.Note, b.NoteEN}
	for _, c := range b.Codes {
		r.Codes = append(r.Codes, c.String())
	}
	return r
}

func newFormRecord(l report.FormLabel) formRecord {
	role := l.Role
	if role == "" {
		role = report.Level
	}
	dims := map[string]string{}
	maps.Copy(dims, l.Dims)
	return formRecord{l.Era, l.Table, l.Row, l.Col, dims, role, l.Local}
}

func newIndicatorRecord(i report.Indicator) indicatorRecord {
	r := indicatorRecord{i.ID, i.Name, i.English, i.Definition, i.DefinitionEN, i.Unit, i.Measure, []string{}, i.Headline,
		[]valueRecord{}, []formRecord{}, []formRecord{}, []codeRecord{}, []breakRecord{}}
	r.Dims = append(r.Dims, i.Dims...)
	for _, v := range i.Values {
		r.Values = append(r.Values, valueRecord{v.Key, v.Value, v.Name, v.English})
	}
	for _, l := range i.Labels {
		r.Forms = append(r.Forms, newFormRecord(l))
	}
	for _, l := range i.Columns {
		r.Columns = append(r.Columns, newFormRecord(l))
	}
	for _, code := range i.Codes() {
		of := codeRecord{code.String(), map[report.Era]report.Standing{}}
		for _, e := range report.Eras() {
			of.Eras[e] = i.Standing(code, e)
		}
		r.Codes = append(r.Codes, of)
	}
	for _, b := range i.Series {
		r.Series = append(r.Series, newBreakRecord(b))
	}
	return r
}

func writeIndicators(w io.Writer, list []report.Indicator) error {
	out := []indicatorRecord{}
	for _, i := range list {
		out = append(out, newIndicatorRecord(i))
	}
	return writeJSON(w, out)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
