package export

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// A figure is a figure in its document.
type figure struct {
	*report.Figure
	d           *store.Filed
	key         string
	code        string
	entry       store.CodeEntry
	checksBad   int
	proposed    report.Decimal
	anyProposal bool
	isBreak     bool // its code counts something else than in the year before
}

var figureColumns = []column[*figure]{
	{"key", tabular.Text, "数字的标识，重新提取后不变", "names the figure; outlives re-extraction", func(f *figure) any { return text(f.key) }},
	{"body", tabular.Text, "发文机关，照原文", "issuing body, as printed", func(f *figure) any { return text(f.d.Body) }},
	{"body_id", tabular.Text, "机关的统一标识：区划代码/机关", "canonical body: division code and office", func(f *figure) any { return text(f.d.BodyID) }},
	{"region", tabular.Text, "行政区划代码；不确定则空", "division code; empty where not certain", func(f *figure) any { return text(f.d.Region) }},
	{"region_name", tabular.Text, "该年的区划名称", "the division's name in that year", func(f *figure) any { return text(f.d.RegionName) }},
	{"region_confidence", tabular.Real, "有同样依据的区划正确的比例", "how often a region with such a basis is right", func(f *figure) any { return sure(f.d.Region, f.d.RegionConfidence) }},
	{"level", tabular.Text, "机关的行政级别", "level of the body", func(f *figure) any { return text(f.d.Level) }},
	{"scope", tabular.Text, "own 本机关；whole 汇总全区域", "own: the body alone; whole: all bodies of its region", func(f *figure) any { return text(f.d.Scope) }},
	{"year", tabular.Integer, "报告年度", "year reported on", func(f *figure) any { return number(f.d.Year) }},
	{"report_period", tabular.Text, "报告所属时期：年度或其一部分", "the year, or the part of it that the report is of", func(f *figure) any { return text(f.d.Period) }},
	{"code", tabular.Text, "指标及维度；open 为编码簿以外的数字", "indicator with its dimensions; open: not in the codebook", func(f *figure) any { return f.code }},
	{"indicator", tabular.Text, "指标", "indicator without dimensions", func(f *figure) any { return text(f.Indicator) }},
	{"indicator_zh", tabular.Text, "指标中文名", "its name in Chinese", func(f *figure) any { return text(f.entry.Name) }},
	{"indicator_en", tabular.Text, "指标英文名", "its name in English", func(f *figure) any { return text(f.entry.English) }},
	{"label", tabular.Text, "所数之事", "the thing counted, simplified", func(f *figure) any { return text(f.Label) }},
	{"value", tabular.Number, "数值，折算为基本单位；空不是 0", "value in base units; empty is not 0", func(f *figure) any { return f.Value }},
	{"unit", tabular.Text, "单位，照原文", "unit, as printed", func(f *figure) any { return text(f.Unit) }},
	{"measure", tabular.Text, "单位的类别", "kind of the unit", func(f *figure) any { return text(f.Measure) }},
	{"obs_status", tabular.Text, "观测状态（SDMX CL_OBS_STATUS），见 README", "observation status (SDMX CL_OBS_STATUS), see README", func(f *figure) any { return f.obsStatus() }},
	{"status", tabular.Text, "printed 有数；blank 空白；not_applicable “/”；words 文字；unsure 未能认定", "printed, blank, not_applicable (/), words, unsure (not recognised for certain)", func(f *figure) any { return text(f.Status) }},
	{"role", tabular.Text, "level 本期数；change 增减；share 占比；rate 率；other_period 他期；cumulative 累计；plan 计划；rank 名次", "level, change, share, rate, other_period, cumulative, plan, rank", func(f *figure) any { return text(f.Role) }},
	{"qualifier", tabular.Text, "exact 确数；approx 约；at_least 以上；at_most 以内", "exact, approx, at_least, at_most", func(f *figure) any { return text(f.Qualifier) }},
	{"period", tabular.Text, "数字所属时期；空为报告时期", "period of the figure; empty: the report's own", func(f *figure) any { return text(f.Period) }},
	{"part", tabular.Text, "空为该机关总数，否则为限定的部分", "empty: the body's own total, else the words that narrow it", func(f *figure) any { return text(f.Part) }},
	{"place", tabular.Text, "所属内设或下属机构，照原文", "the part of the body it is of, as printed", func(f *figure) any { return text(f.Place) }},
	{"method", tabular.Text, "text 正文；table 表格", "text or table", func(f *figure) any { return text(f.Method) }},
	{"reader", tabular.Text, "读出文字的程序", "what read the words", func(f *figure) any { return text(f.Reader) }},
	{"page", tabular.Integer, "页，从 1 起", "page, from 1", func(f *figure) any { return number(f.Page) }},
	{"table_no", tabular.Integer, "文中第几个表，从 1 起", "table in the document, from 1", func(f *figure) any { return number(f.Table) }},
	{"row", tabular.Integer, "行，从 0 起", "row, from 0", func(f *figure) any { return f.inTable(f.Row) }},
	{"col", tabular.Integer, "列，从 0 起", "column, from 0", func(f *figure) any { return f.inTable(f.Col) }},
	{"span_start", tabular.Integer, "引文在文件文字中的起点，以字计，从 0 起", "where the quote begins in the document's text, in characters from 0", func(f *figure) any { return f.Start }},
	{"span_end", tabular.Integer, "引文的终点", "where it ends", func(f *figure) any { return f.End }},
	{"quote", tabular.Text, "原文引文", "the words, in the source's own characters", func(f *figure) any { return text(f.Quote) }},
	{"printed", tabular.Text, "数字及单位，照原文", "number and unit as printed", func(f *figure) any { return text(f.Printed) }},
	{"confidence", tabular.Real, "在标注样本中，有同样依据的数字正确的比例", "how often figures with such evidence are right in labelled reports", func(f *figure) any { return f.Confidence }},
	{"checks_failed", tabular.Integer, "所涉不符的核对项数", "comparisons with this figure that do not hold", func(f *figure) any { return f.checksBad }},
	{"proposed", tabular.Number, "按勾稽关系应为之数；原数不改", "what the sums around it say it should be; the value stays", func(f *figure) any { return f.proposed }},
	{"rule", tabular.Text, "读出该数的规则", "what read it", func(f *figure) any { return text(f.Rule) }},
	{"title", tabular.Text, "文件标题", "title of the document", func(f *figure) any { return text(f.d.Title) }},
	{"published", tabular.Text, "发布日期，照原文所述", "date of publication, as stated", func(f *figure) any { return text(f.d.Published) }},
	{"source", tabular.Text, "来源：路径或网址", "path or URL", func(f *figure) any { return text(f.d.Source) }},
	{"sha256", tabular.Text, "文件校验和", "hash of the document's bytes", func(f *figure) any { return text(f.d.SHA256) }},
	{"document_status", tabular.Text, "ok 全部读取；partial 部分读取", "ok, or partial where a part could not be read", func(f *figure) any { return text(f.d.Status) }},
	{"extractor", tabular.Text, "读取程序的版本", "version of what read it", func(f *figure) any { return text(f.d.Version) }},
	{"first_seen", tabular.Text, "文件首次取得的时间（UTC）", "when these bytes were first found (UTC)", func(f *figure) any { return text(f.d.FirstSeen) }},
	{"last_seen", tabular.Text, "文件最近取得的时间（UTC）", "when they were last found", func(f *figure) any { return text(f.d.LastSeen) }},
}

