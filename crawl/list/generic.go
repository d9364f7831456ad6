package list

import (
	"context"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// A family is one maker's way of building lists.
type family struct {
	name  string
	sniff func(*view) bool
	list  func(context.Context, *column) error
}

// families in the order in which they are asked. What none knows is generic.
var families = []family{
	gkmlpt, jpaas, truecms, jpage, xxgk, irs, epoint, lonsun, ucapJSON, easysite, szinf, igs, ucap, trs, iList, generic,
}

var generic = family{name: "generic", sniff: func(*view) bool { return true }, list: listGeneric}

// family finds a page's family by its fingerprint, the one that the source
// names first.
func (w *walker) family(v *view) family {
	var found family
	for _, f := range w.families {
		if f.sniff(v) {
			if f.name == w.source.Family {
				return f
			}
			if found.sniff == nil {
				found = f
			}
		}
	}
	return found
}

var (
	statedRows  = needle.MustCompile(`(?:共|合计|总计|总共)(?:有|计)?(\d{1,6})(?:条|篇|个?记录)|(?:总记录数?|记录总数|总条数|信息总数)[:：]?(\d{1,6})`)
	statedPages = needle.MustCompile(`(?:共|总)(?:有|计)?(\d{1,4})页|页(?:次|数|码)?[:：]?\d{1,4}/(\d{1,4})|(?:第)?\d{1,4}/(\d{1,4})页|总页数[:：]?(\d{1,4})`)
	emptyWords  = needle.MustCompile(`暂无(?:数据|内容|信息|记录|相关)|没有(?:找到)?(?:相关)?(?:数据|记录|内容|信息)|无相关(?:数据|信息|记录)|共0条`)
	gonePage    = needle.MustCompile(`^(?:404|403|出错|错误)|页面?(?:不存在|未找到|找不到|已删除|丢失)|不存在或已|您(?:访问|查找|要找)的页面`)
)

// batch reads a page of HTML: its rows, and how many it says there are.
func (c *column) batch(v *view) batch {
	b := batch{rows: v.listRows(c.first.url)}
	b.stated, b.pages = stated(v)
	return b
}

// stated reads the totals that a page shows to its readers.
func stated(v *view) (rows, pages int) {
	text := v.visible()
	rows = firstNumber(statedRows.FindStringSubmatch(text))
	pages = firstNumber(statedPages.FindStringSubmatch(text))
	return rows, pages
}

func firstNumber(groups []string) int {
	for i, g := range groups {
		if i > 0 && g != "" {
			return atoi(g)
		}
	}
	return 0
}

// generic lists a column of no known family: its own rows, then the rest by the
// pager's links, by what its scripts add page numbers to, by addresses as they
// are usual, and by a frame.
func listGeneric(ctx context.Context, c *column) error {
	c.open(c.batch(c.first))
	if len(c.listed) > 0 {
		return c.turnPages(ctx)
	}
	if done, err := c.byAjax(ctx); done || err != nil {
		return err
	}
	return c.frames(ctx)
}

// turnPages tries the ways of turning pages until one gives new rows.
func (c *column) turnPages(ctx context.Context) error {
	for _, way := range []func(context.Context) (bool, error){c.byCalls, c.byLinks, c.byScripts, c.byForm, c.byAjax, c.byAddress} {
		before, ignored := c.read, c.ignored
		tried, err := way(ctx)
		if err != nil {
			return err
		}
		if c.whole() || tried && c.read > before {
			c.ignored = ignored && c.ignored
			return nil
		}
	}
	if len(c.front) >= fullPage && c.stopped == "" && pagerWords.MatchString(c.first.visible()) && c.pages != 1 {
		c.short, c.stopped = "the pager is a script's", "page 1: no way to turn pages was found"
	}
	return nil
}

// fullPage is a number of rows from which on a list may have a second page.
const fullPage = 10

var pagerWords = needle.MustCompile(`下一页|下页|尾页|末页|后一页|下一頁`)

// Frames that hold no list, and those that hold no menu either.
var (
	noList = needle.MustCompile(`(?i)(?:^|[/_.-])(?:tree|header|head|top|nav|menu|left)(?:$|[/_.?-])`)
	noMenu = needle.MustCompile(`(?i)visit|count(?:er)?(?:$|[/_.?-])|login|share|foot(?:er)?(?:$|[/_.?-])|weather|tongji|video|player|(?:^|[/_.-])(?:stat|map)(?:$|[/_.?-])`)
)

// frames lists a page of the same site that the column shows in a frame.
func (c *column) frames(ctx context.Context) error {
	var inside []*url.URL
	c.first.doc.Find("iframe[src], frame[src]").Each(func(_ int, f *goquery.Selection) {
		if u := join(c.first.base, f.AttrOr("src", "")); u != nil && c.w.ours(u) && !noList.MatchString(u.RequestURI()) && !noMenu.MatchString(u.RequestURI()) && !isFile(u) {
			inside = append(inside, u)
		}
	})
	for _, u := range inside[:min(len(inside), 5)] {
		if c.w.columns[pageKey(u.String())] {
			continue
		}
		c.w.columns[pageKey(u.String())] = true
		v, err := c.w.page(ctx, u.String(), c.first.url.String())
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			continue
		}
		outer := c.first
		c.first, c.guard = v, guard{}
		f := c.w.family(v)
		if err := f.list(ctx, c); err != nil {
			return err
		}
		if len(c.listed) > 0 {
			c.family = f.name
			return nil
		}
		c.first = outer
	}
	return nil
}

