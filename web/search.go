package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/report"
	"nianbao/store"
)

// Searches is what the search page asks.
type Searches interface {
	// Search gives a page of figures, or of texts. What the words of the query
	// cannot mean is said in the answer, in the language.
	Search(ctx context.Context, lang string, a Ask) (Answer, error)
	// SearchFile writes what Search finds as a file, and gives the cursor of what
	// follows, "" where nothing does.
	SearchFile(ctx context.Context, lang string, a Ask, format string, w io.Writer) (next string, err error)
	// Suggest gives what somebody may be about to ask for.
	Suggest(ctx context.Context, lang, words string) ([]Suggestion, error)
}

// An Ask is what a search page asks for, as its address says it.
type Ask struct {
	Words     string
	Indicator string
	Region    string
	Body      string
	Level     string
	Year      string // 2017 or 2015-2018
	Role      string
	Own       bool // the body's own totals alone
	Failed    bool // what a check that failed concerns
	Texts     bool // passages instead of figures
	Sort      string
	After     string
	Limit     int
}

// shown is how many results a page has, and taken how many a file.
const (
	shown = 30
	taken = 1000
)

// ErrAsk is an ask that cannot be answered: a cursor of another search.
var ErrAsk = errors.New("no such search")

// ask reads an address.
func (s *Server) ask(r *Request) (Ask, error) {
	get := func(name string) string { return strings.TrimSpace(r.Query.Get(name)) }
	a := Ask{Words: get("q"), Indicator: get("indicator"), Region: get("region"), Body: get("body"), Level: get("level"), Year: get("year"),
		Role: get("role"), Own: get("own") == "1", Failed: get("failed") == "1", Texts: get("texts") == "1", Sort: get("sort"), After: get("after"), Limit: shown}
	for _, word := range []string{a.Words, a.Indicator, a.Region, a.Body, a.Year, a.After} {
		if utf8.RuneCountInString(word) > s.limits.Query {
			return a, BadRequest("long", s.limits.Query)
		}
	}
	if a.Level != "" && report.BodyLevel(a.Level).Validate() != nil {
		return a, BadRequest("word", a.Level)
	}
	if a.Role != "" && report.Role(a.Role).Validate() != nil {
		return a, BadRequest("word", a.Role)
	}
	if !slices.Contains(store.Sorts(), store.Sort(a.Sort)) && a.Sort != "" {
		return a, BadRequest("word", a.Sort)
	}
	return a, nil
}

// Values are the ask as an address has it: what is not asked is not there.
func (a Ask) Values() url.Values {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{
		{"q", a.Words}, {"indicator", a.Indicator}, {"region", a.Region}, {"body", a.Body}, {"level", a.Level}, {"year", a.Year},
		{"role", a.Role}, {"sort", a.Sort}, {"after", a.After},
	} {
		if f.value != "" {
			v.Set(f.name, f.value)
		}
	}
	for _, f := range []struct {
		name string
		on   bool
	}{{"own", a.Own}, {"failed", a.Failed}, {"texts", a.Texts}} {
		if f.on {
			v.Set(f.name, "1")
		}
	}
	return v
}

// Address is the ask's page.
func (a Ask) Address() string {
	if v := a.Values(); len(v) > 0 {
		return "/search?" + v.Encode()
	}
	return "/search"
}

// Feed is the address of the feed of its reports.
func (a Ask) Feed(lang string) string {
	a.Sort, a.After, a.Texts = "", "", false
	v := a.Values()
	if lang != "zh" {
		v.Set("lang", lang)
	}
	if len(v) == 0 {
		return feedPath
	}
	return feedPath + "?" + v.Encode()
}

// feedPath is where web/api answers with feeds.
const feedPath = "/api/v1/feed.atom"

// With is the first page of the ask with something changed.
func (a Ask) With(name, value string) Ask {
	a.After = ""
	switch name {
	case "q":
		a.Words = value
	case "indicator":
		a.Indicator = value
	case "region":
		a.Region = value
	case "body":
		a.Body = value
	case "level":
		a.Level = value
	case "year":
		a.Year = value
	case "role":
		a.Role = value
	case "sort":
		a.Sort = value
	case "own":
		a.Own = value != ""
	case "failed":
		a.Failed = value != ""
	case "texts":
		a.Texts = value != ""
	case "after":
		a.After = value
	}
	return a
}

// Nothing tells whether nothing at all is asked for.
func (a Ask) Nothing() bool { return len(a.With("sort", "").With("texts", "").Values()) == 0 }

