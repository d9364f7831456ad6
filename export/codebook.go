package export

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// A codeRow is a code of the codebook, as the database and the program know it.
type codeRow struct {
	code  report.Code
	entry store.CodeEntry
	of    *Indicator // nil where the program's codebook lacks it
	seen  *code      // nil where no figure has it
}

var codebookColumns = []column[*codeRow]{
	{"code", tabular.Text, "指标及维度", "indicator with its dimensions", func(r *codeRow) any { return r.code.String() }},
	{"indicator", tabular.Text, "指标", "indicator", func(r *codeRow) any { return text(r.code.Indicator) }},
	{"name_zh", tabular.Text, "中文名", "name in Chinese", func(r *codeRow) any { return text(r.entry.Name) }},
	{"name_en", tabular.Text, "英文名", "name in English", func(r *codeRow) any { return text(r.entry.English) }},
	{"definition_zh", tabular.Text, "定义", "definition in Chinese", func(r *codeRow) any { return text(r.entry.Definition) }},
	{"definition_en", tabular.Text, "英文定义", "definition in English", func(r *codeRow) any { return text(r.entry.DefinitionEN) }},
	{"unit", tabular.Text, "通常的单位", "usual unit", func(r *codeRow) any { return text(r.entry.Unit) }},
	{"measure", tabular.Text, "单位的类别", "kind of the unit", func(r *codeRow) any { return text(r.entry.Measure) }},
	{"headline", tabular.Text, "所属主要系列：posts、requests、outcomes", "headline series: posts, requests, outcomes", func(r *codeRow) any { return text(r.entry.Headline) }},
	{"panel_column", tabular.Text, "在 panel 中的列名", "its column in panel", func(r *codeRow) any { return text(r.entry.Column) }},
	{"labels_2008", tabular.Text, "2008—2013 年各地自拟表中的位置：表:行/列", "where local tables of 2008-2013 state it: table:row/column", func(r *codeRow) any { return text(r.labels(report.Era2008)) }},
	{"labels_2014", tabular.Text, "2014—2018 年统计表中的位置：表:行/列", "where the form of 2014-2018 states it: table:row/column", func(r *codeRow) any { return text(r.labels(report.Era2014)) }},
	{"labels_2019", tabular.Text, "2019—2020 年表样中的位置", "where the form of 2019-2020 states it", func(r *codeRow) any { return text(r.labels(report.Era2019)) }},
	{"labels_2021", tabular.Text, "2021 年以来表样中的位置", "where the form of 2021 and later states it", func(r *codeRow) any { return text(r.labels(report.Era2021)) }},
	{"breaks_zh", tabular.Text, "各年代表样之间口径的变化：same 相同；wider 变宽；narrower 变窄；split 拆分；merged 合并；redrawn 重划；new 新设；ended 取消；form_only、prose_only 是否须填报有变。方括号内为前后对应", "what became of it from form to form, in Chinese; in brackets what corresponds", func(r *codeRow) any { return text(r.breaks(func(b report.Break) string { return b.Note })) }},
	{"breaks_en", tabular.Text, "同上，英文", "the same in English: same, wider, narrower, split, merged, redrawn, new, ended, form_only and prose_only (whether reports must state it)", func(r *codeRow) any { return text(r.breaks(func(b report.Break) string { return b.NoteEN })) }},
	{"read_by", tabular.Text, "读取方式：官方表样的年代、正文规则数", "how it is read: forms of eras, rules of prose", func(r *codeRow) any { return text(r.readBy()) }},
	{"figures", tabular.Integer, "本数据集中的个数", "figures in this data set", func(r *codeRow) any { return r.count().figures }},
	{"figures_printed", tabular.Integer, "其中印有数字的", "of them with a number", func(r *codeRow) any { return r.count().printed }},
	{"documents", tabular.Integer, "所在文件数", "documents that state it", func(r *codeRow) any { return r.count().documents }},
	{"first_year", tabular.Integer, "最早年度", "first year", func(r *codeRow) any { return number(r.year(slices.Min[[]int])) }},
	{"last_year", tabular.Integer, "最近年度", "last year", func(r *codeRow) any { return number(r.year(slices.Max[[]int])) }},
	{"precision", tabular.Real, "实测查准率（按指标，不分维度）：读出的有多少正确", "measured, of the indicator in all dimensions: of the figures given so many are right", func(r *codeRow) any { return ratio(r.accuracy().Precision) }},
	{"precision_low", tabular.Real, "95% 区间下限", "lower end of its interval of 95 %", func(r *codeRow) any { return low(r.accuracy().Precision) }},
	{"recall", tabular.Real, "实测查全率：应有的有多少读对", "of the figures there are so many are given right", func(r *codeRow) any { return ratio(r.accuracy().Recall) }},
	{"recall_low", tabular.Real, "95% 区间下限", "lower end of its interval of 95 %", func(r *codeRow) any { return low(r.accuracy().Recall) }},
	{"labelled", tabular.Integer, "据以实测的人工标注数字", "hand-made labels that this was measured on", func(r *codeRow) any { return number(r.accuracy().Labels) }},
}

