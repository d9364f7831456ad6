package twins

import (
	"regexp"
	"strings"
)

var (
	ones   = regexp.MustCompile(`^(\d+)[.．、]`)
	tens   = regexp.MustCompile(`^（([一二三四五六七八九十]+)）`)
	heads  = regexp.MustCompile(`^([一二三四五六七八九十]+)、`)
	which  = regexp.MustCompile(`^其中[：:]`)
	oneTo9 = "一二三四五六七八九"
)

// numeral is the number that a numbering says, 1 to 9.
func numeral(s string) int {
	if i := strings.Index(oneTo9, s); i >= 0 {
		return i/len("一") + 1
	}
	return int(s[0] - '0')
}

// numbered rewrites the numbering of labels: head 一、 group （一） item 1.
func (p *Page) numbered(head, group, item func(n int) string) {
	p.relabel(func(s string) string {
		for _, kind := range []struct {
			pattern *regexp.Regexp
			write   func(int) string
		}{{heads, head}, {tens, group}, {ones, item}} {
			if m := kind.pattern.FindStringSubmatch(s); m != nil {
				return esc(kind.write(numeral(m[1])) + s[len(m[0]):])
			}
		}
		return esc(s)
	})
}

func nth(list string) func(int) string {
	items := strings.Fields(list)
	return func(n int) string { return items[n-1] }
}

func (p *Page) numberedByCircles() {
	p.numbered(nth("一、 二、 三、 四、 五、 六、 七、 八、 九、"), nth("㈠ ㈡ ㈢ ㈣ ㈤ ㈥ ㈦ ㈧ ㈨"), nth("① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨"))
}

func (p *Page) numberedByBrackets() {
	p.numbered(nth("一. 二. 三. 四. 五. 六. 七. 八. 九."), nth("(一) (二) (三) (四) (五) (六) (七) (八) (九)"), nth("（1） （2） （3） （4） （5） （6） （7） （8） （9）"))
}

func (p *Page) numberedByDigits() {
	p.numbered(nth("1、 2、 3、 4、 5、 6、 7、 8、 9、"), nth("（1） （2） （3） （4） （5） （6） （7） （8） （9）"), nth("1） 2） 3） 4） 5） 6） 7） 8） 9）"))
}

func (p *Page) unnumbered() {
	none := func(int) string { return "" }
	p.numbered(none, none, none)
}

// spaced justifies labels by blanks between their characters.
func (p *Page) spaced(blank string, every int) {
	p.relabel(func(s string) string {
		out := ""
		for i, r := range []rune(s) {
			if i > 0 && i%every == 0 {
				out += blank
			}
			out += esc(string(r))
		}
		return out
	})
}

// upright writes short labels one character a line.
func (p *Page) upright() {
	p.relabel(func(s string) string {
		r := []rune(s)
		if len(r) > 10 {
			return esc(s)
		}
		out := ""
		for _, c := range r {
			out += "<p>" + esc(string(c)) + "</p>"
		}
		return out
	})
}

// annotated gives characters of labels their reading.
func (p *Page) annotated() {
	p.relabel(func(s string) string {
		out := ""
		for i, r := range []rune(s) {
			if i%4 == 1 && han.MatchString(string(r)) {
				out += `<ruby>` + string(r) + `<rp>(</rp><rt>gōng</rt><rp>)</rp></ruby>`
			} else {
				out += esc(string(r))
			}
		}
		return out
	})
}

// halfWidth writes the labels' punctuation as a keyboard does.
func (p *Page) halfWidth() {
	typed := strings.NewReplacer("（", "(", "）", ")", "：", ":", "，", ",", "“", `"`, "”", `"`, "；", ";")
	p.relabel(func(s string) string { return esc(typed.Replace(s)) })
}

// footnoted hangs a mark at the end of some labels.
func (p *Page) footnoted() {
	n := 0
	p.relabel(func(s string) string {
		if n++; n%3 == 0 && !which.MatchString(s) {
			return esc(s) + `<sup>[1]</sup>`
		}
		return esc(s)
	})
}

// unitInRow moves the unit of the charges from the column's label to the row's.
func (p *Page) unitInRow() {
	p.relabel(func(s string) string {
		switch {
		case strings.HasPrefix(s, "本年收费金额"):
			return "本年收费金额"
		case s == "行政事业性收费" && strings.Contains(Text(p.Root), "本年收费金额"):
			return "行政事业性收费（单位：万元）"
		}
		return esc(s)
	})
}

// unitApart sets the unit of the charges on a line of its own.
func (p *Page) unitApart() {
	p.relabel(func(s string) string {
		if strings.HasPrefix(s, "本年收费金额") {
			return `<p>本年收费金额</p><p><span>（单位：</span></p><p><span>万元）</span></p>`
		}
		return esc(s)
	})
}
