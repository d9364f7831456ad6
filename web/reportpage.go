package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nianbao/needle"
	"nianbao/report"
	"nianbao/store"
)

// Reports is what the page of a report asks.
type Reports interface {
	// Report gives a document by the beginning of its hash, with @version another
	// reading than the one that counts. Where against names another document, what
	// the two do not have alike.
	Report(ctx context.Context, lang, id, against string) (Report, error)
	// Original gives the bytes of a document, with its format.
	Original(ctx context.Context, sha string) ([]byte, report.Format, error)
}

// A Report is a document with all that its page shows.
type Report struct {
	*store.Filed
	store.Sheet
	RegionPath string
	Figures    []ReportFigure // as many as the document's
	Failed     []ReportCheck
	Held       int          // checks that hold
	Against    *store.Filed // another version; nil where none is asked for
	Changes    []Change     // from it to this one
	Proposed   []Proposed   // for cells that have no figure: a number that stands in none, or two in one
	Facts      []Change     // what the two say of themselves
}

// A ReportFigure is a figure as the page shows it.
type ReportFigure struct {
	ID            string // names its place on the page
	Code          string
	Name, English string // of the indicator
	What          string
	Value         string
	Remarks       string
	Sure          int // per cent
	Held          int // checks that hold
	Failed        []int
	Proposals     []string // what should stand there by the sums around it
	Review        *store.Mark
}

// A ReportCheck is a check that failed, in words.
type ReportCheck struct {
	Name, Verdict, Delta, Reading, Note string
	Figures                             []int
}

// A Proposed is what should stand in a cell by the sums around it.
type Proposed struct {
	Name, English string // of the cell's code
	Table, Row    int    // counted from 1
	Value         string
}

// A Change is something that two versions do not have alike.
type Change struct {
	Fate     string // added, gone, changed
	What     string
	Old, New string
	ID       string // of the figure in the newer one; "" where it is gone
	Code     string // of the figure; "" for what is none
}

// reportPage is the page's data.
type reportPage struct {
	*Frame
	Report
	Blocks  []Block
	Cut     bool
	Place   int    // in the text, that is led to: -1 for none
	Link    string // to where it was published; "" where that is no web address
	Order   []int  // the figures in the order of their places
	NoPlace []int  // figures whose place is not in the text that is shown
}

var reportID = needle.MustCompile(`^[0-9a-f]{12,64}(@[0-9A-Za-z.+:_-]{1,64})?$`)

func (s *Server) report(w http.ResponseWriter, r *Request) error {
	id, against := r.PathValue("id"), r.Query.Get("against")
	if !reportID.MatchString(id) || against != "" && !reportID.MatchString(against) {
		return report.ErrNotFound
	}
	found, err := s.Source.Report(r.Context(), r.Lang, id, against)
	if err != nil {
		return err
	}
	p := reportPage{Frame: s.Frame(r, printable(found.Filed.Title)), Report: found, Link: webAddress(found.Source)}
	if p.Frame.Title == "" {
		p.Frame.Title = printable(found.Source)
	}
	p.Wide = true
	bad := map[int]bool{}
	for _, c := range found.Failed {
		for _, i := range c.Figures {
			bad[i] = true
		}
	}
	d := *found.Filed.Document
	d.Tables = found.Sheet.Tables
	p.Place = -1
	if at, err := strconv.Atoi(r.Query.Get("at")); err == nil && at >= 0 {
		p.Place = at
	}
	p.Blocks, p.Cut = Laid(&d, bad, p.Place)
	placed := map[int]bool{}
	see := func(parts []Part) {
		for _, part := range parts {
			for _, i := range part.Begin {
				p.Order = append(p.Order, i)
				placed[i] = true
			}
		}
	}
	for _, b := range p.Blocks {
		see(b.Parts)
		for _, row := range b.Rows {
			for _, c := range row {
				see(c.Parts)
			}
		}
	}
	for i := range found.Figures {
		if !placed[i] {
			p.NoPlace = append(p.NoPlace, i)
		}
	}
	return s.Render(w, r, http.StatusOK, "report", &p)
}