// An Answer is what a search found.
type Answer struct {
	Hits  []Hit
	Texts []TextHit
	Total int
	More  bool   // there are more than Total
	Next  string // the cursor of what follows; "" where nothing does
	// Unsorted tells that too much was found to be sorted as was asked, and Stopped
	// that the search was broken off before it had a page full.
	Unsorted, Stopped bool
	Facets            store.Facets
	// What the words were taken for.
	Ask           Ask                  // with what stood in the box and was understood as something else
	Region        string               // the division, with those above it
	Taken         string               // in words, where it is not just what was said
	Name, English string               // of the indicator
	Names         map[string][2]string // of codes in the facets, Chinese and English
	// Where the ask cannot be answered as it stands.
	Problem, Hint string
	Choices       []Choice  // divisions that the region may mean
	Without       []Without // asks with one thing less that find something
	Near          []Suggestion
	Places        []Suggestion // to which words of the ask may be narrowed
}

// A Hit is a figure in its sentence.
type Hit struct {
	store.Hit
	What    string // is counted
	Value   string // or why there is none; the unit is apart
	Remarks string // role, period and place where they are not the usual ones
	Pieces  []Piece
	Cut     bool
}

// A TextHit is a passage.
type TextHit struct {
	store.TextHit
	Pieces []Piece
}

// A Piece is a part of a text that is shown in one way.
type Piece struct {
	Text   string
	Mark   bool // a word that was sought
	Figure bool // the numeral of the figure
}

// A Choice is a division that a name may mean.
type Choice struct {
	Code, Path, Years string
	Reports           int
	Address           string
}

// A Without is an ask with one thing less.
type Without struct {
	Name, Word string // what is left out: the name of a filter, or q for a word
	Total      int
	More       bool
	Address    string
}

// A Suggestion is something that may be asked for.
type Suggestion struct {
	Text string `json:"text"`
	Kind string `json:"kind"` // in words
	Href string `json:"href"`
}

// Cut parts a text into pieces at spans: of the words sought and of the numeral.
// Spans are in characters of the text and may touch or cover one another.
func Cut(text string, marks [][2]int, figure [2]int) []Piece {
	runes := []rune(text)
	edges := []int{0, len(runes)}
	add := func(s [2]int) {
		for _, at := range s {
			edges = append(edges, min(max(at, 0), len(runes)))
		}
	}
	for _, m := range marks {
		add(m)
	}
	add(figure)
	slices.Sort(edges)
	edges = slices.Compact(edges)
	in := func(at int, s [2]int) bool { return s[0] <= at && at < s[1] }
	var out []Piece
	for i := 0; i+1 < len(edges); i++ {
		p := Piece{Text: printable(string(runes[edges[i]:edges[i+1]])), Figure: in(edges[i], figure)}
		p.Mark = slices.ContainsFunc(marks, func(m [2]int) bool { return in(edges[i], m) })
		if n := len(out); n > 0 && out[n-1].Mark == p.Mark && out[n-1].Figure == p.Figure {
			out[n-1].Text += p.Text
			continue
		}
		out = append(out, p)
	}
	return out
}

// Report is the address of the figure's place in its report.
func (h Hit) Report() string {
	return "/report/" + h.SHA256[:min(16, len(h.SHA256))] + "#" + FigureID(h.Key)
}

// Code is the figure's code.
func (h Hit) Code() string { return h.Figure.Code().String() }

// FigureID names a figure's place on a page.
func FigureID(key string) string {
	_, last, _ := strings.Cut(key, "-")
	return "f-" + last
}

// Report is the address of the passage's report.
func (h TextHit) Report() string {
	at := strconv.Itoa(h.Start)
	return "/report/" + h.SHA256[:min(16, len(h.SHA256))] + "?at=" + at + "#p-" + at
}

// searchPage is the search page's data.
type searchPage struct {
	*Frame
	Ask Ask
	Answer
	Filters []filter
	Groups  []facetGroup
	Sorts   []choiceLink
	Files   []choiceLink
	Follows string // the address of the feed; "" where there is none
	Levels  []report.BodyLevel
	Roles   []report.Role
	First   string // the address of the first page; "" there
	Follow  string // of the next; "" on the last
}

// A filter is something that is asked for besides the words, with the address
// without it.
type filter struct{ Name, Word, Off string }

// A facetGroup are the counts of one kind.
type facetGroup struct {
	Name string
	Rows []facetRow
	Rest []facetRow // shown on demand
}

// A facetRow is a word with how many figures have it.
type facetRow struct {
	Label, Address string
	N              int
}

// A choiceLink leads to another form of the page.
type choiceLink struct {
	Name, Address string
	On            bool
}

// firstFacets is how many rows of a facet are shown at once.
const firstFacets = 6

