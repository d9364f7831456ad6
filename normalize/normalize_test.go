package normalize

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"nianbao/report"
)

// cases are the habits of writing that New undoes. They seed FuzzNormalize.
var cases = []struct{ name, in, want string }{
	{"simplified stays", "乾隆年间著名的于先生，后来在里弄发表专著", "乾隆年间著名的于先生，后来在里弄发表专著"},
	{"names in simplified text stay", "李昇、陳某的申请已办结，其余转交", "李昇、陳某的申请已办结，其余转交"},

	{"traditional", "依申請公開政府信息１２件", "依申请公开政府信息12件"},
	{"one character to several", "發佈後，頭髮、乾旱、幹部、乾隆", "发布后，头发、干旱、干部、乾隆"},
	{"phrase", "瞭解計畫，答覆覆蓋率", "了解计划，答复覆盖率"},
	{"wrong variant", "陜西省、陝西省對標", "陕西省、陕西省对标"},
	{"place names", "臺灣、臺州、烟臺，后坪鄉", "台湾、台州、烟台，后坪乡"},
	{"over-converted", "製定體係，全麵瞭解，批覆和行政覆議，為瞭方便", "制定体系，全面了解，批复和行政复议，为了方便"},
	{"着 written 著", "著力推進，沿著，著名專著，成效顯著", "着力推进，沿着，著名专著，成效显著"},
	{"Hong Kong", "衞生署説明，敍述，為眾", "卫生署说明，叙述，为众"},
	{"Taiwan", "政府資訊公開，透過網路發布資訊", "政府信息公开，通过网络发布信息"},
	{"Taiwan's words with another meaning", "依民國的資訊法，新增執行文件、查詢資料", "依民国的信息法，新增执行文件、查询资料"},
	{"files and archives", "規範性檔案3件，釋出於入口網站，市檔案館查閱", "规范性文件3件，发布于门户网站，市档案馆查阅"},
	{"mainland archives", "檔案館、檔案局", "档案馆、档案局"},

	{"full width", "全年共１，２３４条，占９８．５％，Ｗｅｂ＋", "全年共1,234条，占98.5%，Web+"},
	{"no thousands", "共12，5件；2017，234件", "共12，5件；2017，234件"},
	{"thousands twice", "1，234，567次", "1,234,567次"},
	{"half-width marks", "(一)公开:共5件,其中:网站3件;其他2件!是吗?", "（一）公开：共5件，其中：网站3件；其他2件！是吗？"},
	{"marks within numerals", "12,400宗 3.2万 9:00-17:00 9：00 2018-03 1/3", "12,400宗3.2万9:00-17:00 9:00 2018-03 1/3"},
	{"brackets around digits", "(1)占(50%),12件", "（1）占（50%），12件"},
	{"addresses", "http://www.a.gov.cn:80/x?id=1,邮箱:a@b.cn", "http://www.a.gov.cn:80/x?id=1，邮箱：a@b.cn"},
	{"quotes", "「公開」『年報』〝乾貨〞", "“公开”‘年报’“干货”"},
	{"dashes and look-alikes", "１－３月，010–6404，１∶２，8〜9，一——二", "1-3月，010-6404，1:2，8~9，一——二"},
	{"Kangxi radicals", "⽂件⻅附表，账⼾⻚⾯", "文件见附表，账户页面"},
	{"compatibility ideographs", "行政\uf9b5\uf9e9", "行政例里"},
	{"not more than safe", "①㎡…№Ⅱ", "①㎡…№Ⅱ"},
	{"small and vertical forms", "﹙一﹚︰公开﹐", "（一）︰公开，"},

	{"zeros of years", "二○一○年，二0一0年，二O一七年，二00八年，二〇〇九年", "二〇一〇年，二〇一〇年，二〇一七年，二〇〇八年，二〇〇九年"},
	{"other zeros", "二十0、五00、10年、○一是", "二十0、五00、10年、○一是"},
	{"zero at the end", "二000年，三○五件", "二〇〇〇年，三〇五件"},

	{"blanks among characters", "　　全 年　收到\u00a0申请\r\n 5 件 。", "全年收到申请5件。"},
	{"grouped by blanks", "9 310件，11 398 889次，4 017宗", "9310件，11398889次，4017宗"},
	{"broken by lines", "1 38\n6条，9\n6.2％，6 1\n45件，2,1 07条，9\r\n8条", "1386条，96.2%，6145件，2,107条，98条"},
	{"columns by wide gaps", "12  5\t7　3", "12 5 7 3"},
	{"columns by bars", "新收 | 12 | 5|0 |", "新收|12 5 0|"},
	{"columns by single blanks", "合计 1 0 0 2 0 0 3", "合计1 0 0 2 0 0 3"},
	{"columns before the next line", "合计 1 2 3\n二、上年结转", "合计1 2 3二、上年结转"},
	{"a numeral with its letters spaced", "信息1 9 6条，1 2 3 4 件", "信息196条，1234件"},
	{"a first column of zero", "0 5", "0 5"},
	{"dates, times, telephones", "2018-03-15 10:20 电话2150 68XX，8366 2017", "2018-03-15 10:20电话2150 68XX，8366 2017"},
	{"number of a paragraph", "3.2 5件新收", "3.2 5件新收"},
	{"list item", "1. 2017年收到5件。2. 3件", "1. 2017年收到5件。2. 3件"},
	{"a number beside a year", "共5 2017年，2016 36条", "共5 2017年，2016 36条"},
	{"blank in a decimal", "占96. 2%，为 3 .5万", "占96.2%，为3.5万"},
	{"Latin words", "今日头条 APP  5 个，Open  Day", "今日头条APP 5个，Open Day"},
	{"invisible", "公\u200b开\ufeff信\u00ad息\u202e1\u200d2\x00件\u0007", "公开信息12件"},
	{"pinyin", "關(guān)于公開（kāi）年報(bào)的(app)", "关于公开年报的（app）"},
	{"invalid UTF-8", "公\xff开5\xe4\xbb件", "公\ufffd开5\ufffd\ufffd件"},
	{"empty", " \n\t", ""},
}

