package list

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/needle"
)

// An Attachment is a file that belongs to a page: linked from its text, shown
// in it, or a picture that is the text.
type Attachment struct {
	URL     string
	Name    string // as its link calls it; addresses say nothing
	Picture bool
}

// texts are the blocks that makers of sites put an article's text into.
const texts = `#zoom, #Zoom, .TRS_Editor, .TRS_UEDITOR, .trs_editor_view, .Custom_UnionStyle, #UCAP-CONTENT, .ucap-content, #vsb_content, #vsb_content_2, .v_news_content, #ivs_content, .xxgk_content, #zoomcon, #NewsContent, #mainText, .pages_content, .article-content, .article_content, .articleContent, .detail-content, .content-text, .news_content, .wzcon, .bt-content, .gk-content, .art_con, #con_con, .j-fontContent, #content-text, .infodetail, #infoContent, article`

// scanText is the length of text below which a page's pictures are its text.
const scanText = 300

// maxAttachments bounds what one page may bring.
const maxAttachments = 200

var (
	nearAttachment = needle.MustCompile(`(?i)附件|下载|相关文档|全文|年报|年度报告|^(?:pdf|word|docx?|ofd|wps)(?:版|格式|文件)?$`)
	attachClass    = needle.MustCompile(`(?i)attach|fujian|(?:^|[\s_-])fj|file|download|annex|accessory|appendix`)
	ornament       = needle.MustCompile(`(?i)icon|logo|share|qr|ewm|wx|weixin|arrow|btn|button|bg\.|spacer|blank|banner|avatar|print|fileTypeImages|/sysimages?/|emotion|loading`)
	viewer         = needle.MustCompile(`(?i)[?&](?:file|url|src|path)=([^&#]+)`)
	configDetail   = needle.MustCompile(`["']?DETAIL["']?\s*:\s*`)
)

// Attachments gives the files that belong to an article's page: those linked
// from its text, and those outside it that are called attachments. Files that
// every page of a site links to are none.
func Attachments(p *Page) []Attachment {
	v := lookAt(p, maxArticle)
	f := &attachments{base: v.base, at: map[string]int{}}
	for _, x := range after(v.text, configDetail, 1) { // gkmlpt: the article stands in a script
		f.detail(v, x)
	}
	block := v.doc.Find(texts)
	whole := block.Length() == 0
	if whole {
		block = v.doc.Find("body")
	}
	f.links(block, func(n *html.Node) bool { return !whole || !apart(n) })
	if !whole {
		f.links(v.doc.Find("body"), besideText)
	}
	f.frames(v.doc.Find("body"))
	if len([]rune(squeeze(textOf(block)))) < scanText || block.Find("img").Length() > 0 && len([]rune(squeeze(textOf(block)))) < 2*scanText {
		f.pictures(block)
	}
	return f.all
}

// besideText tells links to attachments that stand outside the text.
func besideText(n *html.Node) bool {
	if apart(n) {
		return false
	}
	for up, steps := n, 0; up != nil && steps < 4; up, steps = up.Parent, steps+1 {
		if up.Type == html.ElementNode && attachClass.MatchString(attribute(up, "class")+" "+attribute(up, "id")) {
			return true
		}
	}
	line := goquery.NewDocumentFromNode(n).Closest("li, tr, dd, p, div")
	near := words(line.Nodes...)
	if near == "" { // it stands in the page itself
		near = words(n)
	}
	return len([]rune(near)) < 200 && nearAttachment.MatchString(near)
}

func textOf(s *goquery.Selection) string {
	var b strings.Builder
	for _, n := range s.Nodes {
		writeText(&b, n)
	}
	return b.String()
}

type attachments struct {
	base *url.URL
	at   map[string]int
	all  []Attachment
}