func (s *Server) search(w http.ResponseWriter, r *Request) error {
	format, err := FormatOf(r)
	if err != nil {
		return err
	}
	a, err := s.ask(r)
	if err != nil {
		return err
	}
	if format != "" {
		return s.searchFile(w, r, a, format)
	}
	p := searchPage{Frame: s.Frame(r, ""), Ask: a, Levels: report.BodyLevels(), Roles: report.Roles()}
	p.Section, p.Title = "search", p.Say("search")
	if a.Words != "" {
		p.Title = a.Words + " · " + p.Title
	}
	if !a.Nothing() {
		if p.Answer, err = s.Source.Search(r.Context(), r.Lang, a); err != nil {
			return asked(err)
		}
		a, p.Ask = p.Answer.Ask, p.Answer.Ask
	}
	p.fill(a)
	if p.Total > 0 && !a.Texts {
		p.Follows = a.Feed(r.Lang)
	}
	return s.Render(w, r, http.StatusOK, "search", p)
}

// asked is an error of a search as a page says it.
func asked(err error) error {
	if errors.Is(err, ErrAsk) {
		return BadRequest("after")
	}
	return err
}

func (p *searchPage) fill(a Ask) {
	for _, f := range []struct{ name, value, word string }{
		{"indicator", a.Indicator, p.Pick(p.Name, p.English)}, {"region", a.Region, p.Region}, {"body", a.Body, ""},
		{"level", a.Level, p.Say("level." + a.Level)}, {"year", a.Year, ""}, {"role", a.Role, p.Say("role." + a.Role)},
	} {
		if f.value != "" {
			word := f.word
			if word == "" {
				word = f.value
			}
			p.Filters = append(p.Filters, filter{f.name, word, a.With(f.name, "").Address()})
		}
	}
	for name, on := range map[string]bool{"own": a.Own, "failed": a.Failed} {
		if on {
			p.Filters = append(p.Filters, filter{name, "", a.With(name, "").Address()})
		}
	}
	slices.SortStableFunc(p.Filters, func(a, b filter) int { return strings.Compare(a.Name, b.Name) })
	for _, sort := range []store.Sort{store.ByMatch, store.ByYearDown, store.ByYear, store.ByValueDown, store.ByValue} {
		name := "match"
		switch {
		case sort != store.ByMatch:
			name = strings.Replace(string(sort), "-", "down_", 1)
		case a.Words == "":
			name = "body"
		}
		p.Sorts = append(p.Sorts, choiceLink{p.Say("sort." + name), a.With("sort", string(sort)).Address(), a.Sort == string(sort)})
	}
	for _, format := range formats {
		v := a.Values()
		v.Set("format", format)
		p.Files = append(p.Files, choiceLink{strings.ToUpper(format), "/search?" + v.Encode(), false})
	}
	group := func(name string, list []store.Count, asked string, label func(string) string) {
		if asked != "" || len(list) < 2 {
			return
		}
		g := facetGroup{Name: name}
		for i, c := range list {
			row := facetRow{label(c.Word), a.With(name, c.Word).Address(), c.N}
			if i < firstFacets {
				g.Rows = append(g.Rows, row)
			} else if i < 40 {
				g.Rest = append(g.Rest, row)
			}
		}
		p.Groups = append(p.Groups, g)
	}
	same := func(s string) string { return s }
	group("year", p.Facets.Years, a.Year, same)
	group("level", p.Facets.Levels, a.Level, func(s string) string { return p.Say("level." + s) })
	group("region", p.Facets.Provinces, a.Region, p.facetName)
	group("indicator", p.Facets.Indicators, a.Indicator, p.facetName)
	if a.After != "" {
		p.First = a.With("after", "").Address()
	}
	if p.Next != "" {
		p.Follow = a.With("after", p.Next).Address()
	}
}

// facetName is what a code is called, where the answer says so.
func (p *searchPage) facetName(code string) string {
	if n, ok := p.Names[code]; ok {
		return p.Pick(n[0], n[1])
	}
	return code
}

func (s *Server) searchFile(w http.ResponseWriter, r *Request, a Ask, format string) error {
	a.Limit = taken
	var b bytes.Buffer
	next, err := s.Source.SearchFile(r.Context(), r.Lang, a, format, &b)
	if err != nil {
		return asked(err)
	}
	if next != "" {
		v := a.With("after", next).Values()
		v.Set("format", format)
		w.Header().Set("Link", `<`+s.PublicURL+"/search?"+v.Encode()+`>; rel="next"`)
	}
	Take(w, r, "nianbao", format, b.Bytes())
	return nil
}

func (s *Server) suggest(w http.ResponseWriter, r *Request) error {
	words := strings.TrimSpace(r.Query.Get("q"))
	found := []Suggestion{}
	if words != "" && utf8.RuneCountInString(words) <= s.limits.Query {
		list, err := s.Source.Suggest(r.Context(), r.Lang, words)
		if err != nil {
			return err
		}
		found = append(found, list...)
	}
	b, err := json.Marshal(found)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=60")
	send(w, r.Request, http.StatusOK, b)
	return nil
}

