package list

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"nianbao/needle"
)

// irs is TRS's newer platform: rows come from tables whose names, and whose
// fields' names, say nothing; the page's scripts name those of its lists.
var irs = family{
	name:  "irs",
	sniff: func(v *view) bool { return strings.Contains(v.text, "/irs/front/list") || irsTable.MatchString(v.text) },
	list:  listIRS,
}

var (
	irsURL    = needle.MustCompile(`["']([^"'\s]*/irs/front/list[^"'\s]*)["']`)
	irsTable  = needle.MustCompile(`["']?tableName["']?\s*[:=]\s*["']t_[0-9a-f]+["']`)
	tableName = needle.MustCompile(`["']?tableName["']?\s*:`)
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
	if t.countReports() > before || t.echoed {
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
	// A request has a filter; what else names a table are its settings.
	requests := slices.DeleteFunc(slices.Clone(asks), func(ask map[string]any) bool { return ask["customFilter"] == nil && ask["pageNo"] == nil })
	if len(requests) > 0 {
		return requests
	}
	for i, settings := range asks {
		known := stringsOf(settings)
		for _, name := range []string{"tenantId", "code"} {
			if known[name] == "" {
				known[name] = h.get(name)
			}
		}
		asks[i] = requestOf(known)
	}
	if len(asks) == 0 {
		settings := map[string]string{"pageSize": strconv.Itoa(max(h.number("pageSize"), 15))}
		for _, name := range []string{"tenantId", "code", "tableName", "property", "channelField", "channelId", "value"} {
			settings[name] = h.get(name)
		}
		if settings["tableName"] != "" {
			asks = append(asks, requestOf(settings))
		}
	}
	return asks
}

// requestOf makes a request from the settings that a page gives for one.
func requestOf(settings map[string]string) map[string]any {
	ask := map[string]any{"pageSize": max(atoi(settings["pageSize"]), 15)}
	for _, name := range []string{"tenantId", "code", "tableName"} {
		if settings[name] != "" {
			ask[name] = settings[name]
		}
	}
	property, value := settings["property"], settings["channelId"]
	for name, s := range settings {
		if property == "" && strings.HasPrefix(s, "f_") && strings.Contains(strings.ToLower(name), "channel") {
			property = s
		}
	}
	if value == "" {
		value = settings["value"]
	}
	if property != "" {
		ask["customFilter"] = map[string]any{"operator": "and", "properties": []any{map[string]any{"property": property, "operator": "eq", "value": value}}, "filters": []any{}}
	}
	return ask
}

// resolve gives a literal with the names in it replaced by what they are given.
func (h *harvest) resolve(v any, depth int) any {
	switch v := v.(type) {
	case ident:
		name := string(v)
		if owner, member, ok := strings.Cut(name, "."); ok {
			if value, ok := h.member(owner, member); ok {
				return value
			}
			name = member[strings.LastIndexByte(member, '.')+1:]
		}
		if name == "" {
			return ""
		}
		return h.get(name)
	case sum:
		var b strings.Builder
		for _, x := range v {
			if x := h.resolve(x, depth+1); x != nil {
				b.WriteString(stringsOf(map[string]any{"": x})[""])
			}
		}
		return b.String()
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

// member looks a name up in the object that a script gives to another name.
func (h *harvest) member(owner, name string) (any, bool) {
	if !name1.MatchString(owner) {
		return nil, false
	}
	for _, object := range after(h.text, assigned(owner), 5) {
		if m, ok := object.(map[string]any); ok {
			if v, ok := m[name]; ok {
				if _, more := v.(ident); !more {
					return v, true
				}
			}
		}
	}
	return nil, false
}

// assigned matches what is given to a name.
func assigned(name string) *needle.Regexp {
	return needle.MustCompile(`(?:^|[^\w$.])` + regexp.QuoteMeta(name) + `\s*=\s*`)
}
