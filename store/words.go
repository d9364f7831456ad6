package store

import (
	"strings"
	"unicode"
)

// A group is characters that a search wants to stand side by side.
//
//	微博 关注         both, anywhere
//	"申请，答复"      as it stands, punctuation too
//	-微博            not this
//	124*             what begins so
//	收到 ~ 申请       near one another
type group struct {
	tokens  string // as the index has them
	letters string // what stands side by side, without what the index has not
	prefix  bool   // what the last token begins with
	single  string // the one Chinese character that is all of it
	number  bool   // it has digits
	most    string // of tokens: what the index of passages is asked for; a text must still be looked at where it is not all
	not     bool
	near    *group // what it must stand near, before or after it
}

// apart is how many tokens, about as many characters, may part what must stand near one another.
const apart = "20"

// looked tells whether the index of passages cannot say for certain that a
// passage has the group.
func (g *group) looked() bool {
	return g.single != "" || g.most != "" || g.near != nil && g.near.looked()
}

// inPassage is what the index of passages is asked for.
func (g *group) inPassage() string {
	p := g.mostPhrase()
	if g.near != nil {
		return "NEAR(" + p + " " + g.near.mostPhrase() + ", " + apart + ")"
	}
	return p
}

func (g *group) mostPhrase() string {
	if g.most != "" {
		return `"` + g.most + `"`
	}
	return g.phrase()
}

// expr is the group in FTS5's language. It holds nothing of the user's but
// quoted letters and digits, so that no string can break it.
func (g *group) expr() string {
	p := g.phrase()
	if g.near != nil {
		return "NEAR(" + p + " " + g.near.phrase() + ", " + apart + ")"
	}
	return p
}

func (g *group) phrase() string {
	if g.prefix {
		return `"` + g.tokens + `"*`
	}
	return `"` + g.tokens + `"`
}

// label is the group's tokens as those of a whole label.
func (g *group) label() string {
	last := g.tokens[strings.LastIndexByte(g.tokens, ' ')+1:]
	if r := []rune(last); len(r) == 2 && classOf(r[1]) == han {
		return g.tokens + " " + string(r[1])
	}
	return g.tokens
}

// in tells whether a text that is cut holds the group.
func (g *group) in(cut string) bool {
	if g.near != nil && !g.near.in(cut) {
		return false
	}
	want := " " + g.tokens
	if !g.prefix {
		want += " "
	}
	return strings.Contains(" "+cut+" ", want)
}

// is tells whether a text that is cut is the group and nothing else.
func (g *group) is(cut string) bool { return g.near == nil && cut == g.label() }

// groups reads a user's words. simplify gives them the form that the index
// has. Whatever the words are, groups of letters and digits come of them, or
// none.
func groups(words string, simplify func(string) string) []group {
	var out []group
	seen := map[string]bool{}
	near := false
	for _, f := range fields(words) {
		if f.text == "~" && !f.quoted {
			near = len(out) > 0
			continue
		}
		not := !f.quoted && len(f.text) > 1 && f.text[0] == '-'
		text := f.text
		if not {
			text = text[1:]
		}
		list := pieces(simplify(text))
		star := !f.quoted && strings.HasSuffix(text, "*")
		for len(list) > 0 {
			n := 1
			for n < len(list) && (f.quoted || !list[n].parted) {
				n++
			}
			g := newGroup(list[:n], star && n == len(list))
			list = list[n:]
			g.not = not
			if near && !not {
				last := &out[len(out)-1]
				if last.near == nil && !last.not {
					last.near = &g
					last.single, near = "", false
					continue
				}
			}
			if key := g.phrase(); !seen[key] {
				seen[key] = true
				out = append(out, g)
			}
		}
		near = false
	}
	return out
}

// newGroup joins pieces that stand side by side.
func newGroup(list []piece, star bool) group {
	var b, letters strings.Builder
	for i, p := range list {
		letters.WriteString(string(p.text))
		if p.parted && i > 0 {
			token(&b, []rune(gap))
		}
		p.write(&b, i == len(list)-1)
	}
	g := group{tokens: b.String(), letters: letters.String(), prefix: star}
	g.number = strings.ContainsAny(g.letters, "0123456789")
	// A single Chinese character at the end is the beginning of a pair or stands
	// alone.
	if end := list[len(list)-1]; end.class == han && len(end.text) == 1 {
		g.prefix = true
		if len(list) == 1 {
			g.single = string(end.text)
		} else { // the beginning of any pair is in half the index
			g.most = g.tokens[:strings.LastIndexByte(g.tokens, ' ')]
		}
	}
	return g
}

// A field is a word of a user's, or what stands between quotes.
type field struct {
	text   string
	quoted bool
}

const quotes = "\"“”「」『』＂"

// fields cuts words at white space and quotes. A quote without an end ends with
// the words.
func fields(words string) []field {
	var out []field
	var b strings.Builder
	quoted := false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, field{b.String(), quoted})
			b.Reset()
		}
	}
	for _, r := range words {
		switch {
		case strings.ContainsRune(quotes, r):
			flush()
			quoted = !quoted
		case !quoted && unicode.IsSpace(r):
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}
