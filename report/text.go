package report

// A Text is a piece of a document's text in normal form: simplified characters,
// half-width digits and punctuation, no white space but a single space where
// two digits stand apart by a wide gap. Every rune of it knows which runes of
// the document it came from. Offsets into Norm are rune indexes.
type Text struct {
	Norm       []rune
	From       []int      // Norm[i] came from Document runes [From[i], To[i])
	To         []int      // for a phrase that was converted as a whole, the whole phrase
	Words      []Word     // jieba's words, covering Norm without gaps
	Quantities []Quantity // every numeral, in order
}

// Span gives the document runes that Norm[i:j] came from.
func (t *Text) Span(i, j int) Span {
	if len(t.Norm) == 0 || i >= len(t.Norm) {
		if n := len(t.To); n > 0 {
			return Span{t.To[n-1], t.To[n-1]}
		}
		return Span{}
	}
	if j <= i {
		return Span{t.From[i], t.From[i]}
	}
	return Span{t.From[i], t.To[j-1]}
}

// String is the normal form.
func (t *Text) String() string {
	if t == nil {
		return ""
	}
	return string(t.Norm)
}

// A Word is one word of the segmented normal form.
type Word struct {
	Start, End int // runes of Text.Norm
}

// A Quantity is a numeral in the normal form with the words that belong to it:
// approximators before and after, a multiplier, a unit.
type Quantity struct {
	Start, End int // runes of Text.Norm: from the approximator to the end of unit and trailing approximator
	Num        int // start of the numeral itself
	NumEnd     int // end of the numeral with its multiplier
	Value      Decimal
	Unit       string // "" where none follows
	Measure    Measure
	Qualifier  Qualifier
	Chinese    bool         // written in Chinese numerals only
	Signed     bool         // + or - stands before it: what it states is a change
	Reject     RejectReason // set where the words around it already say that it counts nothing
}
