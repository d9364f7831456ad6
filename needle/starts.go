package needle

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// starts finds where matches of an expression begin, in one pass over a text
// from its end to its beginning. Package regexp tries every place of a text
// instead; told the right ones it tries these alone. States are made as texts
// lead to them, and kept.
type starts struct {
	prog    *syntax.Prog // of the expression written backwards
	anchors bool         // it tells the beginning of a text from other places
	pages   [256]*[256]uint8
	above   uint8  // the class of runes beyond 65,535
	runes   []rune // one rune of each class: those of a class are alike to the expression

	mu     sync.Mutex
	states map[string]*state
	full   atomic.Bool // it has too many states to be of use
	first  *state
}

// A state is the set of places of the program that a text's rest has led to.
type state struct {
	at     []uint32
	match  bool // a match begins here
	begins bool // a match begins here if the text does
	next   []atomic.Pointer[state]
}

const (
	mostStates  = 1000
	mostClasses = 250
	mostProgram = 3000 // instructions
)

// startsOf makes the search for an expression; nil for one that it does not
// suit: one that matches nothing at all between two runes, or looks at lines,
// words or letters of either case.
func startsOf(src string) *starts {
	re, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return nil
	}
	anchors := anchored(re)
	if !backwards(re) {
		return nil
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil || len(prog.Inst) > mostProgram {
		return nil
	}
	d := &starts{prog: prog, anchors: anchors, states: map[string]*state{}}
	if !d.classify() {
		return nil
	}
	d.first = d.state(d.closure(nil, uint32(prog.Start), true, map[uint32]bool{}))
	if d.first.match || d.first.begins {
		return nil
	}
	return d
}

func anchored(re *syntax.Regexp) bool {
	return re.Op == syntax.OpBeginText || slices.ContainsFunc(re.Sub, anchored)
}

// backwards turns an expression round; false where it cannot.
func backwards(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return false
	case syntax.OpLiteral, syntax.OpCharClass:
		if re.Flags&syntax.FoldCase != 0 {
			return false
		}
		if re.Op == syntax.OpLiteral {
			slices.Reverse(re.Rune)
		}
	case syntax.OpBeginText:
		re.Op, re.Flags = syntax.OpEndText, 0
	case syntax.OpEndText:
		re.Op = syntax.OpBeginText
	case syntax.OpConcat:
		slices.Reverse(re.Sub)
	}
	for _, sub := range re.Sub {
		if !backwards(sub) {
			return false
		}
	}
	return true
}

// classify parts all runes into classes; false where there are too many.
func (d *starts) classify() bool {
	cuts := []rune{0}
	cut := func(lo, hi rune) { cuts = append(cuts, lo, hi+1) }
	for i := range d.prog.Inst {
		in := &d.prog.Inst[i]
		switch in.Op {
		case syntax.InstRuneAnyNotNL:
			cut('\n', '\n')
		case syntax.InstRune, syntax.InstRune1:
			if len(in.Rune) == 1 {
				cut(in.Rune[0], in.Rune[0])
			}
			for k := 0; k+1 < len(in.Rune); k += 2 {
				cut(in.Rune[k], in.Rune[k+1])
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	if cuts[len(cuts)-1] > utf8.MaxRune {
		cuts = cuts[:len(cuts)-1]
	}
	classes := map[string]uint8{}
	of := make([]uint8, len(cuts))
	for i, r := range cuts {
		alike := make([]byte, 0, len(d.prog.Inst)/8+1)
		bits, n := byte(0), 0
		for k := range d.prog.Inst {
			bits <<= 1
			if consumes(&d.prog.Inst[k], r) {
				bits |= 1
			}
			if n++; n&7 == 0 {
				alike = append(alike, bits)
			}
		}
		key := string(append(alike, bits))
		class, ok := classes[key]
		if !ok {
			if len(classes) == mostClasses {
				return false
			}
			class = uint8(len(classes))
			classes[key] = class
			d.runes = append(d.runes, r)
		}
		of[i] = class
	}
	d.page(cuts, of)
	return true
}

// page writes down the class of each rune; pages of one class are shared.
func (d *starts) page(cuts []rune, of []uint8) {
	whole := map[uint8]*[256]uint8{}
	k := 0
	for p := range d.pages {
		lo := rune(p) << 8
		for k+1 < len(cuts) && cuts[k+1] <= lo {
			k++
		}
		if k+1 == len(cuts) || cuts[k+1] > lo+255 {
			if whole[of[k]] == nil {
				whole[of[k]] = new([256]uint8)
				for i := range whole[of[k]] {
					whole[of[k]][i] = of[k]
				}
			}
			d.pages[p] = whole[of[k]]
			continue
		}
		d.pages[p] = new([256]uint8)
		at := k
		for i := range d.pages[p] {
			for at+1 < len(cuts) && cuts[at+1] <= lo+rune(i) {
				at++
			}
			d.pages[p][i] = of[at]
		}
	}
	// Runes above are rare: where they are not all alike, the texts that have them are not for this search.
	d.above = of[len(of)-1]
	for i, r := range cuts {
		if r > 0xFFFF && of[i] != d.above || r <= 0xFFFF && (i+1 == len(cuts) || cuts[i+1] > 0x10000) && of[i] != d.above {
			d.above = unknown
		}
	}
}

// unknown is the class of runes that nothing is known of.
const unknown = 255

func consumes(in *syntax.Inst, r rune) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1:
		return in.MatchRune(r)
	case syntax.InstRuneAny:
		return true
	case syntax.InstRuneAnyNotNL:
		return r != '\n'
	}
	return false
}

// closure adds the places that are reached from one without a rune; first says
// that the text's end is here.
func (d *starts) closure(to []uint32, pc uint32, first bool, seen map[uint32]bool) []uint32 {
	if seen[pc] {
		return to
	}
	seen[pc] = true
	switch in := &d.prog.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return d.closure(d.closure(to, in.Out, first, seen), in.Arg, first, seen)
	case syntax.InstCapture, syntax.InstNop:
		return d.closure(to, in.Out, first, seen)
	case syntax.InstEmptyWidth:
		what := syntax.EmptyOp(in.Arg)
		if what == syntax.EmptyBeginText {
			if first {
				return d.closure(to, in.Out, first, seen)
			}
			return to
		}
		return append(to, pc) // the text's beginning, looked for by begins
	case syntax.InstFail:
		return to
	}
	return append(to, pc)
}

