package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/compare"
	"nianbao/report"
)

// Compares is what the page that compares asks.
type Compares interface {
	// Subjects are what can be compared, the headline series first.
	Subjects() []SubjectGroup
	// Compare gives what is picked. What a pick cannot mean is said in the answer.
	Compare(ctx context.Context, lang string, p Pick) (Comparison, error)
	// ComparePicture draws it, with the address at which the page stands.
	ComparePicture(ctx context.Context, lang string, p Pick, format, address string) ([]byte, error)
	// CompareFile writes all of it, not one page alone.
	CompareFile(ctx context.Context, lang string, p Pick, format string, w io.Writer) error
}

// A Pick is what is compared, as an address says it.
type Pick struct {
	Indicator string
	Region    string
	Body      string
	Level     string
	Year      string // 2017 or 2015-2018
	By        string // a compare.Measure
	View      View
	After     string // the body where the page before ended
}

// A View is a way to look at a comparison.
type View string

const (
	Ranking   View = "ranking"   // one year, the first first
	OverYears View = "series"    // lines over years
	Multiples View = "multiples" // a small chart a body
	Areas     View = "areas"     // sums by province, or by what lies in a region
	Treemap   View = "treemap"   // one year as parts of a whole
)

// Views are all there are.
func Views() []View { return []View{Areas, Treemap, Ranking, OverYears, Multiples} }

// Values are the pick as an address has it.
func (p Pick) Values() url.Values {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{{"indicator", p.Indicator}, {"region", p.Region}, {"body", p.Body}, {"level", p.Level}, {"year", p.Year},
		{"by", p.By}, {"view", string(p.View)}, {"after", p.After}} {
		if f.value != "" && f.value != string(compare.ByValue) {
			v.Set(f.name, f.value)
		}
	}
	return v
}

// Address is the page of the pick.
func (p Pick) Address() string {
	if v := p.Values(); len(v) > 0 {
		return "/compare?" + v.Encode()
	}
	return "/compare"
}

// As is the address of the pick in another format.
func (p Pick) As(format string) string {
	v := p.Values()
	v.Set("format", format)
	return "/compare?" + v.Encode()
}

// With is the first page of the pick with something changed.
func (p Pick) With(name, value string) Pick {
	p.After = ""
	switch name {
	case "indicator":
		p.Indicator = value
	case "region":
		p.Region = value
	case "level":
		p.Level = value
	case "year":
		p.Year = value
	case "by":
		p.By = value
	case "view":
		p.View = View(value)
	case "after":
		p.After = value
	}
	return p
}

// A SubjectGroup are codes of one series.
type SubjectGroup struct {
	Headline string // posts, requests, outcomes; "" for all others
	Subjects []Subject
}

// A Subject is a code that can be compared.
type Subject struct {
	Code, Name, English string
}

// A Comparison is figures of bodies and years beside each other.
type Comparison struct {
	Pick   Pick // with what was not said and is meant
	Title  string
	Region string // the division that is meant, with those above it
	Code   string // of its division
	Taken  string
	// Where the pick cannot be compared as it stands.
	Problem, Hint string
	Choices       []Choice

	Name, English string
	Unit          string
	Years         []int
	Year          int // by which bodies are sorted
	Columns       []string
	Rows          []ComparedRow
	Sums          []ComparedSum
	Areas         []Area
	Levels        []LevelLink
	All           int    // bodies
	After         string // the last one that is shown; "" where none follows
	Legend        []Legend
	Notes         []string
	Tiles         bool       // the areas are provinces, which are drawn as tiles
	Shares        []Share    // of a treemap, the largest
	Without       []Unshared // who has no part of it
	Live          *Live      // the picture, for a script to draw
}

// A Share is a part of a whole.
type Share struct{ Name, Value, Percent string }

// Unshared are bodies that a treemap has no room for, since there is nothing to
// draw.
type Unshared struct {
	Why    string
	All    int // of whom the first are named
	Bodies []ComparedCell
}

// A ComparedRow is a body.
type ComparedRow struct {
	ID, Name string
	Code     string // of its division; "" where not certain
	Level    report.BodyLevel
	Cells    []ComparedCell
}

// A ComparedCell is a figure, or why there is none.
type ComparedCell struct {
	Text   string
	State  compare.State
	Mark   string // of a break before it
	Report string // address; "" where there is none
	Tip    string
	Quiet  bool // is not a number
}

