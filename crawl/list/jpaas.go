package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// jpaas is Hanweb's newer platform: a unit of the page is built by an
// interface, whose page number counts only inside paramJson.
var jpaas = family{
	name:  "jpaas",
	sniff: func(v *view) bool { return strings.Contains(v.text, "jpaas-publish-server") },
	list:  listJpaas,
}

var (
	unitURL    = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*jpaas-publish-server[^"'()\s<>]*)`)
	queryData  = needle.MustCompile(`(?i)querydata\s*[:=]\s*`)
	unitNames  = []string{"parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId"}
	unitCount  = needle.MustCompile(`(?i)(?:\bcount|totalCount|data-total|totalrecords?)["']?\s*[:=]\s*["']?(\d+)`)
	unitRows   = needle.MustCompile(`(?i)(?:\brows|pageSize|data-rows)["']?\s*[:=]\s*["']?(\d+)`)
	buildsUnit = needle.MustCompile(`build/unit`)
)

// A unit is a part of a page that the interface builds.
type unit struct {
	url   *url.URL
	query map[string]string
}

func listJpaas(ctx context.Context, c *column) error {
	c.openHTML()
	units := c.units()
	for _, u := range units[:min(len(units), 6)] {
		if done, err := c.try(func(t *column) error { return t.listUnit(ctx, u) }); done || err != nil {
			return err
		}
	}
	if len(units) == 0 {
		c.off = "the page's unit names no parameters"
	}
	return nil
}

// openHTML takes the rows that stand in the page of a family that has an
// interface: only those of the column, for the interface gives the rest.
func (c *column) openHTML() {
	b := c.batch(c.first)
	if b.rows = reportsOnly(b.rows); len(b.rows) > 0 {
		c.open(b)
	}
}

// reportsOnly gives the rows if reports are among them.
func reportsOnly(rows []row) []row {
	for _, r := range rows {
		if r.isReport() {
			return rows
		}
	}
	return nil
}

// units reads the parameters of a page's units: from the attribute that holds
// them as JSON, else from an address, else by their names.
func (c *column) units() []unit {
	v := c.first
	at := join(v.base, "/api-gateway/jpaas-publish-server/front/page/build/unit")
	if m := unitURL.FindStringSubmatch(v.text); m != nil {
		for _, m := range unitURL.FindAllStringSubmatch(v.text, 20) {
			if u := join(v.base, strings.ReplaceAll(m[1], "&amp;", "&")); u != nil && buildsUnit.MatchString(u.Path) {
				at = u
				break
			}
		}
	}
	var units []unit
	add := func(q map[string]string) {
		if q["webId"] == "" && q["pageId"] == "" {
			return
		}
		u := *at
		u.RawQuery = ""
		units = append(units, unit{&u, q})
	}
	for _, attribute := range []string{"querydata", "data-querydata"} {
		v.doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
			if m, _, _ := literal(s.AttrOr(attribute, "")); m != nil {
				add(stringsOf(m))
			}
		})
	}
	for _, m := range after(v.text, queryData, 20) {
		add(stringsOf(m))
	}
	for _, m := range unitURL.FindAllStringSubmatch(v.text, 20) {
		if u := join(v.base, strings.ReplaceAll(m[1], "&amp;", "&")); u != nil && u.RawQuery != "" {
			q := map[string]string{}
			for k := range u.Query() {
				q[k] = u.Query().Get(k)
			}
			add(q)
		}
	}
	if len(units) == 0 {
		h, q := v.harvest(), map[string]string{}
		for _, name := range unitNames {
			q[name] = h.get(name)
		}
		add(q)
	}
	return units
}

// stringsOf gives the fields of a literal as strings.
func stringsOf(v any) map[string]string {
	m, _ := v.(map[string]any)
	q := map[string]string{}
	for k, x := range m {
		switch x := x.(type) {
		case string:
			q[k] = x
		case float64:
			q[k] = strconv.FormatFloat(x, 'f', -1, 64)
		case nil:
			q[k] = "null"
		}
	}
	return q
}

func (c *column) listUnit(ctx context.Context, u unit) error {
	size := 0
	if m := unitRows.FindStringSubmatch(c.first.text); m != nil {
		size = atoi(m[1])
	}
	if size == 0 {
		size = 15
	}
	for name, usual := range map[string]string{"parseType": "bulidstatic", "pageType": "column", "editType": "null"} {
		if u.query[name] == "" {
			u.query[name] = usual
		}
	}
	extra := map[string]any{}
	if given, _, ok := literal(u.query["paramJson"]); ok {
		if m, ok := given.(map[string]any); ok {
			extra = m
			if n := atoi(stringsOf(m)["pageSize"]); n > 0 {
				size = n
			}
		}
	}
	return c.turn(ctx, 1, func(n int) Request {
		q := url.Values{}
		for k, s := range u.query {
			q.Set(k, s)
		}
		param := map[string]any{}
		for k, x := range extra {
			param[k] = x
		}
		param["pageNo"], param["pageSize"] = n, size
		q.Set("paramJson", string(encodeJSON(param)))
		at := *u.url
		at.RawQuery = q.Encode()
		return Request{URL: at.String()}
	}, c.unitBatch)
}

// unitBatch reads the interface's answer: HTML inside JSON.
func (c *column) unitBatch(v *view) batch {
	data, ok := jsonOf(v.text)
	if !ok {
		return batch{}
	}
	text := jsonString(data, "html", "htmlContent", "content")
	if text == "" {
		return jsonBatch(data, c.first.base)
	}
	f := v.fragment(text)
	f.url, f.base = c.first.url, c.first.base
	b := batch{rows: f.searchRows()}
	b.stated, b.pages = stated(f)
	if n := jsonNumber(data, totalFields); n > 0 {
		b.stated = n
	} else if m := unitCount.FindStringSubmatch(text); m != nil && b.stated == 0 {
		b.stated = atoi(m[1])
	}
	return b
}
