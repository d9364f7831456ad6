package store

import (
	"strings"
	"unicode"
)

// Chinese is written without spaces, and the tokenizers that every SQLite
// client has make one word of a whole clause. So the index gets text that is
// already cut, and a query is cut in the same way:
//
//	收到申请1,248件。  ->  收到 到申 申请 请 1248 件
//
// A run of Chinese becomes its pairs and its last character; the latter lets
// 请1248 be found and, by its beginning, any single character. A number or a
// Latin word stays whole. The pieces of a query stand side by side in the index
// exactly where its characters do in the text: search is for substrings.

// gap stands between pieces that punctuation parts, so that no phrase is found
// across it. unicode61 takes private-use characters for letters; in a text or
// query they are punctuation to us.
const gap = "\ue000"

type class int

const (
	other class = iota // punctuation, spaces, symbols: parts pieces
	han                // written without spaces
	word               // letters and digits of any other script
	mark               // invisible or an accent: as if it were not there
)

func classOf(r rune) class {
	switch {
	case r >= '一' && r <= '鿿':
		return han // nearly all there is
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return mark
	case !unicode.IsLetter(r) && !unicode.IsNumber(r):
		return other
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return han
	}
	return word
}

// A piece is a run of characters of one class.
type piece struct {
	text   []rune
	class  class
	parted bool // by punctuation, from the piece before it
}

// pieces takes a text apart. Full-width forms count as their usual ones, and a
// comma between digits as nothing.
func pieces(s string) []piece {
	var out []piece
	parted := false
	runes := []rune(s)
	for i := range runes {
		runes[i] = narrow(runes[i])
	}
	kept := make([]rune, 0, len(runes)) // what the pieces are made of
	for i, r := range runes {
		c := classOf(r)
		switch {
		case c == mark, r == ',' && digitAt(runes, i-1) && digitAt(runes, i+1):
			continue
		case r == '.' && digitAt(runes, i-1) && digitAt(runes, i+1):
			out = append(out, piece{class: word}) // 99.5 is two words to unicode61, side by side
			continue
		case c == other:
			parted = true
			continue
		}
		n := len(out)
		if n == 0 || parted || out[n-1].class != c {
			out = append(out, piece{class: c, parted: parted && n > 0})
			n++
		}
		kept = append(kept, r)
		out[n-1].text = kept[len(kept)-1-len(out[n-1].text):]
		parted = false
	}
	return out
}

// narrow gives the usual form of a full-width one, and the small letter of a
// capital: the index has no others.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		r += '!' - '！'
	}
	if r >= '一' && r <= '鿿' {
		return r
	}
	return unicode.ToLower(r)
}

func digitAt(s []rune, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// longestWord bounds a word, in characters: FTS5 cuts tokens at 32,768 bytes, in
// the middle of a character.
const longestWord = 200

// write adds the piece's tokens to b. The last character of a Chinese run is a
// token of its own only where something may follow it in the same phrase.
func (p piece) write(b *strings.Builder, last bool) {
	if p.class == word {
		token(b, p.text[:min(len(p.text), longestWord)])
		return
	}
	for i := 1; i < len(p.text); i++ {
		token(b, p.text[i-1:i+1])
	}
	if !last || len(p.text) == 1 {
		token(b, p.text[len(p.text)-1:])
	}
}

func token(b *strings.Builder, text []rune) {
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	for _, r := range text {
		b.WriteRune(r)
	}
}

// cut gives a text as the index gets it.
func cut(s string) string {
	var b strings.Builder
	b.Grow(3 * len(s)) // each character twice, and spaces
	for _, p := range pieces(s) {
		if p.parted {
			b.WriteString(" " + gap)
		}
		p.write(&b, false)
	}
	return b.String()
}
