package normalize

import (
	"sort"
	"sync"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A decoy is a run of the normal form that holds numerals which count nothing,
// told by the run itself and the words next to it.
type decoy struct {
	start, end int
	reason     report.RejectReason
}

// chnum is a Chinese numeral inside a regular expression's class.
const chnum = `〇○零一二三四五六七八九十百千两`

// decoyRules are tried in order; the first rule to claim a rune keeps it. A
// group, where there is one, is the decoy itself; what stands around it is
// only what tells it.
var decoyRules = []struct {
	reason report.RejectReason
	re     *needle.Regexp
}{
	{report.RejectURL, needle.MustCompile(`(?:https?://|www\.|ftp://)[A-Za-z0-9./:?=&%_#~@+-]+`)},
	{report.RejectURL, needle.MustCompile(`[A-Za-z0-9._-]+@[A-Za-z0-9.-]+`)},
	{report.RejectURL, needle.MustCompile(`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d+)?`)},
	// 〔2017〕13号, [2010]5号, 国务院令第711号, 第36号公告
	{report.RejectDocument, needle.MustCompile(`[〔\[（(【]\d{4}[〕\]）)】](?:第)?[\d×xX*]+(?:号|次)?`)},
	{report.RejectDocument, needle.MustCompile(`令(?:（?第?[\d` + chnum + `]+号）?)`)},
	{report.RejectDocument, needle.MustCompile(`字第?\d+号`)},
	// 第二十条第（五）项, 第18条第1项第3款
	{report.RejectArticle, needle.MustCompile(`第[（(]?[\d` + chnum + `]+[）)]?(?:条|款|项|章|编|段)(?:之[一二三四五六])?(?:(?:第[（(]?[\d` + chnum + `]+[）)]?(?:条|款|项|目))|(?:[、至和](?:第?[（(]?[\d` + chnum + `]+[）)]?(?:条|款|项|段))))*`)},
	{report.RejectArticle, needle.MustCompile(`第\d+(?:\.\d+)+(?:至\d+(?:\.\d+)+)?段?`)},
	{report.RejectArticle, needle.MustCompile(`第[\d` + chnum + `]+部`)},
	{report.RejectArticle, needle.MustCompile(`第\d+(?:(?:[、和及]|[-—~至])第?\d+)+[条款项章]`)},
	{report.RejectIdiom, needle.MustCompile(`(?:比|比例|之比)[为约是]?(\d+(?:\.\d+)?[:∶]\d+(?:\.\d+)?)(?:\D|$)`)},
	{report.RejectOrdinal, needle.MustCompile(`(?:附件|附表|附录|图表|见表|见图)[\d` + chnum + `]+`)},
	// dates, in Western and ROC years
	{report.RejectDate, needle.MustCompile(`1\d{2}[-/.]\d{2}[-/.]\d{2}`)},
	{report.RejectDate, needle.MustCompile(`(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])(?:[-./](?:0?[1-9]|[12]\d|3[01]))?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?(?:[^\d.万亿千百元%％倍米平公里吨]|$)`)},
	{report.RejectDate, needle.MustCompile(`(?:\d{2,4}|[` + chnum + `]{2,4})(?:[-—~至、]\d{2,4})?(?:学年度|年度|年)(?:[-—~至](?:\d{4})年)?(?:\d{1,2}(?:[-—~至、](?:\d{1,2}))?月份?|[` + chnum + `]{1,2}月份?)?(?:(?:\d{1,2}|[` + chnum + `]{1,3})日)?(?:\d{1,2}[时点](?:\d{1,2}分)?)?`)},
	{report.RejectDate, needle.MustCompile(`\d{1,2}[-—~至、]\d{1,2}月份?`)},
	{report.RejectDate, needle.MustCompile(`(?:\d{1,2}|[` + chnum + `]{1,2})月份?(?:(?:\d{1,2}|[` + chnum + `]{1,3})日|[上中下]旬|底|初|末)?(?:[-—~至、和及](?:次年)?(?:(?:\d{1,2}|[` + chnum + `]{1,2})月份?)?(?:(?:\d{1,2}|[` + chnum + `]{1,3})日)?)?`)},
	{report.RejectDate, needle.MustCompile(`\d{1,2}日(?:前|后|起|至|止|发布|上午|下午)`)},
	{report.RejectDate, needle.MustCompile(`第?[一二三四1234]季度(?:第)?`)},
	{report.RejectDate, needle.MustCompile(`[一二三四]个?季度`)},
	{report.RejectTime, needle.MustCompile(`\d{1,2}[:∶]\d{2}(?::\d{2})?(?:[-—~至]\d{1,2}[:∶]\d{2})?`)},
	// telephone numbers, also broken by blanks, masked digits and extensions
	{report.RejectPhone, needle.MustCompile(`(?:电话|传真|手机|热线电话|联系方式|Tel|TEL|FAX|Fax|微信同号|致电|拨打|号码)(?:号码)?[:：为（(是]{0,2}[（(]?\d[\d×xX*.·\-—－ 、/（()）]{6,24}(?:转[\d×xX*]+)?`)},
	{report.RejectPhone, needle.MustCompile(`[（(]?0\d{2,3}[）)]?[-—－.．·]+\d[\d×xX*. -]{4,10}(?:[-—转][\d×xX*]{1,6})?`)},
	{report.RejectPhone, needle.MustCompile(`1[3-9]\d[-—]?[\d]{4}[-—]?[\d×xX*]{4}`)},
	{report.RejectPhone, needle.MustCompile(`\d{3}[-—]\d{4}[-—][\d×xX*]{4}|\d{3,4}[-—]\d{3,4}(?:转[\d×xX*]+|[\d×xX*]+)?`)},
	{report.RejectPhone, needle.MustCompile(`转\d+[×xX*]+`)},
	{report.RejectPostcode, needle.MustCompile(`(?:邮编|邮政编码|邮码)[:：为]?\d{6}`)},
	// short service numbers: 12345热线, “12328”, 1999专线, 110、12355等号码
	{report.RejectPhone, needle.MustCompile(`[“‘「『"'](?:1\d{2}|1\d{3}|1[0-9]\d{3}|9[56]\d{3,4})[”’」』"']`)},
	{report.RejectPhone, needle.MustCompile(`(?:12\d{3}|1999|1823|11[0249]|12[02]|9[56]\d{3,4})(?:[、/和](?:12\d{3}|1999|1823|11[0249]|12[02]|9[56]\d{3,4}))*(?:等)?(?:市长|便民|服务|市民|政务|政府|热线|专线|平台|举报|投诉|监督|电话|综合|公共|交通|公民|渔业|环保|价格|消费|号码|工单)`)},
	{report.RejectPhone, needle.MustCompile(`(?:热线|专线|平台|电话|致电|拨打)[（(:：]?(12\d{3}|1[18]\d{2}|9[56]\d{3})(?:[）)，。；、]|$)`)},
	{report.RejectPrice, needle.MustCompile(`(?:每[页张面份幅]\p{Han}{0,4}(?:A[0-5]纸?)?|A[0-5]\p{Han}{0,4})(\d+(?:\.\d+)?[元角])`)},
	// identifiers
	{report.RejectID, needle.MustCompile(`ICP[备證证]\d+号?(?:-\d+)?|公网安备\d+号?`)},
	{report.RejectID, needle.MustCompile(`(?:标识码|索引号|信用代码|备案号|序列号|统一编码|证号|档号|QQ|邮箱)[:：]?[A-Za-z0-9/_-]+|(?:账号|帐号|编号)(?:[:：][A-Za-z0-9/_-]+|[A-Za-z0-9/_-]{6,})`)},
	{report.RejectID, needle.MustCompile(`[A-Za-z]+-?\d+(?:[.\-]\d+)*[A-Za-z]*`)},
	{report.RejectID, needle.MustCompile(`\d+[*×xX]\d+`)},
	{report.RejectID, needle.MustCompile(`\d+[×xX*]{2,}\d*`)},
	{report.RejectID, needle.MustCompile(`\d+[A-Za-z]+`)},
	// page furniture and counters of web pages
	{report.RejectPage, needle.MustCompile(`[-—]\d{1,3}[-—]`)},
	{report.RejectPage, needle.MustCompile(`第\d+页|共\d+页|第\d+版|\d+版`)},
	{report.RejectPage, needle.MustCompile(`((?:点击数?|点击率|点击量|阅读次数|浏览次数|浏览量|浏览|阅读|访问次数)[:：]\d+次?)(?:[^\d.,万亿+]|$)|(第\d+位访问者)`)},
	// addresses
	{report.RejectAddress, needle.MustCompile(`(?:路|街|道|巷|弄|里|村|胡同|大厦|广场|楼|大街|段|区|镇|园|城|座|栋|单元|甲|乙|附)[甲乙丙]?(?:[\d` + chnum + `]+(?:[-—之]\d+)?(?:号|弄|幢|栋|座|楼|层|室|单元|院|层|巷|组|甲)[\d` + chnum + `]*(?:号|弄|幢|栋|座|楼|层|室|单元|院)?)+`)},
	{report.RejectAddress, needle.MustCompile(`(?:路|街|道)[一二三四五六七八九十]段`)},
	{report.RejectAddress, needle.MustCompile(`[\d` + chnum + `]+(?:号楼|号院|号|幢|栋|楼|层|室|弄)(?:[\d` + chnum + `]+(?:号楼|号|幢|栋|楼|层|室))*`)},
	{report.RejectName, needle.MustCompile(`\d+号线|[一二三四五六七八九十]期工程|第[一二三四五六七八九十\d]+(?:小学|中学|医院|人民医院|幼儿园|批|轮|阶段|方|者|线|时间|平台|责任人|责任|解读人|主体|课堂|书记|产业|议题|课|步|类|部分|代|载体)`)},
	{report.RejectEdition, needle.MustCompile(`[（(]?(?:19|20)\d{2}(?:年)?版[）)]?`)},
	// ordinals; 第4名 is a rank and stays
	{report.RejectOrdinal, needle.MustCompile(`第[（(]?[\d` + chnum + `]+[）)]?(?:次|届|个|期|号|家|年|种|条|场|件|份|天|日|周|层|级|稿|任|季|回|篇|名义)?`)},
	{report.RejectOrdinal, needle.MustCompile(`[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]`)},
	{report.RejectOrdinal, needle.MustCompile(`^(?:([一二三四五六七八九十百]{1,3}(?:、|是|要))|(\d{1,2}[.、])(?:\D|$)|(\d{1,2}(?:\.\d{1,2}){1,2})[^\d%万亿年月元个条件次人]|([壹贰叁肆伍陆柒捌玖拾])、)`)},
	{report.RejectOrdinal, needle.MustCompile(`[。；，：:][（(]?([一二三四五六七八九十]{1,2}(?:是|要|则|来))`)},
	{report.RejectOrdinal, needle.MustCompile(`[。；，：:]((?:\d{1,2})[.、．])[^\d]`)},
	{report.RejectPage, needle.MustCompile(`[上下]一[篇条页]|第\d+位(?:访|浏览|读)`)},
	{report.RejectPage, needle.MustCompile(`共?印\d+份|全文约?\d+字`)},
	{report.RejectGeneral, needle.MustCompile(`[前末后][一二三四五六七八九十\d]{1,2}[位名]`)},
	{report.RejectGeneral, needle.MustCompile(`[二两三四五六七八九]大?部分`)},
	// slogans and set phrases
	{report.RejectIdiom, needle.MustCompile(`[上前后下新近这]一年`)},
	{report.RejectIdiom, needle.MustCompile(`一项一项|一件一件|一条一条|一次一次|一个一个|一户一户|一步一步|一点一点`)},
	{report.RejectIdiom, needle.MustCompile(`一[条件项户人次份个字事]不(?:漏|落|少|缺|差|留|外|拖|积|误|错|丢|遗)`)},
	{report.RejectSlogan, needle.MustCompile(`[“‘「『"][一二三四五六七八九十两\d]{1,2}[^\d，。；：、”’」』一二三四五六七八九十]{1,3}[一二三四五六七八九十\d]?[^”’」』\d，。]{0,5}[”’」』"]`)},
	{report.RejectSlogan, needle.MustCompile(`五公开|三公(?:”?经费)?|三公经费|两个维护|四个意识|四个自信|两个确立|两学一做|三严三实|两微一端|一网通办|一网统管|七有五性|三安全一稳定|最后一公里|一公里|放管服|一次办好|最多跑一次|一件事|一窗|一站式|一体化|一门式|一卡通|一把手|一览表|一揽子|一系列|一带一路|十四五|十三五|十二五|十一五|十五五|十九大|十八大|二十大|十九届|二十届|三农|双随机一公开|双随机、一公开|一公开|四不两直|六稳|六保|两会|三会一课|三务|两免一补|一事一议|一岗双责|一案双查|三审三校|三审|五个一|三重一大|一单|一图读懂|一图看懂|三大攻坚战|[一二三四五六七八九]中全会`)},
	{report.RejectSlogan, needle.MustCompile(`一[^\d，。；：、百千万十]{1,3}一[^\d，。；：、件条次期场份个项宗名人起]`)},
}

// decoysNeeded tells in one pass over a text which of the rules may fit it.
var decoysNeeded = sync.OnceValue(func() *needle.Set {
	all := make([]*needle.Regexp, len(decoyRules))
	for i, rule := range decoyRules {
		all[i] = rule.re
	}
	return needle.NewSet(all)
})

// decoysIn finds the decoys of a normal form, in order and without overlaps.
func decoysIn(norm []rune) []decoy {
	if !hasNumeral(norm) || plainNumber(norm) {
		return nil
	}
	s := string(norm)
	rune_ := runeIndex(s)
	taken := make([]bool, len(norm))
	for _, m := range rankRE.FindAllStringIndex(s, -1) {
		for i := rune_[m[0]]; i < rune_[m[1]]; i++ {
			taken[i] = true // a place in a ranking is a figure
		}
	}
	var out []decoy
	set := decoysNeeded()
	search := set.Search()
	defer set.Done(search)
	may := set.MayMatch(s, search)
	for i, rule := range decoyRules {
		if !may[i] {
			continue
		}
		for _, m := range rule.re.FindAllStringSubmatchIndex(s, -1) {
			from, to := m[0], m[1]
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					from, to = m[g], m[g+1]
				}
			}
			d := decoy{rune_[from], rune_[to], rule.reason}
			for d.end > d.start && !numeralRune(norm[d.end-1]) && rule.reason == report.RejectDate && !dateEnd(norm[d.end-1]) {
				d.end--
			}
			if rule.reason == report.RejectOrdinal && d.end < len(norm) && (norm[d.end] == '名' || norm[d.end] == '位') {
				continue
			}
			if free(taken, d) {
				for i := d.start; i < d.end; i++ {
					taken[i] = true
				}
				out = append(out, d)
			}
		}
	}
	sort.Slice(out, func(a, b int) bool { return out[a].start < out[b].start })
	return out
}

func dateEnd(r rune) bool {
	switch r {
	case '年', '月', '日', '度', '份', '旬', '底', '初', '末', '时', '点', '分':
		return true
	}
	return false
}

func numeralRune(r rune) bool { return isDigit(r) || isChineseNumeral(r) }

func hasNumeral(s []rune) bool {
	for _, r := range s {
		if numeralRune(r) {
			return true
		}
	}
	return false
}

// plainNumber tells the text of most cells: digits alone, too few for a telephone
// number, are no decoy.
func plainNumber(s []rune) bool {
	if len(s) > 6 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func free(taken []bool, d decoy) bool {
	for i := d.start; i < d.end; i++ {
		if taken[i] {
			return false
		}
	}
	return d.end > d.start
}

// runeIndex maps byte offsets of s to rune offsets.
func runeIndex(s string) []int {
	out := make([]int, len(s)+1)
	n := 0
	for i := range s {
		_, w := utf8.DecodeRuneInString(s[i:])
		for k := 0; k < w; k++ {
			out[i+k] = n
		}
		n++
	}
	out[len(s)] = n
	return out
}
