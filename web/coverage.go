package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
	"nianbao/store"
)

// Coverages is what the pages of what is there and how good it is ask.
type Coverages interface {
	// Coverage counts; where the counts are not made up yet, it says so.
	Coverage(ctx context.Context) (Coverage, error)
	// Owed gives lines of the ledger of a state and year, "" and 0 for all.
	OwedLines(ctx context.Context, state string, year int) ([]store.Owed, error)
	// NotRead gives documents that could not be read wholly.
	NotRead(ctx context.Context, reason string) ([]Unread, error)
	// Contradictions gives comparisons that failed.
	Contradictions(ctx context.Context, lang, rule string) ([]Contradiction, error)
	Accuracy() string // the page of error rates, Markdown
}

// A Coverage is what a database holds, lacks and got wrong, in numbers.
type Coverage struct {
	Counting bool
	Reads    []store.ReadCount
	Checks   []store.CheckCount
	Owed     []OwedYear
	Sites    []store.CrawlSite
	Runs     []store.PastRun
}

// An OwedYear counts the ledger of a year by state.
type OwedYear struct {
	Year int
	N    map[string]int
	All  int
}

// Of is how many are in a state.
func (y OwedYear) Of(state string) int { return y.N[state] }

// An Unread is a document that could not be read wholly.
type Unread struct {
	store.Recent
	Reason report.Reason
}

// A Contradiction is a comparison that failed, its rule in words.
type Contradiction struct {
	store.Contradiction
	Words string
}

// Report is the address of its report.
func (c Contradiction) Report() string { return "/report/" + c.SHA256[:16] }

type coveragePage struct {
	*Frame
	Coverage
	States []string // of the ledger, that occur
	Rules  []ruleCount
	// What was asked for more closely.
	State  string
	Year   int
	Lines  []store.Owed
	Reason string
	Unread []Unread
	Rule   string
	Failed []Contradiction
	More   bool // of the list than is shown
}

// A ruleCount is a rule's counts with its share of failures.
type ruleCount struct {
	store.CheckCount
	Share string
}

// listed is how many rows a list on this page has.
const listed = 200

func (s *Server) coverage(w http.ResponseWriter, r *Request) error {
	found, err := s.Source.Coverage(r.Context())
	if err != nil {
		return err
	}
	p := coveragePage{Frame: s.Frame(r, ""), Coverage: found, State: r.Query.Get("state"), Reason: r.Query.Get("reason"), Rule: r.Query.Get("rule")}
	p.Title, p.Section = p.Say("nav.coverage"), "coverage"
	if year := r.Query.Get("year"); year != "" {
		if p.Year, err = strconv.Atoi(year); err != nil {
			return BadRequest("word", year)
		}
	}
	if p.State != "" && !slices.Contains(store.OwedStates(), p.State) {
		return BadRequest("word", p.State)
	}
	for _, state := range store.OwedStates() {
		if slices.ContainsFunc(p.Owed, func(y OwedYear) bool { return y.N[state] > 0 }) {
			p.States = append(p.States, state)
		}
	}
	for _, c := range p.Checks {
		share := strconv.FormatFloat(100*float64(c.Failed)/float64(max(1, c.Held+c.Failed)), 'f', 2, 64) + "%"
		p.Rules = append(p.Rules, ruleCount{c, share})
	}
	switch {
	case p.State != "" || p.Year != 0:
		p.Lines, err = s.Source.OwedLines(r.Context(), p.State, p.Year)
		p.More = len(p.Lines) > listed
		p.Lines = p.Lines[:min(len(p.Lines), listed)]
	case r.Query.Has("reason"):
		p.Unread, err = s.Source.NotRead(r.Context(), p.Reason)
		p.More = len(p.Unread) >= listed
	case r.Query.Has("rule"):
		p.Failed, err = s.Source.Contradictions(r.Context(), r.Lang, p.Rule)
		p.More = len(p.Failed) >= listed
	}
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, "coverage", p)
}

// accuracyPage is the page of error rates.
type accuracyPage struct {
	*Frame
	Blocks []proseBlock
}

// A proseBlock is a heading, a paragraph, a list or a table.
type proseBlock struct {
	Heading int // its level; 0 for none
	Text    string
	List    []string
	Table   [][]string // the first row is the head
}

func (s *Server) accuracy(w http.ResponseWriter, r *Request) error {
	p := accuracyPage{Frame: s.Frame(r, ""), Blocks: prose(s.Source.Accuracy())}
	p.Title, p.Section = p.Say("accuracy.title"), "coverage"
	return s.Render(w, r, http.StatusOK, "accuracy", p)
}