// A ComparedSum is a row about all reports that the figures are compared with.
type ComparedSum struct {
	Name  string
	Cells []string
	First bool // of a group
}

// An Area is a division with what the bodies in it report together.
type Area struct {
	Code, Name        string
	Total, Median     report.Decimal // "" where none states it; Total also of percentages
	Reported, Reports int
	Address           string
}

// A LevelLink is a level of which there are bodies.
type LevelLink struct {
	Level   report.BodyLevel
	Bodies  int // -1 where not counted
	Address string
	On      bool
}

// A Legend says what a mark means.
type Legend struct{ Mark, Words string }

// comparePage is the data of the page.
type comparePage struct {
	*Frame
	Found    Comparison
	Subjects []SubjectGroup
	Views    []choiceLink
	Measures []compare.Measure
	Levels   []report.BodyLevel
	Files    []choiceLink
	Picture  string // address; "" for none
	Live     string // JSON
	PNG      string
	First    string
	Follow   string
	Asked    Pick // as the form has it
}

// chartTypes are the formats of charts.
var chartTypes = map[string]string{"svg": "image/svg+xml", "png": "image/png"}

func (s *Server) pick(r *Request) (Pick, error) {
	get := func(name string) string { return strings.TrimSpace(r.Query.Get(name)) }
	p := Pick{Indicator: get("indicator"), Region: get("region"), Body: get("body"), Level: get("level"), Year: get("year"), By: get("by"), View: View(get("view")), After: get("after")}
	for _, word := range []string{p.Indicator, p.Region, p.Body, p.Year, p.After} {
		if utf8.RuneCountInString(word) > s.limits.Query {
			return p, BadRequest("long", s.limits.Query)
		}
	}
	if p.Level != "" && report.BodyLevel(p.Level).Validate() != nil {
		return p, BadRequest("word", p.Level)
	}
	if p.By != "" && !slices.Contains(compare.Measures(), compare.Measure(p.By)) {
		return p, BadRequest("word", p.By)
	}
	if p.View != "" && !slices.Contains(Views(), p.View) {
		return p, BadRequest("word", string(p.View))
	}
	return p, nil
}

func (s *Server) compare(w http.ResponseWriter, r *Request) error {
	p, err := s.pick(r)
	if err != nil {
		return err
	}
	if kind := chartTypes[r.Query.Get("format")]; kind != "" {
		return s.comparePicture(w, r, p, r.Query.Get("format"), kind)
	}
	format, err := FormatOf(r)
	if err != nil {
		return err
	}
	if format != "" {
		var b bytes.Buffer
		if err := s.Source.CompareFile(r.Context(), r.Lang, p, format, &b); err != nil {
			return asked(err)
		}
		Take(w, r, "compare", format, b.Bytes())
		return nil
	}
	page := comparePage{Frame: s.Frame(r, ""), Subjects: s.Source.Subjects(), Measures: compare.Measures(), Levels: report.BodyLevels(), Asked: p}
	if page.Found, err = s.Source.Compare(r.Context(), r.Lang, p); err != nil {
		return asked(err)
	}
	c := &page.Found
	page.Section, page.Title = "compare", page.Say("nav.compare")
	if c.Title != "" {
		page.Title = c.Title + " · " + page.Title
	}
	page.Asked = c.Pick
	for _, v := range Views() {
		page.Views = append(page.Views, choiceLink{page.Say("view." + string(v)), p.With("view", string(v)).Address(), v == c.Pick.View})
	}
	if len(c.Rows) > 0 || len(c.Areas) > 0 {
		here := c.Pick
		here.After = p.After
		page.Picture, page.PNG = here.As("svg"), here.As("png")
		for _, f := range formats {
			page.Files = append(page.Files, choiceLink{Name: strings.ToUpper(f), Address: c.Pick.With("after", "").As(f)})
		}
		if p.After != "" {
			page.First = c.Pick.With("after", "").Address()
		}
		if c.After != "" {
			page.Follow = c.Pick.With("after", c.After).Address()
		}
	}
	if page.Live, err = page.liveJSON(c.Live, c.Title); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, "compare", page)
}

