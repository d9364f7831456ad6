package extract

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"nianbao/report"
)

// A sheet is one official table of one body, which may stand in several pieces
// in a document: the figures of its cells by code.
type sheet struct {
	d    *report.Document
	form string         // 2021.3
	at   map[string]int // code -> index into Document.Figures; a part's with its name
}

// partMark stands between the code and the name of a part.
const partMark = "|"

// checkIdentities compares the figures of the official tables with each other:
// the sums that the forms themselves ask for.
func checkIdentities(d *report.Document) {
	for _, s := range sheetsOf(d) {
		switch s.form[strings.Index(s.form, ".")+1:] {
		case "1":
			s.checkList()
		case "3":
			s.checkRequests()
		case "4":
			s.checkCases()
		}
	}
}

// sheetsOf gathers the figures of tables; a code that comes again begins a new sheet.
func sheetsOf(d *report.Document) []*sheet {
	var all []*sheet
	current := map[string]*sheet{}
	for i := range d.Figures {
		g := &d.Figures[i]
		form, _, ok := strings.Cut(g.Rule, "#")
		if !ok || g.Method != report.InTable || g.Indicator == "" || g.Role != report.Level {
			continue
		}
		code := g.Code().String()
		if g.Part != "" {
			code += partMark + g.Part
		}
		s := current[form]
		if s != nil {
			if _, again := s.at[code]; again {
				s = nil
			}
		}
		if s == nil {
			s = &sheet{d, form, map[string]int{}}
			current[form] = s
			all = append(all, s)
		}
		s.at[code] = i
	}
	return all
}

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

func (s *sheet) checkList() {
	for _, r := range listSums {
		s.checkSum(r.rule, []string{r.whole}, s.withPrefix(r.part))
	}
	s.checkSum("answered", []string{"requests.answered"}, s.leaves("requests.outcome[outcome="))
	for _, r := range listParts {
		whole, part := s.value(r.whole), s.value(r.part)
		if whole != nil && part != nil {
			s.note(r.rule, new(big.Rat).Sub(whole, part), whole.Cmp(part) >= 0, r.whole, r.part)
		}
	}
}

// withPrefix gives the codes of the sheet that begin with p, sorted.
func (s *sheet) withPrefix(p string) []string {
	var out []string
	for code := range s.at {
		if strings.HasPrefix(code, p) && !strings.Contains(code, partMark) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// leaves gives the outcomes of the single table: those of the first level.
func (s *sheet) leaves(p string) []string {
	return slices.DeleteFunc(s.withPrefix(p), func(code string) bool {
		parent, _, nested := strings.Cut(code[len(p):], ".")
		_, above := s.at[p+parent+"]"]
		return nested && above
	})
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

func (s *sheet) checkRequests() {
	for _, a := range applicants {
		s.checkSum("column_total", []string{request("outcome", "total", a)}, s.results(a))
		s.checkSum("column_balance", []string{request("received", "", a), request("carried_in", "", a)},
			[]string{request("outcome", "total", a), request("carried_out", "", a)})
	}
	for _, row := range s.totalRows() {
		var parts []string
		for _, a := range applicants[:len(applicants)-1] {
			parts = append(parts, narrowed(row, a))
		}
		s.checkSum("row_total", []string{row}, parts)
	}
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
	c := report.ParseCode(code)
	return (&place{indicator: report.Indicator{ID: c.Indicator}, FormLabel: report.FormLabel{Dims: c.Dims}}).of(applicant).code()
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

func (s *sheet) has(code string) bool {
	_, ok := s.at[code]
	return ok
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

// checkCases adds up each kind of case.
func (s *sheet) checkCases() {
	for _, whole := range caseTotals {
		var parts []string
		for _, result := range []string{"upheld", "corrected", "other", "pending"} {
			part := report.Code{Indicator: whole.Indicator, Dims: map[string]string{"result": result}}
			maps.Copy(part.Dims, whole.Dims)
			parts = append(parts, part.String())
		}
		s.checkSum("cases_total", []string{whole.String()}, parts)
	}
}

// value is the number in a sheet's cell; nil where none is printed.
func (s *sheet) value(code string) *big.Rat {
	i, ok := s.at[code]
	if !ok {
		return nil
	}
	return s.d.Figures[i].Value.Rat()
}

// checkSum compares two sums of cells. A blank cell is no zero: where one is
// missing the sums are compared only if what is printed decides already.
func (s *sheet) checkSum(rule string, wholes, parts []string) {
	left, right := new(big.Rat), new(big.Rat)
	for _, code := range wholes {
		v := s.value(code)
		if v == nil {
			return
		}
		left.Add(left, v)
	}
	missing, printed := 0, 0
	for _, code := range parts {
		if v := s.value(code); v != nil {
			right.Add(right, v)
			printed++
		} else {
			missing++
		}
	}
	delta := left.Sub(left, right)
	if printed == 0 || missing > 0 && delta.Sign() > 0 {
		return
	}
	s.note(rule, delta, delta.Sign() == 0, append(wholes, parts...)...)
}

// note records a check, named by the label of the first cell; delta is the
// printed whole less the sum of its parts.
func (s *sheet) note(rule string, delta *big.Rat, ok bool, codes ...string) {
	c := report.Check{Rule: s.form + "." + rule, OK: ok, Note: s.d.Figures[s.at[codes[0]]].Label, Figures: []int{}}
	for _, code := range codes {
		if i, ok := s.at[code]; ok && s.d.Figures[i].Value != "" {
			c.Figures = append(c.Figures, i)
		}
	}
	text := strings.TrimRight(strings.TrimRight(delta.FloatString(8), "0"), ".")
	c.Delta, _ = report.ParseDecimal(text)
	s.d.Checks = append(s.d.Checks, c)
}
