package normalize

import (
	"strings"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"nianbao/report"
)

// A variant says how a text's characters and words become the mainland's.
type variant int

const (
	simplified  variant = iota // as it stands
	traditional                // mainland text converted by machine, Hong Kong
	taiwan                     // with Taiwan's words: 資訊, 網路
)

// variantOf tells the variant of folded text by the characters that only one
// script has. Text without any counts as simplified.
func variantOf(s []rune) variant {
	t, n := scripts(s)
	switch {
	case t <= 2*n:
		return simplified
	case usesTaiwansWords(string(s)):
		return taiwan
	}
	return traditional
}

func (v variant) script() report.Script {
	if v == simplified {
		return report.Hans
	}
	return report.Hant
}

// scripts counts the characters that only traditional text has, and those that
// only simplified text has.
func scripts(s []rune) (onlyTraditional, onlySimplified int) {
	classes := scriptClasses()
	for _, r := range s {
		switch classes[r] {
		case 't':
			onlyTraditional++
		case 's':
			onlySimplified++
		}
	}
	return
}

// scriptClasses marks characters with 't' or 's'. Many traditional characters'
// simplified forms are old characters of their own (后 里 干 于): they say
// nothing, and neither do traditional ones that simplified text keeps in names
// and phrases (乾 於 瞭). So a character counts only where the other side's
// national character set lacks it. What the conversion may leave or give is
// never marked traditional: converted text is simplified.
var scriptClasses = sync.OnceValue(func() map[rune]byte {
	classes := map[rune]byte{}
	d := dictionary()
	given := map[rune]bool{}
	for _, g := range []group{d.hongKong.groups[1], d.supplement} {
		for _, list := range g {
			for _, p := range list {
				for _, r := range p.to {
					given[r] = true
				}
			}
		}
	}
	for r, list := range newGroup(open("TSCharacters")) {
		to := list[0].to[0]
		if !given[r] && !inGB2312(r) {
			classes[r] = 't'
		}
		if to != r && inGB2312(to) && !inBig5(to) {
			classes[to] = 's'
		}
	}
	return classes
})

// inGB2312 tells whether the mainland's set of 1980 has an ideograph: in GBK,
// which contains it, both bytes are above 0xA0.
func inGB2312(r rune) bool {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xB0 && b[0] <= 0xF7 && b[1] > 0xA0
}

// inBig5 tells whether Taiwan's set has an ideograph, Hong Kong's additions
// apart.
func inBig5(r rune) bool {
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xA4 && b[0] <= 0xF9
}

// taiwansWords tell a text that was written in Taiwan, or converted with
// Taiwan's words.
var taiwansWords = []string{"資訊", "網路", "網際", "軟體", "硬體", "數位", "程式", "民國", "釋出", "最佳化", "巨觀", "使用者", "入口網站", "規範性檔案"}

// usesTaiwansWords wants two: one may be a name. 人民國 is no 民國.
func usesTaiwansWords(s string) bool {
	n := -strings.Count(s, "人民國")
	for _, w := range taiwansWords {
		n += strings.Count(s, w)
	}
	return n >= 2
}
