package list

import (
	"context"
	"regexp"
	"strings"
)

// irs is TRS's newer platform: rows come from tables whose names, and whose
// fields' names, say nothing; the page's scripts name those of its lists.
var irs = family{
	name:  "irs",
	sniff: func(v *view) bool { return strings.Contains(v.text, "/irs/front/list") },
	list:  listIRS,
}

var (
	irsURL    = regexp.MustCompile(`["']([^"'\s]*/irs/front/list[^"'\s]*)["']`)
	tableName = regexp.MustCompile(`["']?tableName["']?\s*:`)
)

func listIRS(ctx context.Context, c *column) error {
	c.openHTML()
	at := join(c.first.base, "/irs/front/list")
	if m := irsURL.FindStringSubmatch(c.first.text); m != nil {
		if u := join(c.first.base, m[1]); u != nil {
			at = u
		}
	}
	asks := c.tables()
	for _, ask := range asks[:min(len(asks), 6)] {
		done, err := c.try(func(t *column) error {
			return t.turn(ctx, 1, func(n int) Request {
				ask["pageNo"] = n
				return Request{Method: "POST", URL: at.String(), JSON: encodeJSON(ask)}
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
	c.short, c.stopped = "the interface", "no table that the page names lists its reports"
	return nil
}

// try lists in a copy of the column, and takes the copy if it holds reports
// that the column did not: a page's scripts name lists of other columns too.
func (c *column) try(list func(*column) error) (bool, error) {
	t := c.copy()
	before := c.countReports()
	if err := list(t); err != nil {
		return false, err
	}
	if t.countReports() > before || t.whole() && before > 0 {
		*c = *t
		return true, nil
	}
	return false, nil
}

// tables gives the requests that a page's scripts make for lists.
func (c *column) tables() []map[string]any {
	text, h := c.first.text, c.first.harvest()
	var asks []map[string]any
	for _, at := range tableName.FindAllStringIndex(text, 20) {
		// The object that names the table opens before it.
		for open := at[0]; open > 0 && at[0]-open < 4000; {
			open = strings.LastIndexByte(text[:open], '{')
			if open < 0 {
				break
			}
			v, _, ok := literal(text[open:])
			m, isObject := v.(map[string]any)
			if _, names := m["tableName"]; !ok || !isObject || !names {
				continue
			}
			ask, _ := h.resolve(m, 0).(map[string]any)
			if n, ok := ask["pageSize"].(float64); !ok || n < 1 || n > 100 {
				ask["pageSize"] = 20
			}
			asks = append(asks, ask)
			break
		}
	}
	if len(asks) > 0 {
		return asks
	}
	ask := map[string]any{"pageSize": max(h.number("pageSize"), 15)}
	for _, name := range []string{"tenantId", "code", "tableName"} {
		if s := h.get(name); s != "" {
			ask[name] = s
		}
	}
	if property, value := h.get("property"), h.get("channelId", "value"); property != "" {
		ask["customFilter"] = map[string]any{"operator": "and", "properties": []any{map[string]any{"property": property, "operator": "eq", "value": value}}}
	}
	if ask["tableName"] != nil {
		return []map[string]any{ask}
	}
	return nil
}

// resolve gives a literal with the names in it replaced by what they are given.
func (h *harvest) resolve(v any, depth int) any {
	switch v := v.(type) {
	case ident:
		name := string(v)
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name = name[i+1:]
		}
		if name == "" {
			return ""
		}
		return h.get(name)
	case map[string]any:
		for k, x := range v {
			v[k] = h.resolve(x, depth+1)
		}
	case []any:
		for i, x := range v {
			v[i] = h.resolve(x, depth+1)
		}
	}
	return v
}
