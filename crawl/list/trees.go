package list

import (
	"context"
	"strings"

	"nianbao/needle"
)

// Menus that scripts draw from an answer of their own.
var (
	treeURL  = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*(?:/u/channel/treeNew/[\w-]+|/module/xxgk/tree\.jsp|labelName=columnTree|/channel/tree)[^"'()\s<>]*)`)
	treeCall = needle.MustCompile(`\.add\s*\(`)
)

// maxTrees bounds the menus asked for from one page.
const maxTrees = 3

// trees gives the links of the menus that a page's scripts would draw.
func (w *walker) trees(ctx context.Context, v *view) []link {
	var links []link
	asked := 0
	var addresses []string
	for _, m := range treeURL.FindAllStringSubmatch(v.text, 20) {
		addresses = append(addresses, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	if a := labelTree(v); a != "" {
		addresses = append(addresses, a)
	}
	for _, address := range addresses {
		u := join(v.base, address)
		if u == nil || !w.ours(u) || w.menus[Key(u.String())] || asked >= maxTrees {
			continue
		}
		w.menus[Key(u.String())] = true
		asked++
		t, err := w.get(ctx, Request{URL: u.String(), Referer: v.url.String()})
		if err != nil {
			continue // a menu less; its columns may be linked elsewhere
		}
		links = append(links, w.treeLinks(t, v)...)
	}
	return links
}

// treeLinks reads a menu: JSON, the calls of a tree's script, or HTML.
func (w *walker) treeLinks(t, on *view) []link {
	var links []link
	add := func(name, address string) {
		u := join(on.base, address)
		if name == "" || u == nil || !w.ours(u) || strings.Contains(u.Path, "null.") {
			return
		}
		links = append(links, link{url: u.String(), text: name, score: columnScore(name, u.RequestURI())})
	}
	if data, ok := jsonOf(t.text); ok {
		nodes(data, 0, func(m map[string]any) {
			low := map[string]string{}
			for k, s := range stringsOf(m) {
				low[strings.ToLower(k)] = s
			}
			name, address := "", ""
			for _, k := range []string{"name", "title", "text", "channelname", "label"} {
				if name == "" {
					name = low[k]
				}
			}
			for _, k := range append([]string{"channelurl", "path"}, urlFields...) {
				if address == "" && low[k] != "null" {
					address = low[k]
				}
			}
			if address == "" && labelPath.MatchString(t.url.Path) {
				address = organColumn(on, low)
			}
			if address != "" {
				add(name, address)
			}
		})
		return links
	}
	for _, at := range treeCall.FindAllStringIndex(t.text, 2000) {
		args := arguments(t.text[at[1]:], nil)
		for i := 1; i < len(args); i++ {
			if hasHan(args[i-1].text) && strings.Contains(args[i].text, "/") {
				add(args[i-1].text, args[i].text)
			}
		}
	}
	t.base, t.rows = on.base, nil
	for _, r := range t.links() {
		add(r.title, r.url.String())
	}
	return links
}

// nodes calls do with every object of a tree.
func nodes(v any, depth int, do func(map[string]any)) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			nodes(x, depth+1, do)
		}
	case map[string]any:
		do(v)
		for _, k := range sortedKeys(v) {
			nodes(v[k], depth+1, do)
		}
	}
}