// webAddress is a source's name where it is an address that a browser may be
// sent to.
func webAddress(source string) string {
	u, err := url.Parse(source)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return source
}

// SourceName is what a source is called before others: an address is as it
// stands, of a file its name alone, for where it lies is nobody else's business.
func SourceName(source string) string {
	if webAddress(source) != "" {
		return source
	}
	return source[strings.LastIndexAny(source, `/\`)+1:]
}

// ID names the document in addresses.
func (p *reportPage) ID() string { return p.SHA256[:16] }

// Here names the reading that is shown.
func (p *reportPage) Here() string { return p.ID() + "@" + p.Filed.Version }

// A pageWith is a piece of the page with the page, for templates of their own.
type pageWith struct {
	Page  *reportPage
	Part  Part
	Parts []Part
	I     int
}

func (p *reportPage) With(part Part) pageWith   { return pageWith{Page: p, Part: part} }
func (p *reportPage) All(parts []Part) pageWith { return pageWith{Page: p, Parts: parts} }
func (p *reportPage) One(i int) pageWith        { return pageWith{Page: p, I: i} }

// Keys are the names of a part's figures on the page.
func (p *reportPage) Keys(part Part) string {
	var out []string
	for _, i := range part.Figures {
		out = append(out, p.Report.Figures[i].ID)
	}
	return strings.Join(out, " ")
}

// At is a figure of the page with its place.
func (p *reportPage) At(i int) ReportFigure { return p.Report.Figures[i] }

// Doubt tells whether a figure contradicts others.
func (f ReportFigure) Doubt() bool { return len(f.Failed) > 0 }

// Unit is that of the document's figure.
func (p *reportPage) UnitOf(i int) string {
	if g := p.Document.Figures[i]; g.Status == report.Printed {
		return g.Unit
	}
	return ""
}

// Telling are the figures of a check that a reader looks at: of many, those that
// are not zero.
func (p *reportPage) Telling(figures []int) []int {
	if len(figures) <= 4 {
		return figures
	}
	return slices.DeleteFunc(slices.Clone(figures), func(i int) bool { return i != figures[0] && p.Document.Figures[i].Value == "0" })
}

// Codebook is the address of what the codebook says of a figure's code; "" where
// it says nothing.
func (p *reportPage) Codebook(i int) string {
	if p.At(i).Name == "" {
		return ""
	}
	return "/codebook/" + p.Document.Figures[i].Indicator
}

// FailedOf is a check that failed.
func (p *reportPage) FailedOf(i int) ReportCheck { return p.Failed[i] }

// Others are the versions beside the one that is shown.
func (p *reportPage) Others() []store.Version {
	return slices.DeleteFunc(slices.Clone(p.Versions), func(v store.Version) bool { return v.SHA256 == p.SHA256 && v.Version == p.Filed.Version })
}

// Old tells whether another version is the one that counts.
func (p *reportPage) Old() bool {
	current := func(v store.Version) bool { return v.Current }
	return slices.ContainsFunc(p.Others(), current) && !slices.ContainsFunc(p.Versions, func(v store.Version) bool {
		return current(v) && v.SHA256 == p.SHA256 && v.Version == p.Filed.Version
	})
}

// originalTypes are those of formats that a browser does not run anything of.
var originalTypes = map[report.Format]string{
	report.PDF: "application/pdf", report.HTML: "text/plain; charset=utf-8", report.TextFormat: "text/plain; charset=utf-8",
}

var endings = map[report.Format]string{report.TextFormat: "txt", report.Image: "bin", report.Unknown: "bin"}

var wholeHash = needle.MustCompile(`^[0-9a-f]{64}$`)

// original gives the bytes as they were found: to be kept, never to be shown by
// the browser as a page of this site.
func (s *Server) original(w http.ResponseWriter, r *Request) error {
	sha := r.PathValue("sha")
	if !wholeHash.MatchString(sha) {
		return report.ErrNotFound
	}
	b, format, err := s.Source.Original(r.Context(), sha)
	if err != nil {
		return err
	}
	kind, ok := originalTypes[format]
	if !ok {
		kind = "application/octet-stream"
	}
	ending, ok := endings[format]
	if !ok {
		ending = string(format)
	}
	if kind[:4] == "text" {
		kind = "text/plain" // in whatever encoding it is
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Disposition", `attachment; filename="`+sha[:16]+"."+ending+`"`)
	h.Set("Cache-Control", "public, max-age=31536000, immutable") // the hash says what it is
	h.Set("ETag", `"`+sha+`"`)
	send(w, r.Request, http.StatusOK, b)
	return nil
}

var reportWords = map[string]both{
	"report.facts":     {"关于这份报告", "About this report"},
	"report.published": {"发布", "Published"},
	"report.source":    {"来源", "Source"},
	"report.fetched":   {"抓取", "Fetched"},
	"report.plain":     {"未加密传输", "over plain HTTP"},
	"report.read":      {"读取", "Read"},
	"report.by":        {"%s，由 %s 版读取", "%s, by version %s"},
	"report.hash":      {"SHA-256", "SHA-256"},
	"report.original":  {"下载原件", "Download the original"},
	"report.bytes":     {"大小", "Size"},
	"report.site":      {"发布页面 ↗", "Where it was published ↗"},
	"report.size":      {"%s 字节", "%s bytes"},
	"report.lost":      {"原件未保存在这份数据库里", "the original is not in this database"},
	"report.unread":    {"这份文件未能读取：%s", "This document could not be read: %s"},
	"report.partly":    {"这份文件只读了一部分：%s", "Only a part of this document could be read: %s"},
	"report.old":       {"这不是这份报告的现行版本。", "This is not the version that counts."},
	"report.text":      {"报告全文", "The report"},
	"report.cut":       {"报告很长，后面的部分请看原件。", "The report is long: see the original for the rest."},
	"report.figures":   {"%s 个数字", "%s figures"},
	"report.held":      {"%s 项核对相符", "%s checks hold"},
	"report.failed":    {"%s 项矛盾", "%s contradictions"},
	"report.none":      {"没有读到数字。", "No figure was read."},
	"report.sure":      {"可信度 %d%%", "confidence %d%%"},
	"report.holds":     {"%d 项核对相符", "checks held: %d"},
	"report.differs":   {"相差 %s", "off by %s"},
	"report.reading":   {"若按“%s”理解则相符", "agrees if read as %s"},
	"report.cell":      {"表 %d 第 %d 行，%s：按表内关系应为 %s", "table %d, row %d, %s: by the sums of the table %s"},
	"report.better":    {"按表内关系应为 %s", "by the sums of the table: %s"},
	"report.noplace":   {"不在所示文字中的数字", "Figures outside the text that is shown"},
	"report.contra":    {"自相矛盾之处", "What contradicts itself"},
	"report.versions":  {"其他版本", "Other versions"},
	"report.version":   {"版本", "Version"},
	"report.seen":      {"首次见到", "First seen"},
	"report.count":     {"数字", "Figures"},
	"report.current":   {"现行", "counts"},
	"report.compare":   {"比较", "Compare"},
	"report.changes":   {"与 %s 版本的差别", "Differences from the version of %s"},
	"report.same":      {"两个版本的数字完全相同。", "The two versions have the same figures."},
	"report.change":    {"变化", "Change"},
	"report.before":    {"原来", "Before"},
	"report.after":     {"现在", "Now"},
	"report.issues":    {"存疑之处", "What was not understood"},
	"fates.added":      {"新增", "added"},
	"fates.gone":       {"不再有", "gone"},
	"fates.changed":    {"不同", "changed"},
}
