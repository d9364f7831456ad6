package list

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nianbao/needle"
)

// xxgk is Hanweb's search of disclosed information. It mostly ignores the
// column: rows whose addresses carry another column's number are not of it.
var xxgk = family{
	name: "xxgk",
	sniff: func(v *view) bool {
		return strings.Contains(v.text, "/module/xxgk/search.jsp") || strings.Contains(v.text, "module/xxgk/search.jsp")
	},
	list: listXxgk,
}

var (
	searchURL   = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*module/xxgk/search\.jsp[^"'()\s<>]*)`)
	xxgkNames   = strings.Fields("infotypeId jdid area divid vc_title vc_number sortfield currpage vc_filenumber vc_all texttype fbtime standardXxgk isAllList")
	pageCount   = needle.MustCompile(`共(?:<[^>]*>|&nbsp;|\s)*(\d+)(?:<[^>]*>|&nbsp;|\s)*页`)
	divOfNumber = needle.MustCompile(`^div(\d+)$`)
)

func listXxgk(ctx context.Context, c *column) error {
	v := c.first
	m := searchURL.FindAllStringSubmatch(v.text, 20)
	if m == nil {
		return nil
	}
	raw := m[0][1]
	for _, x := range m {
		if strings.Contains(x[1], "?") {
			raw = x[1]
			break
		}
	}
	at := join(v.base, strings.ReplaceAll(raw, "&amp;", "&"))
	if at == nil {
		return nil
	}
	h := v.harvest()
	form := url.Values{}
	for _, name := range xxgkNames {
		value := at.Query().Get(name)
		if value == "" {
			value = h.get(name)
		}
		form.Set(name, value)
	}
	col := ""
	if m := colInPath.FindStringSubmatch(v.url.Path); m != nil {
		col = m[1]
	} else if m := divOfNumber.FindStringSubmatch(form.Get("divid")); m != nil {
		col = m[1]
	}
	if form.Get("divid") == "" && col != "" {
		form.Set("divid", "div"+col)
	}
	if rows := c.ofColumn(v.listRows(v.url), col); len(rows) > 0 && col != "" {
		c.guard.learn(v.url, rows)
		c.add(v.url.String(), rows)
	}
	return c.turn(ctx, 1, func(n int) Request {
		f := clone(form)
		f.Set("currpage", strconv.Itoa(n))
		u := *at
		if u.Query().Has("currpage") { // named in the query too: both say the same
			u.RawQuery = setParameter(u.RawQuery, "currpage", n)
		}
		return Request{Method: "POST", URL: u.String(), Form: f}
	}, func(a *view) batch {
		all := a.searchRows()
		b := batch{rows: c.ofColumn(all, col), others: all}
		b.stated, b.pages = stated(a)
		if m := pageCount.FindStringSubmatch(a.text); m != nil {
			b.pages = atoi(m[1])
		}
		return b
	})
}

// searchRows are the rows of a search's answer, all of them a list.
func (v *view) searchRows() []row {
	var rows []row
	for _, r := range v.links() {
		if isArticle(r.url) || r.date != "" || r.isReport() {
			if !pageNumber.MatchString(r.text) {
				rows = append(rows, r)
			}
		}
	}
	// What an answer recommends beside its list is none of it, but some call
	// their lists menus.
	list := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.apart })
	if len(list) == 0 {
		list = rows
	}
	foreign := foreignBoxes(list)
	return slices.DeleteFunc(list, func(r row) bool { return foreign[r.box] })
}

// ofColumn leaves out the rows that carry another column's number.
func (c *column) ofColumn(rows []row, col string) []row {
	if col == "" {
		return rows
	}
	var kept []row
	for _, r := range rows {
		if m := ofColumn.FindStringSubmatch(r.url.Path); m == nil && !colInPath.MatchString(r.url.Path) || inColumn(r.url, col) {
			kept = append(kept, r)
		}
	}
	return kept
}
