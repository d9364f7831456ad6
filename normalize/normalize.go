// Package normalize gives Chinese text one form, and keeps the way back to the
// document's own characters.
//
// The form: simplified characters, converted by phrase; half-width digits,
// letters and signs; Chinese punctuation but within numerals; no white space
// but a ' ' between Latin words and between numbers that stand apart; nothing
// invisible; 〇 for every zero of a Chinese year. [Document] does a whole
// document, [New] one piece of text, a [Segmenter] cuts words and [Quantities]
// finds the numerals. Nothing is invented or repaired: what a machine lost on
// the way here stays lost.
package normalize

import (
	"nianbao/report"
)

// New gives the normal form of s, a piece of a document that starts at rune at
// of [report.Document.Text]. Its script is told by s alone.
//
// The normal form of a normal form is itself, but for a ' ' kept between two
// numbers, which is a wide gap in s and a narrow one then.
func New(s string, at int) *report.Text {
	t := clean(s, at)
	return t.finish(variantOf(t.runes))
}

// Form gives the normal form of s and nothing else: what New gives as a string. To
// look for quantities takes most of New's time.
func Form(s string) string {
	t := clean(s, 0)
	t.convert(variantOf(t.runes))
	return string(t.runes)
}

// Document gives every block and cell and the title of d its normal form with
// the quantities in it, and cuts the blocks that hold a numeral into words. It
// sets d.Script. Without a segmenter no words are cut.
func Document(d *report.Document, seg *Segmenter) {
	v := variantOf(read(d.Text, 0).runes)
	d.Script = v.script()
	for i := range d.Blocks {
		b := &d.Blocks[i]
		t := clean(d.Slice(b.Span), b.Start)
		b.Norm = t.finish(v.of(t))
		if seg != nil && t.holdsNumeral() && b.Kind != report.TableBlock && b.Kind != report.Furniture {
			seg.Segment(b.Norm)
		}
	}
	for i := range d.Tables {
		for k := range d.Tables[i].Cells {
			c := &d.Tables[i].Cells[k]
			t := clean(d.Slice(c.Span), c.Start)
			c.Norm = t.finish(v.of(t))
		}
	}
	title := clean(d.Meta.Title, 0)
	d.Meta.Norm = title.finish(v.of(title))
}

// of gives the variant of a piece of a document of variant v. A piece that is
// simplified without doubt stays as it is: a footer below a converted report.
func (v variant) of(t *text) variant {
	if onlyTraditional, onlySimplified := scripts(t.runes); onlySimplified > 0 && onlyTraditional == 0 {
		return simplified
	}
	return v
}

// clean does all that does not depend on the script. The order matters: marks
// are told by their neighbours, which white space must not part.
func clean(s string, at int) *text {
	t := read(s, at)
	t.closeUp()
	t.dropPinyin()
	t.writeZeros()
	t.punctuate()
	return t
}

func (t *text) convert(v variant) {
	if v != simplified {
		t.simplify(v)
	}
}

func (t *text) finish(v variant) *report.Text {
	t.convert(v)
	return &report.Text{Norm: t.runes, From: t.from, To: t.to, Quantities: Quantities(t.runes)}
}