func (f *attachments) add(u *url.URL, name string, picture bool) {
	if u == nil || acting.MatchString(u.EscapedPath()) || len(f.all) >= maxAttachments {
		return
	}
	key := Key(u.String())
	if i, ok := f.at[key]; ok {
		if f.all[i].Name == "" {
			f.all[i].Name = name
		}
		return
	}
	f.at[key] = len(f.all)
	f.all = append(f.all, Attachment{URL: u.String(), Name: name, Picture: picture})
}

func (f *attachments) links(in *goquery.Selection, belongs func(*html.Node) bool) {
	links := in.Find("a[href]")
	links.Slice(0, min(links.Length(), maxLinks)).Each(func(_ int, a *goquery.Selection) {
		u := join(f.base, a.AttrOr("href", ""))
		picture := u != nil && slices.Contains(pictures, strings.ToLower(path.Ext(u.Path))) && besideText(a.Get(0))
		if u == nil || !isFile(u) && !namedFile(a) && !picture || !belongs(a.Get(0)) {
			return
		}
		name := linkTitle(a)
		if strings.Contains(name, "申请表") {
			return
		}
		f.add(u, name, picture)
	})
}

// namedFile tells a link whose text is a file's name, whatever its address.
func namedFile(a *goquery.Selection) bool {
	for _, s := range []string{words(a.Nodes...), clip(a.AttrOr("title", "")), clip(a.AttrOr("download", ""))} {
		if slices.Contains(documents, strings.ToLower(path.Ext(squeeze(s)))) {
			return true
		}
	}
	return false
}

// frames takes files that a page shows in a frame or a viewer.
func (f *attachments) frames(in *goquery.Selection) {
	in.Find("iframe[src], embed[src], object[data]").Each(func(_ int, e *goquery.Selection) {
		src := e.AttrOr("src", e.AttrOr("data", ""))
		u := join(f.base, src)
		if u == nil || apart(e.Get(0)) {
			return
		}
		if m := viewer.FindStringSubmatch(u.RequestURI()); m != nil {
			if inner, err := url.QueryUnescape(m[1]); err == nil {
				if w := join(u, inner); w != nil && isFile(w) {
					u = w
				}
			}
		}
		if isFile(u) {
			f.add(u, "", false)
		}
	})
}

// pictures takes those of a page whose text they are.
func (f *attachments) pictures(in *goquery.Selection) {
	in.Find("img").Each(func(_ int, img *goquery.Selection) {
		src := img.AttrOr("src", "")
		for _, lazy := range []string{"data-src", "data-original", "oldsrc"} {
			if s := img.AttrOr(lazy, ""); s != "" && (src == "" || strings.Contains(src, "loading") || strings.HasPrefix(src, "data:")) {
				src = s
			}
		}
		u := join(f.base, src)
		if u == nil || ornament.MatchString(u.Path) || strings.EqualFold(path.Ext(u.Path), ".gif") || apart(img.Get(0)) || small(img) {
			return
		}
		f.add(u, squeeze(img.AttrOr("alt", img.AttrOr("title", ""))), true)
	})
}

// small tells an icon by the size that the page gives it.
func small(img *goquery.Selection) bool {
	for _, side := range []string{"width", "height"} {
		if n := atoi(strings.TrimSuffix(img.AttrOr(side, ""), "px")); n > 0 && n < 100 {
			return true
		}
	}
	return false
}

// detail reads an article that stands in a script: its text, and its files.
func (f *attachments) detail(v *view, x any) {
	if text := jsonString(x, "content"); text != "" {
		inner := v.fragment(text)
		f.links(inner.doc.Selection, func(*html.Node) bool { return true })
		if len([]rune(inner.visible())) < scanText {
			f.pictures(inner.doc.Selection)
		}
	}
	nodes(x, 0, func(m map[string]any) {
		fields := stringsOf(m)
		for _, k := range []string{"url", "file_url", "download_url", "path"} {
			if u := join(f.base, fields[k]); fields[k] != "" && u != nil && isFile(u) {
				f.add(u, plain(fields["name"]+fields["title"]), false)
			}
		}
	})
}
