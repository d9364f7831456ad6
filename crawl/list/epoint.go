package list

import (
	"context"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// epoint is Epoint's EWB: the list comes from an interface under the project's
// name, which a script of the whole site gives.
var epoint = family{
	name: "epoint",
	sniff: func(v *view) bool {
		return strings.Contains(v.text, "EWB-FRONT") || strings.Contains(v.text, "webBuilderCommon.js") || strings.Contains(v.text, "govInfoPub") || strings.Contains(v.text, "getgovinfolist")
	},
	list: listEpoint,
}

var (
	siteInfo     = needle.MustCompile(`siteInfo\s*=\s*`)
	govList      = needle.MustCompile(`["']([^"'\s]*/?rest/lightfrontaction/getgovinfolist[^"'\s]*)["']`)
	categoryPath = needle.MustCompile(`/(\d{3}(?:\d{3})+)(?:/|\.|$)`)
)

func listEpoint(ctx context.Context, c *column) error {
	c.openHTML()
	v, h := c.first, c.first.harvest()
	info := map[string]string{}
	for _, x := range after(v.text, siteInfo, 1) {
		info = stringsOf(x)
	}
	if info["siteGuid"] == "" {
		s, err := c.siteScript(ctx)
		if err != nil {
			return err
		}
		if s != nil {
			for _, x := range after(s.text, siteInfo, 1) {
				info = stringsOf(x)
			}
			h.text += "\n" + s.text
		}
	}
	category := h.get("categorynum", "categoryNum", "catenum", "cateNum")
	if category == "" {
		if m := categoryPath.FindAllStringSubmatch(v.url.Path, -1); m != nil {
			category = m[len(m)-1][1]
		}
	}
	if category == "" {
		category = v.url.Query().Get("categorynum")
	}
	if category == "" {
		c.off = "the page names no number of its column"
		return nil
	}
	at := join(v.base, "/"+strings.Trim(info["projectName"], "/")+"/rest/lightfrontaction/getgovinfolist")
	if info["projectName"] == "" {
		at = join(v.base, "/rest/lightfrontaction/getgovinfolist")
	}
	// A whole address, not one that is put together from pieces.
	if m := govList.FindStringSubmatchIndex(v.text); m != nil && !strings.HasSuffix(strings.TrimRight(v.text[:m[0]], " \t"), "+") {
		at = join(v.base, v.text[m[2]:m[3]])
	}
	if at == nil {
		return nil
	}
	size := max(h.number("pageSize", "pagesize"), 15)
	ask := map[string]any{"deptcode": h.get("deptcode", "deptCode"), "categorynum": category, "siteGuid": info["siteGuid"], "pageSize": size}
	if guid := h.get("siteGuid", "siteguid"); guid != "" && ask["siteGuid"] == "" {
		ask["siteGuid"] = guid
	}
	// Numbers of pages begin at 0 on some sites, at 1 on others.
	for first := range 2 {
		asJSON := func(n int) []byte {
			ask["pageIndex"] = n - 1 + first
			return encodeJSON(ask)
		}
		read := func(a *view) batch {
			data, ok := jsonOf(a.text)
			if !ok {
				return batch{}
			}
			return jsonBatch(data, v.base)
		}
		for _, form := range []bool{false, true} {
			done, err := c.try(func(t *column) error {
				return t.turn(ctx, 1, func(n int) Request {
					if form {
						return Request{Method: "POST", URL: at.String(), Form: url.Values{"params": {string(asJSON(n))}}}
					}
					return Request{Method: "POST", URL: at.String(), JSON: asJSON(n)}
				}, read)
			})
			if err != nil || done && (c.whole() || !c.ignored) {
				return err
			}
			if done {
				break
			}
		}
	}
	return nil
}

// siteScript asks for the script that names the site's project.
func (c *column) siteScript(ctx context.Context) (*view, error) {
	src := ""
	c.first.doc.Find("script[src]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		if a := s.AttrOr("src", ""); strings.Contains(a, "webBuilderCommon") {
			src = a
		}
		return src == ""
	})
	u := join(c.first.base, src)
	if u == nil || !c.w.ours(u) {
		return nil, nil
	}
	s, err := c.w.get(ctx, Request{URL: u.String(), Referer: c.first.url.String()})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, nil // the page itself may name what is needed
	}
	return s, nil
}
