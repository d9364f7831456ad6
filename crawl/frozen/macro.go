package frozen

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var macro = regexp.MustCompile(`\{\{(report|prose) (\S+) (\d{4})( text)?\}\}|\{\{news (\d+)\}\}|\{\{nav\}\}`)

// expand writes the texts that a body names: pages as HTML, "text" as lines.
func expand(body string) string {
	return macro.ReplaceAllStringFunc(body, func(s string) string {
		m := macro.FindStringSubmatch(s)
		switch {
		case m[1] == "":
			if m[5] == "" {
				return nav
			}
			n, _ := strconv.Atoi(m[5])
			return asHTML(news(n))
		case m[4] != "":
			return asText(blocksOf(m))
		}
		return asHTML(blocksOf(m))
	})
}

// blocksOf are those of a report or narrative that was named.
func blocksOf(m []string) []block {
	year, _ := strconv.Atoi(m[3])
	if m[1] == "prose" {
		return proseBlocks(m[2], year)
	}
	return reportBlocks(m[2], year)
}

// Received is how many new requests the text of a report or narrative states:
// by it a test knows that what was read is this body's report of this year.
func Received(body string, year int) int {
	if year < 2019 {
		return narrativeOf(newDice("prose", body, year)).received
	}
	return requestsOf(newDice("report", body, year), year).new.total()
}

// expandBlocks is the body of a file that is made: its lines, and the tables of
// the reports it names.
func expandBlocks(body string) []block {
	var out []block
	at := 0
	for _, i := range macro.FindAllStringSubmatchIndex(body, -1) {
		m := macro.FindStringSubmatch(body[i[0]:i[1]])
		if m[1] == "" {
			continue
		}
		out = append(out, fromText(body[at:i[0]])...)
		out = append(out, blocksOf(m)...)
		at = i[1]
	}
	return append(out, fromText(body[at:])...)
}

// nav is what stands at the side of an ordinary page.
const nav = `<ul><li><a href=/>首页</a></li><li><a href=/news/1.html>要闻动态</a></li><li><a href=/news/2.html>部门动态</a></li><li><a href=/news/3.html>乡镇动态</a></li></ul>`

// Pieces of news: who, what, how.
var (
	whoNews = []string{"县里的农技员", "水务站的巡查队", "镇上的图书室", "城区公交公司", "园林所的工人", "乡卫生院的医生"}
	didNews = []string{"本周走访了三个村庄，查看田间排水沟", "把延长的开放时间贴在门口，晚间也有人值班", "换下一批旧站牌，新站牌加大了字号", "给沿河的老树做了支撑，清走枯枝", "为高龄老人上门量血压，记下用药情况"}
	endNews = []string{"居民说这样方便多了", "这项工作还要持续到月底", "有关情况将在公告栏张贴", "下一批安排在雨季之后"}
)

// news are paragraphs about other things.
func news(n int) []block {
	d := newDice("news", n)
	var out []block
	for range n {
		out = append(out, block{text: fmt.Sprintf("%s%s。%s。", pick(d, whoNews), pick(d, didNews), pick(d, endNews))})
	}
	return out
}

// unexpanded tells what looks like a macro and is none.
func unexpanded(body string) string {
	rest := macro.ReplaceAllString(body, "")
	for _, name := range []string{"{{report", "{{prose", "{{news", "{{nav"} {
		if i := strings.Index(rest, name); i >= 0 {
			return rest[i:min(len(rest), i+60)]
		}
	}
	return ""
}
