package list

import (
	"context"
	"net/url"
	"strings"

	"nianbao/needle"
)

// easysite draws each list by a module of the page, asked for by its number.
var easysite = family{
	name: "easysite",
	sniff: func(v *view) bool {
		return strings.Contains(v.text, "/eportal/ui?") || strings.HasSuffix(v.url.Path, "/eportal/ui")
	},
	list: listEasySite,
}

var moduleID = needle.MustCompile(`(?i)(?:moduleId["']?\s*[:=]\s*["']?|id=["'])([0-9a-f]{32})\b`)

func listEasySite(ctx context.Context, c *column) error {
	v := c.first
	c.open(c.batch(v))
	seen := map[string]bool{}
	for _, m := range moduleID.FindAllStringSubmatch(v.text, 40) {
		if seen[m[1]] || m[1] == v.url.Query().Get("pageId") || len(seen) >= 6 {
			continue
		}
		seen[m[1]] = true
		before := c.read
		c.short, c.stopped, c.ignored = "", "", false
		err := c.turn(ctx, 2, func(n int) Request {
			u := *v.url
			u.RawQuery = setParameter(u.RawQuery, "currentPage", n)
			u.RawQuery += "&moduleId=" + url.QueryEscape(m[1]) + "&staticRequest=yes"
			return Request{URL: u.String()}
		}, c.batch)
		if err != nil {
			return err
		}
		if c.whole() || c.read > before {
			return nil
		}
	}
	if c.read > 1 || c.whole() {
		return nil
	}
	return c.turnPages(ctx)
}