func (f *figure) inTable(n int) any {
	if f.Table == 0 {
		return nil
	}
	return n
}

// A checked is a comparison in its document.
type checked struct {
	*report.Check
	d *store.Filed
}

var checkColumns = []column[*checked]{
	{"body", tabular.Text, "发文机关", "issuing body", func(c *checked) any { return text(c.d.Body) }},
	{"body_id", tabular.Text, "机关标识", "canonical body", func(c *checked) any { return text(c.d.BodyID) }},
	{"year", tabular.Integer, "报告年度", "year", func(c *checked) any { return number(c.d.Year) }},
	{"rule", tabular.Text, "核对规则", "what was compared", func(c *checked) any { return text(c.Rule) }},
	{"ok", tabular.Bool, "是否相符", "whether it holds", func(c *checked) any { return c.OK }},
	{"delta", tabular.Number, "所述减应有", "what is stated less what it should be", func(c *checked) any { return c.Delta }},
	{"verdict", tabular.Text, "misread 读错；source_inconsistent 原文不符；unsettled 不能断定", "whose error: misread (ours), source_inconsistent (the body's), unsettled", func(c *checked) any { return text(c.Verdict) }},
	{"reading", tabular.Text, "怎样理解才相符", "how the words must be taken to agree", func(c *checked) any { return text(c.Reading) }},
	{"note", tabular.Text, "所核对的数字", "of the figure compared", func(c *checked) any { return text(c.Note) }},
	{"figures", tabular.Text, "所涉数字的 key，以空格分隔", "keys of the figures, with spaces between", func(c *checked) any { return text(keysOf(c.d, c.Figures)) }},
	{"source", tabular.Text, "来源", "path or URL", func(c *checked) any { return text(c.d.Source) }},
	{"sha256", tabular.Text, "文件校验和", "hash of the document's bytes", func(c *checked) any { return text(c.d.SHA256) }},
}

