package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"nianbao/report"
)

// Codebooks is what the pages of the codebook ask.
type Codebooks interface {
	Indicators() []report.Indicator
}

// codebookPage is the codebook's list.
type codebookPage struct {
	*Frame
	Groups []codebookGroup
}

// A codebookGroup are the indicators of a headline series, or of a topic: the
// first word of their codes.
type codebookGroup struct {
	Headline   string
	Indicators []report.Indicator
}

func (s *Server) codebook(w http.ResponseWriter, r *Request) error {
	p := codebookPage{Frame: s.Frame(r, "")}
	p.Title, p.Section = p.Say("nav.codebook"), "codebook"
	for _, headline := range []string{"posts", "requests", "outcomes", ""} {
		g := codebookGroup{Headline: headline}
		for _, i := range s.Source.Indicators() {
			if i.Headline == headline {
				g.Indicators = append(g.Indicators, i)
			}
		}
		p.Groups = append(p.Groups, g)
	}
	return s.Render(w, r, http.StatusOK, "codebook", p)
}

// indicatorPage is one indicator's.
type indicatorPage struct {
	*Frame
	report.Indicator
	Code   string
	Eras   []report.Era
	Places []codebookPlace
	Breaks []codebookBreak
}

// A codebookPlace is where a form states the indicator.
type codebookPlace struct {
	report.FormLabel
	Label string
	Means string // its dimensions
}

// A codebookBreak is what became of some codes between two forms.
type codebookBreak struct {
	report.Break
	Comparable report.Comparability
	Judged     bool
	BridgeText string
	Words      string
}

func (s *Server) indicator(w http.ResponseWriter, r *Request) error {
	code := report.ParseCode(r.PathValue("code"))
	list := s.Source.Indicators()
	at := slices.IndexFunc(list, func(i report.Indicator) bool { return i.ID == code.Indicator })
	if at < 0 || code.Indicator == "" {
		return report.ErrNotFound
	}
	i := list[at]
	p := indicatorPage{Frame: s.Frame(r, ""), Indicator: i, Code: i.ID, Eras: report.Eras()}
	p.Title, p.Section = p.Pick(i.Name, i.English), "codebook"
	for _, l := range slices.Concat(i.Labels, i.Columns) {
		label := strings.Trim(l.Row+" × "+l.Col, " ×")
		var means []string
		for _, k := range slices.Sorted(maps.Keys(l.Dims)) {
			means = append(means, k+"="+l.Dims[k])
		}
		p.Places = append(p.Places, codebookPlace{l, label, strings.Join(means, ", ")})
	}
	for _, b := range i.Series {
		p.Breaks = append(p.Breaks, codebookBreak{b, b.Compare(), b.Basis == report.ByJudgment, b.Bridge.String(), p.Pick(b.Note, b.NoteEN)})
	}
	return s.Render(w, r, http.StatusOK, "indicator", p)
}

var codebookWords = map[string]both{
	"nav.codebook":        {"指标", "Codebook"},
	"codebook.lead":       {"每个指标数的是什么、各年表格里叫什么、口径在哪年变过。数据以代码为准。", "What each indicator counts, what the forms of each era call it, and where its meaning changed. The code is its name in all data."},
	"codebook.others":     {"其他指标", "Other indicators"},
	"codebook.comparable": {"可比：%s", "comparable: %s"},
	"codebook.code":       {"代码", "Code"},
	"codebook.name":       {"名称", "Name"},
	"codebook.define":     {"数什么", "What is counted"},
	"codebook.unit":       {"单位", "Unit"},
	"codebook.dims":       {"分类", "Broken down by"},
	"codebook.values":     {"分类的取值", "Values of its dimensions"},
	"codebook.value":      {"取值", "Value"},
	"codebook.places":     {"在各年表格里", "In the forms"},
	"codebook.form":       {"表格", "Form"},
	"codebook.table":      {"表 %s", "table %s"},
	"codebook.label":      {"栏目", "Cell"},
	"codebook.means":      {"意思", "Means"},
	"codebook.local":      {"地方增设", "added locally"},
	"codebook.no_places":  {"官方表格没有这一项，只在文字中出现。", "No official form has it: it stands in prose alone."},
	"codebook.breaks":     {"口径变化", "Breaks in the series"},
	"codebook.no_breaks":  {"口径没有记录在案的变化。", "No change of its meaning is on record."},
	"codebook.judged":     {"编者判断", "the authors' reading"},
	"codebook.search":     {"检索这一指标的数字", "Search its figures"},
	"codebook.compare_it": {"比较各机构", "Compare bodies"},
	"codebook.all":        {"全部指标", "All indicators"},
}
