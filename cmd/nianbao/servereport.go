package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// Report gives a document with its figures in words.
func (s *shelf) Report(ctx context.Context, lang, id, against string) (web.Report, error) {
	c := s.in[lang]
	filed, err := s.db.Named(ctx, id)
	if err != nil {
		return web.Report{}, err
	}
	out := web.Report{Filed: filed}
	if out.Sheet, err = s.db.Sheet(ctx, filed.SHA256, filed.Version); err != nil {
		return out, err
	}
	if chain := s.divisions.Chain(filed.Region, filed.Year); filed.Region != "" && len(chain) > 0 {
		var names []string
		for _, d := range chain {
			names = append(names, d.Name)
		}
		out.RegionPath = strings.Join(names, "")
	}
	filed.Source = web.SourceName(filed.Source)
	for i := range out.Versions {
		out.Versions[i].Source = web.SourceName(out.Versions[i].Source)
	}
	decided, err := s.decided(ctx, filed.SHA256)
	if err != nil {
		return out, err
	}
	for i := range filed.Figures {
		out.Figures = append(out.Figures, s.reportFigure(c, &filed.Figures[i], filed.Keys[i], decided))
	}
	for _, k := range filed.Checks {
		if k.OK {
			out.Held++
			for _, i := range k.Figures {
				out.Figures[i].Held++
			}
			continue
		}
		for _, i := range k.Figures {
			out.Figures[i].Failed = append(out.Figures[i].Failed, len(out.Failed))
		}
		out.Failed = append(out.Failed, web.ReportCheck{Name: c.ruleName(k.Rule), Verdict: c.verdictName(k.Verdict), Delta: web.Grouped(short(k.Delta)),
			Reading: k.Reading, Note: k.Note, Figures: k.Figures})
	}
	for _, p := range filed.Proposals {
		if p.Figure >= 0 {
			f := &out.Figures[p.Figure]
			f.Proposals = append(f.Proposals, web.Grouped(string(p.Value)))
		} else {
			row := web.Proposed{Name: p.Code, English: p.Code, Table: p.Table, Row: p.Row + 1, Value: web.Grouped(string(p.Value))}
			if i, ok := s.book.Find(report.ParseCode(p.Code).Indicator); ok {
				name := s.fullName(i, p.Code)
				row.Name, row.English = name[0], name[1]
			}
			out.Proposed = append(out.Proposed, row)
		}
	}
	if against == "" {
		return out, nil
	}
	if out.Against, err = s.db.Named(ctx, against); err != nil {
		return out, err
	}
	s.addChanges(c, &out)
	return out, nil
}

// decided are the decisions on a document's figures that hold, by the figure.
func (s *shelf) decided(ctx context.Context, sha string) (map[string]*store.Mark, error) {
	list, err := s.db.Reviews(ctx, sha)
	if err != nil {
		return nil, err
	}
	out := map[string]*store.Mark{}
	for _, r := range list {
		if r.Key != "" && r.Standing == store.Holds {
			out[r.Key] = &store.Mark{Decision: r.Decision, Accepted: r.Accepted, Note: r.Note, By: r.By, At: r.At}
		}
	}
	return out, nil
}

func (s *shelf) reportFigure(c *cli, f *report.Figure, key string, decided map[string]*store.Mark) web.ReportFigure {
	out := web.ReportFigure{ID: web.FigureID(key), Code: f.Code().String(), What: c.what(*f), Value: c.webValue(*f), Remarks: c.remarks(*f),
		Sure: int(f.Confidence*100 + 0.5), Review: decided[key]}
	if i, ok := s.book.Find(f.Indicator); ok {
		name := s.fullName(i, out.Code)
		out.Name, out.English = name[0], name[1]
	}
	return out
}

// addChanges says what the version that is shown has otherwise than another one.
func (s *shelf) addChanges(c *cli, out *web.Report) {
	changes, facts := compare.Readings(out.Against.Document, out.Document)
	for _, f := range facts {
		out.Facts = append(out.Facts, web.Change{Fate: string(compare.Changed), What: f.Field, Old: f.Old, New: f.New})
	}
	unit := func(g report.Figure) string {
		if g.Status == report.Printed {
			return c.webValue(g) + " " + g.Unit
		}
		return c.webValue(g)
	}
	for _, ch := range changes {
		// What says only how surely or where it was read is none for people.
		if ch.Fate == compare.Changed && !slices.ContainsFunc(ch.Fields, func(f string) bool {
			return slices.Contains([]string{"value", "unit", "status", "role", "code", "indicator", "part", "period", "place", "qualifier"}, f)
		}) {
			continue
		}
		row := web.Change{Fate: string(ch.Fate)}
		if ch.Old >= 0 {
			g := out.Against.Figures[ch.Old]
			row.What, row.Old, row.Code = c.what(g), unit(g), g.Code().String()
		}
		if ch.New >= 0 {
			g := out.Document.Figures[ch.New]
			row.What, row.New, row.ID, row.Code = c.what(g), unit(g), out.Figures[ch.New].ID, g.Code().String()
		}
		if row.Old == row.New && row.Old != "" {
			row.What += " (" + strings.Join(ch.Fields, ", ") + ")"
		}
		row.What = cmp.Or(row.What, "–")
		out.Changes = append(out.Changes, row)
	}
}

// Original gives the bytes of a document.
func (s *shelf) Original(ctx context.Context, sha string) ([]byte, report.Format, error) {
	d, err := s.db.Named(ctx, sha)
	if err != nil {
		return nil, "", err
	}
	b, err := s.db.Raw(ctx, sha)
	return b, d.Format, err
}
