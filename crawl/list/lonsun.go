package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"nianbao/needle"
)

// lonsun is Lonsun's disclosure platform: one address draws every list by its label.
var lonsun = family{
	name:  "lonsun",
	sniff: func(v *view) bool { return labelPath.MatchString(v.text) },
	list:  listLonsun,
}

var (
	labelPath  = needle.MustCompile(`/site/label/\d+`)
	labelURL   = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*/site/label/\d+[^"'()\s<>]*)`)
	publicPath = needle.MustCompile(`/public/(?:column/)?(\d+)`)
	labelNames = strings.Fields("siteId organId catId type action isDate dateFormat length file pageSize sortType parentOrganId")
)

func listLonsun(ctx context.Context, c *column) error {
	v := c.first
	c.openHTML()
	h := v.harvest()
	query, at := url.Values{}, join(v.base, labelPath.FindString(v.text))
	if at == nil {
		return nil
	}
	for _, m := range labelURL.FindAllStringSubmatch(v.text, 20) {
		if u := join(v.base, strings.ReplaceAll(m[1], "&amp;", "&")); u != nil && strings.Contains(u.Query().Get("labelName"), "List") {
			at, query = u, u.Query()
			break
		}
	}
	for _, name := range labelNames {
		if query.Get(name) != "" {
			continue
		}
		value := v.url.Query().Get(name)
		if value == "" {
			value = h.get(name)
		}
		if value != "" {
			query.Set(name, value)
		}
	}
	if m := publicPath.FindStringSubmatch(v.url.Path); m != nil && query.Get("organId") == "" {
		query.Set("organId", m[1])
	}
	usual := [][2]string{{"labelName", "publicInfoList"}, {"type", "4"}, {"action", "list"}, {"pageSize", "20"}, {"isDate", "true"}, {"dateFormat", "yyyy-MM-dd"}, {"file", "/xxgk/publicInfoList_newest2020"}}
	for _, u := range usual {
		if query.Get(u[0]) == "" {
			query.Set(u[0], u[1])
		}
	}
	if query.Get("catId") == "" {
		if id := c.labelColumn(ctx, *at, query); id != "" {
			query.Set("catId", id)
		}
	}
	query.Del("pageIndex")
	base := *at
	base.RawQuery = ""
	for _, method := range []string{"GET", "POST"} {
		before := len(c.listed)
		c.short, c.stopped, c.ignored = "", "", false
		err := c.turn(ctx, 1, func(n int) Request {
			q := clone(query)
			q.Set("pageIndex", strconv.Itoa(n))
			if method == "POST" {
				return Request{Method: method, URL: base.String(), Form: q}
			}
			u := base
			u.RawQuery = encode(q)
			return Request{URL: u.String()}
		}, func(a *view) batch {
			b := batch{rows: a.searchRows()}
			b.stated, b.pages = stated(a)
			if m := labelTotal.FindStringSubmatch(a.text); m != nil && b.stated == 0 {
				b.stated = atoi(m[1])
			}
			if m := labelPages.FindStringSubmatch(a.text); m != nil && b.pages == 0 {
				b.pages = atoi(m[1])
			}
			return b
		})
		if err != nil {
			return err
		}
		if len(c.listed) > before || c.whole() {
			return nil
		}
	}
	return nil
}

var (
	labelTotal = needle.MustCompile(`(?i)["']?(?:total|totalCount|recordCount)["']?\s*[:=]\s*["']?(\d+)`)
	labelPages = needle.MustCompile(`(?i)["']?(?:pageCount|totalPage|pages)["']?\s*[:=]\s*["']?(\d+)`)
)

// labelColumn finds the number of the column of annual reports in the organ's tree.
func (c *column) labelColumn(ctx context.Context, at url.URL, query url.Values) string {
	at.RawQuery = encode(url.Values{"labelName": {"columnTree"}, "isJson": {"true"}, "siteId": query["siteId"], "organId": query["organId"]})
	v, err := c.w.get(ctx, Request{URL: at.String(), Referer: c.first.url.String()})
	if err != nil {
		return ""
	}
	data, ok := jsonOf(v.text)
	if !ok {
		return ""
	}
	var ids []string
	annualNodes(data, false, 0, &ids)
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// labelTree is the address of the tree that an organ's page draws.
func labelTree(v *view) string {
	at := labelPath.FindString(v.text)
	if at == "" || !strings.Contains(v.text, "columnTree") {
		return ""
	}
	h := v.harvest()
	query := url.Values{"labelName": {"columnTree"}, "isJson": {"true"}, "siteId": {h.get("siteId")}, "organId": {h.get("organId")}}
	return at + "?" + encode(query)
}

// organColumn is the page of a column in an organ's tree that names none.
func organColumn(on *view, node map[string]string) string {
	id := node["id"]
	if id == "" {
		id = node["catid"]
	}
	organ := node["organid"]
	if m := publicPath.FindStringSubmatch(on.url.Path); organ == "" && m != nil {
		organ = m[1]
	}
	if id == "" || organ == "" {
		return ""
	}
	if strings.Contains(on.url.Path, "/public/column/") {
		return "/public/column/" + organ + "?type=4&catId=" + id + "&action=list"
	}
	u := *on.url
	u.RawQuery = "catId=" + id
	return u.String()
}
