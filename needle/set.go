package needle

import (
	"sync"
	"unicode/utf8"
)

// A Set finds, in one pass over a text, which of many expressions may match it.
// It is safe for concurrent use.
type Set struct {
	first  [1 << 16]int32   // the node of a word's first rune, below 65,536; 0 for none
	nodes  []node           // nodes[0] is unused
	lists  [][]int32        // the expressions that need a list
	needs  []int32          // how many lists each expression needs
	always []int32          // expressions that need none
	ids    map[string]int32 // while it is made: a list's id by its words

	searches sync.Pool // of *Search
}

// A node is a place in the tree of words: what words end here, and what goes on.
type node struct {
	lists []int32 // the lists that a word which ends here belongs to
	next  []edge
}

type edge struct {
	r  rune
	to int32
}

// NewSet makes the set of some expressions, which are known by their order.
func NewSet(all []*Regexp) *Set {
	s := &Set{nodes: make([]node, 1), ids: map[string]int32{}}
	for i, re := range all {
		re.ready()
		s.needs = append(s.needs, int32(len(re.need)))
		if len(re.need) == 0 {
			s.always = append(s.always, int32(i))
		}
		for _, words := range re.need {
			list := s.list(words)
			s.lists[list] = append(s.lists[list], int32(i))
		}
	}
	s.ids = nil
	s.searches.New = func() any {
		return &Search{
			lists: make([]uint32, len(s.lists)), met: make([]int32, len(s.needs)), since: make([]uint32, len(s.needs)),
			found: make([]bool, len(s.needs)),
		}
	}
	return s
}

// list gives the id of a list of words; expressions share the lists they have
// in common.
func (s *Set) list(words []string) int32 {
	key := ""
	for _, w := range words {
		key += w + "\x00"
	}
	if id, ok := s.ids[key]; ok {
		return id
	}
	id := int32(len(s.lists))
	s.ids[key] = id
	s.lists = append(s.lists, nil)
	for _, w := range words {
		n := s.node(w)
		s.nodes[n].lists = append(s.nodes[n].lists, id)
	}
	return id
}

// node gives the place where a word ends.
func (s *Set) node(word string) int32 {
	r, size := utf8.DecodeRuneInString(word)
	at := s.first[uint16(r)] // runes above share a place: they are rare, and no harm is done by looking
	if at == 0 {
		at = s.add()
		s.first[uint16(r)] = at
	}
	for _, r := range word[size:] {
		to := s.nodes[at].follow(r)
		if to == 0 {
			to = s.add()
			s.nodes[at].next = append(s.nodes[at].next, edge{r, to})
		}
		at = to
	}
	return at
}

func (s *Set) add() int32 {
	s.nodes = append(s.nodes, node{})
	return int32(len(s.nodes) - 1)
}

func (n *node) follow(r rune) int32 {
	for _, e := range n.next {
		if e.r == r {
			return e.to
		}
	}
	return 0
}

// A Search is the working memory of one who asks a Set.
type Search struct {
	lists []uint32 // the round in which a list was last found
	met   []int32  // how many lists of an expression were found
	since []uint32 // in which round
	round uint32
	found []bool
}

// Search gives working memory; Done takes it back.
func (s *Set) Search() *Search { return s.searches.Get().(*Search) }

// Done takes working memory back.
func (s *Set) Done(w *Search) { s.searches.Put(w) }

// MayMatch tells for each expression of the set whether the text holds what it
// needs. The answer is good until the next question.
func (s *Set) MayMatch(text string, w *Search) []bool {
	w.round++
	clear(w.found)
	for _, i := range s.always {
		w.found[i] = true
	}
	for i, r := range text {
		at := s.first[uint16(r)]
		if at == 0 {
			continue
		}
		s.meet(at, w)
		for _, r := range text[i+utf8.RuneLen(r):] {
			if at = s.nodes[at].follow(r); at == 0 {
				break
			}
			s.meet(at, w)
		}
	}
	return w.found
}

// meet counts the lists whose words end at a node.
func (s *Set) meet(at int32, w *Search) {
	for _, list := range s.nodes[at].lists {
		if w.lists[list] == w.round {
			continue
		}
		w.lists[list] = w.round
		for _, i := range s.lists[list] {
			if w.since[i] != w.round {
				w.since[i], w.met[i] = w.round, 0
			}
			if w.met[i]++; w.met[i] == s.needs[i] {
				w.found[i] = true
			}
		}
	}
}