// keysOf gives the keys of some of a document's figures.
func keysOf(d *store.Filed, figures []int) string {
	var keys []string
	for _, i := range figures {
		keys = append(keys, d.Keys[i])
	}
	return strings.Join(keys, " ")
}

// A proposed is a proposal in its document.
type proposed struct {
	*report.Proposal
	d *store.Filed
}

// figure is the figure that the proposal is about; nil where there is none.
func (p *proposed) figure() *report.Figure {
	if p.Figure < 0 {
		return nil
	}
	return &p.d.Figures[p.Figure]
}

var proposalColumns = []column[*proposed]{
	{"body", tabular.Text, "发文机关", "issuing body", func(p *proposed) any { return text(p.d.Body) }},
	{"body_id", tabular.Text, "机关标识", "canonical body", func(p *proposed) any { return text(p.d.BodyID) }},
	{"year", tabular.Integer, "报告年度", "year", func(p *proposed) any { return number(p.d.Year) }},
	{"code", tabular.Text, "单元格的指标", "code of the cell", func(p *proposed) any { return text(p.Code) }},
	{"key", tabular.Text, "所对应数字的 key；无则空", "key of the figure; empty where what is printed has no place in its row", func(p *proposed) any {
		if p.Figure < 0 {
			return nil
		}
		return p.d.Keys[p.Figure]
	}},
	{"printed_value", tabular.Number, "原数", "the figure's value", func(p *proposed) any {
		if f := p.figure(); f != nil {
			return f.Value
		}
		return nil
	}},
	{"proposed", tabular.Number, "按勾稽关系应填之数", "what should stand there by the sums", func(p *proposed) any { return p.Value }},
	{"kind", tabular.Text, "cell 数错；blank 空白；split 一数分入两格；fused 两数并入一格；shifted 整行错位", "cell, blank, split, fused, shifted", func(p *proposed) any { return text(p.Kind) }},
	{"verdict", tabular.Text, "出错方", "whose error it is", func(p *proposed) any { return text(p.Verdict) }},
	{"table_no", tabular.Integer, "文中第几个表，从 1 起", "table, from 1", func(p *proposed) any { return number(p.Table) }},
	{"row", tabular.Integer, "行，从 0 起", "row, from 0", func(p *proposed) any { return p.Row }},
	{"source", tabular.Text, "来源", "path or URL", func(p *proposed) any { return text(p.d.Source) }},
	{"sha256", tabular.Text, "文件校验和", "hash of the document's bytes", func(p *proposed) any { return text(p.d.SHA256) }},
}

