package synth

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Intended is a figure that a report was meant to state.
type Intended struct {
	Code  string // "" for what no indicator counts
	Role  string
	Value string // in base units
	Table bool
}

// A writer writes one report: its blocks, and what they were meant to state.
type writer struct {
	g           *grammar
	d           *dice
	year        int
	words       map[string]string // of the slots that are words
	places      []string          // names of divisions near the body
	before, now numbers
	style       style
	blocks      []block
	figures     []Intended
	faults      []string
	used        map[*sentence]bool
	drawn       map[string]string // the last word of each list
}

// A block is a heading, a paragraph or a table.
type block struct {
	kind  string // title, heading, paragraph, signature, or "" for a table
	text  string
	table table
}

// A style is how a report prints numbers.
type style struct {
	group   string // between thousands
	chinese bool   // numerals up to 99 in Chinese, in prose
	wide    bool   // full-width digits, in prose
	plus    bool   // before an increase, in tables
}

func newStyle(d *dice, year int) style {
	return style{
		group: pick(d, []string{"", "", "", "", ",", ",", " "}), chinese: year < 2014 && d.percent(20),
		wide: d.percent(4), plus: d.percent(30),
	}
}

func (s style) grouped(n int) string {
	digits := strconv.Itoa(n)
	if s.group == "" || n < 1000 {
		return digits
	}
	var out string
	for len(digits) > 3 {
		out = s.group + digits[len(digits)-3:] + out
		digits = digits[:len(digits)-3]
	}
	return digits + out
}

var wide = strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９")

func (s style) prose(n int) string {
	switch {
	case s.chinese && n > 0 && n < 100:
		return chinese(n)
	case s.wide:
		return wide.Replace(strconv.Itoa(n))
	}
	return s.grouped(n)
}