var searchWords = map[string]both{
	"search.none_asked": {"输入机构、地区、年份、指标或原文中的词。几个词之间用空格隔开，都要满足；“…”为连在一起的词，-词 为不含该词。", "Type a body, a place, a year, an indicator or words of the reports. All of several words must be found; \"…\" holds words together, -word leaves out."},
	"search.figures":    {"数字", "Figures"},
	"search.texts":      {"原文", "Texts"},
	"search.kinds":      {"结果种类", "Kind of result"},
	"search.found":      {"%s 条结果", "%s results"},
	"search.found_more": {"多于 %s 条结果", "more than %s results"},
	"search.unsorted":   {"找到的数字太多，没有按要求排序：这里把最相符的排在前面。请选定一个指标并去掉词语，或限定地区、年份。", "Too many figures were found to be sorted: the best matches come first. Choose an indicator without words, or a region or year."},
	"search.stopped":    {"可能相符之处太多，没有全部看完：也许还有别的结果。请多加一个词，或限定地区、年份。", "Too much may match, and not all of it was looked at: there may be other results. Add a word, or choose a region or year."},
	"search.sort":       {"排序", "Sort"},
	"search.take":       {"取走", "Take along"},
	"search.feed":       {"这次检索的新报告与变动", "New reports and changes of this search"},
	"search.follow":     {"订阅 (Atom)", "Follow (Atom)"},
	"search.take_note":  {"每份文件最多 1,000 条，连同原句和出处", "up to 1,000 rows a file, with sentence and source"},
	"search.next":       {"下一页", "Next page"},
	"search.first":      {"回到第一页", "First page"},
	"search.pages":      {"翻页", "Pages"},
	"search.off":        {"去掉“%s”", "Remove %s"},
	"search.asked":      {"已选条件", "Asked for"},
	"search.narrow":     {"缩小范围", "Narrow"},
	"search.facets_of":  {"最相符的 %s 条结果中各有多少", "Counts among the %s best matches"},
	"search.facets_all": {"全部结果中各有多少", "Counts of all results"},
	"search.rest":       {"更多", "More"},
	"search.more":       {"更多条件", "More filters"},
	"search.apply":      {"应用", "Apply"},
	"search.any":        {"不限", "any"},
	"search.place":      {"地区名称或代码", "Place, by name or code"},
	"search.year_hint":  {"2017 或 2015-2018", "2017 or 2015-2018"},
	"search.caption":    {"找到的数字", "Figures found"},
	"search.value":      {"数值", "Value"},
	"search.what":       {"内容与原句", "What is counted, and the sentence"},
	"search.who":        {"机构与年份", "Body and year"},
	"search.several":    {"“%s”可以指以下几处，请选择：", "%q may mean several places. Which?"},
	"search.reports":    {"%s 份报告", "%s reports"},
	"search.nothing":    {"没有找到。", "Nothing was found."},
	"search.each":       {"每个词都要满足。去掉一项，就有：", "All must be met at once. With one thing less there is:"},
	"search.alone":      {"去掉其中任何一项也找不到：数据库里可能没有这些报告，或者报告里没有写。", "Nor with any one of them left out: the database may lack these reports, or they do not say it."},
	"search.without":    {"不限%s", "whatever the %s"},
	"search.less":       {"去掉“%s”", "without “%s”"},
	"search.only":       {"只看", "Only"},
	"search.near":       {"是不是要找：", "Perhaps:"},
	"search.try_texts":  {"在报告原文里找这些词", "Look for these words in the texts of the reports"},
	"search.reviewed":   {"人工判断：", "A person's decision:"},

	"filter.indicator": {"指标", "Indicator"},
	"filter.region":    {"地区", "Place"},
	"filter.body":      {"机构", "Body"},
	"filter.level":     {"级别", "Level"},
	"filter.year":      {"年份", "Year"},
	"filter.role":      {"性质", "Role"},
	"filter.own":       {"仅本机关总数", "The body's own totals only"},
	"filter.failed":    {"仅有矛盾的", "Only what contradicts itself"},

	"sort.match":      {"相符程度", "Best match"},
	"sort.body":       {"机构", "Body"},
	"sort.down_year":  {"年份 ↓", "Year ↓"},
	"sort.year":       {"年份 ↑", "Year ↑"},
	"sort.down_value": {"数值 ↓", "Value ↓"},
	"sort.value":      {"数值 ↑", "Value ↑"},

	"fail.long":        {"检索词太长：最多 %d 个字。", "That is too long: at most %d characters."},
	"fail.long.title":  {"检索词太长", "Too long"},
	"fail.word":        {"这里没有“%s”这一项。", "There is no %q here."},
	"fail.word.title":  {"地址有误", "Bad address"},
	"fail.after":       {"这个翻页地址不属于这次检索，请从第一页开始。", "This address of a further page is not of this search: begin with its first page."},
	"fail.after.title": {"地址有误", "Bad address"},
}
