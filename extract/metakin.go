package extract

import (
	"slices"

	"nianbao/division"
	"nianbao/report"
)

// kin gives the BodyIDs that the body may have in truth, where its name has a
// division that is not certain, or else those that it had before. What stands
// against the division (elsewhere) stands against its body too.
func (p *placer) kin(region, rest string) (mayBe, was []string) {
	if p.d.BodyName == "" || p.basis == report.NotHere {
		return nil, nil
	}
	var steps []division.Step
	if region == "" {
		steps = p.table.Find(p.d.BodyName, 0)
	} else {
		steps = p.table.Below(region, rest)
	}
	if len(steps) == 0 {
		return nil, p.before(region, rest)
	}
	last := steps[len(steps)-1]
	history := p.table.History(last.Divisions[0])
	for _, d := range last.Divisions {
		if !slices.Contains(history, d) {
			return nil, nil
		}
	}
	for _, d := range history {
		if slices.Contains(last.Divisions, d) {
			mayBe = appendNew(mayBe, d.Code+"/"+canonicalOffice(d.Code, last.Rest))
		}
	}
	return mayBe, nil
}

// before gives the ids that the body of a division had under its former codes.
func (p *placer) before(region, rest string) (was []string) {
	own, ok := p.table.Get(region, p.d.Year)
	if !ok {
		return nil
	}
	for _, d := range p.table.History(own) {
		if d == own {
			return was
		}
		if d.Code != region {
			was = appendNew(was, d.Code+"/"+canonicalOffice(d.Code, rest))
		}
	}
	return was
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