func chinese(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

// say expands a phrase.
func (w *writer) say(b *strings.Builder, p phrase) {
	for _, part := range p {
		switch {
		case part.choice != nil:
			w.say(b, pick(w.d, part.choice))
		case part.list != "":
			b.WriteString(w.word(part.list))
		case part.slot != "":
			b.WriteString(w.slot(part.slot))
		default:
			b.WriteString(part.text)
		}
	}
}

// word draws from a list, seldom the same as the last time.
func (w *writer) word(list string) string {
	all := w.g.words[list]
	if len(all) == 0 {
		panic("phrases: no list is called " + list)
	}
	word := pick(w.d, all)
	if word == w.drawn[list] {
		word = pick(w.d, all)
	}
	w.drawn[list] = word
	return word
}

// slot gives what stands in a slot, and notes the figure that it is.
func (w *writer) slot(s string) string {
	if word, ok := w.words[s]; ok {
		return word
	}
	switch s {
	case "place":
		return pick(w.d, w.places)
	case "person":
		name := w.word("surname") + w.word("given")
		if w.d.percent(60) {
			name += w.word("given")
		}
		return name
	case "project":
		return w.word("stroke") + w.word("stroke") + w.word("kind")
	}
	switch s[0] {
	case '#', '!':
		low, high, _ := strings.Cut(s[1:], "-")
		n := w.d.between(number(low), number(high))
		if s[0] == '!' {
			return strconv.Itoa(n)
		}
		w.mean("", "level", strconv.Itoa(n))
		return w.style.prose(n)
	case '=':
		w.mean(code(s[1:]), "level", "0")
		return ""
	}
	if part, whole, ok := strings.Cut(s, "/"); ok {
		return w.share(part, whole)
	}
	name := strings.TrimRight(s, " 万<+-^_")
	n, before := w.known(name), w.before[name]
	switch strings.TrimSpace(s[len(name):]) {
	case "":
		w.mean(code(name), "level", strconv.Itoa(n*unit(name)))
		return w.style.prose(n)
	case "万":
		if n < 10000 {
			w.mean(code(name), "level", strconv.Itoa(n))
			return w.style.prose(n)
		}
		w.mean(code(name), "level", strconv.Itoa(n/1000*1000))
		return tenth(n/1000) + "万"
	case "<":
		w.mean(code(name), "other_period", strconv.Itoa(before))
		return w.style.prose(before)
	case "+":
		w.mean(code(name), "change", strconv.Itoa(n-before))
		return w.style.prose(n - before)
	case "-":
		w.mean(code(name), "change", strconv.Itoa(n-before))
		return w.style.prose(before - n)
	case "^":
		p := tenth((n - before) * 1000 / before)
		w.mean(code(name), "change", p)
		return p + "%"
	case "_":
		p := tenth((before - n) * 1000 / before)
		w.mean(code(name), "change", "-"+p)
		return p + "%"
	}
	panic("phrases: the slot " + s)
}

// known is a number that is to be there.
func (w *writer) known(name string) int {
	if codeOf[name] == "" {
		panic("phrases: no number is called " + name)
	}
	return w.now[name]
}

// share prints the share of a part; an empty whole has none.
func (w *writer) share(part, whole string) string {
	n, of := w.known(part), w.known(whole)
	if of == 0 {
		return "零"
	}
	p, c, role := tenth(n*1000/of), code(part), "share"
	if own := shareOf[part]; own != "" {
		c, role = own, "rate"
	}
	w.mean(c, role, p)
	return p + "%"
}

// tenth prints a number of tenths, whole where it is.
func tenth(n int) string {
	if n%10 == 0 {
		return strconv.Itoa(n / 10)
	}
	return fmt.Sprintf("%d.%d", n/10, n%10)
}

func (w *writer) mean(code, role, value string) {
	w.figures = append(w.figures, Intended{Code: code, Role: role, Value: value})
}

// sentences gives n of a section, none twice as long as there are others.
func (w *writer) sentences(section string, n int) []string {
	all := w.g.sentences[section]
	var out []string
	for range n {
		var may []*sentence
		for i := range all {
			if s := &all[i]; !w.used[s] && w.holds(s) {
				may = append(may, s)
			}
		}
		if len(may) == 0 && strings.HasSuffix(section, "plain") {
			for i := range all {
				delete(w.used, &all[i])
				if w.holds(&all[i]) {
					may = append(may, &all[i])
				}
			}
		}
		if len(may) == 0 {
			break
		}
		s := pick(w.d, may)
		w.used[s] = true
		var b strings.Builder
		w.say(&b, s.phrase)
		out = append(out, b.String())
	}
	return out
}

// section writes paragraphs of so many sentences with figures and without.
func (w *writer) section(name string, figures, plain int) {
	all := append(w.sentences(name+" figures", figures), w.sentences(name+" plain", plain)...)
	for i := range all { // mixed
		k := i + w.d.below(len(all)-i)
		all[i], all[k] = all[k], all[i]
	}
	for len(all) > 0 {
		n := min(len(all), w.d.between(1, 4))
		w.add("paragraph", strings.Join(all[:n], ""))
		all = all[n:]
	}
}

func (w *writer) add(kind, text string) { w.blocks = append(w.blocks, block{kind: kind, text: text}) }

func (w *writer) addTable(t table) {
	for _, row := range t {
		for i := range row {
			if m := row[i].means; m != nil {
				w.figures = append(w.figures, *m)
			}
		}
	}
	w.blocks = append(w.blocks, block{table: t})
}

// damage plants a fault that bodies make: a wrong sum, blanks, strokes, words.
func (w *writer) damage(t table, from int) {
	kind := pick(w.d, []string{"sum", "blank", "stroke", "words"})
	w.faults = append(w.faults, kind)
	row := t[from+w.d.below(len(t)-from)]
	last := len(row) - 1
	if row[last].means == nil {
		return
	}
	switch kind {
	case "sum":
		n, _ := strconv.Atoi(row[last].means.Value)
		row[last].text, row[last].means.Value = strconv.Itoa(n+3), strconv.Itoa(n+3)
	case "words":
		row[last].text, row[last].means = "详见附表", nil
	default:
		for i := range row {
			if row[i].means != nil && row[i].means.Value == "0" {
				row[i].means, row[i].text = nil, map[string]string{"blank": "", "stroke": "/"}[kind]
			}
		}
	}
}

// prose writes the reports of 2008 to 2018.
func (w *writer) prose() {
	d := w.d
	heads := []string{"概述", "主动公开政府信息情况", "回应解读情况", "依申请公开政府信息情况", "复议、诉讼和收费情况", "存在的主要问题和改进措施"}
	if w.year < 2014 {
		heads = slices.Delete(heads, 2, 3)
	}
	w.add("paragraph", strings.Join(w.sentences("head plain", 3), ""))
	for i, h := range heads {
		w.add("heading", chinese(i+1)+"、"+h)
		switch h {
		case "概述":
			w.section("overview", d.between(2, 4), d.between(8, 11))
		case "主动公开政府信息情况":
			w.section("open", d.between(4, 6), d.between(12, 17))
		case "回应解读情况":
			w.section("response", d.between(2, 4), 2)
		case "依申请公开政府信息情况":
			w.section("requests", d.between(2, 4), d.between(3, 5))
			w.section("outcome", d.between(1, 3), 0)
		case "复议、诉讼和收费情况":
			w.section("disputes", d.between(2, 4), 0)
			w.section("fee", 1, 0)
		default:
			w.section("problems", 0, d.between(4, 7))
			w.section("plan", d.between(0, 2), 0)
		}
	}
	if w.year >= 2014 && d.percent(65) {
		w.add("heading", "附表：政府信息公开情况统计表（"+w.words["year"]+"年度）")
		t := w.form2014()
		if d.percent(4) {
			w.damage(t, 2)
		}
		w.addTable(t)
	}
	w.sign()
}

// forms writes the reports since 2019, of six parts.
func (w *writer) forms() {
	d := w.d
	w.add("paragraph", strings.Join(w.sentences("head plain", 3), ""))
	w.add("heading", "一、总体情况")
	w.section("overview", d.between(1, 2), d.between(6, 9))
	w.section("open", d.between(1, 2), d.between(9, 14))
	w.section("response", d.between(0, 1), 1)
	w.section("requests", d.between(1, 2), d.between(2, 4))
	w.section("outcome", d.between(0, 1), 0)
	faulty := d.percent(4)
	for i, f := range []struct {
		heading string
		form    func() table
	}{
		{"二、主动公开政府信息情况", w.form2}, {"三、收到和处理政府信息公开申请情况", w.form3}, {"四、政府信息公开行政复议、行政诉讼情况", w.form4},
	} {
		w.add("heading", f.heading)
		t := f.form()
		if faulty && i == 1 {
			w.damage(t, 3)
		}
		w.addTable(t)
	}
	w.add("heading", "五、存在的主要问题及改进情况")
	w.section("problems", 0, d.between(4, 6))
	w.add("heading", "六、其他需要报告的事项")
	w.section("fee", 1, 0)
	w.sign()
}

func (w *writer) sign() {
	w.add("signature", w.words["body"])
	w.add("signature", fmt.Sprintf("%d年%d月%d日", w.year+1, w.d.between(1, 3), w.d.between(1, 28)))
}
