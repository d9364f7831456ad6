package check

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"nianbao/report"
)

// listSums are the sums of the single table of before 2019: a whole and the
// dimension whose values make it up.
var listSums = []struct{ rule, whole, part string }{
	{"received", "requests.received", "requests.received[channel="},
	{"closed", "requests.closed", "requests.closed[timing="},
	{"reconsiderations", "reconsiderations", "reconsiderations[result="},
	{"litigations", "litigations", "litigations[result="},
	{"staff", "staff", "staff[kind="},
	{"denied", "requests.outcome[outcome=denied]", "requests.outcome[outcome=denied."},
}

// listParts are figures of the same table that another cannot be less than.
var listParts = []struct{ rule, whole, part string }{
	{"normative", "disclosure.items", "documents.disclosed[kind=normative]"},
	{"press_leader", "press_conferences", "press_conferences[led_by=leader]"},
	{"interview_leader", "interviews", "interviews[led_by=leader]"},
}

// answered is the rule by which outcomes add up to the requests answered.
const answered = "answered"

// listEquations are the sums of the single table.
func (s *sheet) listEquations() []equation {
	var out []equation
	for _, r := range listSums {
		out = append(out, equation{r.rule, []string{r.whole}, s.withPrefix(r.part)})
	}
	return append(out, equation{answered, []string{"requests.answered"}, s.leaves("requests.outcome[outcome=")})
}

// checkParts holds that no part of the single table is more than its whole.
func (s *sheet) checkParts() {
	for _, r := range listParts {
		whole, part := s.value(r.whole), s.value(r.part)
		if whole != nil && part != nil {
			s.note(r.rule, new(big.Rat).Sub(whole, part), whole.Cmp(part) >= 0, r.whole, r.part)
		}
	}
}

// outcomeRows are the results of section 三 by their group.
var outcomeRows = []struct {
	group string
	rows  []string
}{
	{"granted", nil},
	{"partial", nil},
	{"denied", []string{"state_secret", "by_law", "safety", "third_party", "internal", "process", "enforcement", "query"}},
	{"unavailable", []string{"not_held", "needs_creation", "unclear"}},
	{"not_processed", []string{"petition", "repeat", "publication", "excessive", "reconfirm"}},
	{"other", []string{"no_supplement", "unpaid", "other"}},
}

// applicants are the columns of section 三 in their order; "" is their total.
var applicants = []string{"natural_person", "business", "research", "nonprofit", "legal_service", "other_organization", ""}

// requestEquations are the sums of section 三: of every column, over the years
// and of every row.
func (s *sheet) requestEquations() []equation {
	var out []equation
	for _, a := range applicants {
		out = append(out,
			equation{"column_total", []string{request("outcome", "total", a)}, s.results(a)},
			equation{"column_balance", []string{request("received", "", a), request("carried_in", "", a)},
				[]string{request("outcome", "total", a), request("carried_out", "", a)}})
	}
	for _, row := range s.totalRows() {
		out = append(out, equation{"row_total", []string{row}, kinds(row)})
	}
	return out
}

// kinds are the cells of a row of section 三 that make up its total.
func kinds(row string) []string {
	var out []string
	for _, a := range applicants[:len(applicants)-1] {
		out = append(out, narrowed(row, a))
	}
	return out
}

// request is the code of a cell of section 三.
func request(indicator, outcome, applicant string) string {
	c := report.Code{Indicator: "requests." + indicator, Dims: map[string]string{}}
	if outcome != "" {
		c.Dims["outcome"] = outcome
	}
	if applicant != "" {
		c.Dims["applicant"] = applicant
	}
	return c.String()
}

// narrowed is the code of a row's total narrowed to one kind of applicant.
func narrowed(code, applicant string) string {
	code, part, _ := strings.Cut(code, partMark)
	c := report.ParseCode(code)
	dims := maps.Clone(c.Dims)
	if dims == nil {
		dims = map[string]string{}
	}
	dims["applicant"] = applicant
	c.Dims = dims
	if part != "" {
		return c.String() + partMark + part
	}
	return c.String()
}

// results gives the rows that make up a column's total: in each group its
// single rows, or the group where the form does not divide it.
func (s *sheet) results(applicant string) []string {
	var out []string
	for _, g := range outcomeRows {
		var single []string
		for _, row := range g.rows {
			if code := request("outcome", g.group+"."+row, applicant); s.has(code) {
				single = append(single, code)
			}
		}
		whole := request("outcome", g.group, applicant)
		if single == nil {
			single = []string{whole}
		} else {
			single = append(single, s.partsOf(whole)...)
		}
		out = append(out, single...)
	}
	return out
}

// partsOf gives the rows of a group that the form does not know.
func (s *sheet) partsOf(whole string) []string {
	var out []string
	for code := range s.at {
		if strings.HasPrefix(code, whole+partMark) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// totalRows gives the codes of the column 总计, sorted.
func (s *sheet) totalRows() []string {
	return slices.DeleteFunc(s.withPrefix("requests."), func(code string) bool { return strings.Contains(code, "applicant=") })
}

// caseTotals are the kinds of cases of section 四; a local form has all
// litigations in one.
var caseTotals = []report.Code{
	{Indicator: "reconsiderations"},
	{Indicator: "litigations", Dims: map[string]string{"route": "direct"}},
	{Indicator: "litigations", Dims: map[string]string{"route": "after_reconsideration"}},
	{Indicator: "litigations"},
}

// caseEquations add up each kind of case.
func (s *sheet) caseEquations() []equation {
	var out []equation
	for _, whole := range caseTotals {
		var parts []string
		for _, result := range []string{"upheld", "corrected", "other", "pending"} {
			part := report.Code{Indicator: whole.Indicator, Dims: map[string]string{"result": result}}
			maps.Copy(part.Dims, whole.Dims)
			parts = append(parts, part.String())
		}
		out = append(out, equation{"cases_total", []string{whole.String()}, parts})
	}
	return out
}
