package parse

import (
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/needle"
	"nianbao/report"
)

// Chinese characters of a page's own text below which it may be no report.
const (
	littleText = 400 // an error page or a challenge never has more
	stubText   = 30  // with less beside the title, and no table, there is nothing to read
	coverText  = 120 // a page that only hands out its text as an attachment has no more
)

// sourceHead is how much of a page's source is searched for the marks of
// challenges, shells and redirections, which are small pages.
const sourceHead = 64 << 10

// challenges are the marks of firewalls and challenge pages: their scripts,
// cookies, addresses and words. They are asked only of pages with little text:
// the same scripts stand on pages behind them.
var challenges = needle.MustCompile(`(?i)\$_ts\b|__jsl_clearance|__jsluid|wzws-waf-cgi|wzws-ray|wzws_(?:sessionid|cid|reurl)|errors\.aliyun\.com|acw_sc__v\d|acw_tc=|https_waf_cookie|C3VK=|yunsuo_session|365cyd\.(?:com|net)|HWWAFSES(?:ID|TIME)|waf\.tencent-cloud\.com|safeline|<!-- event[ _]?id:|CT6TS?=|cf-browser-verification|cf-challenge|_cf_chl_|<title>\s*(?:455|449)\s*</title>` +
	`|请开启JavaScript并刷新|您的访问被阻断|访问验证|安全验证|人机验证|滑[块动]验证|[拖滑]动滑块|请求(?:过于|太)频繁|访问(?:过于|太)频繁|访问频率|网站防火墙|云防护|(?:访问|请求)(?:行为)?(?:存在|疑似)(?:异常|攻击|威胁|风险)|可能对网站造成(?:安全)?威胁|非法请求|Just a moment|Attention Required|Checking your browser`)

// cookieReload is a script that sets a cookie and loads the page once more.
var cookieReload = needle.MustCompile(`(?is)document\.cookie\s*=.{0,900}?(?:location|\.reload\()`)

var (
	errorWords = needle.MustCompile(`(?i)\b(?:404|403|500|502|503)\b.{0,20}(?:not found|forbidden|error|bad gateway|unavailable|找不到|不存在|错误|禁止)|not found|page not exist|bad gateway|服务器(?:内部)?错误|(?:页面|网页|文件|文章|信息|内容|资源|栏目)(?:已经?)?(?:不存在|未找到|找不到|无法(?:找到|显示|访问)|被?删除|已失效)|找不到.{0,12}(?:页面|网页|文件|文章|服务器)|无法(?:访问|显示)(?:此|该)?(?:页|网)|访问(?:出错|的页面不存在|受限)|系统(?:出错|异常|繁忙|维护)|拒绝访问`)
	errorTitle = needle.MustCompile(`(?i)^\s*(?:error\s*)?(?:404|403|50\d)\b|not found|forbidden|出错|错误(?:页|提示)|错误页面|页面不存在|系统提示|信息提示`)
	loginTitle = needle.MustCompile(`(?i)(?:用[户戶]|系[统統])?登[录錄陆陸](?:[页頁]面|系[统統]|中心|入口)?$|^(?:[统統]一|[单單][点點])(?:身份)?(?:[认認][证證]|登[录錄陆陸])|^(?:sign|log)\s?in\b`)
	shellRoot  = needle.MustCompile(`(?i)<div[^>]+id=["']?(?:app|root|__nuxt|__next)["'\s>]`)
	redirect   = needle.MustCompile(`(?i)http-equiv=["']?refresh|(?:window\.|self\.|top\.)?location(?:\.href)?\s*=|location\.replace\(`)
)

// officialTable are the headings and captions under which an official table stands.
var officialTable = needle.MustCompile(`收到和[处處]理政府信息公[开開]申[请請]|主[动動]公[开開]政府信息情[况況]|行政复[议議].{0,3}行政[诉訴][讼訟]情[况況]|情[况況][统統][计計]表|^附[表件]`)