// subcolumns are the columns inside this one: by year, or by body.
func (c *column) subcolumns(v *view) []link {
	var subs []link
	dir := v.url.Path[:strings.LastIndex(v.url.Path, "/")+1]
	for _, r := range v.links() {
		if !c.w.ours(r.url) || !isColumn(r.url) && !otherBody(v.url, r.url) || pageKey(r.url.String()) == pageKey(v.url.String()) || surelyNone(r.text) || pageNumber.MatchString(r.text) {
			continue
		}
		inside := len(dir) > 1 && strings.HasPrefix(r.url.Path, dir) && len(strings.TrimSuffix(r.url.Path, "/")) >= len(dir) && r.url.Path != dir && !numbered.MatchString(r.url.Path)
		ofYear := !r.apart && yearColumn.MatchString(r.text)
		ofBody := !r.apart && columnScore(r.text, "") >= sure || otherBody(v.url, r.url)
		if inside && r.url.RawQuery == v.url.RawQuery || ofYear || ofBody {
			subs = append(subs, link{url: r.url.String(), text: r.title, referer: v.url.String(), score: sure})
		}
	}
	return subs[:min(len(subs), maxSubs)]
}

// otherBody tells an address that differs from a column's in one parameter: the
// same column of another body, or of another year.
func otherBody(column, u *url.URL) bool {
	a, b := column.Query(), u.Query()
	if u.Path != column.Path || len(a) < 2 || len(a) != len(b) {
		return false
	}
	same, other := 0, ""
	for name := range a {
		switch {
		case a.Get(name) == b.Get(name):
			same++
		case !b.Has(name) || other != "":
			return false
		default:
			other = name
		}
	}
	return same > 0 && bodyParameter.MatchString(other)
}

// maxSubs bounds the columns inside a column.
const maxSubs = 80

var (
	pageNumber    = needle.MustCompile(`^(?:\d{1,3}|[<>«»‹›]+|.{0,3}[上下首尾末前后][一]?页.{0,2}|更多.{0,4}|首页|返回.*)$`)
	numbered      = needle.MustCompile(`[_-]\d{1,3}\.s?html?$`)
	bodyParameter = needle.MustCompile(`(?i)dept|org|unit|year|nd$`)
	yearColumn    = needle.MustCompile(`^(?:19|20)\d\d年?度?(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告|报告)?$`)
)