func (r *codeRow) count() code {
	if r.seen == nil {
		return code{}
	}
	return *r.seen
}

func (r *codeRow) year(pick func([]int) int) int {
	if years := r.count().years; len(years) > 0 {
		return pick(years)
	}
	return 0
}

func (r *codeRow) accuracy() Accuracy {
	if r.of == nil || r.of.Accuracy == nil {
		return Accuracy{}
	}
	return *r.of.Accuracy
}

func ratio(r *Ratio) any {
	if r == nil {
		return nil
	}
	return r.Value
}

func low(r *Ratio) any {
	if r == nil {
		return nil
	}
	return r.Low
}

// labels are where the forms of an era state just this code.
func (r *codeRow) labels(era report.Era) string {
	if r.of == nil {
		return ""
	}
	var out []string
	for _, p := range r.of.PlacesOf(r.code) {
		place := p.Table + ":" + p.Row
		if p.Col != "" {
			place += "/" + p.Col
		}
		if p.Era == era && !slices.Contains(out, place) {
			out = append(out, place)
		}
	}
	return strings.Join(out, "; ")
}

// series is what became of the code from the first era to the last.
func (r *codeRow) series() []report.Break {
	if r.of == nil {
		return nil
	}
	eras := report.Eras()
	return r.of.Statements(r.code, eras[0], eras[len(eras)-1])
}

// breaks says it in words.
func (r *codeRow) breaks(note func(report.Break) string) string {
	var out []string
	for _, b := range r.series() {
		said := fmt.Sprintf("%s>%s %s", b.From, b.To, b.Kind)
		if n := note(b); n != "" {
			said += ": " + n
		}
		if bridge := b.Bridge.String(); bridge != "" {
			said += " [" + bridge + "]"
		}
		out = append(out, said)
	}
	return strings.Join(out, "; ")
}

// breaking are the kinds of breaks after which the same code counts something
// else than before.
var breaking = []report.BreakKind{report.Wider, report.Narrower, report.Split, report.MergedCells, report.Redrawn}

// eraBreaks gives, for every code, the eras whose forms changed what it counts.
func eraBreaks(indicators []Indicator) map[string][]report.Era {
	out := map[string][]report.Era{}
	for _, i := range indicators {
		for _, b := range i.Series {
			if !slices.Contains(breaking, b.Kind) {
				continue
			}
			for _, c := range b.Codes {
				out[c.String()] = append(out[c.String()], b.To)
			}
		}
	}
	return out
}

func (r *codeRow) readBy() string {
	if r.of == nil {
		return ""
	}
	var out []string
	for _, l := range r.of.Labels {
		if era := "form " + string(l.Era); !slices.Contains(out, era) {
			out = append(out, era)
		}
	}
	slices.Sort(out)
	if r.of.Patterns > 0 {
		out = append(out, fmt.Sprintf("prose: %d rules", r.of.Patterns))
	}
	return strings.Join(out, "; ")
}

// codeRows are the codes of the database's codebook and those that its figures
// have beside them, sorted.
func (w *writer) codeRows() []*codeRow {
	names := map[string]bool{}
	for name := range w.entries {
		names[name] = true
	}
	for name := range w.codes {
		names[name] = true
	}
	of := map[string]*Indicator{}
	for i := range w.o.Indicators {
		of[w.o.Indicators[i].ID] = &w.o.Indicators[i]
	}
	var out []*codeRow
	for _, name := range slices.Sorted(maps.Keys(names)) {
		r := &codeRow{code: report.ParseCode(name), entry: w.entry(name), seen: w.codes[name]}
		r.of = of[r.code.Indicator]
		if wanted(w.o.Query.Indicator, &report.Figure{Indicator: r.code.Indicator, Dims: r.code.Dims}) {
			out = append(out, r)
		}
	}
	return out
}