func (s *Server) comparePicture(w http.ResponseWriter, r *Request, p Pick, format, kind string) error {
	b, err := s.Source.ComparePicture(r.Context(), r.Lang, p, format, readable(s.Public(r, p.Address())))
	if err != nil {
		return asked(err)
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, no-cache")
	if r.Query.Get("keep") == "1" {
		h.Set("Content-Disposition", `attachment; filename="compare.`+format+`"`)
	}
	send(w, r.Request, http.StatusOK, b)
	return nil
}

// readable is an address with its Chinese words as they are read: a browser
// takes it so, and a picture has room for it.
func readable(address string) string {
	path, query, asks := strings.Cut(address, "?")
	if !asks {
		return address
	}
	fields := strings.Split(query, "&")
	for i, f := range fields {
		name, word, _ := strings.Cut(f, "=")
		plain, err := url.QueryUnescape(word)
		if err == nil && strings.IndexFunc(plain, func(r rune) bool { return r <= ' ' || strings.ContainsRune("&=#%+\"<>", r) }) < 0 {
			fields[i] = name + "=" + plain
		}
	}
	return path + "?" + strings.Join(fields, "&")
}

// Public is an address as other people reach it.
func (s *Server) Public(r *Request, path string) string {
	if s.PublicURL != "" {
		return s.PublicURL + path
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + path
}

var compareWords = map[string]both{
	"nav.compare":           {"比较", "Compare"},
	"view.ranking":          {"排名", "Ranking"},
	"view.series":           {"历年走势", "Over years"},
	"view.multiples":        {"分机构小图", "Small multiples"},
	"view.areas":            {"分地区", "By area"},
	"view.treemap":          {"矩形树图", "Treemap"},
	"compare.shares":        {"最大的部分：", "The largest parts: "},
	"compare.share":         {"%s %s (%s%%)", "%s %s (%s%%)"},
	"compare.without":       {"没有画出：%s（%s 个）", "Not drawn: %s (%s)"},
	"compare.without_more":  {"等", "and others"},
	"compare.views":         {"看法", "View"},
	"compare.pick":          {"比较什么", "What to compare"},
	"compare.indicator":     {"指标", "Indicator"},
	"compare.others":        {"其他指标", "Other indicators"},
	"compare.region":        {"地区", "Region"},
	"compare.region_hint":   {"江苏省；空着为全国", "江苏省; empty for the whole country"},
	"compare.body":          {"机构名称含", "Names of bodies"},
	"compare.level":         {"级别", "Level"},
	"compare.level_any":     {"自动", "automatic"},
	"compare.year":          {"年份", "Years"},
	"compare.year_hint":     {"2015-2024", "2015-2024"},
	"compare.by":            {"按", "By"},
	"by.value":              {"数值", "value"},
	"by.change":             {"比上年增减", "change on the year before"},
	"by.growth":             {"比上年增减 %", "change in %"},
	"by.share":              {"占比 %", "share in %"},
	"by.rate":               {"每万件收到申请", "per 10,000 requests received"},
	"compare.go":            {"比较", "Compare"},
	"compare.lead":          {"先选一个指标，再填地区或机构。没有写明的不作零计，同级机构才相互比较。", "Pick an indicator, then a region or bodies. What is not reported is never zero; bodies are compared with those of their level."},
	"compare.none":          {"没有符合条件的报告。", "There is no report as asked for."},
	"compare.several":       {"“%s”可指几个地方：", "%q may mean several places:"},
	"compare.chart":         {"图：%s。图中各数值见下表。", "Chart: %s. Its values stand in the table below."},
	"compare.take_chart":    {"图片", "Picture"},
	"compare.take":          {"数据", "Data"},
	"compare.take_note":     {"含全部机构，不止本页", "all bodies, not this page alone"},
	"compare.bodies":        {"%s 个机构", "%s bodies"},
	"compare.who":           {"机构", "Body"},
	"compare.area":          {"地区", "Area"},
	"compare.total":         {"合计", "Total"},
	"compare.median":        {"中位数", "Median"},
	"compare.stated":        {"写明的报告", "Reports stating it"},
	"compare.of":            {"%d / %d 份", "%d of %d"},
	"compare.next":          {"后面的机构", "Next bodies"},
	"compare.first":         {"从头", "First bodies"},
	"compare.pages":         {"翻页", "Pages"},
	"compare.legend":        {"记号", "Marks"},
	"compare.caption":       {"%s，各机构数值", "%s, the bodies' values"},
	"compare.caption_areas": {"%s，按地区", "%s by area"},
	"compare.codebook":      {"指标定义", "What is counted"},
}