// prose reads the Markdown that our own pages are written in: headings,
// paragraphs, lists, tables; comments are left out, marks within lines taken off.
func prose(text string) []proseBlock {
	var out []proseBlock
	comment := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		last := func() *proseBlock {
			if len(out) == 0 {
				return &proseBlock{}
			}
			return &out[len(out)-1]
		}
		switch plain := strings.ReplaceAll(line, "`", ""); {
		case comment || strings.HasPrefix(line, "<!--"):
			comment = !strings.Contains(line, "-->")
		case line == "":
			out = append(out, proseBlock{})
		case strings.HasPrefix(line, "#"):
			words := strings.TrimLeft(plain, "#")
			out = append(out, proseBlock{Heading: len(plain) - len(words), Text: strings.TrimSpace(words)})
		case strings.HasPrefix(line, "|"):
			row := strings.Split(strings.Trim(plain, "|"), "|")
			if strings.Trim(plain, "|-: ") == "" && len(last().Table) > 0 {
				continue // between head and rows
			}
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			if last().Table == nil {
				out = append(out, proseBlock{})
			}
			last().Table = append(last().Table, row)
		case strings.HasPrefix(line, "- "):
			if last().List == nil {
				out = append(out, proseBlock{})
			}
			last().List = append(last().List, plain[2:])
		default:
			if b := last(); len(out) == 0 || b.Heading > 0 || b.List != nil || b.Table != nil {
				out = append(out, proseBlock{})
			}
			last().Text = strings.TrimSpace(last().Text + " " + plain)
		}
	}
	return slices.DeleteFunc(out, func(b proseBlock) bool { return b.Text == "" && b.List == nil && b.Table == nil })
}

var coverageWords = map[string]both{
	"nav.coverage":          {"覆盖与质量", "Coverage"},
	"coverage.lead":         {"库里有什么、缺什么、哪些没能读出、哪些数字自相矛盾。", "What is here, what is missing, what could not be read, and where figures contradict each other."},
	"coverage.counting":     {"正在统计，稍后刷新。", "The counts are being made up; look again in a moment."},
	"coverage.owed":         {"应有的年报", "Reports that are owed"},
	"coverage.owed_note":    {"由抓取时的名单与法定期限得出；“网站不通”不等于“没有发布”。", "By the list of sources and the date due by law. A site that does not answer from here is not a missing report."},
	"coverage.no_owed":      {"还没有抓取过，不知道谁欠哪一年的年报。", "Nothing was crawled yet: who owes which report is not known."},
	"coverage.year":         {"年份", "Year"},
	"coverage.all":          {"合计", "All"},
	"coverage.due":          {"应于", "Due"},
	"coverage.found":        {"找到", "Found"},
	"coverage.where":        {"在", "Where"},
	"coverage.body":         {"机构", "Body"},
	"coverage.state":        {"情况", "State"},
	"coverage.days":         {"迟 %d 天", "%d days late"},
	"coverage.reads":        {"读取情况", "Documents read"},
	"coverage.reason":       {"原因", "Reason"},
	"coverage.documents":    {"文件", "Documents"},
	"coverage.file":         {"文件", "Document"},
	"coverage.unread":       {"未能（完全）读出的文件", "Documents that were not wholly read"},
	"coverage.checks":       {"核对", "Comparisons within reports"},
	"coverage.checks_note":  {"表内合计、文字与表格、分项与总数。不符的数字照原样保留，并标出。", "Sums of tables, text with table, parts with wholes. What does not agree is kept as printed, and marked."},
	"coverage.rule":         {"规则", "Rule"},
	"coverage.held":         {"相符", "Hold"},
	"coverage.failed":       {"不符", "Fail"},
	"coverage.share":        {"不符率", "Share failing"},
	"coverage.misread":      {"本程序读错", "Misread by us"},
	"coverage.failed_list":  {"不符之处", "What does not agree"},
	"coverage.delta":        {"相差", "Difference"},
	"coverage.accuracy":     {"读数的误差率", "How right the figures are"},
	"coverage.accuracy_of":  {"误差率如何测得、各类数字各是多少", "How the error rates were measured, and what they are"},
	"coverage.sites":        {"抓取的网站", "Sites that are crawled"},
	"coverage.site":         {"网站", "Site"},
	"coverage.outcome":      {"上次结果", "Last night"},
	"coverage.checked":      {"上次查看", "Looked at"},
	"coverage.listed":       {"列出", "Listed"},
	"coverage.runs":         {"运行记录", "Runs"},
	"coverage.run":          {"命令", "Command"},
	"coverage.began":        {"开始", "Began"},
	"coverage.new":          {"新增", "New"},
	"coverage.unchanged":    {"未变", "Unchanged"},
	"coverage.fell":         {"失败", "Failed"},
	"coverage.not_read":     {"未读出", "Not read"},
	"coverage.figures":      {"数字", "Figures"},
	"coverage.unfinished":   {"没有结束", "did not end"},
	"coverage.more":         {"只列出前 %d 条。", "The first %d are listed."},
	"coverage.none":         {"没有。", "None."},
	"accuracy.title":        {"读数的误差率", "How right the figures are"},
	"accuracy.only_english": {"本页为英文，与随程序发布的 docs/accuracy.md 相同。", "The same page as docs/accuracy.md of the program."},
}
