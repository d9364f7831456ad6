package normalize

import (
	"bufio"
	"cmp"
	_ "embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"nianbao/third_party/opencc"
)

// Our own additions to OpenCC's dictionaries, in the same form.
var (
	//go:embed supplement.txt
	supplementText string // applied last, to what OpenCC's dictionaries gave
	//go:embed taiwan.txt
	taiwanText string // goes before Taiwan's words, most of all to keep some
)

// A phrase is an entry of a dictionary.
type phrase struct {
	from, to []rune
	rank     int // place of its dictionary in the group
}

// A group is dictionaries that are tried one after another: the first that has
// an entry here gives its longest. The entries are by their first rune, in the
// order in which they are tried.
type group map[rune][]phrase

// newGroup reads dictionaries in OpenCC's text form, in which # starts a
// comment of ours. Of several renderings the first is taken.
func newGroup(dictionaries ...string) group {
	g := group{}
	for rank, d := range dictionaries {
		lines := bufio.NewScanner(strings.NewReader(d))
		for lines.Scan() {
			from, to, ok := strings.Cut(lines.Text(), "\t")
			if !ok || strings.HasPrefix(from, "#") {
				continue
			}
			to, _, _ = strings.Cut(to, " ")
			p := phrase{[]rune(from), []rune(to), rank}
			g[p.from[0]] = append(g[p.from[0]], p)
		}
	}
	for _, list := range g {
		slices.SortStableFunc(list, func(a, b phrase) int {
			return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(b.from), len(a.from)))
		})
	}
	return g
}

// match gives the entry that s[i:] starts with, or nil.
func (g group) match(s []rune, i int) *phrase {
	list := g[s[i]]
	for k := range list {
		if f := list[k].from; len(f) <= len(s)-i && slices.Equal(f, s[i:i+len(f)]) {
			return &list[k]
		}
	}
	return nil
}

// A chain converts as OpenCC does: the text is cut into the phrases of cut and
// what stands between them, and each piece goes through the groups in turn.
type chain struct {
	cut    group
	groups []group
}

// A dictionary set is all that is read from the embedded files.
type dictionaries struct {
	hongKong   chain // OpenCC's hk2s; for all traditional text but Taiwan's
	taiwan     chain // OpenCC's tw2sp with our own words before Taiwan's
	supplement group
}

var dictionary = sync.OnceValue(func() dictionaries {
	simplify := newGroup(open("TSPhrases"), open("TSCharacters"))
	cut := newGroup(open("TSPhrases"))
	hongKong := newGroup(open("HKVariantsRevPhrases"), open("HKVariantsRev"))
	taiwan := newGroup(taiwanText, open("TWPhrasesRev"), open("TWVariantsRevPhrases"), open("TWVariantsRev"))
	return dictionaries{
		hongKong:   chain{cut, []group{hongKong, simplify}},
		taiwan:     chain{cut, []group{taiwan, simplify}},
		supplement: newGroup(supplementText),
	}
})

// open gives one of OpenCC's dictionaries.
func open(name string) string {
	b, err := fs.ReadFile(opencc.Files, name+".txt")
	if err != nil {
		panic(err) // a bug: the name is ours and the file is embedded
	}
	return string(b)
}

// simplify converts a traditional text.
func (t *text) simplify(v variant) {
	d := dictionary()
	c := d.hongKong
	if v == taiwan {
		c = d.taiwan
	}
	c.convert(t)
	out := text{runes: make([]rune, 0, len(t.runes))}
	d.supplement.convert(t, &out)
	*t = out
}

// convert runs the chain over t.
func (c chain) convert(t *text) {
	out := text{runes: make([]rune, 0, len(t.runes))}
	for i := 0; i < len(t.runes); {
		j := i
		for j < len(t.runes) && c.cut.match(t.runes, j) == nil {
			j++
		}
		c.piece(t.slice(i, j), &out)
		if j < len(t.runes) {
			i = j
			j += len(c.cut.match(t.runes, j).from)
			c.piece(t.slice(i, j), &out)
		}
		i = j
	}
	*t = out
}

// piece runs one piece through the groups and appends it to out.
func (c chain) piece(t text, out *text) {
	for _, g := range c.groups[:len(c.groups)-1] {
		var next text
		g.convert(&t, &next)
		t = next
	}
	c.groups[len(c.groups)-1].convert(&t, out)
}

// convert appends t to out with every entry of g replaced. Where an entry and
// its rendering have the same length, rune answers to rune; else every rune of
// the rendering comes from the whole entry.
func (g group) convert(t, out *text) {
	for i := 0; i < len(t.runes); {
		p := g.match(t.runes, i)
		if p == nil {
			out.add(t.runes[i], t.from[i], t.to[i])
			i++
			continue
		}
		last := i + len(p.from) - 1
		for k, r := range p.to {
			if len(p.to) == len(p.from) {
				out.add(r, t.from[i+k], t.to[i+k])
			} else {
				out.add(r, t.from[i], t.to[last])
			}
		}
		i = last + 1
	}
}

func (t *text) add(r rune, from, to int) {
	t.runes = append(t.runes, r)
	t.from = append(t.from, from)
	t.to = append(t.to, to)
}

func (t *text) slice(i, j int) text {
	return text{t.runes[i:j], t.from[i:j], t.to[i:j]}
}