// An issue is an issue in its document.
type issue struct {
	*report.Issue
	d *store.Filed
}

var issueColumns = []column[*issue]{
	{"body", tabular.Text, "发文机关", "issuing body", func(i *issue) any { return text(i.d.Body) }},
	{"body_id", tabular.Text, "机关标识", "canonical body", func(i *issue) any { return text(i.d.BodyID) }},
	{"year", tabular.Integer, "报告年度", "year", func(i *issue) any { return number(i.d.Year) }},
	{"kind", tabular.Text, "类别", "what it is", func(i *issue) any { return text(i.Kind) }},
	{"detail", tabular.Text, "详情", "in words", func(i *issue) any { return text(i.Detail) }},
	{"words", tabular.Text, "所涉原文", "the words that it is about", func(i *issue) any { return text(i.d.Slice(i.Span)) }},
	{"span_start", tabular.Integer, "在文件文字中的起点", "where they begin, in characters from 0", func(i *issue) any { return i.Start }},
	{"span_end", tabular.Integer, "终点", "where they end", func(i *issue) any { return i.End }},
	{"source", tabular.Text, "来源", "path or URL", func(i *issue) any { return text(i.d.Source) }},
	{"sha256", tabular.Text, "文件校验和", "hash of the document's bytes", func(i *issue) any { return text(i.d.SHA256) }},
}

// documentTables writes the tables of what current documents say, in one pass.
func (w *writer) documentTables(ctx context.Context, db *store.DB) (err error) {
	figures, err := begin(w, figuresSpec, figureColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, figures.drop()) }()
	checks, err := begin(w, checksSpec, checkColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, checks.drop()) }()
	proposals, err := begin(w, proposalsSpec, proposalColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proposals.drop()) }()
	issues, err := begin(w, issuesSpec, issueColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, issues.drop()) }()
	step, told := func(int) {}, func() {}
	if w.o.Begin != nil {
		step, told = w.o.Begin(w.counts.documents())
	}
	err = db.Filed(ctx, w.o.Query, func(d *store.Filed) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		defer step(len(d.Figures))
		for _, f := range w.figuresOf(d) {
			if !wanted(w.o.Query.Indicator, f.Figure) {
				continue
			}
			w.count(f)
			if err := figures.row(f); err != nil {
				return err
			}
		}
		for i := range d.Checks {
			if err := checks.row(&checked{&d.Checks[i], d}); err != nil {
				return err
			}
		}
		for i := range d.Proposals {
			if err := proposals.row(&proposed{&d.Proposals[i], d}); err != nil {
				return err
			}
		}
		for i := range d.Issues {
			if err := issues.row(&issue{&d.Issues[i], d}); err != nil {
				return err
			}
		}
		return nil
	})
	told()
	return errors.Join(err, finishAll(err, w, figures.end, checks.end, proposals.end, issues.end))
}

// finishAll ends tables, unless something failed before.
func finishAll(err error, w *writer, ends ...func(*writer) error) error {
	for _, end := range ends {
		if err != nil {
			return nil
		}
		if err := end(w); err != nil {
			return err
		}
	}
	return nil
}