func TestNew(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := New(c.in, 7)
			if string(got.Norm) != c.want {
				t.Errorf("New(%q)\n got %q\nwant %q", c.in, string(got.Norm), c.want)
			}
			checkInvariants(t, c.in, 7, got)
		})
	}
}

// checkInvariants holds for every input.
func checkInvariants(t *testing.T, s string, at int, got *report.Text) {
	t.Helper()
	source := []rune(s)
	if len(got.From) != len(got.Norm) || len(got.To) != len(got.Norm) {
		t.Fatalf("%d runes, %d starts, %d ends", len(got.Norm), len(got.From), len(got.To))
	}
	for i := range got.Norm {
		if got.From[i] < at || got.From[i] >= got.To[i] || got.To[i] > at+len(source) {
			t.Fatalf("rune %d comes from [%d,%d), outside [%d,%d)", i, got.From[i], got.To[i], at, at+len(source))
		}
		if i > 0 && (got.From[i] < got.From[i-1] || got.To[i] < got.To[i-1]) {
			t.Fatalf("rune %d comes from before rune %d", i, i-1)
		}
	}
	if want, have := digits(source), normDigits(got, source, at); have != want {
		t.Fatalf("digits of %q: got %s, want %s", s, have, want)
	}
	if columns(got.Norm) {
		return
	}
	if again := New(string(got.Norm), 0); string(again.Norm) != string(got.Norm) {
		t.Fatalf("not idempotent:\n    %q\n is %q\nthen %q", s, string(got.Norm), string(again.Norm))
	}
}