// state gives the state of a set of places; nil where there are too many.
func (d *starts) state(at []uint32) *state {
	slices.Sort(at)
	key := make([]byte, 0, 2*len(at))
	for _, pc := range at {
		key = binary.LittleEndian.AppendUint16(key, uint16(pc))
	}
	if s, ok := d.states[string(key)]; ok {
		return s
	}
	if len(d.states) == mostStates {
		d.full.Store(true)
		return nil
	}
	s := &state{at: at, next: make([]atomic.Pointer[state], len(d.runes))}
	for _, pc := range at {
		switch d.prog.Inst[pc].Op {
		case syntax.InstMatch:
			s.match = true
		case syntax.InstEmptyWidth:
			s.begins = s.begins || d.beginning(pc)
		}
	}
	d.states[string(key)] = s
	return s
}

// beginning tells whether a match is reached from a place at a text's beginning.
func (d *starts) beginning(pc uint32) bool {
	seen := map[uint32]bool{}
	var reach func(pc uint32) bool
	reach = func(pc uint32) bool {
		if seen[pc] {
			return false
		}
		seen[pc] = true
		switch in := &d.prog.Inst[pc]; in.Op {
		case syntax.InstMatch:
			return true
		case syntax.InstAlt, syntax.InstAltMatch:
			return reach(in.Out) || reach(in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			return reach(in.Out)
		case syntax.InstEmptyWidth:
			return syntax.EmptyOp(in.Arg) == syntax.EmptyEndText && reach(in.Out)
		}
		return false
	}
	return reach(pc)
}

// step makes the state that a rune of a class leads to.
func (d *starts) step(s *state, class uint8) *state {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := map[uint32]bool{}
	var at []uint32
	for _, pc := range s.at {
		if in := &d.prog.Inst[pc]; consumes(in, d.runes[class]) {
			at = d.closure(at, in.Out, false, seen)
		}
	}
	at = d.closure(at, uint32(d.prog.Start), false, seen) // a match may end anywhere
	next := d.state(at)
	if next != nil {
		s.next[class].Store(next)
	}
	return next
}

// find gives the places where matches begin, in order from the last; only some
// one of them if any is enough. It is not ok where it cannot tell.
func (d *starts) find(text string, any bool, found []int) (_ []int, ok bool) {
	if d.full.Load() || text == "" { // of nothing, the beginning is also the end
		return found, false
	}
	s := d.first
	for i := len(text); i > 0; {
		r, size := rune(text[i-1]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeLastRuneInString(text[:i]); size == 1 {
				return found, false // no UTF-8
			}
		}
		i -= size
		class := d.above
		if r <= 0xFFFF {
			class = d.pages[r>>8][r&255]
		}
		if class == unknown {
			return found, false
		}
		next := s.next[class].Load()
		if next == nil {
			if next = d.step(s, class); next == nil {
				return found, false
			}
		}
		if s = next; s.match || s.begins && i == 0 {
			if found = append(found, i); any {
				return found, true
			}
		}
	}
	return found, true
}
