package parse

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
)

// Words of the page around a report, in both scripts. None of them decides
// alone in a sentence: furnitureLine asks for a line without one.
var (
	pageNumber = needle.MustCompile(`^(?:[-—–－~·]\s*[0-9０-９]{1,4}\s*[-—–－~·]|第\s*[0-9０-９]{1,4}\s*[页頁]([\s,，/]*共\s*[0-9０-９]{1,4}\s*[页頁])?)$`)

	whereAmI = needle.MustCompile(`^(?:您|你)?(?:当前|當前|现在|現在|目前)?(?:所在)?(?:的)?位置|^首\s*[页頁]\s*(?:>|＞|›|»|/|-|→|&gt;)`)

	neighbours = needle.MustCompile(`^[【\[]?(?:上|下)一?(?:篇|条|條|页|頁|则|則)[：:】\]\s]`)

	siteFooter = needle.MustCompile(`ICP\s*[备備]|公网安备|公網安備|[网網]站[标標][识識][码碼]|版[权權](?:所有|[声聲]明)|建议使用.*(?:分辨率|浏览器)|推荐分辨率|^技术支持[：:]|^主[办辦](?:[单單]位)?[：:]|Copyright|All Rights`)

	pageTools = needle.MustCompile(`^.{0,6}[扫掃]一[扫掃].*(?:手机|手機|[页頁]面|分享|打[开開]|[阅閱][读讀])|打印本[页頁]|[关關][闭閉]窗口|【打印】|无障碍|無障礙|长者(?:模式|助手)|关怀版|手机版|返回[顶頂頁页]|分享到|我要[纠糾]错|更多.{0,8}(?:>|＞|»|&gt;)|字[体體号號][：:]|[【\[]\s*(?:字号|字體|大|打印|关闭|收藏)|加入收藏|设为首页`)

	relatedHead = needle.MustCompile(`^(?:相关|相關)(?:附件|新闻|新聞|链接|鏈接|文章|阅读|閱讀|内容|信息|文档|稿件)[：:]?$|^(?:热点排行|推荐阅读|延伸阅读|友情链接|您可能感兴趣)`)

	infoWord = needle.MustCompile(`(?:信息)?[来來]源[：:]|稿源[：:]|[发發][布佈](?:时间|時間|日期|机构|機構)[：:]?|公[开開]日期[：:]|生成日期[：:]|更新[时時][间間][：:]|[时時][间間][：:]|索\s*引\s*[号號]`)
	infoMore = needle.MustCompile(`[浏瀏][览覽]|[阅閱][读讀]|点击|點擊|访问量|字[体體号號]|打印|作者[：:]|责任编辑|[来來]源[：:]|稿源|[12][0-9０-９]{3}[-－年/.．][0-9０-９]{1,2}[-－月/.．][0-9０-９]{1,2}`)
	origin   = needle.MustCompile(`^(?:信息|文章|稿件)?(?:[来來]源|稿源)[：:][\s\p{Zs}]*\p{Han}{2,20}$`)
	editor   = needle.MustCompile(`^[(（【\[]?(?:责任编辑|責任編輯|网站编辑|编辑)[：:]`)

	advert     = needle.MustCompile(`[【\[（(]?[广廣]告[】\]）)]|微信同[号號]|加微信|代[办辦理]|[注註][册冊]公司|一站式搞定|名[额額]有限|[优優]惠|招商加盟|免费试听`)
	mobile     = needle.MustCompile(`1[3-9]\d[-\s]?[\d×xX*]{4}[-\s]?[\d×xX*]{2,4}|(?i:QQ)[：:\s]*\d{5,}|400[-\s]?\d{3,4}[-\s]?\d{3,4}`)
	genreWords = needle.MustCompile(`[报報]告|条例|條例|政府|政[务務]公[开開]|信息公[开開]|[资資][讯訊]公[开開]|[编編][制製]|[查咨][询詢]`)

	breadcrumb = needle.MustCompile(`\S\s*(?:>|＞|›|»|-&gt;|->|→|&gt;)+\s*\S`)
)

// furnitureLine reports whether a line belongs to the page or the site rather
// than to the report, wherever it stands: a short line without a sentence, of
// the words that such lines are made of.
func furnitureLine(s string) bool {
	length := utf8.RuneCountInString(s)
	switch {
	case length > 200 || strings.Contains(s, "。"):
		return false
	case length <= 30 && pageNumber.MatchString(s):
		return true
	case isNumbered(s):
		return false
	case whereAmI.MatchString(s), neighbours.MatchString(s), siteFooter.MatchString(s):
		return true
	case length > 100:
		return false
	case infoLine(s):
		return true
	case length > 60:
		return false
	case relatedHead.MatchString(s), origin.MatchString(s), editor.MatchString(s) && length <= 40:
		return true
	case !strings.ContainsAny(s, "，；") && pageTools.MatchString(s):
		return true
	}
	return len(breadcrumb.FindAllString(s, 3)) >= 2
}

// infoLine reports whether a line is the one under a page's title: 来源 时间 浏览.
func infoLine(s string) bool {
	return utf8.RuneCountInString(s) <= 100 && !strings.ContainsAny(s, "。；") &&
		infoWord.MatchString(s) && infoMore.MatchString(infoWord.ReplaceAllString(s, ""))
}

// advertLine reports whether a line sells something. It is asked only of lines
// around the report, and a line with words of the genre is never one, unless it
// calls itself an advertisement.
func advertLine(s string) bool {
	if utf8.RuneCountInString(s) > 300 {
		return false
	}
	if strings.Contains(s, "广告】") || strings.Contains(s, "廣告】") {
		return true
	}
	return advert.MatchString(s) && mobile.MatchString(s) && !genreWords.MatchString(s)
}

var (
	statedDate   = needle.MustCompile(`([12][0-9]{3})\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})`)
	dateLabel    = needle.MustCompile(`(?:[发發][布佈](?:时间|時間|日期)|公[开開]日期|生成日期|(?:^|[\s\p{Zs}])(?:时间|日期|時間))[：:\s|]{0,4}`)
	sourceStated = needle.MustCompile(`(?:信息)?(?:[来來]源|稿源|[发發][布佈][机機][构構])[：:\s\p{Zs}|]{1,4}([^\s\p{Zs}|【\[，。；：:]{2,30})`)
	nextLabel    = needle.MustCompile(`(?:[浏瀏][览覽]|[阅閱][读讀]|点击|點擊|访问|[发發][布佈]|[时時][间間]|日期|字[体體号號]|作者|打印).*$`)
)

// publishedIn gives the date that an information line states, as 2018-03-15, or "".
func publishedIn(s string) string {
	if at := dateLabel.FindStringIndex(s); at != nil {
		if date := firstDate(s[at[1]:]); date != "" {
			return date
		}
	}
	return firstDate(s)
}

func firstDate(s string) string {
	m := statedDate.FindStringSubmatch(halfWidth(s))
	if m == nil {
		return ""
	}
	return m[1] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[3])
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// publisherIn gives the source that an information line names, or "".
func publisherIn(s string) string {
	if m := sourceStated.FindStringSubmatch(s); m != nil {
		return nextLabel.ReplaceAllString(m[1], "")
	}
	return ""
}

// halfWidth turns full-width digits and dashes into half-width ones.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if d := digit(r); d >= 0 {
			return rune('0' + d)
		}
		if r == '－' {
			return '-'
		}
		return r
	}, s)
}