func digits(s []rune) string {
	var b strings.Builder
	for _, r := range s {
		if isDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// normDigits gives the ASCII digits of the source that a normal form holds; a
// zero of a Chinese year counts.
func normDigits(t *report.Text, source []rune, at int) string {
	var b strings.Builder
	for i, r := range t.Norm {
		from := source[t.From[i]-at]
		switch {
		case r == '〇' && from == '0':
			b.WriteRune('0')
		case isDigit(r) && isDigit(from):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// columns tells whether a ' ' was kept that no Latin word accounts for.
func columns(s []rune) bool {
	for i, r := range s {
		if r == ' ' && i > 0 && !isLatin(s[i-1]) {
			return true
		}
	}
	return false
}

func FuzzNormalize(f *testing.F) {
	for _, c := range cases {
		f.Add(c.in, 0)
	}
	f.Fuzz(func(t *testing.T, s string, at int) {
		if at < 0 || at > 1<<30 || len(s) > 1<<12 {
			return
		}
		checkInvariants(t, s, at, New(s, at))
	})
}

// TestRandomTexts puts together at random what the rules look at: fuzzing by
// bytes seldom finds their neighbourhoods.
func TestRandomTexts(t *testing.T) {
	alphabet := strings.Split("0 1 23 456 2017 ０ ，|,|.|．|:|：|;|(|)|（|）|?|-|/|%|×|\u3000|\t|\n|\r\n|  | |\u00a0|\u200b|bar|"+
		"年 月 公 開 开 關 于 二 一 ○ 〇 十 O o a A guān (guān) 著 著作 資訊 民國 檔案 檔案館 全球資訊網 隨身碟 瞭 瞭望 乾 乾隆 於 覆 藉 ⾒ ⾯ ⻅ 「 」 ! \xff \x00 😀 𠮷", "|")
	var pieces []string
	for _, a := range alphabet {
		if len(strings.TrimSpace(a)) == 0 {
			pieces = append(pieces, a)
			continue
		}
		pieces = append(pieces, strings.Fields(strings.ReplaceAll(a, "bar", "|"))...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		checkInvariants(t, b.String(), 3, New(b.String(), 3))
	}
}

// TestFoldOnce: a rune in normal form is its own.
func TestFoldOnce(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		f, ok := fold(r)
		if !ok {
			continue
		}
		if g, ok := fold(f); !ok || g != f {
			t.Errorf("fold(%U) = %U, and fold of that %U, %v", r, f, g, ok)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct{ name, in, norm, source string }{
		{"digits over a line end", "新收1 38\n6条。", "1386条", "1 38\n6条"},
		{"full width", "共１，２３４件", "1,234", "１，２３４"},
		{"character by character", "依申請公開", "申请", "申請"},
		{"phrase of another length", "民國資訊：全球資訊網發布5則", "网站", "全球資訊網"},
		{"part of such a phrase", "民國資訊：全球資訊網發布5則", "站发", "全球資訊網發"},
		{"pinyin within", "公（gōng）开（kāi）5件", "公开", "公（gōng）开"},
		{"blanks left out at the ends", "收到 5 件 。", "5件", "5 件"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := New(c.in, 10)
			i := strings.Index(string(text.Norm), c.norm)
			if i < 0 {
				t.Fatalf("%q is not in %q", c.norm, string(text.Norm))
			}
			i = utf8.RuneCountInString(string(text.Norm)[:i])
			span := text.Span(i, i+utf8.RuneCountInString(c.norm))
			if got := string([]rune(c.in)[span.Start-10 : span.End-10]); got != c.source {
				t.Errorf("%q comes from %q, want %q", c.norm, got, c.source)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	var b report.Builder
	d := &report.Document{Meta: report.Meta{Title: "某局資訊公開年報"}}
	block := func(kind report.BlockKind, s string) {
		d.Blocks = append(d.Blocks, report.Block{Kind: kind, Span: b.Add(s)})
		b.Add("\n")
	}
	block(report.TitleBlock, "某局資訊公開年報")
	block(report.Paragraph, "民國一一二年受理申請５件")
	block(report.Paragraph, "未發生訴訟")
	block(report.Furniture, "网站备案号12345")
	block(report.TableBlock, "收件數 7")
	table := d.Blocks[4].Start
	d.Tables = []report.Table{{Rows: 1, Cols: 2, Cells: []report.Cell{
		{Span: report.Span{Start: table, End: table + 3}}, {Col: 1, Span: report.Span{Start: table + 4, End: table + 5}}}}}
	d.Text = b.String()

	seg := openSegmenter(t)
	Document(d, seg)

	if d.Script != report.Hant {
		t.Errorf("script %q, want hant", d.Script)
	}
	want := []string{"某局信息公开年报", "民国一一二年受理申请5件", "未发生诉讼", "网站备案号12345", "收件数7"}
	for i, w := range want {
		if got := d.Blocks[i].Norm.String(); got != w {
			t.Errorf("block %d is %q, want %q", i, got, w)
		}
	}
	if got := d.Tables[0].Cells[0].Norm.String() + d.Tables[0].Cells[1].Norm.String(); got != "收件数7" {
		t.Errorf("cells %q", got)
	}
	if got := d.Meta.Norm.String(); got != "某局信息公开年报" {
		t.Errorf("title %q", got)
	}
	if n := d.Blocks[1].Norm; n.Words == nil || len(n.Quantities) == 0 {
		t.Errorf("a block with a numeral has words %v and quantities %v", n.Words, n.Quantities)
	}
	for _, i := range []int{2, 3, 4} {
		if d.Blocks[i].Norm.Words != nil {
			t.Errorf("block %d was cut into words", i)
		}
	}
	for i := range d.Blocks {
		for k, r := range d.Blocks[i].Norm.Norm {
			if isDigit(r) && !strings.ContainsAny(d.Slice(d.Blocks[i].Norm.Span(k, k+1)), "0123456789５") {
				t.Errorf("block %d: digit %d comes from %q", i, k, d.Slice(d.Blocks[i].Norm.Span(k, k+1)))
			}
		}
	}
}

func TestVariantOf(t *testing.T) {
	for _, c := range []struct {
		in   string
		want variant
	}{
		{"本机关收到申请5件", simplified},
		{"本機關收到申請5件", traditional},
		{"机关收到申请，联系人：陳、張", simplified},
		{"", simplified},
		{"2017 ABC", simplified},
		{"乾隆于后里范制", simplified},
		{"公司註冊，标准化規范化，對標陜西", traditional},
		{"中華人民國家機關的資訊", traditional},
		{"民國112年政府資訊公開", taiwan},
	} {
		if got := variantOf([]rune(c.in)); got != c.want {
			t.Errorf("variantOf(%q) = %d, want %d", c.in, got, c.want)
		}
	}
}

// shared gives a file of the project's own papers, which stand beside the
// repository where it is developed.
func shared(t testing.TB, path string) string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join("../../shared", path))
	if len(files) == 0 {
		t.Skipf("no ../shared/%s here", path)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestForm(t *testing.T) {
	for _, s := range []string{"", "二〇一九年共收到申請１２３件", "主動公開 政府信息 1 2 條", "Ａｂ c，（3.5%）", "\x00\u202e臺灣"} {
		if got, want := Form(s), New(s, 0).String(); got != want {
			t.Errorf("Form(%q) = %q, want %q", s, got, want)
		}
	}
}
