package list

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"nianbao/needle"
)

// gkmlpt is Guangdong's catalogue: one page for all columns, whose tree names
// the column, and an interface that gives a hundred articles a page.
var gkmlpt = family{
	name: "gkmlpt",
	sniff: func(v *view) bool {
		return (strings.Contains(v.text, "gkmlpt") || catalogued.MatchString(v.url.Path)) && configOf.MatchString(v.text)
	},
	list: listGkmlpt,
}

var (
	configOf   = needle.MustCompile(`window\._CONFIG\s*=\s*`)
	treeOf     = needle.MustCompile(`["']?TREE["']?\s*:\s*`)
	sidOf      = needle.MustCompile(`["']?SID["']?\s*:\s*["']?([\w-]+)`)
	catalogued = needle.MustCompile(`/gkmlpt(?:/|$)`)
)

// cataloguesReports reports that a page is a catalogue with a column of annual
// reports in its tree.
func cataloguesReports(v *view) bool {
	if !gkmlpt.sniff(v) {
		return false
	}
	var ids []string
	for _, tree := range after(v.text, treeOf, 3) {
		annualNodes(tree, false, 0, &ids)
	}
	return len(ids) > 0
}

func listGkmlpt(ctx context.Context, c *column) error {
	v := c.first
	sid := ""
	if m := sidOf.FindStringSubmatch(v.text); m != nil {
		sid = m[1]
	}
	var ids []string
	for _, tree := range after(v.text, treeOf, 3) {
		annualNodes(tree, false, 0, &ids)
	}
	if len(ids) == 0 {
		c.off = "the catalogue's tree has no column of annual reports"
		return nil
	}
	prefix := "/gkmlpt"
	if m := catalogued.FindStringIndex(v.url.Path); m != nil {
		prefix = v.url.Path[:m[0]] + "/gkmlpt"
	}
	for i, id := range ids[:min(len(ids), maxSubs)] {
		list := c
		if i > 0 {
			list = newColumn(c.w, v)
			list.family = c.family
		}
		err := list.turn(ctx, 1, func(n int) Request {
			u := *v.url
			u.Path, u.RawPath, u.Fragment = prefix+"/api/all/"+id, "", ""
			u.RawQuery = fmt.Sprintf("page=%d&sid=%s", n, url.QueryEscape(sid))
			return Request{URL: u.String()}
		}, func(a *view) batch { return catalogueBatch(a, v.url) })
		if err != nil {
			return err
		}
		if list != c && len(list.listed) > 0 {
			c.inner = append(c.inner, list)
		}
	}
	return nil
}

// annualNodes gives the numbers of the columns of annual reports in a tree,
// with those inside them.
func annualNodes(v any, inside bool, depth int, ids *[]string) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			annualNodes(x, inside, depth+1, ids)
		}
	case map[string]any:
		name, _ := v["name"].(string)
		if name == "" {
			name, _ = v["title"].(string)
		}
		here := inside || columnScore(name, "") >= sure
		id := stringsOf(map[string]any{"id": v["id"]})["id"]
		if here && id != "" && id != "null" {
			*ids = append(*ids, id)
		}
		for _, k := range sortedKeys(v) {
			annualNodes(v[k], here, depth+1, ids)
		}
	}
}

// catalogueBatch reads the interface's answer.
func catalogueBatch(a *view, base *url.URL) batch {
	var answer struct {
		Classify struct {
			PostCount json.Number `json:"post_count"`
		} `json:"classify"`
		Articles []struct {
			Title   string      `json:"title"`
			URL     string      `json:"url"`
			PostURL string      `json:"post_url"`
			Date    json.Number `json:"date"`
			Source  string      `json:"source"`
		} `json:"articles"`
	}
	if json.Unmarshal([]byte(strings.TrimSpace(a.text)), &answer) != nil {
		if data, ok := jsonOf(a.text); ok {
			return jsonBatch(data, base)
		}
		return batch{}
	}
	var b batch
	if n, err := answer.Classify.PostCount.Int64(); err == nil && n > 0 && n < 1<<31 {
		b.stated = int(n)
	}
	for _, x := range answer.Articles[:min(len(answer.Articles), maxRows)] {
		u := join(base, x.URL)
		if u == nil {
			u = join(base, x.PostURL)
		}
		if u != nil {
			b.rows = append(b.rows, row{url: u, title: plain(x.Title), date: jsonDate(x.Date), body: plain(x.Source)})
		}
	}
	return b
}