// figuresOf gives a document's figures with what checks say of them.
func (w *writer) figuresOf(d *store.Filed) []*figure {
	out := make([]*figure, len(d.Figures))
	for i := range d.Figures {
		f := &figure{Figure: &d.Figures[i], d: d, key: d.Keys[i]}
		f.code = f.Figure.Code().String()
		f.entry = w.entry(f.code)
		f.isBreak = strconv.Itoa(d.Year) == string(d.Era) && f.Role == report.Level && f.Period == "" && slices.Contains(w.eraBreaks[f.code], d.Era)
		out[i] = f
	}
	for _, c := range d.Checks {
		if c.OK {
			continue
		}
		for _, i := range c.Figures {
			out[i].checksBad++
		}
	}
	for _, p := range d.Proposals {
		if p.Figure >= 0 {
			out[p.Figure].proposed, out[p.Figure].anyProposal = p.Value, true
		}
	}
	return out
}

// entry gives what the database's codebook says of a code: where it lacks the
// dimensions, what it says of the indicator.
func (w *writer) entry(name string) store.CodeEntry {
	if e, ok := w.entries[name]; ok {
		return e
	}
	e := w.entries[report.ParseCode(name).Indicator]
	e.Column = ""
	return e
}

// wanted tells whether a figure is of the indicator asked for, in the words of
// [store.Query].
func wanted(asked string, f *report.Figure) bool {
	name, below := strings.CutSuffix(asked, "*")
	code := report.ParseCode(asked)
	switch {
	case asked == "":
		return true
	case below:
		return strings.HasPrefix(f.Indicator, name)
	case strings.Contains(asked, "["):
		c := f.Code()
		return c.String() == code.String()
	}
	return f.Indicator == code.Indicator
}

// lowConfidence is from where on a value is called unreliable: as likely wrong
// as right.
const lowConfidence = 0.5

// An obsStatus is a code of SDMX's CL_OBS_STATUS with what it is given for.
type obsStatus struct {
	Code string `json:"code"`
	Name string `json:"name"` // SDMX's
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// obsStatuses are the codes that figures have, by what goes before what.
var obsStatuses = []obsStatus{
	{"O", "Missing value", "空白（status=blank）：未填报，不是 0", "status blank: nothing stands there; not reported, not 0"},
	{"M", "Missing value; data cannot exist", "“/”、“-”、不适用（status=not_applicable）", "status not_applicable: \"/\", \"-\""},
	{"L", "Missing value; data exist but were not collected", "原处为文字（words，如“详见附表”）或扫描件上未能认定（unsure）", "status words (\"see the annex\") or unsure (in a scan, not recognised for certain)"},
	{"U", "Low reliability", "按勾稽关系应为另一数，或同样依据的数字错多对少（confidence < 0.5）", "the sums around it say another value (column proposed), or confidence below 0.5"},
	{"B", "Time series break", "新表样的第一年，该指标口径与上年不同（见 codebook 的 breaks）", "the first year of a new form that changed what the code counts: see breaks in the codebook"},
	{"F", "Forecast value", "计划数（role=plan）", "role plan: intended for a later year"},
	{"A", "Normal value", "其他，含约数（见 qualifier）和 0", "all others; also approximate ones, see qualifier, and printed zeros"},
}

func (f *figure) obsStatus() string {
	switch {
	case f.Status == report.Blank:
		return "O"
	case f.Status == report.NotApplicable:
		return "M"
	case f.Status == report.Words, f.Status == report.Unsure:
		return "L"
	case f.anyProposal, f.Confidence < lowConfidence:
		return "U"
	case f.isBreak:
		return "B"
	case f.Role == report.Plan:
		return "F"
	}
	return "A"
}

// A code is what the exported figures say of a code.
type code struct {
	figures, printed int
	documents        int
	last             *store.Filed
	years            []int
}

func (w *writer) count(f *figure) {
	w.figures++
	c := w.codes[f.code]
	if c == nil {
		c = &code{}
		w.codes[f.code] = c
	}
	c.figures++
	if f.Status == report.Printed {
		c.printed++
	}
	if c.last != f.d {
		c.last = f.d
		c.documents++
	}
	if y := f.d.Year; y != 0 && !slices.Contains(c.years, y) {
		c.years = append(c.years, y)
	}
}
