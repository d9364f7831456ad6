package list

import (
	"context"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// maxScripts bounds the scripts of a page that are read.
const maxScripts = 4

// libraries are scripts that say nothing of a page's list.
var libraries = needle.MustCompile(`(?i)jquery|bootstrap|swiper|layer|laydate|vue|react|echarts|angular|polyfill|slide|respond|html5|modernizr|share|weixin|wechat|stat|tongji|analytics|counter|vendor|chunk|\.min\.js|nav|head|foot|top|bottom`)

// withScripts reads a page's own scripts along with it: a page that shows no
// list may draw one by a script beside it.
func (c *column) withScripts(ctx context.Context) error {
	v := c.first
	var addresses []string
	v.doc.Find("script[src]").Each(func(_ int, s *goquery.Selection) {
		u := join(v.base, s.AttrOr("src", ""))
		if u != nil && c.w.ours(u) && !libraries.MatchString(u.Path[strings.LastIndexByte(u.Path, '/')+1:]) && len(addresses) < maxScripts {
			addresses = append(addresses, u.String())
		}
	})
	for _, address := range addresses {
		s, err := c.w.get(ctx, Request{URL: address, Referer: v.url.String()})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && len(v.text)+len(s.text) < maxText {
			v.text += "\n" + s.text
		}
	}
	return nil
}
