package parse

import (
	"strings"
	"unicode/utf8"
)

// A wrap tells how a text breaks its lines.
type wrap struct {
	width  int  // the column at which lines were broken; 0 where each paragraph is one line
	base   int  // smallest indent
	marked bool // paragraphs begin with an indent
}

// wrapOf finds the width at which a text was broken: that of many lines which
// end without closing punctuation and have nearly the same length.
func wrapOf(lines []textLine) wrap {
	w := wrap{base: 1 << 20}
	byWidth := map[int]int{}
	open, all, widest := 0, 0, 0
	for i := range lines {
		l := &lines[i]
		if l.kind != textual {
			continue
		}
		all++
		w.base = min(w.base, l.indent)
		if l.width >= 30 && !endsSentence(l.text) && !isHeading(l.text) {
			byWidth[l.width]++
			open++
			widest = max(widest, l.width)
		}
	}
	const slack = 6 // a character of two columns, or a number, may have moved to the next line
	best := 0
	for width := 30; width <= min(widest, 400); width++ {
		near := 0
		for k := width - slack; k <= width; k++ {
			near += byWidth[k]
		}
		if near > best || near == best && byWidth[width] > 0 {
			best, w.width = near, width
		}
	}
	wider := 0
	for i := range lines {
		if lines[i].kind == textual && lines[i].width > w.width+slack {
			wider++
		}
	}
	if best < 3 || 10*best < 6*open || 6*best < all || 4*wider > best {
		w.width = 0
	}
	for i := range lines {
		w.marked = w.marked || lines[i].kind == textual && lines[i].indent >= w.base+2
	}
	return w
}

// continues reports whether next belongs to the paragraph of l. first says
// that l is the first line of its block.
func (w wrap) continues(l, next *textLine, first bool) bool {
	if l.kind == titleLine || next.kind == titleLine {
		return l.kind == titleLine && next.kind == titleLine
	}
	switch full := w.width > 0 && l.width >= w.width-6; {
	case next.kind != textual, next.indent >= w.base+2, startsItem(next.text):
		return false
	case brokenNumber(l, next) && (!first || l.width >= 30):
		return true
	case full:
		return !endsSentence(l.text) || w.marked
	case first && isHeading(l.text):
		return false
	}
	length := utf8.RuneCountInString(l.text)
	last, _ := utf8.DecodeLastRuneInString(l.text)
	return !endsSentence(l.text) && (strings.ContainsRune("，、（《“,(", last) && length >= 15 ||
		length >= 30 && strings.ContainsAny(l.text, "，,") && isProse(next.text))
}

// brokenNumber reports a number whose digits were parted by the line end:
// "15,2" and "08条".
func brokenNumber(l, next *textLine) bool {
	last, size := utf8.DecodeLastRuneInString(l.text)
	r, _ := utf8.DecodeRuneInString(next.text)
	if (last == ',' || last == '.') && len(l.text) > size {
		last, _ = utf8.DecodeLastRuneInString(l.text[:len(l.text)-size])
	}
	return digit(last) >= 0 && digit(r) >= 0
}