// codebook writes the codebook as a table and whole.
func (w *writer) codebook() (err error) {
	rows := w.codeRows()
	s, err := begin(w, codebookSpec, codebookColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop()) }()
	for _, r := range rows {
		if err := s.row(r); err != nil {
			return err
		}
	}
	if err := s.end(w); err != nil {
		return err
	}
	return w.json("codebook.json", w.wholeBook(rows))
}

type bookJSON struct {
	Schema   int         `json:"schema"`
	Measured Measured    `json:"measured_on"`
	Status   []obsStatus `json:"obs_status"`
	Codes    []codeJSON  `json:"codes"`
}

type codeJSON struct {
	Code         string            `json:"code"`
	Indicator    string            `json:"indicator"`
	Dims         map[string]string `json:"dims"`
	NameZh       string            `json:"name_zh"`
	NameEn       string            `json:"name_en"`
	DefinitionZh string            `json:"definition_zh"`
	DefinitionEn string            `json:"definition_en"`
	Unit         string            `json:"unit"`
	Measure      report.Measure    `json:"measure"`
	Headline     string            `json:"headline,omitempty"`
	PanelColumn  string            `json:"panel_column,omitempty"`
	Forms        []formJSON        `json:"forms"`
	Series       []breakJSON       `json:"series"`
	Patterns     int               `json:"rules_of_prose"`
	Figures      int               `json:"figures"`
	Printed      int               `json:"figures_printed"`
	Documents    int               `json:"documents"`
	Years        []int             `json:"years"`
	Accuracy     *accuracyJSON     `json:"accuracy"` // of the indicator in all dimensions
}

type formJSON struct {
	Era   report.Era  `json:"era"`
	Table string      `json:"table"`
	Row   string      `json:"row"`
	Col   string      `json:"col"`
	Role  report.Role `json:"role"`
	// Official is false for a row that provinces and cities added.
	Official bool `json:"official"`
}

type breakJSON struct {
	From       report.Era           `json:"from"`
	To         report.Era           `json:"to"`
	Kind       report.BreakKind     `json:"kind"`
	Basis      report.Basis         `json:"basis"`
	Comparable report.Comparability `json:"comparable"`
	Bridge     string               `json:"bridge"`
	Note       string               `json:"note_zh"`
	NoteEN     string               `json:"note_en"`
}

type accuracyJSON struct {
	Accuracy
	Given  int `json:"given"`
	Labels int `json:"labelled"`
}

func (w *writer) wholeBook(rows []*codeRow) bookJSON {
	out := bookJSON{Schema: 1, Measured: w.o.Measured, Status: obsStatuses, Codes: []codeJSON{}}
	for _, r := range rows {
		seen := r.count()
		c := codeJSON{Code: r.code.String(), Indicator: r.code.Indicator, Dims: map[string]string{}, NameZh: r.entry.Name, NameEn: r.entry.English,
			DefinitionZh: r.entry.Definition, DefinitionEn: r.entry.DefinitionEN, Unit: r.entry.Unit, Measure: r.entry.Measure,
			Headline: r.entry.Headline, PanelColumn: r.entry.Column, Forms: []formJSON{}, Series: []breakJSON{},
			Figures: seen.figures, Printed: seen.printed, Documents: seen.documents, Years: []int{}}
		maps.Copy(c.Dims, r.code.Dims)
		c.Years = append(c.Years, slices.Sorted(slices.Values(seen.years))...)
		if r.of != nil {
			c.Patterns = r.of.Patterns
			for _, p := range r.of.PlacesOf(r.code) {
				role := p.Role
				if role == "" {
					role = report.Level
				}
				c.Forms = append(c.Forms, formJSON{p.Era, p.Table, p.Row, p.Col, role, !p.Local})
			}
			for _, b := range r.series() {
				c.Series = append(c.Series, breakJSON{b.From, b.To, b.Kind, b.Basis, b.Compare(), b.Bridge.String(), b.Note, b.NoteEN})
			}
			if a := r.of.Accuracy; a != nil {
				c.Accuracy = &accuracyJSON{*a, a.Given, a.Labels}
			}
		}
		out.Codes = append(out.Codes, c)
	}
	return out
}
