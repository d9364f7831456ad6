package list

import (
	"context"
	"strconv"
	"strings"

	"nianbao/needle"
)

// truecms gives records of XML inside JSONP, so many at a time and no more.
var truecms = family{
	name:  "truecms",
	sniff: func(v *view) bool { return strings.Contains(v.text, "messageController/getMessage.do") },
	list:  listTrueCMS,
}

var (
	messageURL = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*messageController/getMessage\.do[^"'()\s<>]*)`)
	columnID   = needle.MustCompile(`["']?columnId["']?\s*[:=]\s*["']?([\w-]{8,})`)
)

func listTrueCMS(ctx context.Context, c *column) error {
	v := c.first
	rows := v.records(v.text)
	if f := v.doc.Find("#initData"); len(rows) == 0 && f.Length() > 0 {
		rows = v.records(f.Text())
	}
	first := batch{rows: rows, stated: firstNumber(totalRecord.FindStringSubmatch(v.text))}
	if len(rows) == 0 {
		first.rows = reportsOnly(v.listRows(v.url))
	}
	if len(first.rows) > 0 {
		c.open(first)
	}
	c.stated = max(c.stated, first.stated)
	m := messageURL.FindStringSubmatch(v.text)
	if m == nil {
		return nil
	}
	at := join(v.base, strings.ReplaceAll(m[1], "&amp;", "&"))
	if at == nil {
		return nil
	}
	query := at.Query()
	if m := columnID.FindStringSubmatch(v.text); m != nil && query.Get("columnId") == "" {
		query.Set("columnId", m[1])
	}
	per := firstNumber(perPage.FindStringSubmatch(v.text))
	if per == 0 {
		per = 15
	}
	held := len(first.rows)
	for _, step := range []int{min(per, 50), 10} {
		if c.whole() {
			break
		}
		c.short, c.stopped, c.ignored = "", "", false
		before := len(c.listed)
		err := c.turn(ctx, 1, func(n int) Request {
			start := held + (n-1)*step + 1
			q := clone(query)
			q.Set("startrecord", strconv.Itoa(start))
			q.Set("endrecord", strconv.Itoa(start+step-1))
			q.Set("perpage", strconv.Itoa(step))
			q.Set("callback", "jQuery1")
			u := *at
			u.RawQuery = q.Encode()
			return Request{URL: u.String()}
		}, c.messageBatch)
		if err != nil {
			return err
		}
		if len(c.listed) > before {
			break
		}
	}
	return nil
}

// messageBatch reads records of XML inside JSONP.
func (c *column) messageBatch(v *view) batch {
	text := v.text
	if data, ok := jsonOf(text); ok {
		b := batch{stated: jsonNumber(data, totalFields)}
		text = jsonString(data, "result", "data", "message")
		b.rows = c.first.records(text)
		if n := firstNumber(totalRecord.FindStringSubmatch(text)); n > 0 {
			b.stated = n
		}
		return b
	}
	return batch{rows: c.first.records(text), stated: firstNumber(totalRecord.FindStringSubmatch(text))}
}
