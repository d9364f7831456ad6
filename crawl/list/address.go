package list

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"nianbao/crawl/address"
	"nianbao/needle"
)

// Limits on addresses that are followed (CRAWLING: trap rules). Addresses of a
// family's own interface are built here and not held to them.
const (
	maxURL        = 2083
	maxSegments   = 20
	maxSameInPath = 2
	maxParameters = 8
	firstYear     = 2000
	maxPage       = 200
)

// join gives the address of a link, nil where it leads to no page.
func join(base *url.URL, href string) *url.URL {
	if len(href) > 4*maxURL { // nobody follows it
		return nil
	}
	href = strings.TrimSpace(href)
	low := strings.ToLower(href)
	if href == "" || href[0] == '#' || strings.HasPrefix(low, "javascript:") || strings.HasPrefix(low, "mailto:") || strings.HasPrefix(low, "tel:") || strings.HasPrefix(low, "data:") {
		return nil
	}
	href = strings.NewReplacer("\n", "", "\r", "", "\t", "", `\`, "/").Replace(href)
	ref, err := url.Parse(strings.ReplaceAll(href, " ", "%20"))
	if err != nil {
		return nil
	}
	u := base.ResolveReference(ref)
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil
	}
	u.Fragment = ""
	return u
}

// Key gives what two addresses of one page have in common. It is for comparing;
// what is asked for is the address as it stands on the page.
func Key(raw string) string { return address.Key(raw) }

// pageKey is the key under which http and https, and a folder and its index,
// are one: for telling whether a page was asked for before.
func pageKey(raw string) string {
	k := Key(raw)
	k = strings.TrimPrefix(strings.TrimPrefix(k, "https"), "http")
	if !strings.Contains(k, "?") {
		for _, index := range []string{"/index.html", "/index.htm", "/index.shtml", "/index.jsp"} {
			k = strings.TrimSuffix(k, index)
		}
		k = strings.TrimSuffix(k, "/")
	}
	return k
}

// acting matches words of addresses that do something, or are for users alone.
// Some are so only where a program is named by them: a folder may be called upload.
var acting = needle.MustCompile(`(?i)(?:^|[/?&=._-])(?:log(?:in|out|off|on)|sign(?:in|out|up)|register|passport|sso|oauth|cas|delete|del|remove|exit|quit|unsubscribe|admin|uc|captcha|kaptcha|verifycode)(?:$|[/?&=._-])` +
	`|(?:del|delete|remove|log(?:in|out)|add|edit|update|save|insert|upload|post|clear|vote|comment|submit|reset)\.(?:action|do|jspx?|php|aspx?|jhtml|cgi)` +
	`|[a-z]del\.|[a-z](?:login|logout)(?:$|[/.?])|[?&](?:action|act|method|do|op|cmd)=(?:del|edit|add|save|update|remove|log)`)

// trapped says why an address is not followed, "" where it may be.
func trapped(u *url.URL, thisYear int) string {
	if u == nil {
		return "no address"
	}
	if len(u.String()) > maxURL {
		return "too long"
	}
	if acting.MatchString(u.EscapedPath()) || acting.MatchString("?"+u.RawQuery) {
		return "does something"
	}
	segments := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	if len(segments) > maxSegments {
		return "too deep"
	}
	count := map[string]int{}
	for _, s := range segments {
		if count[s]++; count[s] > maxSameInPath {
			return "repeats itself"
		}
	}
	query := u.Query()
	if len(query) > maxParameters {
		return "too many parameters"
	}
	for name, values := range query {
		if !calendar[strings.ToLower(name)] {
			continue
		}
		for _, v := range values {
			if year, err := strconv.Atoi(v[:min(len(v), 4)]); err == nil && len(v) >= 4 && (year < firstYear || thisYear > 0 && year > thisYear+1) {
				return "a calendar without end"
			}
		}
	}
	return ""
}

var calendar = map[string]bool{"year": true, "y": true, "date": true, "month": true, "ym": true, "day": true, "nd": true, "nian": true}

// documents are the extensions of files that may be reports.
var documents = strings.Fields(".pdf .doc .docx .wps .xls .xlsx .et .ofd .rtf .zip .rar .7z .txt")

// pictures are those of pictures.
var pictures = strings.Fields(".png .jpg .jpeg .gif .bmp .tif .tiff .webp")

var download = needle.MustCompile(`(?i)/download\.jsp\?|/downfile\.jsp\?|wbfileid=|/download(?:File)?\.(?:do|action|jhtml|ashx|aspx|php)\?|/group\d+/M\d\d/|[?&](?:fileid|attachid|attachmentid|filename)=`)

// isFile tells a link to a document from one to a page.
func isFile(u *url.URL) bool {
	ext := strings.ToLower(path.Ext(u.Path))
	if slices.Contains(documents, ext) || slices.Contains(documents, strings.ToLower(path.Ext(u.Query().Get("filename")))) {
		return true
	}
	return !slices.Contains(pictures, ext) && download.MatchString(u.RequestURI())
}

// articles are the shapes of addresses of articles, by which the makers of
// sites are told apart too.
var articles = needle.MustCompile(`(?i)/t\d{8}_\d+\.s?html?$|/art_[\w]+\.html?$|/art/\d{4}/|/content/post_\d+|/post_\d+|/c\d+/content\.s?html$|/content_\d+|/[0-9a-f]{32}\.s?html?$|/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?:\.s?html?)?$|/info/\d+/\d+\.htm|/\d{4}[/-]?\d\d[/-]?\d\d/[^/]+$|/(?:19|20)\d{4}/[^/]+\.s?html?$|/i?\d{5,}\.s?html?$|/detail|/article|/show|/view|[?&](?:id|infoid|articleid|newsid|guid|contentid|docid)=`)

// columns are the shapes of addresses of columns.
var columns = needle.MustCompile(`(?i)/$|/(?:index|list|common_list|xlist|default|node|column|lists?)(?:[_-]?\d+)?\.(?:s?html?|jsp|php|aspx|jhtml)$|/col/col\d+|/column[-/]|/columns?/|/channel|/node_\d+|/list|/class/|pageid=|/[a-z]+nb\d*\.s?html?$|^$`)

func isArticle(u *url.URL) bool {
	return isFile(u) || articles.MatchString(u.RequestURI())
}

// isColumn tells an address of a column; many are of neither shape.
func isColumn(u *url.URL) bool {
	return !isFile(u) && !articles.MatchString(u.RequestURI()) && (columns.MatchString(u.RequestURI()) || path.Ext(u.Path) == "")
}

// domain is the part of a host's name that the hosts of one site share.
func domain(u *url.URL) string {
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	if len(labels) > 3 {
		labels = labels[len(labels)-3:]
	}
	return strings.Join(labels, ".")
}

// scope gives the first two segments of an address, which the pages of a column share.
func scope(u *url.URL) string {
	segments := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	if len(segments) > 0 && strings.Contains(segments[len(segments)-1], ".") {
		segments = segments[:len(segments)-1]
	}
	return strings.ToLower(u.Hostname()) + "/" + strings.Join(segments[:min(len(segments), 2)], "/")
}

var (
	ofColumn = needle.MustCompile(`/art_(\d+)_`) // the column's number in an article's address
	digits   = needle.MustCompile(`^\d+$`)
)
