package list

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// A Sight is what a page says of itself and of its site, before any list is read.
type Sight struct {
	Site    string   // what the site calls itself, "" where the page does not tell
	Home    string   // the home page that it links to; "" for none
	Article bool     // it is one article, or a file
	Reports []string // addresses of articles with titles of reports on it
}

var (
	siteNames = []string{"SiteName", "sitename", "Sitename"}
	homeWords = needle.MustCompile(`^(?:网站)?(?:首页|主页)$`)
	// ofSites are the words that titles have beside the site's name.
	ofSites = needle.MustCompile(`^(?:欢迎(?:您|你)?(?:光临|访问|来到)?|中国[·.•])|(?:官方|政务|信息|门户)*(?:网站|门户|网)$|网站首页$|首页$`)
	body    = needle.MustCompile(`(?:[省市州盟县区旗镇乡]|政府|街道|委员会|办事处|[局委厅办署院会部])$`)
)

// SightOf looks at one page.
func SightOf(p *Page) Sight {
	v := look(p)
	s := Sight{Article: isArticle(v.url), Site: v.site()}
	for _, r := range v.links() {
		if r.isReport() && isArticle(r.url) {
			s.Reports = append(s.Reports, r.url.String())
		}
	}
	v.doc.Find("a[href]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		if u := join(v.base, a.AttrOr("href", "")); u != nil && domain(u) == domain(v.url) && homeWords.MatchString(words(a.Nodes...)) {
			s.Home = u.String()
		}
		return s.Home == ""
	})
	return s
}

// site is the site's name: of its metadata, else the part of the title that is
// like the name of a public body.
func (v *view) site() string {
	for _, name := range siteNames {
		if s, _ := v.doc.Find(`meta[name="` + name + `"]`).First().Attr("content"); squeeze(s) != "" {
			return plainSite(squeeze(s))
		}
	}
	title := squeeze(v.doc.Find("title").First().Text())
	for _, part := range strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("-_|—–>", r) }) {
		if name := plainSite(part); body.MatchString(name) && len([]rune(name)) <= 30 && !yearIn.MatchString(name) && columnScore(name, "") == 0 {
			return name
		}
	}
	return ""
}

func plainSite(s string) string {
	for {
		name := ofSites.ReplaceAllString(s, "")
		if name == s || name == "" {
			if short, ok := strings.CutSuffix(s, "政府"); ok && !strings.HasSuffix(short, "人民") {
				return short // 甲县政府网
			}
			return s
		}
		s = name
	}
}

// Likely reports that an entry's title is that of a report; others may be one.
func (e Entry) Likely() bool { return likelyReport(e.Title) }

var numberYear = needle.MustCompile(`20[0-4]\d`)

// Year is the year that an entry's title says that it reports on, 0 where it
// says none.
func (e Entry) Year() int {
	year, _ := strconv.Atoi(numberYear.FindString(squeeze(e.Title)))
	return year
}

// IsRoot reports that an address is that of a whole host.
func IsRoot(u *url.URL) bool { return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" }

// Families are the names of those that lists are known to be of.
func Families() (names []string) {
	for _, f := range families {
		names = append(names, f.name)
	}
	return names
}