// judge ends documents that are no report, with the reason.
func (pg *page) judge(d *report.Document, main *html.Node, pieces []piece) {
	visible := pg.sizes[pg.body]
	if visible == nil {
		visible = &measure{}
	}
	own := ownText(d)
	shown := pg.shown()
	unread := readable(shown, d.Encoding)
	source := pg.source[:min(len(pg.source), sourceHead)]
	switch {
	case visible.han < littleText && challenges.MatchString(source), visible.han < stubText && cookieReload.MatchString(source):
		d.Fail(report.Challenge, "a firewall's challenge instead of the page: "+excerpt(pg.title+" "+shown))
	case blank(shown) && pg.doc.Find("script, img, iframe, frame").Length() == 0:
		d.Fail(report.Empty, "the page is empty")
	case visible.han < littleText && (pg.doc.Find(`input[type="password"]`).Length() > 0 || loginTitle.MatchString(pg.title)):
		d.Fail(report.Login, "a login page: "+excerpt(pg.title))
	case visible.han < littleText && len(d.Tables) == 0 && len(shown) < 4000 && (errorTitle.MatchString(pg.title) || errorWords.MatchString(shown)):
		d.Fail(report.ErrorPage, "an error page: "+excerpt(pg.title+" "+shown))
	case unread != nil && unread.reason == report.Mojibake:
		d.Fail(unread.reason, unread.detail)
	case visible.isList():
		d.Fail(report.ListPage, fmt.Sprintf("a list of %d links, not a report: %s", visible.links, excerpt(pg.title)))
	case unread != nil && len(shown) > 2000:
		d.Fail(unread.reason, unread.detail)
	case len(d.Tables) == 0 && (own < stubText || own < coverText && len(d.Links) > 0 && !countInLine.MatchString(d.Text)):
		pg.judgeShort(d, pieces, unread)
	case unread != nil:
		d.Fail(unread.reason, unread.detail)
	default:
		pg.judgePictures(d, pieces)
	}
}

// isList reports many links with dates and next to no sentence.
func (m *measure) isList() bool {
	few := m.prose == 0 && m.links >= 3 && m.dated >= 2
	many := m.prose < 200 && m.links >= 8 && m.dated >= 5
	return (few || many) && m.values < 20 && 2*m.linked > m.han
}

// ownText counts the Chinese characters of a document beside its title.
func ownText(d *report.Document) (n int) {
	for _, b := range d.Blocks {
		if b.Kind != report.TitleBlock {
			n += census(d.Slice(b.Span)).han
		}
	}
	return n
}

// judgeShort names what a page with next to no text is.
func (pg *page) judgeShort(d *report.Document, pieces []piece, unread *readError) {
	source := pg.source[:min(len(pg.source), sourceHead)]
	pictures := 0
	for _, p := range pieces {
		if p.image {
			pictures++
		}
	}
	scripts := 0
	pg.doc.Find("script").Each(func(_ int, s *goquery.Selection) { scripts += len(s.Text()) + len(s.AttrOr("src", "")) })
	switch {
	case len(d.Links) > 0:
		d.Fail(report.Stub, "the page only points to its text: "+d.Links[0].URL)
	case pictures > 0:
		d.Fail(report.NeedsOCR, "the text is a picture: it needs OCR")
	case shellRoot.MatchString(source) || scripts > 200 && scripts > len(d.Text):
		d.Fail(report.ScriptShell, "a script would load the text of this page: "+excerpt(pg.title))
	case redirect.MatchString(source):
		d.Fail(report.Stub, "the page only points to another: "+excerpt(pg.title))
	case unread != nil:
		d.Fail(unread.reason, unread.detail)
	default:
		d.Fail(report.Stub, "too little text to be a report: "+excerpt(pg.title+" "+d.Text))
	}
}

// judgePictures finds official tables that are pictures.
func (pg *page) judgePictures(d *report.Document, pieces []piece) {
	under, pictured := "", []string(nil)
	for i := range pieces {
		p := &pieces[i]
		s := p.trimmed()
		switch {
		case p.table != nil:
			under = ""
		case p.image && under != "":
			pictured = append(pictured, under)
			under = ""
		case !p.image && officialTable.MatchString(s) && isHeading(s):
			under = s
		case !p.image && isHeading(s):
			under = ""
		}
	}
	if len(pictured) > 0 && d.Status == report.OK {
		d.Status, d.Reason = report.Partial, report.ImageTable
		d.Detail = "these tables are pictures and were not read: " + strings.Join(pictured, "; ")
	}
}

// shown is all the text of the page that a browser shows.
func (pg *page) shown() string {
	var parts []string
	for _, p := range pg.pieces(pg.body, pg.doc.Nodes[0]) {
		if p.table != nil {
			parts = append(parts, pg.flatText(p.table))
		} else {
			parts = append(parts, p.trimmed())
		}
	}
	return strings.Join(parts, "\n")
}
