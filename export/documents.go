package export

import (
	"cmp"
	"context"
	"errors"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

var documentColumns = []column[*store.Entry]{
	{"source", tabular.Text, "来源：路径或网址", "path or URL", func(e *store.Entry) any { return text(e.Source) }},
	{"source_reason", tabular.Text, "最近一次未取得的原因；取得则空", "why the last look brought no bytes; empty where it did", func(e *store.Entry) any { return text(e.SourceReason) }},
	{"source_detail", tabular.Text, "原因详情", "the reason in words", func(e *store.Entry) any { return text(e.SourceDetail) }},
	{"sha256", tabular.Text, "文件校验和；从未取得则空", "hash of the bytes; empty where there never were any", func(e *store.Entry) any { return text(e.SHA256) }},
	{"size", tabular.Integer, "字节数", "bytes", func(e *store.Entry) any { return size(e) }},
	{"status", tabular.Text, "ok 全部读取；partial 部分读取；unreadable 未能读取", "ok, partial, unreadable", func(e *store.Entry) any { return text(e.Status) }},
	{"reason", tabular.Text, "未能全部读取的原因", "why it is partial or unreadable", func(e *store.Entry) any { return text(e.Reason) }},
	{"detail", tabular.Text, "原因详情", "the reason in words", func(e *store.Entry) any { return text(e.Detail) }},
	{"current", tabular.Bool, "是否为该报告的现行文件（figures 只含现行文件）", "whether it is its report's current document: figures has those alone", func(e *store.Entry) any { return e.Current }},
	{"body", tabular.Text, "发文机关，照原文", "issuing body, as printed", func(e *store.Entry) any { return text(e.Body) }},
	{"body_id", tabular.Text, "机关标识", "canonical body", func(e *store.Entry) any { return text(e.BodyID) }},
	{"region", tabular.Text, "行政区划代码", "division code", func(e *store.Entry) any { return text(e.Region) }},
	{"region_name", tabular.Text, "该年的区划名称", "the division's name in that year", func(e *store.Entry) any { return text(e.RegionName) }},
	{"region_basis", tabular.Text, "判定区划的依据，或不能判定的原因", "what decided region, or why nothing did", func(e *store.Entry) any { return text(e.RegionBasis) }},
	{"region_confidence", tabular.Real, "有同样依据的区划正确的比例", "how often a region with such a basis is right", func(e *store.Entry) any { return sure(e.Region, e.RegionConfidence) }},
	{"level", tabular.Text, "行政级别", "level of the body", func(e *store.Entry) any { return text(e.Level) }},
	{"scope", tabular.Text, "own 本机关；whole 汇总", "own or whole", func(e *store.Entry) any { return text(e.Scope) }},
	{"year", tabular.Integer, "报告年度", "year reported on", func(e *store.Entry) any { return number(e.Year) }},
	{"report_period", tabular.Text, "报告所属时期", "the year, or the part of it", func(e *store.Entry) any { return text(e.Period) }},
	{"published", tabular.Text, "发布日期", "date of publication, as stated", func(e *store.Entry) any { return text(e.Published) }},
	{"title", tabular.Text, "标题", "title", func(e *store.Entry) any { return text(e.Title) }},
	{"era", tabular.Text, "表样年代", "era of the official form", func(e *store.Entry) any { return text(e.Era) }},
	{"format", tabular.Text, "文件格式", "format", func(e *store.Entry) any { return text(e.Format) }},
	{"encoding", tabular.Text, "字符编码", "character encoding", func(e *store.Entry) any { return text(e.Encoding) }},
	{"reader", tabular.Text, "读出文字的程序", "what read the words", func(e *store.Entry) any { return text(e.Reader) }},
	{"script", tabular.Text, "hans 简体；hant 繁体", "hans or hant", func(e *store.Entry) any { return text(e.Script) }},
	{"figures", tabular.Integer, "数字个数", "figures", func(e *store.Entry) any { return read(e, e.Figures) }},
	{"checks_held", tabular.Integer, "相符的核对项", "comparisons that hold", func(e *store.Entry) any { return read(e, e.ChecksHeld) }},
	{"checks_failed", tabular.Integer, "不符的核对项", "comparisons that do not", func(e *store.Entry) any { return read(e, e.ChecksBad) }},
	{"issues", tabular.Integer, "未能理解之处", "issues", func(e *store.Entry) any { return read(e, e.Issues) }},
	{"residual", tabular.Real, "既未采用也未说明理由排除的数字占比", "share of the numerals neither taken nor rejected", func(e *store.Entry) any {
		if e.Status == "" || e.Status == report.Unreadable {
			return nil
		}
		return e.Residual
	}},
	{"extractor", tabular.Text, "读取程序的版本", "version of what read it", func(e *store.Entry) any { return text(e.Version) }},
	{"first_seen", tabular.Text, "首次取得的时间（UTC）", "when the bytes were first found there (UTC)", func(e *store.Entry) any { return text(e.FirstSeen) }},
	{"last_seen", tabular.Text, "最近取得的时间（UTC）", "when they were last found", func(e *store.Entry) any { return text(e.LastSeen) }},
	{"read_at", tabular.Text, "读取时间（UTC）", "when they were read", func(e *store.Entry) any { return text(e.ReadAt) }},
}

func size(e *store.Entry) any {
	if e.SHA256 == "" {
		return nil
	}
	return e.Size
}

// sure is how sure a region is: nothing where there is none.
func sure(region string, confidence float64) any {
	if region == "" {
		return nil
	}
	return confidence
}

// read is a count of what was read: none where nothing was.
func read(e *store.Entry, n int) any {
	if e.Status == "" {
		return nil
	}
	return n
}

// documentList writes the table of documents. Without any line there is nothing
// to export.
func (w *writer) documentList(ctx context.Context, db *store.DB) (err error) {
	s, err := begin(w, documentsSpec, documentColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop()) }()
	w.counts = counts{status: map[report.Status]int{}, bodies: map[string]bool{}}
	err = db.Ledger(ctx, w.o.Query, func(e *store.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.counts.add(e)
		return s.row(e)
	})
	if err != nil {
		return err
	}
	if w.documents = s.rows; s.rows == 0 {
		return ErrNothing
	}
	return s.end(w)
}

