package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"nianbao/needle"
)

// ucapJSON is UCAP's search by channel, which gives JSON only where it is asked to.
var ucapJSON = family{
	name:  "ucap_json",
	sniff: func(v *view) bool { return len(searchPaths(v)) > 0 },
	list:  listUCAP,
}

var (
	searchPath = needle.MustCompile(`((?:https?://[\w.:-]+)?/(?:[\w-]+/)*(?:common/search|searchList|search)/)(?:([0-9a-fA-F]{32})|["']\s*\+\s*(\w+)|\$\{(\w+)\})([^"'<>\s]*)`)
	hex32      = needle.MustCompile(`^[0-9a-fA-F]{32}$`)
)

// A searchAt is the address of a channel's search.
type searchAt struct{ path, query string }

func searchPaths(v *view) []searchAt {
	var all []searchAt
	var h *harvest
	for _, m := range searchPath.FindAllStringSubmatch(v.text, 20) {
		id, query := m[2], strings.ReplaceAll(m[5], "&amp;", "&")
		if id == "" {
			if h == nil {
				h = v.harvest()
			}
			if id = h.get(m[3]+m[4], "channelId"); !hex32.MatchString(id) {
				continue
			}
			query = ""
		}
		all = append(all, searchAt{m[1] + id, strings.TrimPrefix(query, "?")})
	}
	return all
}

func listUCAP(ctx context.Context, c *column) error {
	c.openHTML()
	h := c.first.harvest()
	tried := map[string]bool{}
	for _, at := range searchPaths(c.first) {
		if tried[at.path] || len(tried) >= 4 {
			continue
		}
		tried[at.path] = true
		u := join(c.first.base, at.path)
		if u == nil || !c.w.ours(u) {
			continue
		}
		query, _ := url.ParseQuery(at.query)
		size := atoi(query.Get("_pageSize"))
		if size == 0 {
			size = h.number("_pageSize", "pageSize")
		}
		if size == 0 {
			size = 20
		}
		query.Set("_isAgg", "true")
		query.Set("_isJson", "true")
		query.Set("_pageSize", strconv.Itoa(size))
		if query.Get("_template") == "" {
			query.Set("_template", "index")
		}
		done, err := c.try(func(t *column) error {
			return t.turn(ctx, 1, func(n int) Request {
				query.Set("page", strconv.Itoa(n))
				a := *u
				a.RawQuery = query.Encode()
				return Request{URL: a.String()}
			}, func(v *view) batch {
				data, ok := jsonOf(v.text)
				if !ok {
					return batch{}
				}
				return jsonBatch(data, c.first.base)
			})
		})
		if done || err != nil {
			return err
		}
	}
	return c.turnPages(ctx)
}
