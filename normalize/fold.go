package normalize

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// A text is a piece of a document on its way to normal form. Its rune i came
// from the document's runes [from[i], to[i]). The stages work in place: none
// but the conversion of traditional text makes it longer.
type text struct {
	runes    []rune
	from, to []int
}

// read folds s rune by rune: one width, one form of every character, nothing
// invisible. White space stays as it is. A byte that is no UTF-8 is U+FFFD and
// counts as one rune, as in [report.Builder].
func read(s string, at int) *text {
	n := utf8.RuneCountInString(s)
	t := &text{make([]rune, 0, n), make([]int, 0, n), make([]int, 0, n)}
	for _, r := range s {
		if r, ok := fold(r); ok {
			t.runes = append(t.runes, r)
			t.from = append(t.from, at)
			t.to = append(t.to, at+1)
		}
		at++
	}
	return t
}

// put moves rune i to place k, as r.
func (t *text) put(k, i int, r rune) {
	t.runes[k], t.from[k], t.to[k] = r, t.from[i], t.to[i]
}

// cut shortens the text to n runes.
func (t *text) cut(n int) {
	t.runes, t.from, t.to = t.runes[:n], t.from[:n], t.to[:n]
}

// fold gives the normal form of one rune; ok is false for one that is dropped:
// controls, soft hyphens, marks of direction, joiners, variation selectors.
func fold(r rune) (_ rune, ok bool) {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF || r > ' ' && r < 0x7F:
		return r, true
	case isBlank(r):
		return r, true
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return 0, false
	}
	if f, ok := forms()[r]; ok {
		return f, true
	}
	return r, true
}

// isBlank tells white space, U+0085 and U+3000 included.
func isBlank(r rune) bool { return unicode.IsSpace(r) }

// forms gives the ordinary form of every character that has another one which
// means the same. NFKC is not used on the whole: it turns ① into 1, ㎡ into m2
// and … into three points.
var forms = sync.OnceValue(func() map[rune]rune {
	m := make(map[rune]rune, 2048)
	// Compatibility ideographs, Kangxi radicals (a PDF's ⽂ for 文), small and
	// vertical punctuation.
	for _, span := range [][2]rune{{0x2F00, 0x2FD5}, {0xF900, 0xFAFF}, {0xFE10, 0xFE19}, {0xFE30, 0xFE6B}, {0x2F800, 0x2FA1D}} {
		for r := span[0]; r <= span[1]; r++ {
			if f := []rune(norm.NFKC.String(string(r))); len(f) == 1 && f[0] != r && !isBlank(f[0]) {
				m[r] = f[0]
			}
		}
	}
	for r := rune(0xFF01); r <= 0xFFEE; r++ {
		if f := width.LookupRune(r).Folded(); f != 0 && !isChinesePunctuation(r) {
			m[r] = f
		}
	}
	for _, pairs := range []string{radicals, lookalikes} {
		p := []rune(pairs)
		for i := 0; i+1 < len(p); i += 2 {
			m[p[i]] = p[i+1]
		}
	}
	for r, f := range m { // ｢ is 「 is “
		if g, ok := m[f]; ok {
			m[r] = g
		}
	}
	return m
})

// isChinesePunctuation tells the full-width marks that stay full-width.
func isChinesePunctuation(r rune) bool {
	switch r {
	case '，', '；', '：', '！', '？', '（', '）':
		return true
	}
	return false
}

// radicals pairs the CJK Radicals Supplement with the characters that they
// stand for in the text of PDFs (Unicode's EquivalentUnifiedIdeograph). NFKC
// leaves all but two of them; it also gives old forms for 户 and 青.
const radicals = "⺁厂⺅亻⺈刀⺉刂⺊卜⺌小⺍小⺒巳⺓幺⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺟母⺠民⺡氵⺣灬⺦丬⺧牛⺨犭⺩王⺬示⺭礻⺰纟⺶羊" +
	"⺹耂⺼月⺽臼⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食" +
	"⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻱龜⻳龟⼾户⾭青"

// lookalikes pairs characters that are typed for one another.
const lookalikes = "「“」”『‘』’〝“〞”〟”" +
	"‐-‑-‒-–-−-―—〜~∼~‧·・·∶:⁄/∕/│|┃|"
