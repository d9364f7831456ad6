package main

import (
	"strings"

	"nianbao/needle"
)

// whys are the forms of the reasons that the crawl gives of a site: in English,
// for they are stored, and known here by their form for people who read Chinese.
var whys = []detail{
	says(`page (\d+) is page 1 again`, "第 %s 页又是第 1 页", ""),
	says(`page (\d+) has no address`, "第 %s 页没有网址", ""),
	says(`page (\d+) has no new row`, "第 %s 页没有新条目", ""),
	says(`page (\d+) is empty`, "第 %s 页是空的", ""),
	says(`page (\d+) is of another column`, "第 %s 页属于别的栏目", ""),
	says(`page (\d+), the most that are asked for`, "到第 %s 页为止,不再往后翻", ""),
	says(`page 1: no way to turn pages was found`, "找不到翻页的办法", ""),
	says(`the site states (\d+) rows, (\d+) were listed`, "网站说有 %s 条,列出 %s 条", ""),
	says(`the site states (\d+) pages, (\d+) were read`, "网站说有 %s 页,读了 %s 页", ""),
	says(`(\d+) rows in the list, (\d+) on the last good night`, "列表有 %s 条,上次正常时有 %s 条", ""),
	says(`the column is there, its list is empty`, "栏目还在,列表是空的", ""),
	says(`the column lists nothing that may be an annual report`, "栏目中没有像年报的条目", ""),
	says(`the address of the column leads to a page that says that it is not there`, "栏目的网址打开后说页面不存在", ""),
	says(`no column of annual reports was found from the home page \((\d+) pages looked at\)`, "从首页找不到年报栏目(看了 %s 页)", ""),
	says(`the list shows none of its reports but those of (.*)`, "列表中没有本机关的年报,只有 %s 的", ""),
	says(`the column's list is not on its page and no known interface gives it`, "列表不在栏目的网页上,也没有已知的接口", ""),
	says(`the list is drawn by scripts of the platform IGS, which is not supported`, "列表由 IGS 平台的脚本生成,不支持", ""),
	says(`(\d+) pages of (\d+) are blocked`, "%[2]s 页中有 %[1]s 页被拦截", ""),
	says(`none of (\d+) pages of the list could be had`, "列表中的 %s 页都没有取得", ""),
	says(`(\d+) reports in the list, min_reports is (\d+)`, "列表有 %s 份年报,min_reports 是 %s", ""),
	says(`the newest report is on (\d+), min_year is (\d+)`, "最新的年报是 %s 年的,min_year 是 %s", ""),
	says(`(\d+) reports on (\d+), (\d+) on (\d+): no_fewer`, "%[2]s 年有 %[1]s 份,%[4]s 年有 %[3]s 份:no_fewer", ""),
	says(`(.*) (\d+) has no figure of (\S+): (.*)`, "%s %s 年的年报没有 %s 的数字:%s", ""),
	says(`unreachable(?:: HTTP status \d+)?: robots\.txt unreachable(?:: .*)?`, "读不到 robots.txt", ""),
	says(`the home page: refused: outside of the site`, "首页转到了别的网站", ""),
	says(`the home page: (.*)`, "首页:%s", ""),
	says(`declined: robots\.txt`, "robots.txt 不允许", ""),
	says(`blocked: HTTP status (\d+): (.*)`, "HTTP %s,%s", ""),
	says(`not in the archive`, "存档中没有", ""),
}

var lapses = needle.MustCompile(`^(\d+) reports that are not what they were: (.*)$`)

// whyWords are a site's reason in the user's language. What is not known comes
// from outside, and stays as it is.
func (c *cli) whyWords(why string) string {
	if m := lapses.FindStringSubmatch(why); m != nil {
		var out []string
		for part := range strings.SplitSeq(m[2], "; ") {
			url, reason, ok := strings.Cut(strings.TrimSuffix(part, ")"), " (")
			if ok {
				part = c.say("document.detail", url, c.lapseWords(reason))
			}
			out = append(out, part)
		}
		return c.say("crawl.lapses", m[1], strings.Join(out, c.say("owed.comma")))
	}
	if c.lang == "en" {
		return why
	}
	if known, groups, ok := among(whys, why); ok {
		return phrase(known.zh, groups)
	}
	parts := strings.Split(why, "; ")
	for i, part := range parts {
		if known, groups, ok := among(whys, part); ok {
			parts[i] = phrase(known.zh, groups)
		}
	}
	return strings.Join(parts, c.say("owed.comma"))
}

// lapseWords say what took the place of a report.
func (c *cli) lapseWords(reason string) string {
	switch reason {
	case "other_year":
		return c.say("crawl.other_year")
	case "other_body":
		return c.say("crawl.other_body")
	case "figures_lost":
		return c.say("crawl.figures_lost")
	}
	if words, ok := c.words["reason."+reason]; ok {
		return words
	}
	return reason
}