// documents are those whose figures are exported.
func (c *counts) documents() int {
	n := 0
	for _, of := range c.status {
		n += of
	}
	return n
}

func (c *counts) add(e *store.Entry) {
	if c.firstSeen == "" || e.FirstSeen < c.firstSeen {
		c.firstSeen = e.FirstSeen
	}
	c.lastSeen = max(c.lastSeen, e.LastSeen, e.ReadAt)
	if e.SHA256 == "" {
		c.absent++
	}
	if !e.Current {
		return
	}
	c.status[e.Status]++
	if body := cmp.Or(e.BodyID, e.Body); body != "" {
		c.bodies[body] = true
	}
	if e.Year != 0 {
		if c.firstYear == 0 || e.Year < c.firstYear {
			c.firstYear = e.Year
		}
		c.lastYear = max(c.lastYear, e.Year)
	}
}

var panelColumns = []column[*store.WideRow]{
	{"body_id", tabular.Text, "机关标识", "canonical body", func(r *store.WideRow) any { return text(r.BodyID) }},
	{"body", tabular.Text, "机关名称", "body", func(r *store.WideRow) any { return text(r.Body) }},
	{"region", tabular.Text, "行政区划代码", "division code", func(r *store.WideRow) any { return text(r.Region) }},
	{"region_name", tabular.Text, "该年的区划名称", "the division's name in that year", func(r *store.WideRow) any { return text(r.RegionName) }},
	{"level", tabular.Text, "行政级别", "level of the body", func(r *store.WideRow) any { return text(r.Level) }},
	{"year", tabular.Integer, "报告年度", "year", func(r *store.WideRow) any { return number(r.Year) }},
	{"scope", tabular.Text, "own 本机关；whole 汇总", "own or whole", func(r *store.WideRow) any { return text(r.Scope) }},
	{"source", tabular.Text, "来源", "path or URL of the report's current document", func(r *store.WideRow) any { return text(r.Source) }},
	{"sha256", tabular.Text, "文件校验和", "hash of its bytes", func(r *store.WideRow) any { return text(r.SHA256) }},
}

// panel writes the panel: the columns above and one for each code that is
// asked for.
func (w *writer) panel(ctx context.Context, db *store.DB) (err error) {
	columns := panelColumns[:len(panelColumns):len(panelColumns)]
	for i, c := range w.wide {
		e := w.entries[c.Code]
		code := report.ParseCode(c.Code)
		if !wanted(w.o.Query.Indicator, &report.Figure{Indicator: code.Indicator, Dims: code.Dims}) {
			continue
		}
		columns = append(columns, column[*store.WideRow]{c.Name, tabular.Number, e.Name, e.English + " (" + c.Code + ")", func(r *store.WideRow) any {
			if r.Values[i] == nil {
				return nil
			}
			return *r.Values[i]
		}})
	}
	s, err := begin(w, panelSpec, columns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop()) }()
	err = db.Wide(ctx, w.o.Query, w.wide, func(r *store.WideRow) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.row(r)
	})
	if err != nil {
		return err
	}
	return s.end(w)
}
